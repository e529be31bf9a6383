"""What overlapping passages and separate calls found, brought together in the document's own offsets."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeVar

from garner.schema import Schema
from garner.values import Argument, Entity, Event, Extraction, Fact, Grounding, Label, Relation, Table

__all__ = ["Found", "merge"]

Item = TypeVar("Item")


class Found(NamedTuple):
    """The extraction of the passage that begins at ``start`` of the document."""

    start: int
    extraction: Extraction


def merge(text: str, found: Sequence[Found], schema: Schema) -> Extraction:
    """One extraction of the whole document.

    Equal items (same kind, type and place) become one with the highest confidence. A mention that a passage's edge cut short
    gives way to the longer one of the same type that another passage saw whole. A classification with one answer goes to the
    choice with the most text (weighed by confidence) behind it; one with several keeps them all. The result does not depend
    on the order of ``found``, but for the ids, which follow the text.
    """
    found = sorted(found, key=lambda each: (each.start, len(each.extraction.text)))
    entities, renamed = _entities(text, found)
    relations: list[Relation] = []
    events: list[Event] = []
    facts: list[Fact] = []
    for number, (start, extraction) in enumerate(found):
        names = renamed[number]
        relations += [replace(each, head=names[each.head], tail=names[each.tail]) for each in extraction.relations]
        events += [_shift_event(each, start, names) for each in extraction.events]
        facts += [_shift_fact(each, start) for each in extraction.facts]
    return Extraction(
        text,
        _labels(found, schema),
        entities,
        tuple(_unique(relations, lambda each: (each.type, each.head, each.tail))),
        _events(events),
        tuple(_unique(facts, _fact_key)),
        _tables(found),
    )


def _entities(text: str, found: Sequence[Found]) -> tuple[tuple[Entity, ...], list[dict[str, str]]]:
    """The entities in the order of the text under new ids, and the new id of each passage's old ids."""
    by_key: dict[Hashable, Entity] = {}
    keys: list[dict[str, Hashable]] = []
    for number, (start, extraction) in enumerate(found):
        # Passages stand in order, so only near neighbours can overlap.
        around = found[max(0, number - 2) : number + 3]
        names: dict[str, Hashable] = {}
        for entity in extraction.entities:
            moved = replace(entity, grounding=_shift(entity.grounding, start))
            whole = _whole(moved, found[number], len(text), around)
            key = (moved.type, whole or moved.grounding.span or moved.grounding.value)
            names[entity.id] = key
            if whole is None:
                by_key[key] = _surer(by_key[key], moved) if key in by_key else moved
        keys.append(names)
    order = sorted(by_key.items(), key=lambda entry: _position(entry[1]))
    new_ids = {key: f"e{number}" for number, (key, _) in enumerate(order, 1)}
    entities = tuple(replace(entity, id=new_ids[key]) for key, entity in order)
    return entities, [{old: new_ids[key] for old, key in names.items()} for names in keys]


def _whole(entity: Entity, seen_in: Found, length: int, around: Sequence[Found]) -> tuple[int, int] | None:
    """The place of the longer mention that this one, cut by its passage's edge, is a part of; ``None`` if it stands."""
    if entity.start is None or entity.end is None or not _at_edge((entity.start, entity.end), seen_in, length):
        return None
    for other_passage in around:
        for other in other_passage.extraction.entities:
            if other.type == entity.type and other.start is not None and other.end is not None:
                span = (other.start + other_passage.start, other.end + other_passage.start)
                holds = span[0] <= entity.start and entity.end <= span[1] and span != (entity.start, entity.end)
                if holds and not _at_edge(span, other_passage, length):
                    return span
    return None


def _at_edge(span: tuple[int, int], passage: Found, length: int) -> bool:
    """Whether a span touches an end of its passage that is not an end of the document."""
    end = passage.start + len(passage.extraction.text)
    return (span[0] == passage.start > 0) or (span[1] == end < length)


def _surer(one: Entity, other: Entity) -> Entity:
    return max(one, other, key=lambda entity: (entity.confidence or 0.0, entity.grounding.value))


def _position(entity: Entity) -> tuple[bool, int, int, str, str]:
    absent = entity.start is None
    return (absent, entity.start or 0, -(entity.end or 0), entity.type, entity.grounding.value)


def _labels(found: Sequence[Found], schema: Schema) -> tuple[Label, ...]:
    weights: dict[tuple[str, str], float] = {}
    surest: dict[tuple[str, str], float | None] = {}
    for _, extraction in found:
        for label in extraction.labels:
            key = (label.task, label.value)
            confidence = 1.0 if label.confidence is None else label.confidence
            weights[key] = weights.get(key, 0.0) + len(extraction.text) * confidence
            known = [each for each in (surest.get(key), label.confidence) if each is not None]
            surest[key] = max(known, default=None)
    several = {task.name for task in schema.labels if task.multiple}
    chosen = sorted(weights, key=lambda key: (-weights[key], key))
    first_of_task = {key[0]: key for key in reversed(chosen)}
    order = {task.name: number for number, task in enumerate(schema.labels)}
    kept = [key for key in chosen if key[0] in several or first_of_task[key[0]] == key]
    return tuple(Label(*key, surest[key]) for key in sorted(kept, key=lambda key: order.get(key[0], len(order))))


def _events(events: Iterable[Event]) -> tuple[Event, ...]:
    """Events of one type at one trigger become one with the arguments of all."""
    by_key: dict[Hashable, Event] = {}
    for event in events:
        place = event.trigger and (event.trigger.span or event.trigger.value)
        key = (event.type, place or tuple((each.role, each.grounding.span or each.grounding.value) for each in event.arguments))
        if key in by_key:
            known = by_key[key]
            arguments = tuple(_unique((*known.arguments, *event.arguments), _argument_key))
            confidence = max((each for each in (known.confidence, event.confidence) if each is not None), default=None)
            by_key[key] = replace(known, arguments=arguments, confidence=confidence)
        else:
            by_key[key] = event
    return tuple(by_key.values())


def _tables(found: Sequence[Found]) -> tuple[Table, ...]:
    """Tables with the same request and columns become one with the rows of all, each row once."""
    rows: dict[tuple[str, tuple[str, ...]], dict[Hashable, tuple[Grounding | None, ...]]] = {}
    for start, extraction in found:
        for table in extraction.tables:
            known = rows.setdefault((table.request, table.columns), {})
            for row in table.rows:
                moved = tuple(None if cell is None else _shift(cell, start) for cell in row)
                known.setdefault(tuple(cell and (cell.span or cell.value) for cell in moved), moved)
    return tuple(Table(request, columns, tuple(known.values())) for (request, columns), known in rows.items())


def _shift(grounding: Grounding, by: int) -> Grounding:
    if grounding.start is None or grounding.end is None:
        return grounding
    return replace(grounding, start=grounding.start + by, end=grounding.end + by)


def _shift_event(event: Event, by: int, names: dict[str, str]) -> Event:
    arguments = tuple(
        Argument(each.role, _shift(each.grounding, by), names[each.entity] if each.entity else None) for each in event.arguments
    )
    return replace(event, trigger=event.trigger and _shift(event.trigger, by), arguments=arguments)


def _shift_fact(fact: Fact, by: int) -> Fact:
    return replace(
        fact,
        subject=_shift(fact.subject, by),
        predicate=_shift(fact.predicate, by),
        object=_shift(fact.object, by),
        time=fact.time and _shift(fact.time, by),
        place=fact.place and _shift(fact.place, by),
    )


def _argument_key(argument: Argument) -> Hashable:
    return (argument.role, argument.grounding.span or argument.grounding.value)


def _fact_key(fact: Fact) -> Hashable:
    parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
    return tuple(part and (part.span or part.value) for part in parts)


def _unique(items: Iterable[Item], key: Callable[[Item], Hashable]) -> list[Item]:
    kept: dict[Hashable, Item] = {}
    for item in items:
        kept.setdefault(key(item), item)
    return list(kept.values())
