"""Tokens put right before they become a text, and sentences of tokens joined into one text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from garner.datasets.readers.detokenise import Detokenised, detokenise

__all__ = ["Sentences", "join_sentences", "whole_quotes"]


@dataclass(frozen=True, slots=True)
class Sentences:
    """A text made of sentences: the places of all tokens counted through the text, and where each sentence's tokens begin."""

    whole: Detokenised
    begins: tuple[int, ...]

    @property
    def text(self) -> str:
        return self.whole.text

    def place(self, first: int, end: int) -> tuple[int, int]:
        """The place of ``tokens[first:end]``, counted through the text; (-1, -1) where there are no such tokens."""
        return self.whole.place(first, end)

    def place_in(self, sentence: int, first: int, end: int) -> tuple[int, int]:
        """The place of ``tokens[first:end]`` of one sentence; (-1, -1) where there are no such tokens."""
        if not 0 <= sentence < len(self.begins) - 1 or self.begins[sentence] + end > self.begins[sentence + 1] or first < 0:
            return -1, -1
        return self.whole.place(self.begins[sentence] + first, self.begins[sentence] + end)


def join_sentences(sentences: Sequence[Sequence[str]]) -> Sentences:
    """The sentences one after the other, with a space between them."""
    text = ""
    places: list[tuple[int, int]] = []
    begins = [0]
    for tokens in sentences:
        sentence = detokenise(tokens)
        if text:
            text += " "
        places += [(start + len(text), end + len(text)) for start, end in sentence.places]
        text += sentence.text
        begins.append(len(places))
    return Sentences(Detokenised(text, tuple(places)), tuple(begins))


def whole_quotes(tokens: Sequence[str]) -> list[str]:
    """The tokens with quotation marks that were cut in two whole again, beside an empty token.

    >>> whole_quotes(["`", "`", "Yes", "'", "'"])
    ['', '``', 'Yes', '', "''"]
    """
    whole = list(tokens)
    for number in range(len(whole) - 1):
        if whole[number] == whole[number + 1] and whole[number] in ("`", "'"):
            whole[number : number + 2] = ["", whole[number] * 2]
    return whole
