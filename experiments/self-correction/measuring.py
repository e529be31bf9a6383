"""One extractor's answers to one set, corrected in every way, counted against the gold."""

from __future__ import annotations

import asyncio
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from controls import Oracle, Rates, rates_of
from correcting import Corrected, corrected
from places import Place
from truth import Faults, Truth
from variants import MAIN, Tools, refinement_of, variants_of

from garner.datasets import CorpusRecord
from garner.models.protocols import ExtractionModel
from garner.values import Decision, Defect, Result, Round

__all__ = ["Record", "measured"]

Record = dict[str, Any]
"""Figures as JSON holds them."""

_LEAST = 0.5
_BLOCK = 50  # texts that are corrected in all ways before the next: as many as the encoder's memory surely holds


@dataclass(slots=True)
class _Tally:
    """What is counted of one variant."""

    counts: defaultdict[str, list[list[float]]] = field(default_factory=lambda: defaultdict(list))
    decisions: Counter[tuple[int, str]] = field(default_factory=Counter)
    effects: Counter[tuple[str, str, int, str]] = field(default_factory=Counter)
    problems: Counter[str] = field(default_factory=Counter)
    usage: Counter[str] = field(default_factory=Counter)
    detector_calls: int = 0
    pruner_calls: int = 0
    seconds: float = 0.0

    def record(self) -> Record:
        """As JSON holds it: by mode the counts of each text (right, predicted, gold)."""
        return {
            "counts": dict(self.counts),
            "decisions": [[number, decision, times] for (number, decision), times in sorted(self.decisions.items())],
            "effects": [[*key, times] for key, times in sorted(self.effects.items())],
            "usage": dict(self.usage),
            "problems": dict(sorted(self.problems.items())),
            "detector_calls": self.detector_calls,
            "pruner_calls": self.pruner_calls,
            "seconds": self.seconds,
        }


def measured(place: Place, answers: Mapping[str, Result], tools: Tools, asked: ExtractionModel | None = None) -> Record:
    """The answers in every variant: counts of each text, rounds, what changed for better and worse; beside that what the
    detectors and the pruner said of the answers as they were. ``asked`` is the model that is asked again, if
    any."""
    truth = Truth(place.records, place.strings, place.kinds)
    oracle = Oracle(truth)
    records = [record for record in place.records if record.id in answers]
    tallies = {variant: _Tally() for variant in variants_of(tools, asks=asked is not None)}
    judged = _Judged(truth)
    for block in _blocks(records):
        rates = Rates(0.0, 0.0)
        for variant, tally in tallies.items():
            outcomes = _corrected((variant, tools, oracle, rates), block, answers, tally, asked)
            for record, outcome in zip(block, outcomes, strict=True):
                _count(tally, place, record, outcome, truth)
                judged.take(variant, record, answers[record.id], outcome.rounds)
            if variant == "no pruner":
                first = [each for outcome in outcomes for each in _found_first(outcome.rounds)]
                rates = rates_of([answers[record.id].extraction for record in block], first)
        for each in tools.every:
            each.forget()
    return {
        "place": place.name,
        "mode": place.mode,
        "documents": [record.id for record in records],
        "variants": {variant: tally.record() for variant, tally in tallies.items()},
        "judged": judged.record(),
    }


def _corrected(
    means: tuple[str, Tools, Oracle, Rates],
    block: Sequence[CorpusRecord],
    answers: Mapping[str, Result],
    tally: _Tally,
    asked: ExtractionModel | None,
) -> list[Corrected]:
    tools = means[1]
    how = refinement_of(*means)
    calls = sum(each.detected for each in tools.every), sum(each.judged for each in tools.every)

    async def all_of_them() -> list[Corrected]:
        return await asyncio.gather(*(corrected(record.schema, answers[record.id], how, asked) for record in block))

    began = time.perf_counter()
    outcomes = asyncio.run(all_of_them())
    tally.seconds += time.perf_counter() - began
    tally.detector_calls += sum(each.detected for each in tools.every) - calls[0]
    tally.pruner_calls += sum(each.judged for each in tools.every) - calls[1]
    return outcomes


def _count(tally: _Tally, place: Place, record: CorpusRecord, outcome: Corrected, truth: Truth) -> None:
    for mode, counts in place.counts(record.gold, outcome.extraction).items():
        tally.counts[mode].append([counts.right, counts.predicted, counts.gold])
    tally.problems.update(problem.code for problem in outcome.problems)
    gold = {truth.key(claim) for claim in truth.gold(record.text, record.schema)}
    for each in outcome.rounds:
        tally.decisions[each.number, each.decision.value] += 1
        usage = each.usage
        tally.usage.update(asks=each.operator == "ask", calls=usage.calls, tokens=usage.input_tokens + usage.output_tokens)
        if each.decision is Decision.ACCEPTED:
            for defect in _acted_on(each):
                right = _gain(defect, gold, truth)
                label = next(claim.name for claim in (defect.add, defect.drop) if claim is not None)
                verdict = "helped" if right > 0 else "hurt" if right < 0 else "neither"
                tally.effects[defect.kind.value, label, each.number, verdict] += 1


def _acted_on(each: Round) -> list[Defect]:
    """The defects of a round that changed the answer."""
    changed = {*each.dropped, *each.added}
    return [defect for defect in each.defects if defect.probability >= _LEAST and changed & {defect.drop, defect.add}]


def _gain(defect: Defect, gold: set[object], truth: Truth) -> int:
    """Wrong claims taken away and right ones added, less the contrary."""
    gain = 0
    if defect.drop is not None:
        gain += -1 if truth.key(defect.drop) in gold else 1
    if defect.add is not None:
        gain += 1 if truth.key(defect.add) in gold else -1
    return gain


def _found_first(rounds: Iterable[Round]) -> list[Defect]:
    """What was found in the answer as it came."""
    return [defect for each in rounds if each.number == 1 for defect in each.defects if defect.probability >= _LEAST]


def _blocks(records: Sequence[CorpusRecord]) -> Iterable[list[CorpusRecord]]:
    left = iter(records)
    while block := list(islice(left, _BLOCK)):
        yield block


class _Judged:
    """What detectors and pruner said of the answers as they came, against the gold (C02, C03, C04).

    Of each path ``right`` of what it ``found``, ``of`` all there was to find. Of the pruner how many answers it passed and did
    not pass, right and wrong ones.
    """

    def __init__(self, truth: Truth) -> None:
        self._truth = truth
        self._paths = {"redundancy": Counter[str](), "missing": Counter[str]()}
        self._pruner: Counter[str] = Counter()

    def take(self, variant: str, record: CorpusRecord, answer: Result, rounds: Sequence[Round]) -> None:
        """Note what the variant's first rounds say, where that is to be judged."""
        if variant not in (MAIN, "no pruner"):
            return
        faults = self._truth.faults(answer.extraction, record.schema)
        if variant == "no pruner":
            self._note_paths(faults, _found_first(rounds))
        elif first := [each.decision for each in rounds if each.number == 1]:
            passed = all(decision is Decision.RIGHT for decision in first)
            self._pruner[f"{'passed' if passed else 'stopped'} {'wrong' if faults else 'right'}"] += 1

    def record(self) -> Record:
        return {"paths": {name: dict(each) for name, each in self._paths.items()}, "pruner": dict(self._pruner)}

    def _note_paths(self, faults: Faults, found: Sequence[Defect]) -> None:
        key = self._truth.key
        for name, claims, end in (("redundancy", faults.wrong, "drop"), ("missing", faults.missing, "add")):
            there = {key(claim) for claim in claims}
            named = {key(claim) for defect in found if (claim := getattr(defect, end)) is not None}
            self._paths[name].update(right=len(there & named), found=len(named), of=len(there))
