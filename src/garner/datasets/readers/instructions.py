"""IEPile's JSON lines: ``instruction`` (itself JSON) holds a question with its labels and a text, ``output`` or ``label`` the
answer."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, NamedTuple

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.readers.whole_words import word_finder
from garner.datasets.record import Annotated, Refusal
from garner.schema import EntityType, EventType, RelationType, Role, Schema
from garner.values import UNTYPED, Grounding

__all__ = ["Instructions"]

NOTHING = "NAN"
"""How the answer says that a role is not filled."""

NOT_ASKED = "answer to what was not asked"


@dataclass(frozen=True, slots=True)
class Instructions:
    """Every record asks for a few labels of its own; values are strings.

    ``asks`` says of what: ``entities``, ``relations`` (labels alone, subject-predicate-object types, or types with their
    attributes), ``events``, or one ``event`` (a type with its roles, without triggers). Training lines answer by label
    (``output``); test lines answer (``label``), some with everything annotated in the text, of which what the line does not ask
    is refused. ``names`` respells the types that a relation joins.
    """

    asks: Literal["entities", "relations", "events", "event"]
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
        if self.asks == "event":
            return gold.annotated(_event(gold, question["schema"], answer))
        return gold.annotated(self._relations(gold, question["schema"], answer))

    def _relations(self, gold: Gold, asked: Record, answer: Record) -> Schema:
        # One mention a value: a name that takes part in several relations is the same end of all of them.
        place = cache(word_finder(gold))
        relations = {relation.label: relation for each in asked for relation in _asked_relations(each)}
        triples = list(_triples(answer))
        owners = {triple.head: relations[triple.label].owner for triple in triples if triple.label in relations}
        for triple in triples:
            relation = relations.get(triple.label)
            if relation is None or (triple.types and triple.types != relation.types):
                gold.refuse(NOT_ASKED, f"{triple.label} {triple.head!r} {triple.tail!r}")
                continue
            head = gold.end(relation.owner, place(triple.head))
            gold.relation(triple.label, head, gold.end(owners.get(triple.tail, UNTYPED), place(triple.tail)))
        types = dict.fromkeys(relation.owner for relation in relations.values() if relation.owner != UNTYPED)
        return Schema(entities=tuple(map(EntityType, types)), relations=tuple(map(self._relation_type, relations.values())))

    def _relation_type(self, relation: _Asked) -> RelationType:
        head = () if relation.owner == UNTYPED else (relation.owner,)
        return RelationType(relation.label, head, (), "→".join(self.names.get(each, each) for each in relation.types))


class _Asked(NamedTuple):
    """A relation of a question. ``owner`` is the type whose entities are asked with their attributes; ``types`` only describe
    what the relation joins, other things of these types are not asked."""

    label: str
    owner: str = UNTYPED
    types: tuple[str, ...] = ()


class _Triple(NamedTuple):
    """An answer; the types of its ends where it states them."""

    label: str
    head: str
    tail: str
    types: tuple[str, ...] = ()


def _asked_relations(asked: Record) -> Iterator[_Asked]:
    """The relations of one entry of a question."""
    if isinstance(asked, str):
        yield _Asked(asked)
    elif "predicate" in asked:
        yield _Asked(asked["predicate"], types=(asked["subject_type"], asked["object_type"]))
    else:
        for attribute in asked["attributes"]:
            yield _Asked(attribute, asked["entity_type"])


def _triples(answer: Record) -> Iterator[_Triple]:
    if isinstance(answer, list):
        for each in answer:
            types = (each["head_type"], each["tail_type"]) if "head_type" in each else ()
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
    find = word_finder(gold)
    for label, value in found:
        if label in asked:
            gold.entity(label, find(value))
        else:
            gold.refuse(NOT_ASKED, f"{label} {value!r}")
    return Schema(entities=tuple(EntityType(label) for label in asked))


def _events(gold: Gold, asked: Record, answer: Record) -> Schema:
    find = word_finder(gold)
    place = cache(find)
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
        gold.event(label, find(trigger), arguments)
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


def _event(gold: Gold, asked: Record, answer: Record) -> Schema:
    """One event of the type asked for; without any value there is none."""
    label, roles = asked["event_type"], tuple(asked["arguments"])
    find = word_finder(gold)
    arguments: list[tuple[str, Grounding | None]] = []
    for role, values in answer["arguments"].items():
        for value in _listed(values):
            if answer["event_type"] != label or role not in roles:
                gold.refuse(NOT_ASKED, f"{answer['event_type']} {role} {value!r}")
            elif value != NOTHING:
                arguments.append((role, find(value)))
    if arguments:
        gold.event(label, None, arguments)
    return Schema(events=(EventType(label, tuple(map(Role, roles))),))


def _listed(values: Record) -> list[str]:
    return values if isinstance(values, list) else [values]
