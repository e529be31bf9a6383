"""An extraction as the draft that a model would have given: to be shown to it again, or to stand where it is not asked."""

from __future__ import annotations

import re
from dataclasses import fields, is_dataclass, replace
from typing import TypeVar, cast

from garner.formats.canonical import restricted
from garner.schema import Schema
from garner.values import (
    Draft,
    DraftArgument,
    DraftEntity,
    DraftEvent,
    DraftFact,
    DraftRelation,
    DraftTable,
    Event,
    Extraction,
    Fact,
    Relation,
    Table,
)

__all__ = ["draft_about", "draft_of", "to_be_shown"]

Value = TypeVar("Value")
_SURROGATE = re.compile("[\ud800-\udfff]")
# What names a part of the schema stays as the schema has it.
_NAMES = frozenset({"type", "role", "task", "value", "head_type", "tail_type"})


def draft_of(extraction: Extraction) -> Draft:
    """Every item with its confidence and its places (relations: the ends' types too), so that placing the draft in the same
    text gives the same items again. Values that stand nowhere keep the words of the answer."""
    ends = {entity.id: entity for entity in extraction.entities}

    def relation(each: Relation) -> DraftRelation:
        head, tail = ends[each.head], ends[each.tail]
        both = head.grounding.span is not None and tail.grounding.span is not None
        spans = (head.grounding.span, tail.grounding.span) if both else (None, None)
        return DraftRelation(each.type, head.text, tail.text, head.type, tail.type, each.confidence, *spans)

    return Draft(
        extraction.labels,
        tuple(DraftEntity(each.type, each.text, each.confidence, each.start, each.end) for each in extraction.entities),
        tuple(relation(each) for each in extraction.relations),
        tuple(_event(each) for each in extraction.events),
        tuple(_fact(each) for each in extraction.facts),
        tuple(_table(each) for each in extraction.tables),
    )


def draft_about(draft: Draft, schema: Schema) -> Draft:
    """What the draft says about the labels of this schema, places and confidences included."""
    tasks, entities = {task.name for task in schema.labels}, {entity.name for entity in schema.entities}
    relations, events = {relation.name for relation in schema.relations}, {event.name for event in schema.events}
    return replace(
        draft,
        labels=tuple(each for each in draft.labels if each.task in tasks),
        entities=tuple(each for each in draft.entities if each.type in entities),
        relations=tuple(each for each in draft.relations if each.type in relations),
        events=tuple(each for each in draft.events if each.type in events),
        facts=draft.facts if schema.facts else (),
        tables=draft.tables if schema.table else (),
    )


def to_be_shown(draft: Draft, schema: Schema) -> Draft:
    """What the draft says about this schema, fit to be written into a prompt in any format: without places and confidences, and
    with U+FFFD for each lone surrogate, two of which in a row no format could tell from one character."""
    return _legible(restricted(draft, schema))


def _legible(value: Value) -> Value:
    if isinstance(value, str):
        return cast(Value, _SURROGATE.sub("\ufffd", value))
    if isinstance(value, tuple):
        return cast(Value, tuple(_legible(each) for each in value))
    if is_dataclass(value) and not isinstance(value, type):
        said = {each.name: _legible(getattr(value, each.name)) for each in fields(value) if each.name not in _NAMES}
        return replace(value, **said)
    return value


def _event(event: Event) -> DraftEvent:
    arguments = tuple(DraftArgument(each.role, each.grounding.surface, each.grounding.span) for each in event.arguments)
    trigger = event.trigger
    if trigger is None:
        return DraftEvent(event.type, None, arguments, event.confidence)
    return DraftEvent(event.type, trigger.surface, arguments, event.confidence, trigger.span)


def _fact(fact: Fact) -> DraftFact:
    time, place = (None if part is None else part.surface for part in (fact.time, fact.place))
    return DraftFact(fact.subject.surface, fact.predicate.surface, fact.object.surface, time, place, fact.confidence)


def _table(table: Table) -> DraftTable:
    return DraftTable(table.columns, tuple(tuple("" if cell is None else cell.surface for cell in row) for row in table.rows))
