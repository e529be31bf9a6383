"""SpERT's format: tokenised sentences with entities by half-open token indices and relations between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.record import Annotated, Refusal

__all__ = ["TokenSpans"]


@dataclass(frozen=True, slots=True)
class TokenSpans:
    """One JSON list of sentences a file: ``tokens``, ``entities`` with ``start``, ``end`` and ``type`` (nested or not), and
    ``relations`` with ``type``, and ``head`` and ``tail`` that count the entities from 0."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _convert)


def _convert(record: Record, where: str) -> Annotated:
    sentence = detokenise(record["tokens"])
    gold = Gold(where, sentence.text)
    ids = [gold.entity(each["type"], gold.place(*sentence.place(each["start"], each["end"]))) for each in record["entities"]]
    for relation in record["relations"] or ():
        head, tail = (ids[relation[end]] if 0 <= relation[end] < len(ids) else None for end in ("head", "tail"))
        gold.relation(relation["type"], head, tail)
    return gold.annotated()
