"""Sentences of words with triplets of aspect, opinion and polarity, as ``words####[((0, 1), (2, 3), 'POS'), ...]``."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import Detokenised, detokenise
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import Grounding

__all__ = ["OpinionRanges"]

Triplet = tuple[tuple[int, int], tuple[int, int], str]

IMPLICIT = (-1, -1)


@dataclass(frozen=True, slots=True)
class OpinionRanges:
    """Ranges count words and include their last; an aspect that is not said has the range (-1, -1).

    A triplet becomes an event named by its polarity, without a trigger, with the arguments ``aspect`` and ``opinion``: a
    relation could not hold an opinion whose aspect is not said. Polarities are spelled in full or not (``POS``, ``Positive``)
    and come out as their first three letters, upper-case.
    """

    spaced: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for number, line in enumerate(files.text(name).split("\n"), 1):
            if line.strip():
                yield self._convert(line, f"{name}:{number}")

    def _convert(self, line: str, where: str) -> Annotated:
        sentence, _, listed = line.partition("####")
        words = detokenise(sentence.split(" "), self.spaced)
        gold = Gold(where, words.text)
        try:
            triplets: list[Triplet] = ast.literal_eval(listed.strip())
            for index, (aspect, opinion, polarity) in enumerate(triplets):
                if (aspect, opinion, polarity) in triplets[:index]:
                    gold.refuse("annotated twice", f"{aspect} {opinion} {polarity}")
                    continue
                ranges = {"aspect": aspect, "opinion": opinion}
                arguments = [(role, _place(gold, words, *given)) for role, given in ranges.items() if given != IMPLICIT]
                gold.event(polarity[:3].upper(), None, arguments)
        except (SyntaxError, ValueError, TypeError) as error:
            raise InputError(f"{where}: not a list of triplets ({error}).", "Is the file whole?") from error
        return gold.annotated()


def _place(gold: Gold, words: Detokenised, first: int, last: int) -> Grounding | None:
    return gold.place(*words.place(first, last + 1))
