"""What overlapping passages and separate calls found, brought together in the document's own offsets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from garner.pipeline.joining import Found, fold, join_entities, place_of, shift, surest
from garner.schema import Schema
from garner.values import Argument, Entity, Event, Extraction, Fact, Grounding, Label, Relation, Table

__all__ = ["Found", "merge"]


def merge(text: str, found: Sequence[Found], schema: Schema) -> Extraction:
    """One extraction of the whole document.

    Equal items (same kind, type and place) become one with the highest confidence. A mention that a passage's edge cut short
    gives way to the longer one of the same type that another passage saw whole, and one absent from its passage to the first
    of its type and name elsewhere. Events at one trigger become one where different passages found them and one has all the
    arguments of the other. A classification with one answer goes to the choice with the most text (weighed by confidence)
    behind it; one with several keeps them all. The result does not depend on the order of ``found``; the ids follow the text.
    """
    found = _ordered(found)
    entities, renamed = join_entities(text, found)
    relations: list[Relation] = []
    events: list[list[Event]] = []
    facts: list[Fact] = []
    for (start, extraction), names in zip(found, renamed, strict=True):
        relations += [replace(each, head=names[each.head].id, tail=names[each.tail].id) for each in extraction.relations]
        old = {entity.id: entity for entity in extraction.entities}
        events.append([_shift_event(each, start, old, names) for each in extraction.events])
        facts += [_shift_fact(each, start) for each in extraction.facts]
    return Extraction(
        text,
        _labels(found, schema),
        entities,
        surest(relations, lambda each: (each.type, each.head, each.tail)),
        _events(events),
        surest(facts, _fact_key),
        _tables(found),
    )


def _ordered(found: Sequence[Found]) -> list[Found]:
    """By place; of extractions of one and the same passage by what they hold, so that no order of arrival shows."""
    many = Counter((each.start, each.end) for each in found)
    return sorted(
        found, key=lambda each: (each.start, each.end, repr(each.extraction) if many[each.start, each.end] > 1 else "")
    )


def _labels(found: Sequence[Found], schema: Schema) -> tuple[Label, ...]:
    weights: dict[tuple[str, str], float] = {}
    highest: dict[tuple[str, str], float | None] = {}
    for _, extraction in found:
        for label in extraction.labels:
            key = (label.task, label.value)
            confidence = 1.0 if label.confidence is None else label.confidence
            weights[key] = weights.get(key, 0.0) + len(extraction.text) * confidence
            known = [each for each in (highest.get(key), label.confidence) if each is not None]
            highest[key] = max(known, default=None)
    several = {task.name for task in schema.labels if task.multiple}
    chosen = sorted(weights, key=lambda key: (-weights[key], key))
    first_of_task = {key[0]: key for key in reversed(chosen)}
    order = {task.name: number for number, task in enumerate(schema.labels)}
    kept = [key for key in chosen if key[0] in several or first_of_task[key[0]] == key]
    return tuple(Label(*key, highest[key]) for key in sorted(kept, key=lambda key: order.get(key[0], len(order))))


class _Fused:
    """One event as some passages found it; ``whole``, the ``number``-th of all, has the arguments of the others too."""

    def __init__(self, number: int, passage: int, event: Event) -> None:
        self.number = number
        self.whole = event
        self.passages = {passage}
        self.places = _argument_places(event)

    def takes(self, passage: int, places: frozenset[object]) -> bool:
        """Whether an event of that passage with arguments at those places may be this one."""
        alike = places <= self.places and (bool(places) or self.whole.trigger is not None or not self.places)
        return alike and passage not in self.passages

    def take(self, passage: int, event: Event) -> None:
        self.passages.add(passage)
        known = [each for each in (self.whole.confidence, event.confidence) if each is not None]
        self.whole = replace(self.whole, confidence=max(known, default=None))


def _events(events: Sequence[Sequence[Event]]) -> tuple[Event, ...]:
    """The events of each passage, those that another passage found with the same or more arguments fused with these.

    Those with most arguments are looked at first, so that the result does not depend on who found what first. Two events of one
    passage are never one: the model told them apart.
    """
    by_trigger: dict[tuple[str, object], list[tuple[int, int, Event]]] = {}
    flat = ((passage, event) for passage, group in enumerate(events) for event in group)
    for number, (passage, event) in enumerate(flat):
        key = (event.type, None if event.trigger is None else place_of(event.trigger))
        by_trigger.setdefault(key, []).append((number, passage, event))
    fused: list[_Fused] = []
    for entries in by_trigger.values():
        fused += _fuse(entries)
    return tuple(each.whole for each in sorted(fused, key=lambda each: each.number))


def _fuse(events: Iterable[tuple[int, int, Event]]) -> list[_Fused]:
    fused: list[_Fused] = []
    for number, passage, event in sorted(events, key=lambda entry: -len(_argument_places(entry[2]))):
        places = _argument_places(event)
        fitting = [each for each in fused if each.takes(passage, places)]
        if fitting:
            min(fitting, key=lambda each: len(each.places)).take(passage, event)
        else:
            fused.append(_Fused(number, passage, event))
    return fused


def _argument_places(event: Event) -> frozenset[object]:
    return frozenset((each.role, place_of(each.grounding)) for each in event.arguments)


def _tables(found: Sequence[Found]) -> tuple[Table, ...]:
    """Tables with the same request and columns become one with the rows of all, each row once, be it elsewhere."""
    tables: dict[tuple[str, ...], tuple[Table, dict[tuple[str | None, ...], tuple[Grounding | None, ...]]]] = {}
    for start, extraction in found:
        for table in extraction.tables:
            _, rows = tables.setdefault((table.request, *(column.casefold() for column in table.columns)), (table, {}))
            for row in table.rows:
                moved = tuple(cell and shift(cell, start) for cell in row)
                rows.setdefault(tuple(None if cell is None else fold(cell.surface) for cell in moved), moved)
    return tuple(replace(table, rows=tuple(rows.values())) for table, rows in tables.values())


def _shift_event(event: Event, by: int, old: Mapping[str, Entity], names: Mapping[str, Entity]) -> Event:
    arguments = []
    for each in event.arguments:
        grounding = shift(each.grounding, by)
        if each.entity is None:
            arguments.append(Argument(each.role, grounding))
            continue
        # An argument that stands where its entity stood moves with it.
        before, now = shift(old[each.entity].grounding, by), names[each.entity]
        moves = place_of(grounding) == place_of(before) != place_of(now.grounding)
        arguments.append(Argument(each.role, now.grounding if moves else grounding, now.id))
    return replace(event, trigger=event.trigger and shift(event.trigger, by), arguments=tuple(arguments))


def _shift_fact(fact: Fact, by: int) -> Fact:
    return replace(
        fact,
        subject=shift(fact.subject, by),
        predicate=shift(fact.predicate, by),
        object=shift(fact.object, by),
        time=fact.time and shift(fact.time, by),
        place=fact.place and shift(fact.place, by),
    )


def _fact_key(fact: Fact) -> tuple[object, ...]:
    parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
    return tuple(part and place_of(part) for part in parts)
