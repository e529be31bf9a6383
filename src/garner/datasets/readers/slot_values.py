"""JSON lists of utterances with an intent and slots whose values are strings (SMP-2019)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.record import Annotated, Refusal

__all__ = ["SlotValues"]


@dataclass(frozen=True, slots=True)
class SlotValues:
    """``text``, ``slots`` as a mapping from slot to value, and the classifications named in ``tasks`` (``domain``, ``intent``).

    A classification that is not a string (a missing value as JSON writes it, ``NaN``) is refused.
    """

    tasks: tuple[str, ...]

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated:
        gold = Gold(where, record["text"])
        for task in self.tasks:
            if isinstance(record[task], str):
                gold.choice(task, record[task])
            else:
                gold.refuse("classification without a value", task)
        for slot, value in record["slots"].items():
            gold.entity(slot, gold.find(value))
        return gold.annotated()
