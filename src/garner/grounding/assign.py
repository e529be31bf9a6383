"""Which occurrence each value of an answer takes.

The rules, strongest first:

1. A value takes a place of its best tier (exact on whole words, normalised on whole words, exact inside a word, ...).
2. Equal values take different places in the order of the text as long as there are any, then share the last one.
3. A place inside an occurrence of a longer value of the same answer gives way to a free-standing one: an answer that lists
   "New York University" and "New York" means two mentions.
4. Among places that are still equal, the order of the answer decides where it says something: a value whose neighbours in the
   answer stand in the order of the text is placed between them. Otherwise it takes its first place in the text.

Why: data sets and people mark every mention or the first one; a listing in the order of the text tells more, a listing sorted
by type or importance must do no harm. So order never overrules a better place and never moves a value that has one place.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from garner.grounding.occurrences import Occurrence

__all__ = ["Tiers", "assign"]

Tiers = Sequence[Sequence[Occurrence]]
"""Places of one value, best tier first, each in the order of the text."""


def assign(values: Sequence[str], found: Mapping[str, Tiers]) -> list[Occurrence | None]:
    """One occurrence for each value, ``None`` where ``found`` holds none. Linear in values and occurrences, but for sorting.

    >>> from garner.values import Grade
    >>> places = [[Occurrence(start, start + 1, Grade.VERBATIM) for start in (0, 4)]]
    >>> [each.start for each in assign(["b", "b", "b"], {"b": places})]
    [0, 4, 4]
    """
    counts = Counter(values)
    is_open = any(sum(map(len, found[value])) > count for value, count in counts.items())
    every = _Spans(place for value in counts for tier in found[value] for place in tier) if is_open else _Spans(())
    settled: dict[str, list[Occurrence]] = {}
    choices: dict[str, _Choice] = {}
    for value, count in counts.items():
        places = _select(found[value], count, every)
        if len(places) > count:
            choices[value] = _Choice(places)
        else:
            settled[value] = places
    return _walk(values, settled, choices)


def _select(tiers: Tiers, count: int, every: _Spans) -> list[Occurrence]:
    """The places that ``count`` equal values settle on, or more of one tier among which the order of the answer decides."""
    taken: list[Occurrence] = []
    for tier in tiers:
        needed = count - len(taken)
        spans = _Spans(taken)
        places = [place for place in tier if not spans.overlap(place)]
        free = [place for place in places if not every.hold(place)]
        places = free if len(free) >= needed else places
        apart = _side_by_side(places) if count > 1 else places
        places = apart if len(apart) >= needed else places
        if not taken and len(places) > count:
            return places
        taken += places[:needed]
        if len(taken) == count:
            break
    return sorted(taken, key=lambda place: place.start)


def _side_by_side(places: list[Occurrence]) -> list[Occurrence]:
    kept: list[Occurrence] = []
    for place in places:
        if not kept or kept[-1].end <= place.start:
            kept.append(place)
    return kept


def _walk(
    values: Sequence[str], settled: Mapping[str, list[Occurrence]], choices: Mapping[str, _Choice]
) -> list[Occurrence | None]:
    """The values in the order of the answer: settled ones take their places, open ones choose between their neighbours."""
    result: list[Occurrence | None] = [None] * len(values)
    seen: Counter[str] = Counter()
    for index, value in enumerate(values):
        places = settled.get(value)
        if places:
            result[index] = places[min(seen[value], len(places) - 1)]
            seen[value] += 1
    following = _next_starts(result)
    taken = {(place.start, place.end) for place in result if place is not None}
    before = 0
    for index, value in enumerate(values):
        place = result[index]
        if place is None and value in choices:
            after = following[index]
            in_order = after is None or before <= after
            place = result[index] = choices[value].take(before if in_order else 0, after if in_order else None, taken)
        if place is not None:
            before = place.start
    return result


def _next_starts(places: list[Occurrence | None]) -> list[int | None]:
    """For each index, where the next settled value of the answer begins."""
    starts: list[int | None] = []
    following: int | None = None
    for place in reversed(places):
        starts.append(following)
        following = following if place is None else place.start
    return starts[::-1]


class _Choice:
    """The places of one value, handed out one after the other. Each is skipped at most once after it is taken."""

    def __init__(self, places: list[Occurrence]) -> None:
        self._places = places
        self._starts = [place.start for place in places]
        self._next: dict[int, int] = {}
        self._from = 0

    def take(self, low: int, high: int | None, taken: set[tuple[int, int]]) -> Occurrence:
        """The first free place that begins in ``low..high`` and after the last one handed out; else the first free one."""
        index = self._free(bisect_left(self._starts, max(low, self._from)), taken)
        if index == len(self._places) or (high is not None and self._starts[index] > high):
            index = self._free(bisect_left(self._starts, self._from), taken)
        if index == len(self._places):
            index = self._free(0, taken)
        place = self._places[min(index, len(self._places) - 1)]
        taken.add((place.start, place.end))
        self._from = place.end
        return place

    def _free(self, index: int, taken: set[tuple[int, int]]) -> int:
        """The first index at or after this one whose place is not taken; the number of places if there is none."""
        passed = []
        while index < len(self._places):
            place = self._places[index]
            if index not in self._next and (place.start, place.end) not in taken:
                break
            passed.append(index)
            index = self._next.get(index, index + 1)
        self._next.update(dict.fromkeys(passed, index))
        return index


class _Spans:
    """Spans that can be asked, in logarithmic time, whether one of them overlaps or strictly holds another."""

    def __init__(self, places: Iterable[Occurrence]) -> None:
        spans = sorted({(place.start, place.end) for place in places})
        self._starts = [start for start, _ in spans]
        self._reach = list(accumulate((end for _, end in spans), max))

    def overlap(self, place: Occurrence) -> bool:
        """Whether one of the spans shares a character with the place."""
        before = bisect_left(self._starts, place.end)
        return before > 0 and self._reach[before - 1] > place.start

    def hold(self, place: Occurrence) -> bool:
        """Whether one of the spans contains the place and is longer."""
        before, upto = bisect_left(self._starts, place.start), bisect_right(self._starts, place.start)
        return (before > 0 and self._reach[before - 1] >= place.end) or (upto > 0 and self._reach[upto - 1] > place.end)
