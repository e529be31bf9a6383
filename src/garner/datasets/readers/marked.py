"""Texts with marks in them, and texts of tokens with spaces between."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from garner.datasets.readers.detokenise import Detokenised, detokenise

__all__ = ["Rejoined", "Unmarked", "rejoin", "unmark"]

Place = tuple[int, int]


class Unmarked(NamedTuple):
    """A text without its marks, and what each pair of marks enclosed."""

    text: str
    places: tuple[Place, ...]


def unmark(text: str, marks: Sequence[tuple[str, str]]) -> Unmarked | None:
    """Take out one opening and one closing mark a pair, equal pairs from left to right; ``None`` where one is missing.

    >>> unmark("the <a>red</a> <b>car</b>", [("<b>", "</b>"), ("<a>", "</a>")])
    Unmarked(text='the red car', places=((8, 11), (4, 7)))
    """
    inside: list[Place] = []
    cuts: list[Place] = []
    searched: dict[str, int] = {}
    for opening, closing in marks:
        start = text.find(opening, searched.get(opening, 0))
        begin = start + len(opening)
        end = text.find(closing, begin)
        if start < 0 or end < 0:
            return None
        inside.append((begin, end))
        cuts += [(start, begin), (end, end + len(closing))]
        searched[opening] = end + len(closing)
    cuts.sort()
    kept = [0, *(edge for cut in cuts for edge in cut), len(text)]
    clean = "".join(text[start:end] for start, end in zip(kept[::2], kept[1::2], strict=True))

    def moved(position: int) -> int:
        return position - sum(end - start for start, end in cuts if end <= position)

    return Unmarked(clean, tuple((moved(start), moved(end)) for start, end in inside))


@dataclass(frozen=True, slots=True)
class Rejoined:
    """The natural text of one whose tokens have spaces between them, with the map from the one to the other."""

    sentence: Detokenised
    tokens: tuple[Place, ...]

    @property
    def text(self) -> str:
        return self.sentence.text

    def place(self, start: int, end: int) -> Place:
        """Where ``start:end`` of the spaced text stands in the natural one; (-1, -1) where no token is."""
        found = [number for number, (begin, stop) in enumerate(self.tokens) if begin < end and stop > start]
        if not found:
            return -1, -1
        first, last = found[0], found[-1]
        into, short = max(0, start - self.tokens[first][0]), max(0, self.tokens[last][1] - end)
        begin, stop = self.sentence.places[first][0], self.sentence.places[last][1]
        return begin + self._within(first, into), stop - self._within(last, short)

    def _within(self, number: int, characters: int) -> int:
        """The characters cut off a token, if it is written alike in both texts."""
        old, new = self.tokens[number], self.sentence.places[number]
        return characters if old[1] - old[0] == new[1] - new[0] else 0


def rejoin(text: str) -> Rejoined:
    """The natural text of tokens with white space between them.

    >>> rejoin("It 's late ( again ) .").text
    "It's late (again)."
    """
    tokens = list(re.finditer(r"\S+", text))
    return Rejoined(detokenise([token.group() for token in tokens]), tuple(token.span() for token in tokens))
