"""What is wrong with an output, sorted by what it costs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice

from garner.errors import InputError
from garner.evaluation.counts import Counts, Score, percentages, total
from garner.evaluation.faults import Evidence, Fault, Faulty, find_faults, fold
from garner.evaluation.habits import Habits
from garner.evaluation.mode import count_keys
from garner.evaluation.modes.offset import offset_key
from garner.evaluation.tallies import Pair, pair
from garner.evaluation.units import UNITS, Unit
from garner.formats.problems import Code
from garner.schema import Schema
from garner.values import Document, Extraction, Outcome, Problem, Reading, Result

__all__ = ["Audit", "Case", "Example", "Finding", "audit", "cases", "faults_of", "reported"]

_SURPLUS = {Code.UNKNOWN_LABEL, Code.FIELD_IGNORED}
_NOTED = {code.value: Fault.UNREADABLE if code.is_loss else Fault.REPAIRED for code in Code if code not in _SURPLUS} | {
    "asked_again": Fault.REPAIRED,
    "offsets_wrong": Fault.REPAIRED,
    "no_result": Fault.UNREADABLE,
    "unknown_label": Fault.UNKNOWN_LABEL,
    "repeated_item": Fault.REPEATED,
}


@dataclass(frozen=True, slots=True)
class Case:
    """A result and the gold of its text. Raises ``InputError`` when they are of different texts, and for a confidence that is
    not between 0 and 1."""

    result: Result
    gold: Extraction

    def __post_init__(self) -> None:
        Pair(self.result.id, self.gold, self.result.extraction)
        for item in self.result.extraction.entities:
            if item.confidence is not None and not 0 <= item.confidence <= 1:
                raise InputError(
                    f"document {self.result.id!r}: a confidence of {item.confidence} is not between 0 and 1.",
                    "Give probabilities, or no confidence.",
                )


def cases(results: Iterable[Result], gold: Mapping[str, Extraction]) -> tuple[Case, ...]:
    """Results beside their gold, in the order of the gold; a text without a result counts as one that could not be read.

    Raises ``InputError`` as ``pair`` does.
    """
    results = tuple(results)
    pairs = pair(results, gold)
    known = {result.id: result for result in results}
    return tuple(Case(known.get(each.document) or _no_result(each), each.gold) for each in pairs)


def _no_result(pair: Pair) -> Result:
    lost = Reading(0, len(pair.gold.text), "", Outcome.FAILED)
    problem = Problem("no_result", "The run has no result for this text.")
    return Result(Document(pair.document, pair.gold.text), pair.predicted, (lost,), (problem,))


@dataclass(frozen=True, slots=True)
class Example:
    """One fault at its place: the claim, the item it should have been, or the problem that was reported."""

    document: str
    claimed: Unit | None = None
    wanted: Unit | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault over all texts.

    ``items`` are wrong claims and missed items; ``notes`` are problems reported while reading, about items of any kind, which
    cost nothing by themselves. ``f1_cost`` is how many points of micro-F1 mending this fault alone would give.
    """

    fault: Fault
    items: int
    notes: int
    f1_cost: float
    examples: tuple[Example, ...]


@dataclass(frozen=True, slots=True)
class Audit:
    """The faults of one kind of item (``entities``, ``relations``, ...), the costliest first, with the score they lower."""

    kind: str
    documents: int
    score: Score
    findings: tuple[Finding, ...]

    def finding(self, fault: Fault) -> Finding:
        """The finding for a fault, with no items where it does not occur."""
        return next((each for each in self.findings if each.fault is fault), Finding(fault, 0, 0, 0.0, ()))


def audit(
    cases: Sequence[Case],
    schema: Schema,
    kind: str = "entities",
    demonstrations: Iterable[Extraction] = (),
    examples: int = 5,
) -> Audit:
    """The audit of an output for one kind of item, under the rule of the default mode (label and place).

    ``demonstrations`` are the answers the model was shown, beside the examples of the schema: a claim with one of these values
    that stands nowhere in the text has leaked. A claim is a suspected gold error where the gold of other texts usually labels
    that name so; look at these, they are no verdict. Raises ``KeyError`` for an unknown kind.
    """
    units = UNITS[kind]
    faulty: defaultdict[Fault, list[tuple[str, Faulty]]] = defaultdict(list)
    counts = []
    for case, faults in zip(cases, faults_of(cases, schema, kind, demonstrations), strict=True):
        gold, predicted = map(offset_key, units(case.gold)), map(offset_key, units(case.result.extraction))
        counts.append(total(count_keys(gold, predicted).values()))
        for each in faults:
            faulty[each.fault].append((case.result.id, each))
    notes = _notes(cases)
    base = Score.of(total(counts))
    findings = [
        _finding(fault, faulty[fault], notes[fault], base, examples) for fault in Fault if faulty[fault] or notes[fault]
    ]
    findings.sort(key=lambda finding: (-finding.f1_cost, -finding.items, -finding.notes, finding.fault))
    return Audit(kind, len(cases), base, tuple(findings))


def faults_of(
    cases: Sequence[Case], schema: Schema, kind: str = "entities", demonstrations: Iterable[Extraction] = ()
) -> tuple[tuple[Faulty, ...], ...]:
    """The faults of each case, as ``audit`` counts them. Raises ``KeyError`` for an unknown kind."""
    units = UNITS[kind]
    habits = Habits((case.result.id, units(case.gold)) for case in cases)
    shown = {fold(each.value) for extraction in demonstrations for each in extraction.groundings()}
    shown.update(fold(example) for entity in schema.entities for example in entity.examples)
    shown.update(fold(example) for event in schema.events for example in event.examples)
    known = _labels(schema, kind)
    found = []
    for case in cases:
        evidence = Evidence(known, shown, _unread(case.result), partial(habits.usual, case.result.id))
        found.append(tuple(find_faults(units(case.gold), units(case.result.extraction), evidence)))
    return tuple(found)


def reported(cases: Sequence[Case], examples: int = 5) -> tuple[Finding, ...]:
    """What was reported while reading, whatever kind of item it was about, the most frequent fault first."""
    nothing = Score.of(Counts())
    findings = [_finding(fault, (), problems, nothing, examples) for fault, problems in _notes(cases).items()]
    return tuple(sorted(findings, key=lambda finding: (-finding.notes, finding.fault)))


def _finding(
    fault: Fault, faulty: Sequence[tuple[str, Faulty]], notes: Sequence[tuple[str, Problem]], base: Score, number: int
) -> Finding:
    mended = total([base.counts, *(each.gain for _, each in faulty)])
    shown = [Example(document, each.claimed, each.wanted) for document, each in islice(faulty, number)]
    shown += [Example(document, note=f"{problem.code}: {problem.message}") for document, problem in notes]
    return Finding(fault, len(faulty), len(notes), _f1(mended) - base.f1 if faulty else 0.0, tuple(shown[:number]))


def _f1(counts: Counts) -> float:
    return percentages(counts)[2]


def _labels(schema: Schema, kind: str) -> frozenset[str]:
    """Every label the schema allows for items of that kind."""
    names = {
        "entities": (entity.name for entity in schema.entities),
        "relations": (relation.name for relation in schema.relations),
        "triggers": (event.name for event in schema.events),
        "arguments": (f"{event.name}.{role.name}" for event in schema.events for role in event.roles),
        "classes": (f"{task.name}: {choice.name}" for task in schema.labels for choice in task.choices),
        "facts": iter(("fact",)),
        "cells": iter(()),  # a request is free text: no column is unknown
    }
    return frozenset(names[kind])


def _unread(result: Result) -> tuple[tuple[int, int], ...]:
    """The stretches whose reply could not be read whole."""
    lost = (Outcome.FAILED, Outcome.PARTIAL)
    return tuple((reading.start, reading.end) for reading in result.coverage if reading.outcome in lost)


def _notes(cases: Iterable[Case]) -> defaultdict[Fault, list[tuple[str, Problem]]]:
    notes: defaultdict[Fault, list[tuple[str, Problem]]] = defaultdict(list)
    for case in cases:
        for problem in case.result.problems:
            if problem.code in _NOTED:
                notes[_NOTED[problem.code]].append((case.result.id, problem))
    return notes
