"""From a recipe to a plan (its chunks: ``plan``): which texts of which corpora, without any that is held out, that an encoder
saw, or that stands on both sides."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from random import Random

from garner.datasets import CORPORA, CorpusSplit
from garner.datasets.exposure import Exposure, exposure_at
from garner.datasets.fingerprints import fingerprints_of
from garner.datasets.held_out import stands_in
from garner.datasets.record import fingerprint_text
from garner.errors import InputError
from garner.models.encoder.weights import packaged_weights, read_card
from garner.training.detectors.build import DEV, SIDES, TRAIN, Plan
from garner.training.detectors.extractors import ExtractorName
from garner.training.detectors.gazetteer import NameBook, names_in
from garner.training.detectors.plan import chunks_of
from garner.training.detectors.reading import REST, Picked, Unfit, pick, pick_own, records_of, too_short_to_tell, unfit_for
from garner.training.detectors.recipe import Recipe
from garner.training.detectors.samples import partly_untyped
from garner.training.encoder.written import WRITTEN_BY_LANGUAGE

__all__ = ["embedded_in", "name_book", "own_plan", "plan_of"]

_UNTYPED = 0.4
"""How many of the samples with typed relations are asked for relations without types."""
_EAST_ASIAN = 3
"""How many characters of English say as much as one of Chinese or Japanese."""


def plan_of(recipe: Recipe, data: Path, forbidden: frozenset[bytes], told: Callable[[str], None] = lambda _: None) -> Plan:
    """Read the corpora of the recipe and draw what it asks. ``forbidden`` are the hashes of what must never be trained on;
    ``told`` hears a line about each part."""
    exposures = _exposures(recipe)
    apart: set[bytes] = set()
    used: set[str] = set()
    picked: dict[str, list[Picked]] = {DEV: [], TRAIN: []}
    for side, wanted in ((DEV, recipe.dev), (TRAIN, recipe.train)):
        for name, most in wanted.items():
            unfit = _unfit(name, exposures, forbidden, frozenset(apart))
            drawn = pick(name, data, most, recipe.most_characters // _shorter(name), unfit, recipe.seed)
            once = _once(drawn, used)
            own = replace(once, samples=tuple(partly_untyped(once.samples, _UNTYPED, recipe.seed)))
            told(f"{len(own.samples)} samples of {name}")
            picked[side].append(own)
        apart.update(_prints(picked[DEV]))
    return _plan(recipe, picked)


def own_plan(recipe: Recipe, split: CorpusSplit, share: float) -> Plan:
    """A user's own data: a share of the texts, drawn by the seed, is dev. What an encoder of the recipe saw is left out.

    Raises ``InputError`` where nothing is left on one side.
    """
    exposures = _exposures(recipe)
    lots = {each.id: Random(f"{recipe.seed} {fingerprint_text(each.text) or each.text}").random() for each in split.records}
    sides = {
        DEV: [each for each in split.records if lots[each.id] < share],
        TRAIN: [each for each in split.records if lots[each.id] >= share],
    }
    picked: dict[str, list[Picked]] = {}
    used: set[str] = set()
    apart: frozenset[bytes] = frozenset()
    for side, records in sides.items():
        unfit = _unfit("", exposures, frozenset(), apart)
        picked[side] = [_once(pick_own(split, records, recipe.most_characters, unfit, recipe.seed), used)]
        apart = _prints(picked[DEV])
        if not picked[side][0].samples:
            why = ", ".join(f"{reason} ({count})" for reason, count in picked[side][0].left_out.most_common(3))
            raise InputError(f"{split.name} has no texts for {side}: {why or 'too few'}.", "Annotate more texts.")
    return _plan(recipe, picked)


def _plan(recipe: Recipe, picked: Mapping[str, list[Picked]]) -> Plan:
    chunks = {
        side: [each for own in picked[side] for each in chunks_of(side, own.samples, recipe.most_labels, recipe.seed)]
        for side in SIDES
    }
    return Plan(chunks, picked, _key(recipe, picked))


def _exposures(recipe: Recipe) -> list[Exposure]:
    """What the encoders of the recipe saw, where somebody recorded it."""
    return [seen for folder in embedded_in(recipe.extractors) if (seen := exposure_at(folder)) is not None]


def _prints(picked: Iterable[Picked]) -> frozenset[bytes]:
    return frozenset(each for own in picked for sample in own.samples for each in fingerprints_of(sample.text).every)


def embedded_in(extractors: tuple[ExtractorName, ...]) -> list[Path]:
    """The folders of the encoders among the extractors, and that of the one inside the package, which detectors look at texts
    through."""
    named = [name.model.partition(":") for name in extractors]
    return list(dict.fromkeys((packaged_weights(), *(Path(rest) for kind, _, rest in named if kind == "encoder" and rest))))


def name_book(
    recipe: Recipe, data: Path, forbidden: frozenset[bytes], told: Callable[[str], None] = lambda _: None
) -> NameBook:
    """The names of the recipe's corpora for them, of texts that are not held out."""
    corpora = {}
    for name in recipe.names:
        records, language, _ = records_of(name, data)
        golds = [each.gold for each in records if not stands_in(each.text, forbidden)]
        corpora[name] = language, names_in(golds)
        told(f"{len(corpora[name][1].labels)} names of {name}")
    return NameBook(corpora)


def _unfit(name: str, exposures: list[Exposure], forbidden: frozenset[bytes], apart: frozenset[bytes]) -> Unfit:
    corpus, _, split = name.partition(":")
    held_out = partial(stands_in, forbidden=forbidden)
    checks = [unfit_for(held_out, seen, apart) for seen in exposures] or [unfit_for(held_out, None, apart)]
    declared = any(
        seen.corpus == corpus and (split == seen.split or split.endswith(REST)) for own in exposures for seen in own.splits
    )

    def reason(text: str) -> str:
        return (too_short_to_tell(text) if declared else "") or next((why for each in checks if (why := each(text))), "")

    return reason


def _once(picked: Picked, used: set[str]) -> Picked:
    """Without samples of texts that were read in another part before; of its own, each is new to ``used`` afterwards."""
    kept = []
    again: Counter[str] = Counter()
    for sample in picked.samples:
        words = fingerprint_text(sample.text) or sample.text
        if words in used:
            again["read before"] += 1
        else:
            used.add(words)
            kept.append(sample)
    return replace(picked, samples=tuple(kept), left_out=picked.left_out + again)


def _shorter(name: str) -> int:
    corpus = name.partition(":")[0]
    language = WRITTEN_BY_LANGUAGE.get(corpus) or CORPORA[corpus].language
    return _EAST_ASIAN if language in ("zh", "ja") else 1


def _key(recipe: Recipe, picked: Mapping[str, list[Picked]]) -> str:
    """What tells this plan from another: the recipe, the files of the corpora, the texts, and the encoders."""
    digest = hashlib.sha256(repr(replace(recipe, head={})).encode())
    for side in SIDES:
        for own in picked[side]:
            digest.update(repr(own.seen).encode())
            digest.update("\0".join(each.key for each in own.samples).encode("utf-8", "surrogatepass"))
    for folder in embedded_in(recipe.extractors):
        digest.update(repr(sorted(read_card(folder).sha256.items())).encode())
    return digest.hexdigest()
