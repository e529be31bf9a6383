"""Texts with what is known of them as questions to a finished encoder: the schema to ask, and the right answers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from garner.schema import Classification, EntityType, EventType, RelationType, Role, Schema
from garner.training.encoder.gold import LabelledText, Place
from garner.training.encoder.selection import SYMMETRIC

__all__ = ["Answers", "Item", "answers_to", "is_right", "schema_for"]


@dataclass(frozen=True, slots=True)
class Answers:
    """The right answers of a text: ``entities`` and ``events`` (triggers) as place and name, ``arguments`` as trigger, event,
    role and place, ``relations`` as head, tail and name, ``choices`` by task."""

    entities: frozenset[tuple[Place, str]] = frozenset()
    events: frozenset[tuple[Place, str]] = frozenset()
    arguments: frozenset[tuple[Place, str, str, Place]] = frozenset()
    relations: frozenset[tuple[Place, Place, str]] = frozenset()
    choices: Mapping[str, frozenset[str]] | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """A text, the schema that it is asked, and the right answers."""

    text: str
    schema: Schema
    answers: Answers


def schema_for(texts: Sequence[LabelledText], least: int = 1) -> Schema:
    """What asks for everything that these texts have at least ``least`` times. Labels that have roles are asked as events, and
    what plays a role only as that."""
    events: dict[str, Counter[str]] = {}
    relations: Counter[str] = Counter()
    spans = Counter(span.label for text in texts for span in text.spans)
    for link in (link for text in texts for link in text.links):
        if link.is_role:
            events.setdefault(link.event, Counter())[link.name] += 1
        else:
            relations[link.name] += 1
    tasks = {choice.task: choice for text in texts for choice in text.choices}
    played = {*events, *(role for own in events.values() for role in own)}
    return Schema(
        entities=tuple(EntityType(name) for name in sorted(spans) if name not in played and spans[name] >= least),
        relations=tuple(RelationType(name) for name in sorted(relations) if relations[name] >= least),
        events=tuple(
            EventType(name, tuple(Role(role) for role in sorted(own) if own[role] >= least))
            for name, own in sorted(events.items())
            if spans[name] >= least
        ),
        labels=tuple(Classification(each.task, each.choices, each.multiple) for _, each in sorted(tasks.items())),
    )


def answers_to(schema: Schema, text: LabelledText) -> Answers:
    """The right answers of the text to the schema."""
    entities = {entity.name for entity in schema.entities}
    events = {(event.name, role.name) for event in schema.events for role in event.roles}
    triggers = {event.name for event in schema.events}
    relations = {relation.name for relation in schema.relations}
    found = set()
    for link in text.links:
        if not link.is_role and link.name in relations:
            found.add((link.head, link.tail, link.name))
    asked = {task.name for task in schema.labels}
    return Answers(
        frozenset((span.place, span.label) for span in text.spans if span.label in entities),
        frozenset((span.place, span.label) for span in text.spans if span.label in triggers),
        frozenset(
            (link.head, link.event, link.name, link.tail)
            for link in text.links
            if link.is_role and (link.event, link.name) in events
        ),
        frozenset(found),
        {each.task: frozenset(each.right) for each in text.choices if each.task in asked},
    )


def is_right(relation: tuple[Place, Place, str], gold: frozenset[tuple[Place, Place, str]]) -> bool:
    """Whether the relation is among the gold; a symmetric one either way round."""
    head, tail, name = relation
    return relation in gold or (name in SYMMETRIC and (tail, head, name) in gold)
