"""The items of the answers of a document as the page reads them."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence

from garner.values import Entity, Event, Extraction, Fact, Grounding

__all__ = ["Json", "Places", "staged_items"]

Json = dict[str, object]
_WIDE = re.compile("[\U00010000-\U0010ffff]")


class Places:
    """Code-point offsets of a text as UTF-16 offsets."""

    def __init__(self, text: str) -> None:
        self.length = len(text)
        self._wide = [match.start() for match in _WIDE.finditer(text)]

    def __call__(self, start: int, end: int) -> list[int]:
        shifted = [offset + bisect_left(self._wide, offset) for offset in (start, end)]
        return shifted if shifted == [start, end] else [*shifted, start, end]


def staged_items(answers: Sequence[Extraction], place: Places) -> list[tuple[Json, list[int]]]:
    """Every item of any of the answers with the numbers of those that have it; entities first, in the order of the text, then
    what the last answer has before what only earlier ones have."""
    entities = {entity.id: entity for answer in reversed(answers) for entity in answer.entities}
    shown = sorted(entities.values(), key=_position)
    numbers = {entity.id: number for number, entity in enumerate(shown)}
    last = len(answers) - 1
    if not last:
        return [(item, [0]) for item in (*map(_entity_item(place), shown), *_others(answers[0], numbers, place))]
    holders = [{entity.id for entity in answer.entities} for answer in answers]
    found = [
        (_entity_item(place)(entity), [number for number, held in enumerate(holders) if entity.id in held]) for entity in shown
    ]
    others: dict[tuple[str, int], tuple[Json, list[int]]] = {}
    for number in range(last, -1, -1):
        times = Counter[str]()
        for item in _others(answers[number], numbers, place):
            written = json.dumps(item)
            others.setdefault((written, times[written]), (item, []))[1].insert(0, number)
            times[written] += 1
    return [*found, *others.values()]


def _entity_item(place: Places) -> Callable[[Entity], Json]:
    def item(entity: Entity) -> Json:
        return _item("entity", entity.type, entity.confidence, [_part(entity.grounding, place)]) | {"id": entity.id}

    return item


def _others(answer: Extraction, numbers: Mapping[str, int], place: Places) -> Iterator[Json]:
    """All items but the entities, which relations and arguments name by their ``numbers``."""
    for label in answer.labels:
        yield _item("label", label.task, label.confidence, []) | {"value": label.value}
    for relation in answer.relations:
        ends = [{"role": role, "entity": numbers[end]} for role, end in (("head", relation.head), ("tail", relation.tail))]
        yield _item("relation", relation.type, relation.confidence, ends)
    for event in answer.events:
        yield _item("event", event.type, event.confidence, _event_parts(event, numbers, place))
    for fact in answer.facts:
        yield _item("fact", "fact", fact.confidence, _fact_parts(fact, place))
    for number, table in enumerate(answer.tables):
        for row in table.rows:
            cells = [_part(cell, place, role) if cell else None for role, cell in zip(table.columns, row, strict=True)]
            yield _item("row", table.request, None, cells) | {"table": number}


def _position(entity: Entity) -> tuple[bool, int, int]:
    return entity.start is None, entity.start or 0, -(entity.end or 0)


def _item(kind: str, type_: str, confidence: float | None, parts: list[Json | None] | list[Json]) -> Json:
    known = confidence if confidence is not None and math.isfinite(confidence) else None
    return {"kind": kind, "type": type_, "confidence": known, "parts": parts}


def _part(grounding: Grounding, place: Places, role: str = "") -> Json:
    part: Json = {"role": role, "value": grounding.value, "grade": grounding.grade.value}
    if grounding.span is not None:
        part["at"] = place(*grounding.span)
    if grounding.distance:
        part["distance"] = grounding.distance
    return part


def _event_parts(event: Event, numbers: Mapping[str, int], place: Places) -> list[Json]:
    parts = [] if event.trigger is None else [_part(event.trigger, place, "trigger")]
    for argument in event.arguments:
        part = _part(argument.grounding, place, argument.role)
        if argument.entity is not None:
            part["entity"] = numbers[argument.entity]
        parts.append(part)
    return parts


def _fact_parts(fact: Fact, place: Places) -> list[Json]:
    roles = ("subject", "predicate", "object", "time", "place")
    values = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
    return [_part(value, place, role) for role, value in zip(roles, values, strict=True) if value is not None]
