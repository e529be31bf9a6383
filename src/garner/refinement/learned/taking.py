"""Which stretches of a text overlap, and what may take whose place, without comparing every pair."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Hashable, Iterable, Iterator
from typing import Generic, NamedTuple, TypeAlias, TypeVar

__all__ = ["Candidates", "Keys", "Taken"]

Item = TypeVar("Item")
Span: TypeAlias = tuple[int, int] | None
"""Half-open; ``None``, what stands nowhere, overlaps nothing."""


class Taken:
    """The stretches of a text that are taken."""

    def __init__(self) -> None:
        # Disjoint and in order: those that overlap are kept as one.
        self._starts: list[int] = []
        self._ends: list[int] = []

    def overlaps(self, span: Span) -> bool:
        """Whether something taken overlaps it."""
        if span is None:
            return False
        behind = bisect_left(self._starts, span[1])
        return behind > 0 and self._ends[behind - 1] > span[0]

    def take(self, span: Span) -> None:
        if span is None:
            return
        first, behind = bisect_right(self._ends, span[0]), bisect_left(self._starts, span[1])
        start, end = span
        if first < behind:
            start, end = min(start, self._starts[first]), max(end, self._ends[behind - 1])
        self._starts[first:behind] = [start]
        self._ends[first:behind] = [end]


class Keys(NamedTuple):
    """What an item is found by: any of ``exact``; or, where ``stretch`` is not ``None``, a ``span`` that overlaps another of
    the same ``stretch``."""

    exact: tuple[Hashable, ...]
    stretch: Hashable = None
    span: Span = None


class Candidates(Generic[Item]):
    """Items that wait to take a place, each once, the first of those that fit.

    Items of one stretch do not overlap. None of the questions costs more than the items that overlap one place.
    """

    def __init__(self, items: Iterable[tuple[Item, Keys]]) -> None:
        self._items: dict[int, Item] = {}
        self._exact: dict[Hashable, deque[int]] = {}
        placed: dict[Hashable, list[tuple[int, int, int]]] = {}
        for number, (item, keys) in enumerate(items):
            self._items[number] = item
            for key in keys.exact:
                self._exact.setdefault(key, deque()).append(number)
            if keys.stretch is not None and keys.span is not None:
                placed.setdefault(keys.stretch, []).append((*keys.span, number))
        self._placed = {stretch: sorted(own) for stretch, own in placed.items()}
        self._ends = {stretch: [end for _, end, _ in own] for stretch, own in self._placed.items()}

    def take(self, keys: Keys) -> Item | None:
        """The first item that one of the keys finds; nobody else finds it then."""
        found = min(self._found(keys), default=None)
        return None if found is None else self._items.pop(found)

    def left(self) -> list[Item]:
        """Those that nobody took, in their order."""
        return list(self._items.values())

    def _found(self, keys: Keys) -> Iterator[int]:
        for key in keys.exact:
            waiting = self._exact.get(key, deque())
            while waiting and waiting[0] not in self._items:
                waiting.popleft()
            yield from [waiting[0]] if waiting else []
        placed = self._placed.get(keys.stretch, []) if keys.span is not None else []
        if keys.span is None or not placed:
            return
        for place in range(bisect_right(self._ends[keys.stretch], keys.span[0]), len(placed)):
            start, _, number = placed[place]
            if start >= keys.span[1]:
                break
            if number in self._items:
                yield number
