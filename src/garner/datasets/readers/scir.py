"""The test files of SCIR: JSON lines with question and text in ``instruction`` (itself JSON) and the answer in ``label``."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import UNTYPED, Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.readers.whole_words import word_finder
from garner.datasets.record import Annotated, Refusal
from garner.schema import EntityType, EventType, RelationType, Role, Schema

__all__ = ["Questions"]

NOTHING = "NAN"


@dataclass(frozen=True, slots=True)
class Questions:
    """Every record asks for a few labels of its own, in its own order and words, and answers in strings.

    ``asks`` says what the labels are: ``entities`` (label to values), ``relations`` (label to heads and tails) or ``event``
    (one type with its roles; each role has a value, a list of them, or ``NAN``). An event without any value is none. An answer
    to what was not asked is refused.
    """

    asks: Literal["entities", "relations", "event"]

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated:
        question, answer = json.loads(record["instruction"]), json.loads(record["label"])
        gold = Gold(where, question["input"])
        return gold.annotated(_READINGS[self.asks](gold, question["schema"], answer))


def _entities(gold: Gold, asked: Record, answer: Record) -> Schema:
    find = word_finder(gold)
    for label, value in _pairs(gold, asked, answer):
        gold.entity(label, find(value))
    return Schema(entities=tuple(EntityType(label) for label in asked))


def _relations(gold: Gold, asked: Record, answer: Record) -> Schema:
    # One mention a value: a name that takes part in several relations is the same end of all of them.
    place = cache(word_finder(gold))
    for label, pair in _pairs(gold, asked, answer):
        gold.relation(label, gold.end(UNTYPED, place(pair["head"])), gold.end(UNTYPED, place(pair["tail"])))
    return Schema(relations=tuple(RelationType(label) for label in asked))


def _event(gold: Gold, asked: Record, answer: Record) -> Schema:
    label, roles = asked["event_type"], asked["arguments"]
    given = answer["arguments"] if answer["event_type"] == label else {}
    if answer["event_type"] != label:
        gold.refuse("answer to what was not asked", answer["event_type"])
    find = word_finder(gold)
    arguments = [(role, find(value)) for role, value in _pairs(gold, roles, given) if value != NOTHING]
    if arguments:
        gold.event(label, None, arguments)
    return Schema(events=(EventType(label, tuple(Role(role) for role in roles)),))


def _pairs(gold: Gold, asked: Iterable[str], answer: Record) -> Iterator[tuple[str, Record]]:
    """Every value that was answered, with its label."""
    for label, values in answer.items():
        for value in values if isinstance(values, list) else [values]:
            if label in asked:
                yield label, value
            else:
                gold.refuse("answer to what was not asked", f"{label} {value!r}")


_READINGS: dict[str, Callable[[Gold, Record, Record], Schema]] = {
    "entities": _entities,
    "relations": _relations,
    "event": _event,
}
