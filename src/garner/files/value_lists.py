"""Answers as plain lists: values under their labels, or items with or without places."""

from __future__ import annotations

from collections.abc import Mapping

from garner.files.langextract import DraftAnswer
from garner.values import Draft, DraftArgument, DraftEntity, DraftEvent, DraftRelation, Label
from garner.values.record_fields import Fields

__all__ = ["SECTIONS", "listed_answer"]

SECTIONS = ("entities", "values", "labels", "relations", "events")


def listed_answer(fields: Fields, text: str) -> DraftAnswer:
    """What the lists of a record say of its text.

    ``entities``: objects with ``type`` (or ``label``), ``text``, and if known ``start``, ``end`` and ``confidence`` (or
    ``score``). ``values``: the values of each type, ``{"person": ["Ada"]}``. ``labels``: the answer to each classification,
    ``{"topic": "sport"}``. ``relations``: objects with ``type``, ``head`` and ``tail``. ``events``: objects with ``type``, if
    known ``trigger``, and ``arguments`` (objects with ``role`` and ``text``). Heads, tails, triggers are strings, or objects
    with ``text`` and a place. Raises ``InputError`` naming the key at fault.
    """
    content = fields.content
    entities = tuple(_entity(item, text) for item in fields.parts("entities")) if "entities" in content else ()
    values = tuple(_values(fields.part("values"))) if "values" in content else ()
    labels = tuple(_labels(fields.part("labels"))) if "labels" in content else ()
    relations = tuple(_relation(item) for item in fields.parts("relations")) if "relations" in content else ()
    events = tuple(_event(item) for item in fields.parts("events")) if "events" in content else ()
    return DraftAnswer(Draft(labels, entities + values, relations, events))


def _entity(item: Fields, text: str) -> DraftEntity:
    start, end = item.optional_whole("start"), item.optional_whole("end")
    if "text" in item.content or start is None or end is None or not 0 <= start < end <= len(text):
        value = item.text("text")
    else:
        value = text[start:end]
    label = item.text("type" if "type" in item.content else "label")
    return DraftEntity(label, value, _confidence(item), start, end)


def _confidence(item: Fields) -> float | None:
    return item.optional_number("confidence" if "confidence" in item.content else "score")


def _values(fields: Fields) -> list[DraftEntity]:
    return [DraftEntity(label, value) for label in fields.content for value in _texts(fields, label)]


def _labels(fields: Fields) -> list[Label]:
    return [Label(task, value) for task in fields.content for value in _texts(fields, task)]


def _texts(fields: Fields, name: str) -> tuple[str, ...]:
    return (fields.text(name),) if isinstance(fields.content[name], str) else fields.texts(name)


def _relation(item: Fields) -> DraftRelation:
    head, head_type, head_span = _end(item, "head")
    tail, tail_type, tail_span = _end(item, "tail")
    return DraftRelation(item.text("type"), head, tail, head_type, tail_type, _confidence(item), head_span, tail_span)


def _end(item: Fields, name: str) -> tuple[str, str | None, tuple[int, int] | None]:
    """Words, type and place of what a relation or an event points to."""
    if not isinstance(item.content.get(name), Mapping):
        return item.text(name), None, None
    part = item.part(name)
    start, end = part.optional_whole("start"), part.optional_whole("end")
    place = None if start is None or end is None else (start, end)
    return part.text("text"), part.optional_text("type"), place


def _event(item: Fields) -> DraftEvent:
    trigger, _, span = _end(item, "trigger") if item.content.get("trigger") is not None else (None, None, None)
    arguments = []
    for each in item.parts("arguments") if "arguments" in item.content else ():
        start, end = each.optional_whole("start"), each.optional_whole("end")
        place = None if start is None or end is None else (start, end)
        arguments.append(DraftArgument(each.text("role"), each.text("text"), place))
    return DraftEvent(item.text("type"), trigger, tuple(arguments), _confidence(item), span)
