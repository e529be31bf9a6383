"""JSON records with a text and its mentions, each with its place as a pair of numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_list, json_value
from garner.datasets.record import Annotated, Refusal

__all__ = ["PairedSpans", "TargetOpinions"]


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
