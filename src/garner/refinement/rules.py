"""What can be told to be wrong without a model: torn replies, absent or copied values, what the schema forbids, repetitions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import TypeVar

from garner.formats import Code
from garner.grounding import normalise
from garner.grounding.words import is_whole
from garner.refinement.changes import sureness
from garner.refinement.checking import Allowed
from garner.refinement.protocols import Case, Detection, Judgement, Pruner
from garner.values import Claim, ClaimKind, Defect, DefectKind, Event, Extraction, Fact, Grade, Grounding, Mention, claims_of

__all__ = ["RuledPruner", "RulesDetector"]

Value = TypeVar("Value")

_UNREAD = frozenset(str(code) for code in Code if code.is_loss) | {"choice_missing"}


class RulesDetector:
    """Every defect is certain, and each claim is named once, for the first of these reasons:

    * *malformed*: the reply was torn or left out what was asked (one defect for each kind of loss; only asking again mends it);
    * *absent* and *leaked*: a value stands nowhere in the text, or only with a few edits while a demonstration has its very
      words. It is dropped; an event loses its trigger, a fact its time or place. The predicate of a fact may be in other words;
    * *mismatch*: the schema does not know a label, or its types do not allow what stands in a relation or role; the less sure
      of two answers to a classification that takes one;
    * *duplicate*: said twice; one stays.
    """

    name = "rules"

    async def detect(self, case: Case) -> Detection:
        """What the rules find; it costs nothing and cannot fail."""
        named: set[Claim] = set()
        defects: list[Defect] = []
        for defect in _defects(case):
            if defect.drop is None or defect.drop not in named:
                defects.append(defect)
            if defect.drop is not None:
                named.add(defect.drop)
        return Detection(tuple(defects))


class RuledPruner:
    """A pruner that is not asked about an answer in which the rules find a defect: that one is not right."""

    def __init__(self, pruner: Pruner) -> None:
        self.name = pruner.name
        self._pruner = pruner

    async def judge(self, case: Case) -> Judgement:
        """What the pruner says; 0 where a rule is broken. Raises what the pruner raises."""
        if next(_defects(case), None) is not None:
            return Judgement(0.0)
        return await self._pruner.judge(case)


def _defects(case: Case) -> Iterator[Defect]:
    first = {problem.code: problem for problem in reversed(case.problems)}
    for code in dict.fromkeys(problem.code for problem in case.problems):
        if code in _UNREAD:
            yield _defect(DefectKind.MALFORMED, first[code].message)
    claims = claims_of(case.extraction)
    yield from _Values(case, claims).defects()
    yield from _mismatches(case, claims)
    yield from _duplicates(case.extraction, claims)


def _defect(kind: DefectKind, reason: str, drop: Claim | None = None, add: Claim | None = None) -> Defect:
    return Defect(kind, 1.0, reason, RulesDetector.name, drop, add)


class _Values:
    """The values of an answer, looked up in the text and in the demonstrations."""

    def __init__(self, case: Case, claims: Sequence[Claim]) -> None:
        self._extraction = case.extraction
        self._claims = claims
        self._demonstrations = [_folded(text) for text in dict.fromkeys(case.demonstrations)]

    def defects(self) -> Iterator[Defect]:
        extraction, claims = self._extraction, iter(self._claims)
        for _ in extraction.labels:
            next(claims)
        for entity in extraction.entities:
            yield from self._defects(next(claims), entity.grounding)
        for _ in extraction.relations:
            # Their ends are entities, which are looked at.
            next(claims)
        for event in extraction.events:
            claim = next(claims)
            if event.trigger is not None:
                bare = replace(claim, mentions=()) if event.arguments else None
                yield from self._defects(claim, event.trigger, bare)
            for argument in event.arguments:
                yield from self._defects(next(claims), argument.grounding)
        for fact in extraction.facts:
            yield from self._fact(fact, next(claims))
        for table in extraction.tables:
            for row in table.rows:
                for cell in row:
                    if cell is not None:
                        yield from self._defects(next(claims), cell)

    def _fact(self, fact: Fact, claim: Claim) -> Iterator[Defect]:
        if self._fault(fact.subject) is not None or self._fault(fact.object) is not None:
            yield from self._defects(claim, fact.subject)
            yield from self._defects(claim, fact.object)
            return
        first, said = claim.mentions[:3], dict(zip(claim.detail.split(), claim.mentions[3:], strict=True))
        for name, part in (("time", fact.time), ("place", fact.place)):
            if part is not None and self._fault(part) is not None:
                del said[name]
        for part in (fact.time, fact.place):
            # What has a predicate in other words cannot be said anew.
            if part is not None and fact.predicate.span is not None:
                less = replace(claim, detail=" ".join(said), mentions=(*first, *said.values()))
                yield from self._defects(claim, part, less)

    def _defects(self, claim: Claim, grounding: Grounding, instead: Claim | None = None) -> Iterator[Defect]:
        fault = self._fault(grounding)
        if fault is DefectKind.LEAKED:
            reason = f"{grounding.value!r} stands in a demonstration, and the text does not say it."
            yield _defect(fault, reason, claim, instead)
        elif fault is not None:
            yield _defect(fault, f"{grounding.value!r} stands nowhere in the text.", claim, instead)

    def _fault(self, grounding: Grounding) -> DefectKind | None:
        if grounding.grade is Grade.ABSENT or (grounding.grade is Grade.NEAR and self._demonstrations):
            key = normalise(grounding.value)
            if key and any(_has_words(text, key) for text in self._demonstrations):
                return DefectKind.LEAKED
        return DefectKind.ABSENT if grounding.grade is Grade.ABSENT else None


def _mismatches(case: Case, claims: Sequence[Claim]) -> Iterator[Defect]:
    """What the schema does not allow; an event goes with its arguments."""
    extraction, allowed = case.extraction, Allowed(case.schema)
    types = {entity.id: entity.type for entity in extraction.entities}
    fillers = iter([each for event in extraction.events for each in event.arguments])
    unknown: set[str] = set()
    for claim in claims:
        at: tuple[str, ...] = ()
        if claim.kind is ClaimKind.ARGUMENT:
            entity = next(fillers).entity
            at = () if entity is None else (types[entity],)
            if claim.name in unknown:
                continue
        if objection := allowed.objection(claim, at):
            if claim.kind is ClaimKind.EVENT:
                unknown.add(claim.name)
            yield _defect(DefectKind.MISMATCH, objection, claim)
    surest: dict[str, str] = {}
    for label in sorted(extraction.labels, key=sureness, reverse=True):
        best = surest.setdefault(label.task, label.value)
        if label.task in allowed.single and label.value != best:
            reason = f"{label.task} takes one answer, and {best!r} is as likely or likelier."
            yield _defect(DefectKind.MISMATCH, reason, Claim(ClaimKind.LABEL, label.task, label.value))


def _duplicates(extraction: Extraction, claims: Sequence[Claim]) -> Iterator[Defect]:
    """What is said twice: equal claims, equal events (two at one trigger may be two), roles of one event filled twice alike."""
    once = (ClaimKind.LABEL, ClaimKind.ENTITY, ClaimKind.RELATION, ClaimKind.FACT)
    repeated = list(_repeated(claim for claim in claims if claim.kind in once))
    twice = _repeated(replace(event, confidence=None) for event in extraction.events)
    repeated += [Claim(ClaimKind.EVENT, event.type, "", _trigger(event)) for event in twice]
    for event in extraction.events:
        for role, place in _repeated((each.role, _mention(each.grounding)) for each in event.arguments):
            repeated.append(Claim(ClaimKind.ARGUMENT, event.type, role, (place, *_trigger(event))))
    for claim in dict.fromkeys(repeated):
        yield _defect(DefectKind.DUPLICATE, f"{claim.value or claim.name!r} is said twice.", claim)


def _trigger(event: Event) -> tuple[Mention, ...]:
    return () if event.trigger is None else (_mention(event.trigger),)


def _mention(grounding: Grounding) -> Mention:
    return Mention(grounding.surface, grounding.start, grounding.end)


def _repeated(values: Iterable[Value]) -> Iterator[Value]:
    seen: set[Value] = set()
    for value in values:
        if value in seen:
            yield value
        seen.add(value)


@lru_cache(maxsize=512)
def _folded(text: str) -> str:
    return normalise(text)


def _has_words(text: str, key: str) -> bool:
    start = text.find(key)
    while start >= 0:
        if is_whole(text, start, start + len(key)):
            return True
        start = text.find(key, start + 1)
    return False
