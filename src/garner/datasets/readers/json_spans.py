"""JSON records with a text and its mentions at character offsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines, json_list, json_value
from garner.datasets.record import Annotated, Refusal

__all__ = ["GroupedSpans", "ListedSpans", "PairedSpans", "TargetOpinions"]


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


@dataclass(frozen=True, slots=True)
class PairedSpans:
    """A JSON list of records with ``text`` and ``entities``, which have ``name``, ``type`` and ``span`` (half-open)."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _mentions)


def _mentions(record: Record, where: str) -> Annotated:
    gold = Gold(where, record["text"])
    for entity in record["entities"]:
        start, end = entity["span"]
        gold.entity(entity["type"], gold.place(start, end, entity["name"]))
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class TargetOpinions:
    """A document a file: ``header`` and ``sentences``, whose ``opinions`` have a target, its place (``from``, ``to``), the
    category of what is said of it and a polarity (chABSA).

    Every sentence is a record, every opinion an entity of the raw type ``category|polarity``: nothing but the target has a
    place in the text.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(_sentences(json_value(files, name), name), _opinions)


def _sentences(document: Record, name: str) -> Iterator[tuple[str, Record]]:
    sentences = document.get("sentences") if isinstance(document, dict) else None
    for number, sentence in enumerate(sentences if isinstance(sentences, list) else [document], 1):
        yield f"{name}:{number}", sentence


def _opinions(sentence: Record, where: str) -> Annotated:
    gold = Gold(where, sentence["sentence"])
    for opinion in sentence["opinions"]:
        place = gold.place(opinion["from"], opinion["to"], opinion["target"])
        gold.entity(f"{opinion['category']}|{opinion['polarity']}", place)
    return gold.annotated()
