"""Running texts in which one aspect is replaced by ``$T$``: three lines an aspect, the text, the aspect, its polarity."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError

__all__ = ["AspectTexts"]

MARK = "$T$"


@dataclass(frozen=True, slots=True)
class AspectTexts:
    """The lines of one text, wherever they stand in the file, are one record; an aspect is a mention under its polarity, at
    every ``$T$`` of its text. One space follows every ``$T$`` that was not in the text.

    ``AspectLines`` reads the same three lines of tokenised sentences, where white space means nothing.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        texts: dict[str, Gold] = {}
        lines = [line.rstrip("\r") for line in files.text(name).rstrip().split("\n")]
        if len(lines) % 3:
            raise InputError(f"{name}:{len(lines)}: the last aspect has not all of its three lines.", "Is the file whole?")
        for number in range(0, len(lines), 3):
            marked, aspect, polarity = lines[number : number + 3]
            where = f"{name}:{number + 1}"
            if MARK not in marked:
                yield Refusal("no place for the aspect", where)
                continue
            text, places = _put_back(marked, aspect)
            gold = texts.setdefault(text, Gold(where, text))
            for place in places:
                gold.entity(polarity.strip(), gold.place(*place, aspect))
        for gold in texts.values():
            yield gold.annotated()


def _put_back(marked: str, aspect: str) -> tuple[str, list[tuple[int, int]]]:
    """The text with the aspect in it, and where it was put."""
    text, *rest = marked.replace(f"{MARK} ", MARK).split(MARK)
    places = []
    for piece in rest:
        places.append((len(text), len(text) + len(aspect)))
        text += aspect + piece
    return text, places
