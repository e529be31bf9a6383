"""Items that wait for a partner which is like them: at the same place, overlapping, or with the same words."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Hashable, Sequence
from enum import Enum, auto

from garner.evaluation.modes.offset import place
from garner.evaluation.units import Unit

__all__ = ["Likeness", "Pool", "overlap"]


class Likeness(Enum):
    """How two items may be alike: by all their places (choices by their task), by overlap in every part, or by words."""

    SAME_PLACE = auto()
    OVERLAP_AND_LABEL = auto()
    OVERLAP = auto()
    WORDS_AND_LABEL = auto()


def overlap(one: tuple[int, int] | None, other: tuple[int, int] | None) -> bool:
    """Whether two spans share a character; what has no place shares none."""
    return one is not None and other is not None and one[0] < other[1] and other[0] < one[1]


class Pool:
    """The items of one text that have no partner yet.

    Looking for a partner takes time in proportion to the items that begin near, not to all of them.
    """

    def __init__(self, units: Sequence[Unit]) -> None:
        self._waiting = dict(enumerate(units))
        self._by_place: defaultdict[Hashable, list[int]] = defaultdict(list)
        self._by_words: defaultdict[Hashable, list[int]] = defaultdict(list)
        spans: list[tuple[int, int]] = []
        self._longest = 0
        for number, unit in self._waiting.items():
            self._by_place[_site(unit)].append(number)
            self._by_words[_words(unit)].append(number)
            if unit.parts and (span := unit.parts[0].span) is not None:
                spans.append((span[0], number))
                self._longest = max(self._longest, span[1] - span[0])
        self._spans = sorted(spans)

    @property
    def left(self) -> list[Unit]:
        """The items still without a partner, in their first order."""
        return list(self._waiting.values())

    def take(self, unit: Unit, likeness: Likeness) -> Unit | None:
        """The first item that is so like ``unit``, which then waits no longer; ``None`` if there is none."""
        for number in self._candidates(unit, likeness):
            if number in self._waiting and _alike(unit, self._waiting[number], likeness):
                return self._waiting.pop(number)
        return None

    def _candidates(self, unit: Unit, likeness: Likeness) -> Sequence[int]:
        if likeness is Likeness.SAME_PLACE:
            return self._by_place.get(_site(unit), ())
        if likeness is Likeness.WORDS_AND_LABEL:
            return self._by_words.get(_words(unit), ())
        if not unit.parts or (span := unit.parts[0].span) is None:
            return ()
        first = bisect_left(self._spans, (span[0] - self._longest, 0))
        last = bisect_left(self._spans, (span[1], 0))
        return [number for _, number in self._spans[first:last]]


def _alike(one: Unit, other: Unit, likeness: Likeness) -> bool:
    if likeness in (Likeness.SAME_PLACE, Likeness.WORDS_AND_LABEL):
        return True
    if len(one.parts) != len(other.parts) or (likeness is Likeness.OVERLAP_AND_LABEL and one.label != other.label):
        return False
    return all(overlap(first.span, second.span) for first, second in zip(one.parts, other.parts, strict=True))


def _site(unit: Unit) -> Hashable:
    """The places; for a choice its task, and for an event without a trigger its type."""
    return tuple(map(place, unit.parts)) if unit.parts else unit.label.partition(": ")[0]


def _words(unit: Unit) -> Hashable:
    return unit.label, tuple(part.value for part in unit.parts)
