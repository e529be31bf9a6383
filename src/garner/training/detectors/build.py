"""The corpus of defects: extractors are run over the texts of a recipe, and their errors become instances, chunk by chunk.

A folder holds ``parts/`` (one file a chunk, whole or not there, so that a run which was stopped goes on behind it), then
``train.jsonl.gz`` and ``dev.jsonl.gz``, ``mix.json`` and ``mix.md`` (what they are made of), and ``seen.json`` with
``seen.bin`` (which texts a detector taught on them saw).
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import zip_longest
from pathlib import Path
from random import Random
from typing import NamedTuple

from garner.datasets.exposure import Exposure, exposure_to, write_exposure
from garner.errors import OutputError
from garner.training.detectors.defects import correct_of, harvest
from garner.training.detectors.extractors import Extractors
from garner.training.detectors.instance import Instance, read_instances, write_instances
from garner.training.detectors.mix import Mix, mix_of, mix_page
from garner.training.detectors.plan import Chunk
from garner.training.detectors.reading import Picked
from garner.training.detectors.recipe import Recipe
from garner.training.detectors.synthetic import made_up
from garner.values import Claim

__all__ = ["DEV", "SIDES", "TRAIN", "Built", "Plan", "Standing", "build", "exposure_of", "put"]

TRAIN, DEV = "train", "dev"
SIDES = (TRAIN, DEV)
_PARTS = "parts"
_KEY = "corpus.json"


class Plan(NamedTuple):
    """What is to be done: chunks and where they come from, by side (train, dev); ``key`` tells one plan from another."""

    chunks: Mapping[str, Sequence[Chunk]]
    picked: Mapping[str, Sequence[Picked]]
    key: str


class Standing(NamedTuple):
    """How far it has come, in chunks; ``chunk`` is the last that was done."""

    done: int
    of: int
    chunk: str = ""


@dataclass(frozen=True, slots=True)
class Built:
    """The files of a corpus of defects and what they are made of, by side."""

    files: Mapping[str, Path]
    mixes: Mapping[str, Mix]
    skipped: Mapping[str, int]


def build(
    recipe: Recipe, plan: Plan, extractors: Extractors, folder: Path, told: Callable[[Standing], None] = lambda _: None
) -> Built:
    """Do what the plan says that is not done yet, and put everything together.

    Raises ``OutputError`` for a folder of another plan and where something cannot be written.
    """
    _begin(folder, plan.key)
    chunks = [chunk for side in SIDES for chunk in plan.chunks[side]]
    extractors.check(recipe.extractors)
    for number, chunk in enumerate(chunks, start=1):
        if not _part(folder, chunk).is_file():
            _write_part(recipe, chunk, extractors, folder)
        told(Standing(number, len(chunks), chunk.name))
    files, mixes = {}, {}
    skipped: Counter[str] = Counter()
    languages = {each.corpus: each.language for chunk in chunks for each in chunk.samples}
    for side in SIDES:
        listed = [_Listed(**json.loads(_list(folder, chunk).read_text("utf-8"))) for chunk in plan.chunks[side]]
        for each in listed:
            skipped.update(each.skipped)
        kept = _kept(listed, recipe)
        files[side] = folder / f"{side}.jsonl.gz"
        write_instances(files[side], _instances(folder, plan.chunks[side], kept))
        mixes[side] = mix_of(read_instances(files[side]), languages)
    built = Built(files, mixes, dict(skipped.most_common()))
    _report(plan, built, folder)
    return built


def exposure_of(component: str, plan: Plan, notes: Sequence[str] = ()) -> Exposure:
    """What a detector saw that was taught on this corpus."""
    texts = (sample.text for chunk in plan.chunks[TRAIN] for sample in chunk.samples)
    dev = ", ".join(each.seen.name for each in plan.picked[DEV])
    aside = (f"not trained on, but decided when to stop and from which probability on to act: texts of {dev}",) if dev else ()
    return exposure_to(component, (each.seen for each in plan.picked[TRAIN]), texts, (*aside, *notes))


def _begin(folder: Path, key: str) -> None:
    """Make the folder, or see that it is one of this plan."""
    try:
        (folder / _PARTS).mkdir(parents=True, exist_ok=True)
        path = folder / _KEY
        stated = json.loads(path.read_text("utf-8")).get("plan") if path.is_file() else None
    except (OSError, ValueError) as error:
        raise OutputError(f"{folder} cannot be used: {error}.", "Name another folder.") from None
    if stated is None:
        put(path, json.dumps({"plan": key}) + "\n")
    elif stated != key:
        raise OutputError(
            f"{folder} holds the corpus of another recipe, of other texts or extractors.",
            "Name another folder, or --overwrite.",
        )


class _Listed(NamedTuple):
    """What is in a part: the ids of instances by sort, and what gave none."""

    real: list[str]
    synthetic: list[str]
    correct: list[str]
    whole: list[str]
    skipped: dict[str, int]


def _part(folder: Path, chunk: Chunk) -> Path:
    return folder / _PARTS / f"{chunk.name}.jsonl.gz"


def _list(folder: Path, chunk: Chunk) -> Path:
    return folder / _PARTS / f"{chunk.name}.json"


def _write_part(recipe: Recipe, chunk: Chunk, extractors: Extractors, folder: Path) -> None:
    real, skipped = _real(recipe, chunk, extractors)
    correct = [correct_of(sample) for sample in chunk.samples]
    synthetic = [
        instance
        for sample in chunk.samples
        for instance in made_up(sample, recipe.synthetic_most, Random(f"{recipe.seed} {sample.key}"))
    ]
    listed = _Listed(
        [each.id for each in real if not each.whole],
        [each.id for each in synthetic],
        [each.id for each in correct],
        [each.id for each in real if each.whole],
        dict(skipped),
    )
    put(_list(folder, chunk), json.dumps(listed._asdict()))
    write_instances(_part(folder, chunk), [*correct, *real, *synthetic])  # last: this file says that the part is done


def _real(recipe: Recipe, chunk: Chunk, extractors: Extractors) -> tuple[list[Instance], Counter[str]]:
    """The whole answers of every extractor, and their defects; one that several have made counts for the first."""
    found: list[Instance] = []
    skipped: Counter[str] = Counter()
    known: set[tuple[str, Claim | None, Claim | None]] = set()
    for name in recipe.extractors:
        for sample, result in zip(chunk.samples, extractors.answers(name, chunk.samples), strict=True):
            harvested = harvest(sample, result, str(name))
            skipped.update(harvested.skipped)
            found += [each for each in harvested.instances if each.whole]
            fresh = []
            for each in harvested.instances:
                if each.defect is None:
                    continue
                key = (each.text, each.defect.drop, each.defect.add)
                if key not in known:
                    known.add(key)
                    fresh.append(each)
            few = _few(fresh, recipe.real_most, Random(f"{recipe.seed} {name} {sample.key}"))
            if len(few) < len(fresh):
                skipped["more defects of one answer than are kept"] += len(fresh) - len(few)
            found += few
    return found, skipped


def _few(instances: Sequence[Instance], most: int, random: Random) -> list[Instance]:
    """At most so many, of each kind in turn: an extractor that misses nearly everything errs in other ways too."""
    by_kind: dict[object, list[Instance]] = {}
    for each in random.sample(instances, len(instances)):
        by_kind.setdefault(each.kind, []).append(each)
    turns = zip_longest(*by_kind.values())
    return [each for turn in turns for each in turn if each is not None][:most]


def _kept(listed: Sequence[_Listed], recipe: Recipe) -> frozenset[str]:
    """The ids of the instances that make the shares of the recipe."""

    def lot(identifier: str) -> bytes:
        return hashlib.sha256(f"{recipe.seed} {identifier}".encode("utf-8", "surrogatepass")).digest()

    real = [each for part in listed for each in part.real]
    kept = {*real, *(each for part in listed for each in part.whole)}
    for ids, share in (
        ([each for part in listed for each in part.synthetic], recipe.shares.synthetic),
        ([each for part in listed for each in part.correct], recipe.shares.correct),
    ):
        room = round(len(real) / recipe.shares.real * share) if real else len(ids)
        kept.update(sorted(ids, key=lot)[:room])
    return frozenset(kept)


def _instances(folder: Path, chunks: Sequence[Chunk], kept: frozenset[str]) -> Iterator[Instance]:
    for chunk in chunks:
        yield from (each for each in read_instances(_part(folder, chunk)) if each.id in kept)


def _report(plan: Plan, built: Built, folder: Path) -> None:
    table = {
        "mix": {side: asdict(mix) for side, mix in built.mixes.items()},
        "corpora": {
            side: {
                each.seen.name: {"samples": len(each.samples), "sha256": each.seen.source, "left out": dict(each.left_out)}
                for each in plan.picked[side]
            }
            for side in SIDES
        },
        "differences from gold without an instance": built.skipped,
    }
    put(folder / "mix.json", json.dumps(table, indent=1, ensure_ascii=False) + "\n")
    put(folder / "mix.md", mix_page(built.mixes))
    write_exposure(exposure_of(folder.name, plan), folder)


def put(path: Path, content: str) -> None:
    """Write a small file, whole or not at all. Raises ``OutputError``."""
    part = path.with_name(f"{path.name}.part")
    try:
        part.write_text(content, "utf-8")
        part.replace(path)
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Free space there; the same command goes on."
        ) from None
