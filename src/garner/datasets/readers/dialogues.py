"""DialogRE's format: dialogues of turns, and relations between arguments given as strings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.readers.whole_words import find_word
from garner.datasets.record import Annotated, Refusal
from garner.values import UNTYPED

__all__ = ["Dialogues"]

_NO_RELATION = "unanswerable"


@dataclass(frozen=True, slots=True)
class Dialogues:
    """One JSON list of (turns, pairs) a file; the turns become lines of one text.

    An argument stands for the first place where it is a whole word; the Chinese dialogues leave its type empty. A pair that is
    ``unanswerable`` yields the two mentions alone. The words that trigger a relation have no place in an extraction.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _dialogue)


def _dialogue(dialogue: Record, where: str) -> Annotated:
    turns, pairs = dialogue
    gold = Gold(where, "\n".join(turns))
    for pair in pairs:
        head, tail = (_end(gold, pair[end], pair[f"{end}_type"] or UNTYPED) for end in ("x", "y"))
        for label in pair["r"]:
            if label != _NO_RELATION:
                gold.relation(label, head, tail)
    return gold.annotated()


def _end(gold: Gold, value: str, label: str) -> str | None:
    found = find_word(gold.text, value)
    return gold.end(label, gold.find(value) if found is None else gold.place(*found))
