"""Dialogues of a script without spaces, with relations between arguments given as strings without types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import UNTYPED, Gold
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.record import Annotated, Refusal
from garner.values import Grounding

__all__ = ["UnspacedDialogues"]


@dataclass(frozen=True, slots=True)
class UnspacedDialogues:
    """One JSON list of (turns, pairs) a file (DialogRE in Chinese); the turns become lines of one text.

    An argument is its first mention in the text, one and the same in all its relations. Of the relation called ``none`` only
    the two mentions stay. The words that trigger a relation have no place in an extraction.
    """

    none: str = "unanswerable"

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), self._convert)

    def _convert(self, dialogue: Record, where: str) -> Annotated:
        turns, pairs = dialogue
        gold = Gold(where, "\n".join(turns))
        for pair in pairs:
            head, tail = (gold.end(UNTYPED, _first(gold, pair[end])) for end in ("x", "y"))
            for label in pair["r"]:
                if label != self.none:
                    gold.relation(label, head, tail)
        return gold.annotated()


def _first(gold: Gold, value: str) -> Grounding | None:
    """Where a value first stands, if possible not inside a longer number or Latin word (``Speaker 1``, but not in
    ``Speaker 12``)."""
    found = re.search(rf"(?<![A-Za-z0-9]){re.escape(value)}(?![A-Za-z0-9])", gold.text) or re.search(
        re.escape(value), gold.text
    )
    if found is None:
        return gold.find(value)
    return gold.place(*found.span())
