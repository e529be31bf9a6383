"""What one run found and the other did not, item by item."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from garner.errors import InputError
from garner.evaluation.modes.offset import offset_key
from garner.evaluation.pool import Likeness, Pool
from garner.evaluation.units import UNITS, Unit
from garner.values import Extraction

__all__ = ["Change", "ChangeKind", "changes"]


class ChangeKind(StrEnum):
    """New or lost altogether; the same values or an overlapping place under the same label; another label at the same place."""

    NEW = "new"
    LOST = "lost"
    MOVED = "moved"
    RELABELLED = "relabelled"


@dataclass(frozen=True, slots=True)
class Change:
    """One item of one text that differs between two runs.

    ``was_right`` and ``is_right`` say whether the item of the first and of the second run is in the gold; for an item that is
    new or lost, the side without it is right exactly if the gold does not have the item either. Both are ``None`` without gold.
    """

    document: str
    items: str
    kind: ChangeKind
    before: Unit | None
    after: Unit | None
    was_right: bool | None = None
    is_right: bool | None = None

    @property
    def better(self) -> bool:
        return bool(self.is_right) and not self.was_right

    @property
    def worse(self) -> bool:
        return bool(self.was_right) and not self.is_right


def changes(
    first: Mapping[str, Extraction],
    second: Mapping[str, Extraction],
    gold: Mapping[str, Extraction] | None = None,
    items: Sequence[str] = ("entities", "relations", "triggers", "arguments", "classes"),
) -> tuple[Change, ...]:
    """The changes from the first run to the second, text by text in the order of the first.

    Raises ``InputError`` when the runs are not of the same documents.
    """
    if differing := first.keys() ^ second.keys():
        shown = ", ".join(sorted(differing)[:5])
        raise InputError(f"the runs are of different documents ({shown}).", "Compare runs over the same split.")
    found: list[Change] = []
    for document, before in first.items():
        for name in items:
            units = UNITS[name]
            right = None if gold is None else Counter(map(offset_key, units(gold[document]))) if document in gold else Counter()
            for kind, one, other in _differences(list(units(before)), list(units(second[document]))):
                found.append(Change(document, name, kind, one, other, *_verdicts(one, other, right)))
    return tuple(found)


def _differences(before: list[Unit], after: list[Unit]) -> Iterator[tuple[ChangeKind, Unit | None, Unit | None]]:
    lost, new = _only_in(before, after), Pool(_only_in(after, before))
    for likeness, kind in _PAIRINGS:
        partners = [(one, new.take(one, likeness)) for one in lost]
        yield from ((kind, one, other) for one, other in partners if other is not None)
        lost = [one for one, other in partners if other is None]
    for one in lost:
        yield ChangeKind.LOST, one, None
    for other in new.left:
        yield ChangeKind.NEW, None, other


def _only_in(units: list[Unit], others: list[Unit]) -> list[Unit]:
    left = Counter(map(offset_key, others))
    kept = []
    for unit in units:
        if left[offset_key(unit)] > 0:
            left[offset_key(unit)] -= 1
        else:
            kept.append(unit)
    return kept


def _verdicts(
    one: Unit | None, other: Unit | None, right: Counter[tuple[str, object]] | None
) -> tuple[bool | None, bool | None]:
    if right is None:
        return None, None
    if one is None or other is None:
        unit = one or other
        wanted = unit is not None and right[offset_key(unit)] > 0
        return (wanted, not wanted) if other is None else (not wanted, wanted)
    return right[offset_key(one)] > 0, right[offset_key(other)] > 0


_PAIRINGS = (
    (Likeness.SAME_PLACE, ChangeKind.RELABELLED),
    (Likeness.OVERLAP_AND_LABEL, ChangeKind.MOVED),
    (Likeness.WORDS_AND_LABEL, ChangeKind.MOVED),
)
