"""Sentences in which one aspect is replaced by ``$T$``: three lines each, the sentence, the aspect, the polarity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError

__all__ = ["ReplacedAspects"]

MARK = "$T$"


@dataclass(frozen=True, slots=True)
class ReplacedAspects:
    """All aspects of one sentence become entities of one record, typed by their polarity.

    ``tokenised``: words stand apart by spaces, which the text is read without (``spaced``: rejoined as the script has them);
    else the lines are the text itself, but for one space that follows every ``$T$`` and was not in it. Where ``$T$`` stands
    several times the file does not tell which place is judged, and where it is missing there is none: such an aspect is
    refused.
    """

    tokenised: bool = True
    spaced: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        records: dict[str, Gold] = {}
        lines = [line.rstrip("\r") for line in files.text(name).rstrip().split("\n")]
        if len(lines) % 3:
            raise InputError(
                f"{name}:{len(lines)}: the file ends within a sentence, an aspect and a polarity.", "Is the file whole?"
            )
        for number in range(0, len(lines), 3):
            sentence, aspect, polarity = lines[number : number + 3]
            where = f"{name}:{number + 1}"
            text, places = self._put_back(sentence, aspect)
            gold = records.setdefault(text, Gold(where, text))
            if len(places) == 1:
                gold.entity(polarity.strip(), gold.place(*places[0], aspect))
            else:
                gold.refuse(f"aspect in {'several places' if places else 'no place'}", f"{number + 1} {aspect!r}")
        for gold in records.values():
            yield gold.annotated()

    def _put_back(self, sentence: str, aspect: str) -> tuple[str, list[tuple[int, int]]]:
        """The text with the aspect in it, and where it was put."""
        if not self.tokenised:
            return _insert(sentence.replace(f"{MARK} ", MARK), aspect)
        first, *others = (piece.split() for piece in sentence.split(MARK))
        words, marks = list(first), []
        for piece in others:
            marks.append((len(words), len(words) + len(aspect.split())))
            words += [*aspect.split(), *piece]
        joined = detokenise(words, self.spaced)
        return joined.text, [joined.place(*mark) for mark in marks]


def _insert(sentence: str, aspect: str) -> tuple[str, list[tuple[int, int]]]:
    text, *rest = sentence.split(MARK)
    places = []
    for piece in rest:
        places.append((len(text), len(text) + len(aspect)))
        text += aspect + piece
    return text, places
