"""From tokens back to a text that reads naturally, with the place of every token in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Detokenised", "detokenise"]

# Penn Treebank escapes for characters that the text itself has.
_ESCAPES = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}


@dataclass(frozen=True, slots=True)
class Detokenised:
    """A text and the half-open place of each of its tokens."""

    text: str
    places: tuple[tuple[int, int], ...]

    def place(self, first: int, end: int) -> tuple[int, int]:
        """The place of ``tokens[first:end]``; an empty place outside the text (-1, -1) where there are no such tokens."""
        if not 0 <= first < end <= len(self.places):
            return -1, -1
        return self.places[first][0], self.places[end - 1][1]


def detokenise(tokens: Sequence[str], spaced: bool = True) -> Detokenised:
    """The text of a tokenised sentence; ``spaced`` says whether its script puts spaces between words."""
    words = [_ESCAPES.get(token, token) for token in tokens]
    text, places = "", []
    for number, word in enumerate(words):
        if number and spaced:
            text += " "
        places.append((len(text), len(text) + len(word)))
        text += word
    return Detokenised(text, tuple(places))
