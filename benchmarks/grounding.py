"""How fast and how rightly values are grounded: garner, and LangExtract's resolver on the same values in the same run.

    python benchmarks/grounding.py --peer-python peers/bin/python          # real size, writes results/grounding.json
    python benchmarks/grounding.py --quick                                 # toy size for CI, writes nothing

Documents are random, from a seed: English with word frequencies after Zipf, Chinese likewise by character. Of the 200 values a
quarter each are verbatim, changed in case and spacing, misspelt (one slip in about ten characters, never in the first or last
character or in a digit) and absent. Every planted value has one place in its document, so that right and wrong are plain: a
planted value must get exactly its span, an absent one none. Both run on the same one core, and building the index is included.
Times are those the core spent (what a neighbour takes away does not count); the wall clock stands beside them.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import platform
import subprocess
import sys
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from random import Random
from statistics import median, quantiles
from time import perf_counter, process_time

KINDS = ("verbatim", "changed", "misspelt", "absent")
TARGET_MILLISECONDS = 50.0
FUNCTION_WORDS = "the of and to in a is that for it as was with be by on not he his but at are this have from or had an they"
HAN = [chr(code) for code in range(0x4E00, 0x4E00 + 6000, 3) if not chr(code).isnumeric()]
Span = tuple[int, int]
RESULTS = Path(__file__).parent / "results" / "grounding.json"


@dataclass(frozen=True, slots=True)
class Task:
    """A document and the values to place in it: for each its kind and its true span (``None`` for an absent one)."""

    language: str
    order: str
    text: str
    values: tuple[str, ...]
    kinds: tuple[str, ...]
    truth: tuple[Span | None, ...]


# Documents


def _zipf(random: Random, count: int, size: int) -> list[int]:
    return random.choices(range(size), weights=[1 / (rank + 3) for rank in range(size)], k=count)


def _english(random: Random, tokens: int) -> list[str]:
    syllables = [one + two + three for one in "bdfgklmnprst" for two in "aeiou" for three in ("", "n", "r", "st")]
    names = ["".join(random.choices(syllables, k=random.choice((2, 2, 3)))) for _ in range(6000)]
    vocabulary = FUNCTION_WORDS.split() + [name.capitalize() if random.random() < 0.15 else name for name in names]
    words = [vocabulary[index] for index in _zipf(random, tokens, len(vocabulary))]
    words = [str(random.randrange(2, 3000)) if random.random() < 0.03 else word for word in words]
    pieces = []
    for word in words:
        pieces += [word, random.choices((" ", ", ", ". ", "\n"), weights=(80, 8, 8, 4))[0]]
    return pieces


def _chinese(random: Random, tokens: int) -> list[str]:
    pieces = []
    for index in _zipf(random, tokens, len(HAN)):
        pieces += [HAN[index], random.choices(("", "，", "。"), weights=(90, 6, 4))[0]]
    return pieces


# Values


def _plant(random: Random, pieces: list[str], kind: str, language: str) -> tuple[Span, str]:
    """A stretch of whole tokens that occurs once, and its value; long enough that a slip leaves it recognisable."""
    offsets = [0]
    for piece in pieces:
        offsets.append(offsets[-1] + len(piece))
    text = "".join(pieces)
    lowest, longest, least = (1, 6, 5) if language == "en" else (4, 16, 4)
    least = least if kind != "misspelt" else 10
    while True:
        first = 2 * random.randrange(len(pieces) // 2 - longest)
        last = first + 2 * random.randrange(lowest, longest + 1) - 1
        start, end = offsets[first], offsets[last]
        surface = text[start:end]
        # Once in any case and nowhere inside a longer token.
        if least <= len(surface) <= 60 and text.lower().count(surface.lower()) == 1 and "\n" not in surface:
            return (start, end), _alter(random, surface, kind, language)


def _alter(random: Random, surface: str, kind: str, language: str) -> str:
    if kind == "changed":
        if language == "zh":
            return " ".join((surface[:2], surface[2:])).replace("，", ",")
        return random.choice((surface.upper(), surface.title(), surface.swapcase())).replace(
            " ", random.choice(("  ", "\n", "\u00a0"))
        )
    if kind == "misspelt":
        for _ in range(max(1, len(surface) // 20)):
            surface = _slip(random, surface, HAN if language == "zh" else list("abcdefghijklmnopqrstuvwxyz"))
    return surface


def _slip(random: Random, surface: str, alphabet: list[str]) -> str:
    at = random.choice([index for index in range(1, len(surface) - 2) if surface[index : index + 2].isalpha()] or [1])
    letter = random.choice(alphabet)
    changed = {
        "left out": surface[:at] + surface[at + 1 :],
        "put in": surface[:at] + letter + surface[at:],
        "another": surface[:at] + letter + surface[at + 1 :],
        "swapped": surface[:at] + surface[at + 1] + surface[at] + surface[at + 2 :],
    }
    return changed[random.choice(list(changed))]


def _absent(random: Random, language: str) -> str:
    if language == "zh":
        return "".join(chr(random.randrange(0x8000, 0x9000)) for _ in range(random.randrange(4, 12)))
    return " ".join("".join(random.choices("vwxyzqjhcu", k=7)).capitalize() for _ in range(random.randrange(1, 4)))


def make_task(seed: int, language: str, order: str, tokens: int, count: int) -> Task:
    """A document of about ``tokens`` words (English) or characters (Chinese) and ``count`` values."""
    random = Random(f"{seed} {language} {tokens}")
    pieces = (_english if language == "en" else _chinese)(random, tokens)
    rows: list[tuple[str, str, Span | None]] = []
    for index in range(count):
        kind = KINDS[index % len(KINDS)]
        if kind == "absent":
            rows.append((_absent(random, language), kind, None))
        else:
            span, value = _plant(random, pieces, kind, language)
            rows.append((value, kind, span))
    random.shuffle(rows)
    if order == "in order":
        rows.sort(key=lambda row: row[2] or (random.randrange(tokens * 5), 0))
    values, kinds, truth = zip(*rows, strict=True)
    return Task(language, order, "".join(pieces), values, kinds, truth)


# Measuring


@dataclass(frozen=True, slots=True)
class Answer:
    """The seconds of each repeat, of the core and by the wall clock, and the spans of the last one."""

    seconds: list[float]
    wall: list[float]
    spans: list[Span | None]


@dataclass(frozen=True, slots=True)
class Row:
    """One system on one task: milliseconds (median, 5th and 95th percentile, median by the wall clock) and, by kind, the share
    of values placed rightly."""

    system: str
    language: str
    order: str
    median: float
    p5: float
    p95: float
    wall_median: float
    repeats: int
    right: dict[str, float]


@dataclass(frozen=True, slots=True)
class Growth:
    """Garner's milliseconds over documents of growing size, and the slope of log time over log size."""

    language: str
    tokens: list[int]
    milliseconds: list[float]
    exponent: float
    exponent_of_largest_three: float


@dataclass(frozen=True, slots=True)
class Report:
    """What the results file holds."""

    what: str
    seed: int
    machine: dict[str, object]
    beside: str
    first_call_milliseconds: float
    rows: list[Row]
    growth: list[Growth]


def garner_answer(task: Task, repeats: int) -> Answer:
    """Garner on a task, the index built anew each time."""
    from garner.grounding import ground

    seconds, wall = [], []
    for _ in range(repeats):
        started, begun = process_time(), perf_counter()
        found = ground(task.text, task.values)
        seconds.append(process_time() - started)
        wall.append(perf_counter() - begun)
    return Answer(seconds, wall, [each.span for each in found])


def peer_answers(python: str, tasks: list[tuple[Task, str]], repeats: int) -> tuple[str, list[Answer]]:
    """The peer's version and its answers for tasks and tokenizers, from a process of its own interpreter."""
    asked = [{"text": task.text, "values": task.values, "tokenizer": name} for task, name in tasks]
    script = Path(__file__).with_name("grounding_peer.py")
    request = json.dumps({"repeats": repeats, "tasks": asked})
    done = subprocess.run([python, str(script)], input=request, capture_output=True, text=True, check=True)
    reply = json.loads(done.stdout)
    answers = [
        Answer(each["seconds"], each["wall"], [tuple(span) if span else None for span in each["spans"]])
        for each in reply["answers"]
    ]
    return reply["version"], answers


def score(system: str, task: Task, answer: Answer) -> Row:
    """A row of the report."""
    times = [1000 * each for each in answer.seconds]
    wall = round(1000 * median(answer.wall), 2)
    hits: dict[str, list[bool]] = {kind: [] for kind in KINDS}
    for span, truth, kind in zip(answer.spans, task.truth, task.kinds, strict=True):
        hits[kind].append(span == truth)
    cuts = quantiles(times, n=20, method="inclusive") if len(times) > 1 else times * 19
    right = {kind: round(sum(each) / len(each), 3) for kind, each in hits.items()}
    return Row(
        system,
        task.language,
        task.order,
        round(median(times), 2),
        round(cuts[0], 2),
        round(cuts[-1], 2),
        wall,
        len(times),
        right,
    )


def exponent(sizes: list[int], times: list[float]) -> float:
    """The slope of log time over log size, by least squares."""
    xs, ys = [math.log(size) for size in sizes], [math.log(time) for time in times]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return round(sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs), 2)


def machine() -> dict[str, object]:
    """What the numbers depend on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return {
        "processor": names[0] if names else platform.processor() or platform.machine(),
        "cores_of_machine": os.cpu_count(),
        "cores_used": 1,
        "load_average_at_start": [round(each, 2) for each in os.getloadavg()],
        "system": platform.platform(),
        "python": platform.python_version(),
        "rapidfuzz": version("rapidfuzz"),
    }


def run(arguments: argparse.Namespace) -> Report:
    """All measurements."""
    tokens, count, repeats, peer_repeats = (300, 40, 2, 1) if arguments.quick else (5000, 200, 30, 3)
    orders = [(language, order) for language in ("en", "zh") for order in ("in order", "shuffled")]
    tasks = [make_task(arguments.seed, language, order, tokens, count) for language, order in orders]
    conditions = machine()
    first = garner_answer(tasks[0], 1).seconds[0]
    rows = [score("garner", task, garner_answer(task, repeats)) for task in tasks]
    if arguments.peer_python:
        pairs = [(task, name) for task in tasks for name in (("regex",) if task.language == "en" else ("regex", "unicode"))]
        release, answers = peer_answers(arguments.peer_python, pairs, peer_repeats)
        for (task, name), answer in zip(pairs, answers, strict=True):
            rows.append(score(f"langextract {release} ({name} tokenizer)", task, answer))
    what = f"{count} values, {tokens} tokens; a quarter each {', '.join(KINDS)}; times in milliseconds"
    return Report(what, arguments.seed, conditions, arguments.beside, round(1000 * first, 2), rows, _growth(arguments, count))


def _growth(arguments: argparse.Namespace, count: int) -> list[Growth]:
    sizes = [250, 500, 1000] if arguments.quick else [1000 * 2**power for power in range(7)]
    growth = []
    for language in ("en", "zh"):
        tasks = [make_task(arguments.seed, language, "shuffled", size, count) for size in sizes]
        times = [round(1000 * median(garner_answer(task, 2 if arguments.quick else 9).seconds), 2) for task in tasks]
        growth.append(Growth(language, sizes, times, exponent(sizes, times), exponent(sizes[-3:], times[-3:])))
    return growth


def show(report: Report) -> None:
    """The report for people."""
    print(f"{report.what}; seed {report.seed}; beside it: {report.beside}")
    print(json.dumps(report.machine, ensure_ascii=False))
    print(f"first call, cold: {report.first_call_milliseconds} ms")
    print(
        f"{'system':38} {'text':5} {'order':9} {'median':>8} {'p5-p95':>19} {'wall':>9} "
        + " ".join(f"{kind:>9}" for kind in KINDS)
    )
    base = {(row.language, row.order): row.median for row in report.rows if row.system == "garner"}
    for row in report.rows:
        spread = f"{row.p5}-{row.p95}"
        right = " ".join(f"{row.right[kind]:9.1%}" for kind in KINDS)
        ratio = row.median / base[row.language, row.order]
        times = f"{row.median:8.2f} {spread:>19} {row.wall_median:9.2f}"
        print(f"{row.system:38} {row.language:5} {row.order:9} {times} {right}  x{ratio:.1f}")
    for each in report.growth:
        print(f"growth {each.language}: {each.tokens} tokens, {each.milliseconds} ms, exponent {each.exponent}", end="")
        print(f" (largest three sizes {each.exponent_of_largest_three})")


def main() -> int:
    """Measure, print, write; exit status 1 when the target is missed at real size."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quick", action="store_true", help="toy size for CI; writes no results file")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--peer-python", help="interpreter of an environment with benchmarks/requirements-peers.txt")
    parser.add_argument("--beside", default="not said", help="what else ran on the machine, for the record")
    parser.add_argument("--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # child processes inherit it
    report = run(arguments)
    show(report)
    if arguments.quick:
        return 0
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    arguments.output.write_text(json.dumps(asdict(report), ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    slowest = max(row.median for row in report.rows if row.system == "garner")
    print(
        f"slowest median {slowest} ms, target {TARGET_MILLISECONDS} ms: {'met' if slowest < TARGET_MILLISECONDS else 'MISSED'}"
    )
    return 0 if slowest < TARGET_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
