"""The spans of one text that may be entities, or triggers of events: what a judgement of them starts from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.evidence import Evidence
from garner.values import Claim, ClaimKind, Mention

if TYPE_CHECKING:
    import numpy as np

__all__ = ["FAR", "Cell", "Sheet", "sheet_of"]

FAR = -9.0
"""Log-odds below this say no more than that it is not so."""
_LEAST = -4.0
"""The log-odds from which a span is looked at though nobody said it."""
_MOST = 40
"""Of more such spans in one text (or half as many as it has words) only the likeliest are looked at."""


class Cell(NamedTuple):
    """A stretch of words (half-open word numbers) and the column of a label. ``own`` is the place (code points) of a claim that
    begins or ends within one of these words; empty where the place is just the words'."""

    first: int
    end: int
    column: int
    own: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """The spans of one text under the labels of one kind (entities, or triggers).

    ``names`` and ``numbers`` are those of the labels, column by column; ``logits`` are words x lengths x columns, nothing below
    ``FAR``; ``cells`` are the likeliest spans, in the order of the text.
    """

    kind: ClaimKind
    evidence: Evidence
    names: tuple[str, ...]
    numbers: tuple[int, ...]
    logits: np.ndarray
    cells: tuple[Cell, ...]

    def cell_of(self, claim: Claim) -> Cell | None:
        """The cell of a claim; ``None`` where the encoder can say nothing of it: of a label that it was not asked, of a place
        without words or of too many."""
        span = claim.mentions[0].span if claim.mentions else None
        words = None if span is None else self.evidence.words_at(*span)
        if span is None or words is None or claim.name not in self.names or words[1] - words[0] > self.logits.shape[1]:
            return None
        own = () if self.evidence.is_whole(*span) else span
        return Cell(*words, self.names.index(claim.name), own)

    def claim_at(self, cell: Cell, text: str) -> Claim:
        """The claim that this place is what the column asks for."""
        start, end = cell.own or (self.evidence.starts[cell.first], self.evidence.ends[cell.end - 1])
        return Claim(self.kind, self.names[cell.column], "", (Mention(text[start:end], start, end),))


def sheet_of(evidence: Evidence, kind: ClaimKind) -> Sheet | None:
    """The sheet of a text's entities or triggers; ``None`` where nobody asked for any. Made once for every text."""
    if kind not in evidence.derived:
        evidence.derived[kind] = _sheet(evidence, kind)
    made = evidence.derived[kind]
    return made if isinstance(made, Sheet) else None


def _sheet(evidence: Evidence, kind: ClaimKind) -> Sheet | None:
    import numpy as np

    asked = _asked(evidence, kind)
    if not asked or not evidence.words:
        return None
    columns = [evidence.columns[number] for _, number in asked]
    logits = np.maximum(evidence.spans[:, :, columns], FAR)
    likely = np.flatnonzero(logits.reshape(-1) >= _LEAST)
    most = max(_MOST, evidence.words // 2)
    if len(likely) > most:
        best = np.argsort(-logits.reshape(-1)[likely], kind="stable")[:most]
        likely = np.sort(likely[best])
    first, size, column = np.unravel_index(likely, logits.shape)
    cells = tuple(map(Cell, first.tolist(), (first + size + 1).tolist(), column.tolist()))
    return Sheet(kind, evidence, tuple(name for name, _ in asked), tuple(number for _, number in asked), logits, cells)


def _asked(evidence: Evidence, kind: ClaimKind) -> Sequence[tuple[str, int]]:
    questions = evidence.questions
    if kind is ClaimKind.EVENT:
        return [(event.name, event.label) for event in questions.events if event.label in evidence.columns]
    return [(name, label) for name, label in questions.entities if name in questions.wanted]
