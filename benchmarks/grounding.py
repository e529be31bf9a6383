"""How fast and how rightly values are grounded: garner, and LangExtract's resolver on the same values in the same run.

    python -m benchmarks.grounding --peer-python peers/bin/python          # real size, writes results/grounding.json
    python -m benchmarks.grounding --quick                                 # toy size for CI, writes nothing

Documents are random, from a seed (``grounding_tasks.py``). Of the 200 values a quarter each are verbatim, changed in case and
spacing, misspelt and absent. A planted value must get exactly its span, an absent one none. LangExtract is asked as it asks
itself, with its defaults, and for Chinese also with the tokenizer it offers for that; it compares whole tokens, so that a
misspelt single word has no token to match. Both run on the same one core, and building the index is included.

Times are those the core spent (what a neighbour takes away does not count); the wall clock stands beside them. On a machine
that does other work, ``chrt -r 1`` before the command gives both the core when they want it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median, quantiles
from time import perf_counter, process_time

from benchmarks.grounding_tasks import KINDS, Span, Task, make_task
from benchmarks.machine import describe, save

TARGET_MILLISECONDS = 50.0


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


def run(arguments: argparse.Namespace) -> Report:
    """All measurements."""
    tokens, count, repeats, peer_repeats = (300, 40, 2, 1) if arguments.quick else (5000, 200, 30, 3)
    orders = [(language, order) for language in ("en", "zh") for order in ("in order", "shuffled")]
    tasks = [make_task(arguments.seed, language, order, tokens, count) for language, order in orders]
    conditions = describe() | {"cores_used": 1, "scheduling": _scheduling()}
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


def _scheduling() -> str:
    return "ordinary" if os.sched_getscheduler(0) == os.SCHED_OTHER else "real-time"


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
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # child processes inherit it
    report = run(arguments)
    show(report)
    if arguments.quick:
        return 0
    save("grounding", asdict(report))
    slowest = max(row.median for row in report.rows if row.system == "garner")
    print(
        f"slowest median {slowest} ms, target {TARGET_MILLISECONDS} ms: {'met' if slowest < TARGET_MILLISECONDS else 'MISSED'}"
    )
    return 0 if slowest < TARGET_MILLISECONDS else 1


if __name__ == "__main__":
    sys.exit(main())
