"""Puts the figures of the embedded encoder's card where they belong: what stands between the marks is produced, not typed.

    python docs/encoder_card.py            # write docs/models/encoder.md anew
    python docs/encoder_card.py --check    # fail where it differs, or a figure is missing

A block begins with ``<!-- produced: NAME -->`` and ends with ``<!-- end -->``. Figures come from the weights in the package,
the recipe they were trained by, the registry of corpora, and ``experiments/encoder/results``. Where a file is not there, or is
of another model, the block says TO FILL and by which command.
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from produced_blocks import Missing, Producers, renew, table

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "docs" / "models" / "encoder.md"
WEIGHTS = ROOT / "src" / "garner" / "models" / "encoder" / "weights"
RECIPE = ROOT / "src" / "garner" / "training" / "encoder" / "small_1.toml"
RESULTS = ROOT / "experiments" / "encoder" / "results"
WRITTEN_LICENCE = "Apache-2.0 (this project)"
KINDS = {
    "entities": "entities",
    "events": "event triggers",
    "arguments": "arguments of events",
    "relations": "relations",
    "labels": "classifications with several answers",
    "choices": "classifications with one answer",
}


def model() -> dict[str, Any]:
    """``model.json`` of the packaged weights."""
    card = json.loads((WEIGHTS / "model.json").read_text("utf-8"))
    if card.get("format") != 2 or "sha256" not in card:
        raise Missing("put the weights into src/garner/models/encoder/weights")
    return dict(card)


def results(name: str, command: str) -> dict[str, Any]:
    """A file of results of the packaged model."""
    path = RESULTS / name
    table = json.loads(path.read_text("utf-8")) if path.is_file() else {}
    measured = str(table.get("model") or table.get("encoder", "")).removeprefix("encoder:")
    if not table or measured != model()["name"]:
        raise Missing(f"`{command}`")
    return dict(table)


def tables_of(name: str, command: str) -> list[str]:
    """The Markdown tables beside a file of results."""
    results(f"{name}.json", command)
    page = (RESULTS / f"{name}.md").read_text("utf-8")
    return [found.group() for found in re.finditer(r"(?:^\|.*\n)+", page, re.MULTILINE)]


def size() -> str:
    """Parameters and bytes of the packaged weights."""
    import numpy as np

    card = model()
    with np.load(WEIGHTS / "weights.npz") as weights, np.load(WEIGHTS / "vocabulary.npz") as vocabulary:
        four = sum(2 * weights[name].size for name in weights if name.startswith("4 bits of "))
        eight = sum(weights[name].size for name in weights if not name.startswith(("4 bits of ", "scales of ")))
        pieces = 2 * vocabulary["halves"].size
    rows = [
        ("token vectors (4 bits)", pieces, "no"),
        ("layers that are not trained (4 bits)", four, "no"),
        ("layers and scorers that are (8 bits), norms, biases and positions", eight, "mostly"),
    ]
    listed = [(what, f"{count:,}", trained) for what, count, trained in rows]
    total = sum(count for _, count, _ in rows)
    megabytes = sum(path.stat().st_size for path in WEIGHTS.rglob("*") if path.is_file()) / 1e6
    end = f"\nTogether {total:,} parameters, {card['parameters_trained']:,} of them trained; all files {megabytes:.1f} MB.\n"
    return table(("what", "parameters", "trained"), listed) + end


def corpora() -> str:
    """Every corpus of the recipe with its licence, how much of it was trained on, and how often it was drawn."""
    from garner.datasets.corpora import CORPORA
    from garner.datasets.held_out import training_split
    from garner.training.encoder.recipe import read_recipe
    from garner.training.encoder.written import WRITTEN_BY_LANGUAGE, is_written

    if not RECIPE.is_file():
        raise Missing(f"write {RECIPE.relative_to(ROOT)}")
    recipe = read_recipe(RECIPE)
    counts = json.loads((RESULTS / "training_data.json").read_text("utf-8"))
    if absent := sorted(set(recipe.corpora) - set(counts)):
        raise Missing(f"copy data.json of the run to experiments/encoder/results/training_data.json ({absent[0]} is not in it)")
    drawn = dict.fromkeys(recipe.corpora, 0.0)
    for stage in recipe.stages:
        whole = sum(stage.mix.values())
        for name, weight in stage.mix.items():
            drawn[name] += 100 * stage.steps / recipe.steps * weight / whole
    rows = []
    for name in sorted(drawn, key=lambda name: (-drawn[name], name)):
        entry = None if is_written(name) else CORPORA[training_split(name)[0]]
        licence = WRITTEN_LICENCE if entry is None else entry.licence
        language = WRITTEN_BY_LANGUAGE.get(name, "en") if entry is None else entry.language
        own = counts[name]
        figures = (f"{own[key]:,}" for key in ("filled", "empty", "left_out_as_held_out"))
        rows.append((name, language, licence, *figures, f"{drawn[name]:.1f} %"))
    texts = sum(counts[name]["filled"] + counts[name]["empty"] for name in drawn)
    return table(("corpus", "language", "licence", "texts", "with nothing", "left out", "share of draws"), rows) + (
        f"\nTogether {len(rows)} corpora and parts of corpora, {texts:,} texts.\n"
    )


def training() -> str:
    """How long the training was."""
    from garner.training.encoder.recipe import read_recipe

    log = RESULTS / "training_log.jsonl"
    last = json.loads(log.read_text("utf-8").splitlines()[-1])
    if not RECIPE.is_file() or last.get("step") != read_recipe(RECIPE).steps:
        raise Missing("copy log.jsonl of the run to experiments/encoder/results/training_log.jsonl")
    done = f"{last['step']:,} steps, {last['examples']:,} examples, {last['tokens']:,} tokens of texts and labels"
    return f"{done}, {last['seconds']:,} seconds.\n"


def levels() -> str:
    """Threshold and calibration of each kind of answer."""
    card = model()
    if "calibration" not in card:
        raise Missing("`python -m garner.training.encoder.calibrate src/garner/models/encoder/weights --data-dir DATA`")
    parts = ("offset", "bend", "support", "growth")
    rows = []
    for task, what in KINDS.items():
        line = {"slope": 1.0} | dict.fromkeys(parts, 0.0) | card["calibration"].get(task, {})
        threshold = card["thresholds"].get(task)
        said = "none" if threshold is None else f"{threshold:.2f}"
        moved = [f"{line[part]:+.3f}" if (part == "growth") is (task == "choices") else "none" for part in parts]
        rows.append((what, said, f"{line['slope']:.3f}", *moved))
    return table(("answers", "threshold", "slope", *parts), rows)


def targets() -> str:
    return tables_of("targets", "python experiments/encoder/evaluate.py --data-dir DATA")[0]


def others() -> str:
    """What has no target, and the notes on both tables."""
    command = "python experiments/encoder/evaluate.py --data-dir DATA"
    found = tables_of("targets", command)
    notes = re.findall(r"^- `.*$", (RESULTS / "targets.md").read_text("utf-8"), re.MULTILINE)
    if len(found) < 2:
        raise Missing(f"`{command}`")
    return found[1] + "\n" + "".join(f"{note}\n" for note in notes)


def errors() -> str:
    return tables_of("confidence", "python experiments/encoder/calibration.py --data-dir DATA")[0]


def curve() -> str:
    return tables_of("confidence", "python experiments/encoder/calibration.py --data-dir DATA")[1]


def examples() -> str:
    return tables_of("examples_help", "python experiments/encoder/examples_help.py --data-dir DATA")[0]


def order() -> str:
    return tables_of("invariance", "python experiments/encoder/invariance.py --data-dir DATA")[0]


def descriptions() -> str:
    found = results("descriptions.json", "python experiments/encoder/descriptions.py --data-dir DATA")["results"]
    rows = [
        (place, f"{each['names']:.1f}", f"{each['described']:.1f}", "{:+.1f} to {:+.1f}".format(*each["interval"]))
        for place, each in found.items()
    ]
    return table(("set", "F1, names alone", "names and descriptions", "difference (95 %)"), rows)


def passages() -> str:
    found = results("passages.json", "python experiments/encoder/passages.py --data-dir DATA")["results"]
    sizes = list(next(iter(found.values()))["f1_by_tokens"])
    rows = [(place, *(f"{each['f1_by_tokens'][size]:.1f}" for size in sizes)) for place, each in found.items()]
    return table(("set", *(f"{size} tokens" for size in sizes)), rows)


def speed() -> str:
    command = "python experiments/encoder/speed.py --threads 2 --out experiments/encoder/results/speed.json"
    each = results("speed.json", command)
    return (
        f"{each['words']} words, {each['labels']} labels, batches of {each['batch']}, {each['machine']}: "
        f"{each['sentences_a_second']} sentences a second (best round {each['best_round']}), "
        f"{each['sentences_a_processor_second']} a second of processor time; load and first answer "
        f"{each['load_and_first_answer_seconds']} s.\n"
    )


PRODUCERS: Producers = {
    each.__name__: each
    for each in (
        *(size, corpora, training, levels, targets, others, errors, curve, examples, order, descriptions, passages, speed),
    )
}


if __name__ == "__main__":
    sys.exit(renew(CARD, PRODUCERS, "docs/encoder_card.py"))
