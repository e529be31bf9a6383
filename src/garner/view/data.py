"""A result as the page reads it: two lines of JSON, a summary for the list of documents and the body for the opened one."""

from __future__ import annotations

import json
import math
import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator

from garner.values import Entity, Event, Fact, Grounding, Outcome, Reading, Result, Usage

__all__ = ["data_lines", "script_json"]

# What could end the script element, is no valid UTF-8, or is altered by HTML parsers and editors on the way.
_UNSAFE = re.compile("[<>&\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
_WIDE = re.compile("[\U00010000-\U0010ffff]")

_Json = dict[str, object]


def data_lines(result: Result) -> tuple[str, str]:
    """The summary and the body of a result, each one line of JSON that may stand inside a script element.

    Every item is a kind, a type, a confidence and the parts it is made of; a part is a value with its role and place. Places
    are UTF-16 offsets, as browsers count; where code points differ from them they follow.
    """
    place = _Places(result.text)
    items = list(_items(result, place))
    gaps = [{"at": place(start, end), "why": _why(result.coverage, start, end)} for start, end in result.gaps()]
    summary: _Json = {
        "id": result.id,
        "source": result.document.source,
        "characters": len(result.text),
        "types": Counter(f"{item['kind']}:{item['type']}" for item in items),
        "gaps": len(gaps),
        "problems": len(result.problems),
    }
    body: _Json = {
        "text": result.text,
        "model": result.model,
        "schema": result.schema,
        "usage": _usage(result.usage),
        "items": items,
        "tables": [{"request": table.request, "columns": table.columns} for table in result.tables],
        "gaps": gaps,
        "problems": [{"code": each.code, "message": each.message, "where": each.where} for each in result.problems],
    }
    return script_json(summary), script_json(body)


def script_json(value: object) -> str:
    r"""JSON that an HTML parser hands to the script unchanged and that is valid UTF-8.

    >>> script_json("</script>")
    '"\\u003c/script\\u003e"'
    """
    written = json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match[0]):04x}", written)


class _Places:
    """Code-point offsets of a text as UTF-16 offsets."""

    def __init__(self, text: str) -> None:
        self._wide = [match.start() for match in _WIDE.finditer(text)]

    def __call__(self, start: int, end: int) -> list[int]:
        shifted = [offset + bisect_left(self._wide, offset) for offset in (start, end)]
        return shifted if shifted == [start, end] else [*shifted, start, end]


def _items(result: Result, place: _Places) -> Iterator[_Json]:
    entities = sorted(result.entities, key=_position)
    numbers = {entity.id: number for number, entity in enumerate(entities)}
    for entity in entities:
        yield _item("entity", entity.type, entity.confidence, [_part(entity.grounding, place)]) | {"id": entity.id}
    for label in result.labels:
        yield _item("label", label.task, label.confidence, []) | {"value": label.value}
    for relation in result.relations:
        ends = [{"role": role, "entity": numbers[end]} for role, end in (("head", relation.head), ("tail", relation.tail))]
        yield _item("relation", relation.type, relation.confidence, ends)
    for event in result.events:
        yield _item("event", event.type, event.confidence, _event_parts(event, numbers, place))
    for fact in result.facts:
        yield _item("fact", "fact", fact.confidence, _fact_parts(fact, place))
    for number, table in enumerate(result.tables):
        for row in table.rows:
            cells = [_part(cell, place, role) if cell else None for role, cell in zip(table.columns, row, strict=True)]
            yield _item("row", table.request, None, cells) | {"table": number}


def _position(entity: Entity) -> tuple[bool, int, int]:
    return entity.start is None, entity.start or 0, -(entity.end or 0)


def _item(kind: str, type_: str, confidence: float | None, parts: list[_Json | None] | list[_Json]) -> _Json:
    known = confidence if confidence is not None and math.isfinite(confidence) else None
    return {"kind": kind, "type": type_, "confidence": known, "parts": parts}


def _part(grounding: Grounding, place: _Places, role: str = "") -> _Json:
    part: _Json = {"role": role, "value": grounding.value, "grade": grounding.grade.value}
    if grounding.span is not None:
        part["at"] = place(*grounding.span)
    if grounding.distance:
        part["distance"] = grounding.distance
    return part


def _event_parts(event: Event, numbers: dict[str, int], place: _Places) -> list[_Json]:
    parts = [] if event.trigger is None else [_part(event.trigger, place, "trigger")]
    for argument in event.arguments:
        part = _part(argument.grounding, place, argument.role)
        if argument.entity is not None:
            part["entity"] = numbers[argument.entity]
        parts.append(part)
    return parts


def _fact_parts(fact: Fact, place: _Places) -> list[_Json]:
    roles = ("subject", "predicate", "object", "time", "place")
    values = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
    return [_part(value, place, role) for role, value in zip(roles, values, strict=True) if value is not None]


def _why(coverage: tuple[Reading, ...], start: int, end: int) -> str:
    """How the readings of a gap ended, in words."""
    over = [reading for reading in coverage if reading.start < end and reading.end > start]
    ends = {reading.outcome for reading in over}
    known = {Outcome.FAILED: "the reading failed", Outcome.PARTIAL: "part of the answer was lost"}
    return ", ".join(words for outcome, words in known.items() if outcome in ends) or "no model was asked"


def _usage(usage: Usage) -> _Json:
    return {
        "calls": usage.calls,
        "cached": usage.cached_calls,
        "input": usage.input_tokens,
        "output": usage.output_tokens,
        "seconds": round(usage.seconds, 3),
        "cost": usage.cost,
    }
