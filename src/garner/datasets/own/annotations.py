"""The gold of one simple record, field by field, liberal in names and strict in places."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from garner.datasets.own.mentions import TYPES, Mentions, first_of
from garner.values import Fact, Grounding

__all__ = ["ANNOTATIONS", "annotate"]

_ENTITIES = ("entities", "spans", "annotations", "ner")
_CHOICES = ("label", "labels", "category", "categories", "class", "cats", "sentiment", "topic", "intent")
ANNOTATIONS = (*_ENTITIES, *_CHOICES, "relations", "events", "facts", "tables")
"""The fields that hold gold."""

_HEADS = ("head", "from", "from_id", "subject", "source", "head_id", "arg1")
_TAILS = ("tail", "to", "to_id", "object", "target", "tail_id", "arg2")
_RELATIONS = (*TYPES, "relation", "predicate", "relation_type")
_EVENTS = ("type", "event_type", "label", "event")


def annotate(record: Mapping[str, object], mentions: Mentions) -> None:
    """Put everything that the record states into the gold; whatever does not fit is refused there."""
    for name in _ENTITIES:
        for value in _items(record, name, mentions):
            mentions.add(value)
    for name in _CHOICES:
        _choices(name, record.get(name), mentions)
    for value in _items(record, "relations", mentions):
        _relation(value, mentions)
    for value in _items(record, "events", mentions):
        _event(value, mentions)
    for value in _items(record, "facts", mentions):
        _fact(value, mentions)
    for _ in _items(record, "tables", mentions):
        mentions.gold.refuse("table that does not fit the result file's form")


def _items(record: Mapping[str, object], name: str, mentions: Mentions) -> Iterator[object]:
    """The items of a list; of an object from types to values, each value with its type."""
    value = record.get(name)
    if isinstance(value, list):
        yield from value
    elif isinstance(value, Mapping):
        for label, found in value.items():
            for each in found if isinstance(found, list) else [found]:
                yield {"text": each, "type": label} if isinstance(each, str) else {"type": label, **_object(each)}
    elif value is not None:
        mentions.gold.refuse(f"field {name} that is no list", str(value)[:80])


def _object(value: object) -> Mapping[str, object]:
    return value if isinstance(value, Mapping) else {"text": value}


def _choices(task: str, value: object, mentions: Mentions) -> None:
    """Answers to classification tasks. A list may hold spans instead, as some tools write them under the name of labels."""
    if value is None:
        return
    if isinstance(value, Mapping):
        weighted = all(isinstance(weight, int | float) for weight in value.values())
        for key, found in value.items():
            if not weighted:
                _choices(str(key), found, mentions)
            elif float(str(float(found))) >= 0.5:
                mentions.gold.choice(task, str(key))
        return
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, Mapping) and isinstance(each.get("task"), str):
            _choices(str(each["task"]), each.get("value"), mentions)
        elif isinstance(each, Mapping | list):
            mentions.add(each)
        elif isinstance(each, bool | int | float) or (isinstance(each, str) and each.strip()):
            mentions.gold.choice(task, str(each).lower() if isinstance(each, bool) else str(each).strip())
        else:
            mentions.gold.refuse("empty label", task)


def _relation(value: object, mentions: Mentions) -> None:
    label = first_of(value, _RELATIONS) if isinstance(value, Mapping) else None
    if isinstance(label, list) and len(label) == 1:
        label = label[0]
    if not isinstance(value, Mapping) or not isinstance(label, str) or not label.strip():
        mentions.gold.refuse("relation without a type", str(value)[:80])
        return
    ends = [first_of(value, names) for names in (_HEADS, _TAILS)]
    head, tail = (mentions.end(end) for end in ends)
    if head is None or tail is None:
        missing = ends[0] if head is None else ends[1]
        mentions.gold.refuse("relation whose end is no entity of the record", f"{label.strip()} {str(missing)[:60]}")
    else:
        mentions.gold.relation(label.strip(), head, tail)


def _event(value: object, mentions: Mentions) -> None:
    label = first_of(value, _EVENTS) if isinstance(value, Mapping) else None
    if not isinstance(value, Mapping) or not isinstance(label, str) or not label.strip():
        mentions.gold.refuse("event without a type", str(value)[:80])
        return
    trigger = value.get("trigger")
    place = None if trigger is None else _referred(trigger, mentions)
    if trigger is None and isinstance(value.get("start"), int):
        place = mentions.place(value)
    arguments = []
    for each in _arguments(value.get("arguments", value.get("args"))):
        role = first_of(each, ("role", "name", "type", "label"))
        if isinstance(role, str) and role.strip():
            arguments.append((role.strip(), _referred(each, mentions)))
        else:
            mentions.gold.refuse("argument without a role", str(dict(each))[:80])
    mentions.gold.event(label.strip(), place, arguments)


def _arguments(value: object) -> Iterator[Mapping[str, object]]:
    if isinstance(value, Mapping):
        for role, found in value.items():
            for each in found if isinstance(found, list) else [found]:
                yield {**_object(each), "role": role}
    elif isinstance(value, list):
        yield from (_object(each) for each in value)


def _referred(value: object, mentions: Mentions) -> Grounding | None:
    """The place a value states, or that of the entity it names."""
    if isinstance(value, Mapping) and first_of(value, ("start", "text", "start_offset")) is None:
        value = first_of(value, ("entity", "entity_id", "id"))
    if isinstance(value, int):
        found = mentions.end(value)
        if found is None:
            mentions.gold.refuse("argument that is no entity of the record", str(value))
            return None
        return mentions.grounding(found)
    named = mentions.named(value) if isinstance(value, str) else None
    return mentions.grounding(named) if named else mentions.place(value)


def _fact(value: object, mentions: Mentions) -> None:
    names = ("subject", "predicate", "object", "time", "place")
    if isinstance(value, list):
        value = dict(zip(names, value, strict=False))
    stated = {name: value.get(name) for name in names} if isinstance(value, Mapping) else {}
    places = {name: mentions.place(part) for name, part in stated.items() if part is not None}
    subject, predicate, target = (places.get(name) for name in names[:3])
    if subject is None or predicate is None or target is None:
        mentions.gold.refuse("fact without subject, predicate and object", str(value)[:80])
    else:
        mentions.gold.fact(Fact(subject, predicate, target, places.get("time"), places.get("place")))
