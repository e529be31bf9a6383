"""Entities and relations of tokenised sentences by token indices: SciERC, CoNLL04, SpERT."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.columns import tagged_spans
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import Record, convert_records, expected_shape, json_lines, json_list
from garner.datasets.readers.sentences import whole_quotes
from garner.datasets.record import Annotated, Refusal

__all__ = ["DocumentTokens", "TaggedRelations", "TokenSpans"]


@dataclass(frozen=True, slots=True)
class DocumentTokens:
    """JSON lines, one document each, a record a sentence: ``sentences`` of tokens, ``ner`` as [first, last, label] and
    ``relations`` as [first, last, first, last, label] a sentence, with indices counted over the document.

    ``clusters`` (which mentions are one thing) have no place in an extraction.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, document in json_lines(files, name):
            with expected_shape(where):
                sentences = list(_sentences(document, where))
            yield from convert_records(iter(sentences), _sentence)


def _sentences(document: Record, where: str) -> Iterator[tuple[str, Record]]:
    begin = 0
    fields = (document["sentences"], document["ner"], document["relations"])
    for number, (tokens, entities, relations) in enumerate(zip(*fields, strict=True), 1):
        yield f"{where}:{number}", (begin, tokens, entities, relations)
        begin += len(tokens)


def _sentence(record: Record, where: str) -> Annotated:
    begin, tokens, entities, relations = record
    sentence = detokenise(tokens)
    gold = Gold(where, sentence.text)
    ids = {
        (first, last): gold.entity(label, gold.place(*sentence.place(first - begin, last + 1 - begin)))
        for first, last, label in entities
    }
    for first, last, other_first, other_last, label in relations:
        gold.relation(label, ids.get((first, last)), ids.get((other_first, other_last)))
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class TaggedRelations:
    """One JSON list of sentences a file: ``tokens``, ``tags`` (BILOU), and ``relations`` whose ``head`` and ``tail`` count the
    entities of the sentence from 0."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _tagged)


def _tagged(record: Record, where: str) -> Annotated:
    sentence = detokenise(whole_quotes(record["tokens"]))
    gold = Gold(where, sentence.text)
    ids = [gold.entity(label, gold.place(*sentence.place(first, end))) for first, end, label in tagged_spans(record["tags"])]
    _relate(gold, record["relations"], ids)
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class TokenSpans:
    """One JSON list of sentences a file: ``tokens``, ``entities`` with ``start``, ``end`` and ``type`` (nested or not), and
    ``relations`` with ``type``, and ``head`` and ``tail`` that count the entities from 0."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _spans)


def _spans(record: Record, where: str) -> Annotated:
    sentence = detokenise(record["tokens"])
    gold = Gold(where, sentence.text)
    ids = [gold.entity(each["type"], gold.place(*sentence.place(each["start"], each["end"]))) for each in record["entities"]]
    _relate(gold, record["relations"] or (), ids)
    return gold.annotated()


def _relate(gold: Gold, relations: Sequence[Record], ids: Sequence[str | None]) -> None:
    for relation in relations:
        head, tail = (ids[relation[end]] if 0 <= relation[end] < len(ids) else None for end in ("head", "tail"))
        gold.relation(relation["type"], head, tail)
