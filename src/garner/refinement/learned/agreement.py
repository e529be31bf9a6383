"""How far an answer is the one that the encoder would have given itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from garner.models.encoder.evidence import Evidence
from garner.models.encoder.levels import Levels
from garner.refinement.learned.parts import Part
from garner.refinement.learned.sheet import Cell, Sheet, sheet_of
from garner.values import Claim, ClaimKind

__all__ = ["Agreement", "agreement_of"]

_ALIKE = 0.9
"""The share from which an answer counts as the encoder's own."""
_NEAR = 1.0
"""How far below its level, in log-odds, the encoder might still say something: where something else makes it likelier."""
_SPANS = (ClaimKind.ENTITY, ClaimKind.EVENT)


class Agreement(NamedTuple):
    """How many mentions, triggers and labels the answer has (``said``) and how many of them the encoder might have
    (``shared``); how many the encoder surely has (``sure``) and how many of them the answer has (``met``)."""

    said: int = 0
    shared: int = 0
    sure: int = 0
    met: int = 0

    @property
    def share(self) -> float:
        """From 0 to 1 (also where there is nothing on either side)."""
        return (self.shared + self.met) / (self.said + self.sure) if self.said + self.sure else 1.0

    @property
    def is_own(self) -> bool:
        """Whether the answer may be taken for the encoder's own."""
        return self.share >= _ALIKE


def agreement_of(parts: Sequence[Part], evidence: Sequence[Evidence], levels: Levels) -> Agreement:
    """What the parts of one answer have in common with what the encoder would say of them at its own ``levels``. Relations and
    arguments hang on what is compared, and are not."""
    total = [0, 0, 0, 0]
    for part, seen in zip(parts, evidence, strict=True):
        for own in _compared(part, seen, levels.asking(seen.questions)):
            total = [sum(each) for each in zip(total, own, strict=True)]
    return Agreement(*total)


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
