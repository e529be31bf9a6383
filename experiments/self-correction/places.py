"""The sets that answers are corrected on: which texts of a split, and under which modes their items count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from garner.datasets import CORPORA, CorpusRecord, CorpusSplit, Role, read_split
from garner.datasets.contamination import Status, contamination
from garner.datasets.exposure import Exposure
from garner.evaluation.counts import Counts, total
from garner.evaluation.mode import Mode
from garner.evaluation.runs.choosing import chosen_modes, distinct_schemas, sampled
from garner.values import Extraction, Outcome, Result

__all__ = ["CLASSES", "OWN", "PAPER", "Place", "groups_of", "place_of", "read_place"]

PAPER = tuple(
    f"scir/{part}:test"
    for part in ("crossner", "weibo", "fewrel", "wiki_zsl", "coae2016", "ske2020", "rams", "wikievents", "fewfc", "ccf_law")
)
"""The released test files of SCIR: multisets of strings, as the paper counts."""

CLASSES = ("agnews:test", "thucnews:test")
OWN = (
    *(f"crossner/{domain}:test" for domain in ("ai", "literature", "music", "politics", "science")),
    *("mit_restaurant:test", "weibo:test", "uner_gsdsimp:test", "ud_gsd_ne:test"),
    *("conll04:test", "scierc:test", "phee:test", "geneva:test"),
    *CLASSES,
)
"""Ours: places count, not strings."""

# An answer is right as a whole: the items of all of these that fit a set count together. The files of SCIR give an event's type
# with the question and name no triggers: the arguments are the answer.
_STRICT = {
    **dict.fromkeys(("offset", "string"), "entities"),
    **dict.fromkeys(("relation-strict", "relation-string"), "relations"),
    **dict.fromkeys(("trigger", "argument", "argument-of-type-string"), "events"),
    "class": "labels",
}


@dataclass(frozen=True, slots=True)
class Place:
    """The texts of one set. ``modes`` are the strict modes that fit it; ``whole`` counts the items of all of them together.

    ``of`` texts has the split; of those drawn, ``seen`` says how many were left out because a component was trained on them or
    on a sentence of them, ``unknown`` names the components of which nobody recorded what they saw.
    """

    name: str
    language: str
    records: tuple[CorpusRecord, ...]
    modes: tuple[Mode, ...]
    of: int
    strings: bool = False
    seen: Mapping[str, int] | None = None

    @property
    def kinds(self) -> frozenset[str]:
        """What is scored: ``entities``, ``relations``, ``events``, ``labels``."""
        return frozenset(_STRICT[mode.name] for mode in self.modes)

    def read_by(self, answers: Iterable[Result]) -> Place:
        """The set as an extractor is scored on it that gave these answers: by the kinds of items that it can read."""
        kinds = {kind for each in answers for kind in _read(each, self.kinds)}
        return replace(self, modes=tuple(mode for mode in self.modes if _STRICT[mode.name] in kinds))

    @property
    def mode(self) -> str:
        """What the whole answer is scored under, for people."""
        return " + ".join(mode.title for mode in self.modes)

    def counts(self, gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        """The counts of one text: under each mode, and of everything it says (``whole``)."""
        each = {mode.title: total(mode.count(gold, predicted).values()) for mode in self.modes}
        return {"whole": total(each.values()), **each}


def _read(result: Result, kinds: frozenset[str]) -> Iterable[str]:
    """The kinds that a result was read for; all of them where it does not say what it was read for."""
    read = [each for each in result.coverage if each.outcome is not Outcome.FAILED]
    if not result.coverage or any(not each.asked for each in read):
        return kinds
    return {key.partition(".")[0] for each in read for key in each.asked}


def groups_of(name: str) -> frozenset[str]:
    """The groups that a set is among: ``paper`` (the files of SCIR) or ``own``; ``held out`` where nothing of its corpus may be
    trained on, so that neither extractors nor detectors of ours met any of it."""
    role = CORPORA[name.rpartition(":")[0]].role
    return frozenset({"all", "paper" if name in PAPER else "own", *(["held out"] if role is Role.HELD_OUT else [])})


def read_place(data: Path, name: str, limit: int | None, exposures: Mapping[str, Exposure]) -> Place:
    """``limit`` texts of the split ``corpus:split`` drawn with seed 0, without those that a component saw.

    They are drawn first: what a component saw changes nothing about which other texts are drawn. Raises ``InputError`` for
    what is not there.
    """
    corpus, _, split = name.rpartition(":")
    return place_of(read_split(data, corpus, split), limit, exposures)


def place_of(split: CorpusSplit, limit: int | None, exposures: Mapping[str, Exposure]) -> Place:
    """As ``read_place``, of a split that is read already."""
    drawn = replace(split, records=sampled(split.records, limit, 0))
    seen = {component: _seen(exposure, drawn) for component, exposure in exposures.items()}
    left_out = frozenset().union(*seen.values())
    kept = tuple(record for record in drawn.records if record.id not in left_out)
    counted = {component: len(ids) for component, ids in seen.items() if ids}
    return Place(split.name, split.corpus.language, kept, _strict(split), len(split.records), split.corpus.strings, counted)


def _seen(exposure: Exposure, drawn: CorpusSplit) -> Iterable[str]:
    found = contamination(exposure, drawn)
    return found.seen_ids if found.status is Status.SEEN else frozenset()


def _strict(split: CorpusSplit) -> tuple[Mode, ...]:
    modes = chosen_modes(distinct_schemas(split.records), split.corpus.strings)
    return tuple(mode for mode in modes if mode.name in _STRICT)
