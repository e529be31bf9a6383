"""What is scored: one tidy unit for a mention, a relation, a trigger, an argument, a class, a fact or a table's cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from garner.values import Extraction, Grounding

__all__ = ["UNITS", "Unit", "arguments", "cells", "classes", "entities", "facts", "relations", "triggers"]


class Unit(NamedTuple):
    """One thing that is either right or wrong.

    ``label`` is the name it is reported under: an entity type, relation, event type, ``event.role`` or ``task: choice``.
    ``parts`` are its places: a mention itself, a relation's head and tail, an event's trigger, an argument's value after the
    trigger it belongs to (no trigger where the event has none). ``types`` are the entity types of a relation's parts.
    """

    label: str
    parts: tuple[Grounding, ...] = ()
    types: tuple[str, ...] = ()


def entities(extraction: Extraction) -> Iterator[Unit]:
    """Every mention."""
    for entity in extraction.entities:
        yield Unit(entity.type, (entity.grounding,), (entity.type,))


def relations(extraction: Extraction) -> Iterator[Unit]:
    """Every relation, head first."""
    if not extraction.relations:
        return
    by_id = {entity.id: entity for entity in extraction.entities}
    for relation in extraction.relations:
        head, tail = by_id[relation.head], by_id[relation.tail]
        yield Unit(relation.type, (head.grounding, tail.grounding), (head.type, tail.type))


def triggers(extraction: Extraction) -> Iterator[Unit]:
    """Every event by its trigger; one without a trigger is its type alone."""
    for event in extraction.events:
        yield Unit(event.type, () if event.trigger is None else (event.trigger,))


def arguments(extraction: Extraction) -> Iterator[Unit]:
    """Every argument of every event; the value is the last part."""
    for event in extraction.events:
        trigger = () if event.trigger is None else (event.trigger,)
        for argument in event.arguments:
            yield Unit(f"{event.type}.{argument.role}", (*trigger, argument.grounding))


def classes(extraction: Extraction) -> Iterator[Unit]:
    """Every choice made for a classification."""
    for label in extraction.labels:
        yield Unit(f"{label.task}: {label.value}")


def facts(extraction: Extraction) -> Iterator[Unit]:
    """Every open fact as one unit, its parts in the order subject, predicate, object, time, place."""
    for fact in extraction.facts:
        parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
        yield Unit("fact", tuple(part for part in parts if part is not None))


def cells(extraction: Extraction) -> Iterator[Unit]:
    """Every filled cell of every table under the name of its column."""
    for table in extraction.tables:
        for row in table.rows:
            for column, cell in zip(table.columns, row, strict=False):
                if cell is not None:
                    yield Unit(column, (cell,))


UNITS: dict[str, Callable[[Extraction], Iterator[Unit]]] = {
    "entities": entities,
    "relations": relations,
    "triggers": triggers,
    "arguments": arguments,
    "classes": classes,
    "facts": facts,
    "cells": cells,
}
