"""How far an answer is the one that the encoder would have given itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from garner.models.encoder.answers import find_all, least_of
from garner.models.encoder.decode import candidates_in
from garner.models.encoder.evidence import Evidence
from garner.models.encoder.levels import Levels
from garner.models.encoder.reading import Place
from garner.refinement.learned.parts import Part
from garner.refinement.learned.sheet import Cell, Sheet, sheet_of
from garner.values import Claim, ClaimKind

__all__ = ["TIES", "Agreement", "agreement_of"]

TIES = (ClaimKind.RELATION, ClaimKind.ARGUMENT)
"""The kinds of claim that hang on others."""

_ALIKE = 0.9
"""The share from which an answer counts as the encoder's own."""
_NEAR = 1.0
"""How far below its level, in log-odds, the encoder might still say something: where something else makes it likelier."""
_SPANS = (ClaimKind.ENTITY, ClaimKind.EVENT)


class Agreement(NamedTuple):
    """How many mentions, triggers and labels the answer has (``said``) and how many of them the encoder might have
    (``shared``); how many the encoder surely has (``sure``) and how many of them the answer has (``met``). And how many
    relations and arguments either has, counted from both sides (``ties``), and how many of them both have (``shared_ties``)."""

    said: int = 0
    shared: int = 0
    sure: int = 0
    met: int = 0
    ties: int = 0
    shared_ties: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1 (also where there is nothing on either side)."""
        return (self.shared + self.met) / (self.said + self.sure) if self.said + self.sure else 1.0

    @property
    def is_own(self) -> bool:
        """Whether the answer may be taken for the encoder's own, whatever it ties."""
        return self.share >= _ALIKE

    @property
    def has_own_ties(self) -> bool:
        """Whether its relations and arguments may be, too."""
        return self.is_own and self.shared_ties >= _ALIKE * self.ties

    @property
    def own_claims(self) -> int | None:
        """How many claims the answer makes if all of them are the encoder's own and none of those is missing; else ``None``."""
        is_all = (self.shared, self.met, self.shared_ties) == (self.said, self.sure, self.ties)
        return self.said + self.ties // 2 if is_all else None

    def is_own_of(self, kind: str) -> bool:
        """Whether its claims of this kind may be taken for the encoder's own."""
        return self.has_own_ties if kind in {each.value for each in TIES} else self.is_own


def agreement_of(parts: Sequence[Part], evidence: Sequence[Evidence], levels: Levels) -> Agreement:
    """What the parts of one answer have in common with what the encoder would say of them at its own ``levels``. Relations and
    arguments are compared where what they hang on agrees: the encoder's are what it would answer."""
    total = _sum(
        own for part, seen in zip(parts, evidence, strict=True) for own in _compared(part, seen, levels.asking(seen.questions))
    )
    return _sum((total, *map(_ties, parts, evidence, [levels] * len(parts)))) if total.is_own else total


def _sum(every: Iterable[Agreement]) -> Agreement:
    return Agreement(*(sum(column) for column in zip(*every, strict=True)))


def _compared(part: Part, evidence: Evidence, levels: Levels) -> Iterator[Agreement]:
    for kind in _SPANS:
        sheet = sheet_of(evidence, kind)
        if sheet is not None:
            yield _spans(sheet, part, (levels.entities if kind is ClaimKind.ENTITY else levels.events).least)
    if part.whole:
        yield from _labels(part, evidence, levels)


def _spans(sheet: Sheet, part: Part, least: float) -> Agreement:
    said = {sheet.cell_of(claim) for claim in part.said if claim.kind is sheet.kind and claim.name in sheet.names}
    shared = sum(cell is not None and not cell.own and _odds(sheet, cell) >= least - _NEAR for cell in said)
    sure = [cell for cell in sheet.cells if _odds(sheet, cell) >= least]
    taken: set[int] = set()
    kept: set[Cell] = set()
    for cell in sorted(sure, key=lambda cell: (-_odds(sheet, cell), cell.first - cell.end, cell)):
        words = range(cell.first, cell.end)
        if taken.isdisjoint(words):
            taken.update(words)
            kept.add(cell)
    return Agreement(len(said), shared, len(kept), len(kept & said))


def _odds(sheet: Sheet, cell: Cell) -> float:
    return float(sheet.logits[cell.first, cell.end - cell.first - 1, cell.column])


def _labels(part: Part, evidence: Evidence, levels: Levels) -> Iterator[Agreement]:
    for task in evidence.questions.tasks:
        odds = {Claim(ClaimKind.LABEL, task.name, name): evidence.choices[label] for name, label in task.choices}
        said = odds.keys() & part.said.keys()
        least = levels.labels.least if task.multiple else max(odds.values(), default=0.0)
        sure = {claim for claim, each in odds.items() if each >= least}
        yield Agreement(len(said), sum(odds[claim] >= least - _NEAR for claim in said), len(sure), len(sure & said))


_Tie = tuple[str, str, Place | None, Place | None]
"""The name of a relation or an event, its role, and the words of both ends: head and tail, or trigger and what plays the
role."""


def _ties(part: Part, evidence: Evidence, levels: Levels) -> Agreement:
    questions = evidence.questions
    if not questions.relations and not any(event.roles for event in questions.events):
        return Agreement()
    said = {_tie(claim, evidence) for claim in part.said if claim.kind in TIES}
    sure = _own_ties(part.text, evidence, levels)
    return Agreement(ties=len(said) + len(sure), shared_ties=2 * len(said & sure))


def _tie(claim: Claim, evidence: Evidence) -> _Tie:
    places = [None if each.span is None else evidence.words_at(*each.span) for each in claim.mentions]
    if claim.kind is ClaimKind.RELATION:
        return claim.name, "", places[0], places[1]
    return claim.name, claim.detail, places[1] if len(places) > 1 else None, places[0]


def _own_ties(text: str, evidence: Evidence, levels: Levels) -> set[_Tie]:
    """What the encoder would tie itself."""
    import numpy as np

    questions = evidence.questions
    labels = sorted(evidence.columns, key=evidence.columns.__getitem__)
    least = least_of(questions, levels)
    wanted = np.array([least.get(label, np.inf) for label in labels])
    spans = candidates_in(evidence.spans, evidence.words, wanted, np.array(labels, np.int64))
    found = find_all(text, replace(evidence.scores, spans=spans), questions, levels)
    ties: set[_Tie] = {(each.relation.name, "", each.head[:2], each.tail[:2]) for each in found.related}
    for each in found.events:
        ties |= {(each.event.name, role.name, each.word[:2], place) for _, _, role, place in each.played}
    return ties
