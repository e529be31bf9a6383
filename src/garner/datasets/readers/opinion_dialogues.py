"""Dialogues with opinions: who is spoken of, in which aspect, with which words (DiaASQ)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.record import Annotated, Refusal
from garner.values import Grounding

__all__ = ["OpinionDialogues"]

_ROLES = ("target", "aspect", "opinion")


@dataclass(frozen=True, slots=True)
class OpinionDialogues:
    """A JSON list of dialogues; the utterances become lines of one text.

    A quadruple becomes an event named by its polarity, without a trigger, with what is said of target, aspect and opinion as
    arguments; all targets, aspects and opinions are mentions besides, whether or not in a quadruple. Spans are half-open and
    counted in tokens through the dialogue. Who speaks and answers whom has no place in an extraction.
    """

    spaced: bool = True

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), self._convert)

    def _convert(self, dialogue: Record, where: str) -> Annotated:
        text = ""
        places: list[tuple[int, int]] = []
        for words in dialogue["sentences"]:
            sentence = detokenise(words.split(), self.spaced)
            text += "\n" if places else ""
            places += [(start + len(text), end + len(text)) for start, end in sentence.places]
            text += sentence.text
        gold = Gold(where, text)

        def placed(first: int, end: int) -> Grounding | None:
            return gold.place(places[first][0], places[end - 1][1]) if 0 <= first < end <= len(places) else gold.place(-1, -1)

        for role in _ROLES:
            for first, end, *_ in dialogue[f"{role}s"]:
                gold.end(role, placed(first, end))
        for quadruple in dialogue["triplets"]:
            spans = zip(_ROLES, quadruple[0:6:2], quadruple[1:6:2], strict=True)
            gold.event(str(quadruple[6]), None, [(role, placed(first, end)) for role, first, end in spans if first >= 0])
        return gold.annotated()
