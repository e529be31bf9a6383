"""Sentences with triples of strings: the places are found, not given."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines, json_list
from garner.datasets.readers.marked import Rejoined, rejoin
from garner.datasets.readers.whole_words import find_word
from garner.datasets.record import Annotated, Refusal
from garner.values import UNTYPED, Grounding

__all__ = ["MentionTriples", "StringTriples"]


@dataclass(frozen=True, slots=True)
class StringTriples:
    """One JSON list of sentences a file; ``text`` and ``triples`` name the two fields, ``parts`` the keys (or indices) of
    head, relation and tail in a triple. The text is tokens with spaces between.

    A string stands for the first place where it is a whole word; the same string is the same mention.
    """

    text: str
    triples: str
    parts: tuple[str, str, str] | tuple[int, int, int]

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated:
        spaced = record[self.text]
        natural = rejoin(spaced)
        gold = Gold(where, natural.text)
        for triple in record[self.triples]:
            head, label, tail = (triple[part] for part in self.parts)
            ends = [gold.end(UNTYPED, _located(gold, natural, spaced, value)) for value in (head, tail)]
            gold.relation(label, ends[0], ends[1])
        return gold.annotated()


@dataclass(frozen=True, slots=True)
class MentionTriples:
    """SciER's JSON lines: ``sentence``, ``ner`` as (string, type) in the order of the text, ``rel_plus`` as
    (``string:type``, relation, ``string:type``).

    A mention stands behind the one before it; a relation holds between the first mentions of its two ends.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _mentions)


def _mentions(record: Record, where: str) -> Annotated:
    spaced = record["sentence"]
    natural = rejoin(spaced)
    gold = Gold(where, natural.text)
    ids: dict[str, str | None] = {}
    searched = 0
    for value, label in record["ner"]:
        found = find_word(spaced, value, searched)
        searched = found[1] if found else searched
        identifier = gold.entity(label, _placed(gold, natural, value, found))
        ids.setdefault(f"{value}:{label}", identifier)
    for head, label, tail in record["rel_plus"]:
        missing = [end for end in (head, tail) if end not in ids]
        if missing:
            gold.refuse("relation of a mention that is not listed", f"{label} {missing[0]}")
        else:
            gold.relation(label, ids[head], ids[tail])
    return gold.annotated()


def _located(gold: Gold, natural: Rejoined, spaced: str, value: str) -> Grounding | None:
    return _placed(gold, natural, value, find_word(spaced, value))


def _placed(gold: Gold, natural: Rejoined, value: str, found: Sequence[int] | None) -> Grounding | None:
    """The grounding of a value at its place in the spaced text; absent where it stands nowhere."""
    return gold.find(value) if found is None else gold.place(*natural.place(found[0], found[1]))
