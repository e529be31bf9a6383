"""Puts the figures of the learned detectors' card where they belong: what stands between the marks is produced, not typed.

    python docs/detector_card.py            # write docs/models/detectors.md anew
    python docs/detector_card.py --check    # fail where it differs, or a figure is missing

A block begins with ``<!-- produced: NAME -->`` and ends with ``<!-- end -->``. Figures come from the weights in the package,
the recipe, the registry of corpora, and what ``garner train detectors`` wrote beside the weights (copied to
``experiments/self-correction/results/training``). Where a file is not there, or is of other weights, the block says TO FILL
and by which command.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from produced_blocks import Missing, Producers, renew, table

ROOT = Path(__file__).resolve().parent.parent
CARD = ROOT / "docs" / "models" / "detectors.md"
WEIGHTS = ROOT / "src" / "garner" / "refinement" / "learned" / "weights"
RECIPE = ROOT / "src" / "garner" / "training" / "detectors" / "small_1.toml"
TRAINING = ROOT / "experiments" / "self-correction" / "results" / "training"
COMMAND = "garner train detectors src/garner/training/detectors/small_1.toml --data-dir DATA -o RUN"
KINDS = {
    "entity": "entities",
    "event": "event triggers",
    "relation": "relations",
    "argument": "arguments of events",
    "label": "classifications",
}


def detectors() -> dict[str, Any]:
    """``detectors.json`` of the packaged weights."""
    path = WEIGHTS / "detectors.json"
    if not path.is_file():
        raise Missing(f"`{COMMAND}`, and copy detectors.json and detectors.npz to {WEIGHTS.relative_to(ROOT)}")
    return dict(json.loads(path.read_text("utf-8")))


def written(name: str) -> dict[str, Any]:
    """A file that the training of the packaged weights wrote; told by the detectors' name in its ``seen.json``."""
    seen, path = TRAINING / "seen.json", TRAINING / name
    trained = json.loads(seen.read_text("utf-8"))["component"] if seen.is_file() else ""
    if trained != detectors()["name"] or not path.is_file():
        raise Missing(f"`{COMMAND}`, and copy mix.json, seconds.json and seen.json of RUN to {TRAINING.relative_to(ROOT)}")
    return dict(json.loads(path.read_text("utf-8")))


def size() -> str:
    """Parameters, bytes and the encoder they look through."""
    card = detectors()
    kilobytes = sum(path.stat().st_size for path in WEIGHTS.glob("detectors.*")) / 1000
    return (
        f"`{card['name']}`: {card['training']['parameters']:,} parameters, {kilobytes:.0f} kB, beside `{card['encoder_name']}` "
        f"(weights `{card['encoder']}`).\n"
    )


def mix() -> str:
    """What the corpus of defects is made of: by task and kind, source and language."""
    parts = []
    for side, each in written("mix.json")["mix"].items():
        shares = ", ".join(f"{sort} {share:.1%}" for sort, share in each["shares"].items())
        parts.append(f"**{side}**: {each['instances']:,} instances of {each['texts']:,} texts ({shares}).\n")
        kinds = sorted({kind for own in each["kinds_by_task"].values() for kind in own})
        rows = [(task, *(f"{own.get(kind, 0):,}" for kind in kinds)) for task, own in each["kinds_by_task"].items()]
        parts.append(table(("task", *kinds), rows))
        parts += [
            table((what, "instances"), [(name, f"{count:,}") for name, count in each["counts"][what].items()])
            for what in ("source", "language")
        ]
        answers = [(source, f"{every:,}", f"{right / every:.1%}") for source, (right, every) in each["whole"].items()]
        parts.append(table(("whole answers of", "number", "right"), answers))
    return "\n".join(parts)


def corpora() -> str:
    """Every corpus of the recipe with its licence, how many samples and instances it gave, and what of it was left out."""
    from garner.datasets.corpora import CORPORA
    from garner.training.detectors.recipe import read_recipe

    recipe = read_recipe(RECIPE)
    mix = written("mix.json")
    rows = []
    for side, wanted in (("train", recipe.train), ("dev", recipe.dev)):
        for name, most in wanted.items():
            entry = CORPORA.get(name.partition(":")[0])
            licence = "Apache-2.0 (this project)" if entry is None else entry.licence
            drawn = _part(name, mix["corpora"][side])
            samples = f"{drawn.get('samples', 0):,} of {most:,}"
            left_out = ", ".join(f"{count:,} {reason}" for reason, count in drawn.get("left out", {}).items())
            instances = mix["mix"][side]["counts"]["corpus"].get(name, 0)
            rows.append((f"`{name}`", side, licence, samples, f"{instances:,}", left_out))
    return table(("corpus", "side", "licence", "samples", "instances", "left out, why"), rows)


def _part(name: str, parts: Mapping[str, Any]) -> Mapping[str, Any]:
    """What ``mix.json`` tells of a part of a corpus; the ``rest`` of a split stands there under the name of that split."""
    split = name.removesuffix(":rest")
    return next((own for each, own in parts.items() if each == split or (split != name and each.startswith(f"{split}:"))), {})


def training() -> str:
    """How long it took, corpus and heads apart, and how much of the corpus the heads are fitted to."""
    seconds, card = written("seconds.json"), detectors()["training"]
    most = card["settings"]["texts"]
    few = f" (all of the first {most} texts of each corpus)" if most else ""
    return (
        f"Corpus {seconds['corpus']:,.0f} s, heads {seconds['heads']:,.0f} s; "
        f"fitted to {card['instances']:,} instances and whole answers{few}, {card['set_aside']:,} set aside.\n"
    )


def levels() -> str:
    """From which probability on a claim is kept, and from which one is added."""
    card = detectors()

    def shown(level: Mapping[str, Any], name: str) -> str:
        if not level["relative"] and level[name] in (0.001, 0.999):  # the level that leaves answers alone
            return "always" if name == "keep" else "never"
        return f"{level[name]:.2f}" + (" of the F1 expected" if level["relative"] else "")

    rows = [
        (KINDS[kind], *(shown(level, name) for level in (others, card["own_levels"][kind]) for name in ("keep", "add")))
        for kind, others in card["levels"].items()
    ]
    return table(("claims", "kept from", "added from", "of the encoder's own kept from", "added from"), rows)


PRODUCERS: Producers = {each.__name__: each for each in (size, mix, corpora, training, levels)}


if __name__ == "__main__":
    sys.exit(renew(CARD, PRODUCERS, "docs/detector_card.py"))
