"""Dialogues with opinions about targets and their aspects (DiaASQ)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import Detokenised, detokenise
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.record import Annotated, Refusal

__all__ = ["DialogueOpinions"]

PARTS = ("target", "aspect", "opinion")


@dataclass(frozen=True, slots=True)
class DialogueOpinions:
    """One JSON list of dialogues a file; the utterances become lines of one text, ``spaced`` or not.

    Targets, aspects and opinions are entities. A quadruple is an event named by its polarity, without a trigger, with what it
    has of the three as arguments; the polarity ``-1`` is that of a target or aspect about which nothing is said. Who speaks and
    which utterance answers which have no place in an extraction.
    """

    spaced: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), self._convert)

    def _convert(self, dialogue: Record, where: str) -> Annotated:
        words = _join_lines([utterance.split(" ") for utterance in dialogue["sentences"]], self.spaced)
        gold = Gold(f"{where}:{dialogue['doc_id']}", words.text, where)
        for part in PARTS:
            for first, end, surface, *_ in dialogue[f"{part}s"]:
                gold.end(part, gold.place(*words.place(first, end), surface))
        for quadruple in dialogue["triplets"]:
            ranges = zip(PARTS, quadruple[0:6:2], quadruple[1:6:2], quadruple[7:10], strict=True)
            arguments = [
                (part, gold.place(*words.place(first, end), surface)) for part, first, end, surface in ranges if first >= 0
            ]
            gold.event(str(quadruple[6]), None, arguments)
        return gold.annotated()


def _join_lines(utterances: Sequence[Sequence[str]], spaced: bool) -> Detokenised:
    """The utterances as lines of one text, with the place of every word counted through the dialogue."""
    text, places = "", []
    for number, utterance in enumerate(utterances):
        line = detokenise(utterance, spaced)
        text += "\n" if number else ""
        places += [(start + len(text), end + len(text)) for start, end in line.places]
        text += line.text
    return Detokenised(text, tuple(places))
