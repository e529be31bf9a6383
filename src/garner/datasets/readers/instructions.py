"""IEPile's JSON lines: ``instruction`` (itself JSON) holds a question with its labels and a text, ``output`` or ``label`` the
answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import UNTYPED, Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.record import Annotated, Refusal
from garner.schema import EntityType, EventType, RelationType, Role, Schema
from garner.values import Grounding

__all__ = ["Instructions"]

NOTHING = "NAN"
"""How the answer says that a role is not filled."""

NOT_ASKED = "answer to what was not asked"


@dataclass(frozen=True, slots=True)
class Instructions:
    """Every record asks for a few labels of its own; values are strings.

    ``asks`` says of what: ``entities``, ``relations`` (labels alone, subject-predicate-object types, or types with their
    attributes) or ``events``. Training lines answer by label (``output``); test lines answer (``label``) with everything
    annotated in the text, of which what the line does not ask is refused. ``names`` respells types of entities.
    """

    asks: Literal["entities", "relations", "events"]
    names: Mapping[str, str] = field(default_factory=dict)

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated:
        question = json.loads(record["instruction"])
        answer = json.loads(record["output"] if "output" in record else record["label"])
        gold = Gold(where, question["input"])
        if self.asks == "entities":
            return gold.annotated(_entities(gold, question["schema"], answer))
        if self.asks == "events":
            return gold.annotated(_events(gold, question["schema"], answer))
        return gold.annotated(self._relations(gold, question["schema"], answer))

    def _relations(self, gold: Gold, asked: Record, answer: Record) -> Schema:
        # One mention a value: a name that takes part in several relations is the same end of all of them.
        place = cache(gold.find)
        asked_ends = {label: ends for each in asked for label, ends in _ends(each)}
        triples = list(_triples(answer))
        types = {triple.head: asked_ends[triple.label].head for triple in triples if triple.label in asked_ends}
        for triple in triples:
            ends = asked_ends.get(triple.label)
            if ends is None or triple.types not in (None, ends):
                gold.refuse(NOT_ASKED, f"{triple.label} {triple.head!r} {triple.tail!r}")
                continue
            tail_type = types.get(triple.tail, UNTYPED) if ends.tail == UNTYPED else ends.tail
            head = gold.end(self._named(ends.head), place(triple.head))
            gold.relation(triple.label, head, gold.end(self._named(tail_type), place(triple.tail)))
        relations = tuple(
            RelationType(label, self._typed(ends.head), self._typed(ends.tail)) for label, ends in asked_ends.items()
        )
        entities = dict.fromkeys(name for relation in relations for name in (*relation.head, *relation.tail))
        return Schema(entities=tuple(map(EntityType, entities)), relations=relations)

    def _named(self, label: str) -> str:
        return self.names.get(label, label)

    def _typed(self, label: str) -> tuple[str, ...]:
        return () if label == UNTYPED else (self._named(label),)


class _Ends(NamedTuple):
    """The types of what a relation joins."""

    head: str = UNTYPED
    tail: str = UNTYPED


class _Triple(NamedTuple):
    """An answer; its types where it states them."""

    label: str
    head: str
    tail: str
    types: _Ends | None = None


def _ends(asked: Record) -> Iterator[tuple[str, _Ends]]:
    """The relations of one entry of a question, with what they join."""
    if isinstance(asked, str):
        yield asked, _Ends()
    elif "predicate" in asked:
        yield asked["predicate"], _Ends(asked["subject_type"], asked["object_type"])
    else:
        for attribute in asked["attributes"]:
            yield attribute, _Ends(asked["entity_type"])


def _triples(answer: Record) -> Iterator[_Triple]:
    if isinstance(answer, list):
        for each in answer:
            types = _Ends(each["head_type"], each["tail_type"]) if "head_type" in each else None
            yield _Triple(each["relation"], each["head"], each["tail"], types)
        return
    for label, given in answer.items():
        if isinstance(given, list):
            for pair in given:
                subject, value = ("subject", "object") if "subject" in pair else ("head", "tail")
                yield _Triple(label, pair[subject], pair[value])
        else:
            for head, attributes in given.items():
                for attribute, values in attributes.items():
                    for tail in _listed(values):
                        yield _Triple(attribute, head, tail)


def _entities(gold: Gold, asked: Record, answer: Record) -> Schema:
    if isinstance(answer, list):
        found = [(each["entity_type"], each["entity"]) for each in answer]
    else:
        found = [(label, value) for label, values in answer.items() for value in values]
    for label, value in found:
        if label in asked:
            gold.entity(label, gold.find(value))
        else:
            gold.refuse(NOT_ASKED, f"{label} {value!r}")
    return Schema(entities=tuple(EntityType(label) for label in asked))


def _events(gold: Gold, asked: Record, answer: Record) -> Schema:
    place = cache(gold.find)
    roles: dict[str, list[str]] = {
        label: [] if isinstance(each, str) else each["arguments"]
        for each in asked
        for label in [each if isinstance(each, str) else each["event_type"]]
    }
    for label, trigger, given in _given_events(answer):
        if label not in roles:
            gold.refuse(NOT_ASKED, f"{label} {trigger!r}")
            continue
        arguments: list[tuple[str, Grounding | None]] = []
        for role, value in given:
            if role in roles[label]:
                arguments.append((role, place(value)))
            else:
                gold.refuse(NOT_ASKED, f"{label} {role} {value!r}")
        gold.event(label, gold.find(trigger), arguments)
    return Schema(events=tuple(EventType(label, tuple(map(Role, names))) for label, names in roles.items()))


def _given_events(answer: Record) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Every event with its type, its trigger and its roles and values."""
    if isinstance(answer, list):
        for each in answer:
            arguments = [(argument["role"], argument["argument"]) for argument in each["arguments"]]
            yield each["event_type"], each["event_trigger"], arguments
        return
    for label, events in answer.items():
        for event in events:
            if isinstance(event, str):
                yield label, event, []
                continue
            filled = [(role, value) for role, values in event["arguments"].items() for value in _listed(values)]
            yield label, event["trigger"], [(role, value) for role, value in filled if value != NOTHING]


def _listed(values: Record) -> list[str]:
    return values if isinstance(values, list) else [values]
