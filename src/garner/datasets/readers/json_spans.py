"""JSON records with a text and its mentions at character offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines, json_list
from garner.datasets.record import Annotated, Refusal

__all__ = ["GroupedSpans", "ListedSpans"]


@dataclass(frozen=True, slots=True)
class ListedSpans:
    """Every mention is an object of its own in the list ``mentions`` of its record (CMeEE, cMedQANER).

    The other fields name its members: ``label``, ``start``, ``surface`` and ``end``, which is the last character's
    (``inclusive``) or the one after it; ``None``: the surface tells how long it is. Offsets may be numbers or digits in a
    string. ``caseless``: texts were lower-cased and the surfaces were not. ``lines``: one record a line, else one list a file.
    """

    mentions: str
    label: str
    start: str
    end: str | None
    surface: str
    inclusive: bool = False
    caseless: bool = False
    lines: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records((json_lines if self.lines else json_list)(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated:
        gold = Gold(where, record["text"])
        for mention in record[self.mentions]:
            surface = mention[self.surface]
            start = int(mention[self.start])
            end = start + len(surface) if self.end is None else int(mention[self.end]) + self.inclusive
            found = gold.text[start:end] if start >= 0 else ""
            same = self.caseless and found.casefold() == surface.casefold()
            gold.entity(mention[self.label], gold.place(start, end, found if same else surface))
        return gold.annotated()


@dataclass(frozen=True, slots=True)
class GroupedSpans:
    """JSON lines whose ``label`` groups places by type and by surface: ``{type: {surface: [[first, last], ...]}}``, the last
    character inclusive (CLUENER)."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _convert_grouped)


def _convert_grouped(record: Record, where: str) -> Annotated:
    gold = Gold(where, record["text"])
    for label, surfaces in record["label"].items():
        for surface, places in surfaces.items():
            for first, last in places:
                gold.entity(label, gold.place(first, last + 1, surface))
    return gold.annotated()
