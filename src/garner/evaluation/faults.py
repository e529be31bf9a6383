"""What is wrong with each item of one answer: every false positive and every missed item gets exactly one fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from garner.evaluation.counts import Counts
from garner.evaluation.modes.offset import offset_key
from garner.evaluation.pool import Likeness, Pool, overlap
from garner.evaluation.units import Unit
from garner.values import Grade

__all__ = ["Evidence", "Fault", "Faulty", "find_faults", "fold"]


class Fault(StrEnum):
    """Why an item is wrong, or what went wrong with the reply it came from."""

    UNREADABLE = "unreadable"
    REPAIRED = "repaired"
    VALUE_NOT_IN_TEXT = "value not in text"
    UNKNOWN_LABEL = "unknown label"
    WRONG_BOUNDARY = "wrong boundary"
    WRONG_TYPE = "wrong type"
    WRONG_BOUNDARY_AND_TYPE = "wrong boundary and type"
    MISSED = "missed"
    SPURIOUS = "spurious"
    LEAKED = "leaked from a demonstration"
    REPEATED = "repeated"
    SUSPECTED_GOLD_ERROR = "suspected gold error"


class Faulty(NamedTuple):
    """A wrong claim, a missed item, or a claim with the gold item it should have been."""

    fault: Fault
    claimed: Unit | None
    wanted: Unit | None

    @property
    def gain(self) -> Counts:
        """What mending it adds to the counts: a pair becomes right, a lone claim goes, a missed item is found.

        A suspected gold error is mended in the gold: the claim becomes right and, where it stands alone, a gold item.
        """
        if self.claimed is None:
            return Counts(1, 1, 1, 0)
        if self.wanted is not None:
            return Counts(1, 0, 1, 0)
        return Counts(1, 0, 1, 1) if self.fault is Fault.SUSPECTED_GOLD_ERROR else Counts(0, -1, 0, 0)


@dataclass(frozen=True, slots=True)
class Evidence:
    """What tells the faults of one text apart.

    ``known`` are the labels of the schema (empty: not known, all allowed), ``shown`` the folded values of the demonstrations'
    answers, ``unread`` the stretches of the text whose reply could not be read whole, ``usual`` whether the gold of other
    texts usually labels such a claim the same way.
    """

    known: Collection[str] = ()
    shown: Collection[str] = ()
    unread: tuple[tuple[int, int], ...] = ()
    usual: Callable[[Unit], bool] = lambda _: False


def fold(value: str) -> str:
    """The value without regard to case and spacing."""
    return " ".join(value.casefold().split())


def find_faults(gold: Iterable[Unit], predicted: Iterable[Unit], evidence: Evidence) -> list[Faulty]:
    """The faults of one text under the default rule (label and place must be equal).

    A wrong claim is paired with the missed item it stands for: first one at the same place, then one it overlaps under the same
    label, then any it overlaps. Each missed item is paired once.
    """
    claims, missed, repeated = _unmatched(list(gold), list(predicted))
    pool = Pool(missed)
    paired: dict[int, Faulty] = {}
    for likeness, fault in _PAIRINGS:
        for number, claim in enumerate(claims):
            if number not in paired and _is_placed(claim):
                wanted = pool.take(claim, likeness)
                if wanted is not None:
                    paired[number] = Faulty(fault, claim, wanted)
    faults = [Faulty(Fault.REPEATED, claim, None) for claim in repeated]
    for number, claim in enumerate(claims):
        found = paired.get(number, Faulty(Fault.SPURIOUS, claim, None))
        faults.append(found._replace(fault=_named(claim, found.fault, evidence)))
    lost = (Fault.UNREADABLE if _is_unread(wanted, evidence.unread) else Fault.MISSED for wanted in pool.left)
    return [*faults, *(Faulty(fault, None, wanted) for fault, wanted in zip(lost, pool.left, strict=True))]


def _is_unread(wanted: Unit, unread: Sequence[tuple[int, int]]) -> bool:
    """Whether the item lies in an unread stretch; what has no place, such as a choice, may have stood in any."""
    spans = [part.span for part in wanted.parts]
    return bool(unread) and (None in spans or not spans or any(overlap(span, stretch) for span in spans for stretch in unread))


def _unmatched(gold: list[Unit], predicted: list[Unit]) -> tuple[list[Unit], list[Unit], list[Unit]]:
    """Wrong claims, missed items, and claims that only repeat another claim."""
    left = Counter(map(offset_key, gold))
    seen: set[Hashable] = set()
    claims, repeated = [], []
    for unit in predicted:
        key = offset_key(unit)
        if left[key] > 0:
            left[key] -= 1
        elif key in seen:
            repeated.append(unit)
        else:
            claims.append(unit)
        seen.add(key)
    missed = []
    for unit in reversed(gold):
        if left[offset_key(unit)] > 0:
            left[offset_key(unit)] -= 1
            missed.append(unit)
    return claims, missed[::-1], repeated


def _named(claim: Unit, fault: Fault, evidence: Evidence) -> Fault:
    """The most telling name for a wrong claim: what could be seen without the gold comes first."""
    if evidence.known and claim.label not in evidence.known:
        return Fault.UNKNOWN_LABEL
    absent = [part for part in claim.parts if part.grade is Grade.ABSENT]
    if any(fold(part.value) in evidence.shown for part in absent):
        return Fault.LEAKED
    if absent:
        return Fault.VALUE_NOT_IN_TEXT
    return Fault.SUSPECTED_GOLD_ERROR if evidence.usual(claim) else fault


def _is_placed(unit: Unit) -> bool:
    return all(part.grade is not Grade.ABSENT for part in unit.parts)


_PAIRINGS = (
    (Likeness.SAME_PLACE, Fault.WRONG_TYPE),
    (Likeness.OVERLAP_AND_LABEL, Fault.WRONG_BOUNDARY),
    (Likeness.OVERLAP, Fault.WRONG_BOUNDARY_AND_TYPE),
)
