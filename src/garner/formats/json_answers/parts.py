"""Reading one relation, event, fact or classification out of a JSON value."""

from __future__ import annotations

from garner.formats.json_answers.items import (
    ARGUMENT,
    ENTITY,
    EVENT,
    FACT,
    RELATION,
    Place,
    fields_of,
    fold_key,
    has_fields,
    is_empty,
    text_of,
    texts_of,
)
from garner.formats.json_answers.values import JsonNumber, JsonObject, JsonValue, show_json
from garner.formats.names import Names
from garner.formats.problems import Code, show
from garner.schema import Classification
from garner.values import DraftArgument, DraftEvent, DraftFact, DraftRelation

__all__ = ["choices_of", "event_of", "fact_of", "relation_of"]

_FACT_PARTS = ("subject", "predicate", "object", "time", "place")


def choices_of(task: Classification, choices: Names, value: JsonValue, place: Place) -> list[str]:
    """The choices of the schema that the answer names, once each; the others are reported."""
    found: list[str] = []
    for written in _written_choices(task, choices, value, place):
        match = choices.find(written)
        if match is None:
            if not is_empty(written):
                place.add(Code.UNKNOWN_CHOICE, f"{show(written)} is no choice of {show(task.name)}")
            continue
        if not match.exact:
            place.add(Code.LABEL_MATCHED, f"{show(written)} was read as {show(match.name)}")
        if match.name not in found:
            found.append(match.name)
    return found


def _written_choices(task: Classification, choices: Names, value: JsonValue, place: Place) -> list[str]:
    if isinstance(value, JsonObject) and value.pairs and all(isinstance(member, bool) for _, member in value.pairs):
        place.add(Code.VALUE_CONVERTED, f"choices with true or false: {show_json(value)}")
        return [key for key, member in value.pairs if member is True]
    if isinstance(value, bool):
        place.add(Code.VALUE_CONVERTED, f"a choice was asked: {show_json(value)}")
        return [next((word for word in (("yes", "true") if value else ("no", "false")) if choices.find(word)), str(value))]
    if isinstance(value, str) and not isinstance(value, JsonNumber):
        return _choices_in(value, task, choices, place)
    if isinstance(value, list) and len(value) == 1 and not task.multiple:
        place.add(Code.VALUE_CONVERTED, f"one choice was asked, not a list: {show_json(value)}")
    return texts_of(value, place)


def _choices_in(text: str, task: Classification, choices: Names, place: Place) -> list[str]:
    # A choice may be called "none", so the choices are looked at before the spellings of null.
    if not task.multiple or (is_empty(text) and not choices.find(text)):
        return [text]
    parts = [text] if choices.find(text) else [part.strip() for part in text.translate(_COMMAS).split(",")]
    if not all(choices.find(part) for part in parts):
        return [text]
    place.add(Code.VALUE_CONVERTED, f"a list was asked, not a string: {show(text)}")
    return parts


_COMMAS = str.maketrans(";、，；|", ",,,,,")


def relation_of(name: str, value: JsonObject, ends: tuple[Names, Names], place: Place) -> DraftRelation | None:
    """A relation; ``None`` where an end is missing, which is reported unless both are. ``ends`` are the types allowed."""
    fields = fields_of(value, RELATION, place)
    head_type = _end_type(fields, "head", ends[0], place)
    tail_type = _end_type(fields, "tail", ends[1], place)
    head, tail = text_of(fields.get("head"), place), text_of(fields.get("tail"), place)
    if head is not None and tail is not None:
        return DraftRelation(name, head, tail, head_type, tail_type)
    if head is not None or tail is not None:
        place.lost(value, "a relation with head and tail")
    return None


def _end_type(fields: dict[str, JsonValue], end: str, allowed: Names, place: Place) -> str | None:
    """The stated type of an end, beside it or in an object with it."""
    stated = fields.get(f"{end}_type")
    inside = fields.get(end)
    if isinstance(inside, JsonObject) and has_fields(inside, ENTITY, "type", "text"):
        parts = fields_of(inside, ENTITY, place)
        fields[end] = parts["text"]
        stated = parts["type"] if stated is None else stated
    # A type may be called "none", so the types are looked at before the spellings of null.
    written = stated if isinstance(stated, str) and allowed.find(stated) else text_of(stated, place)
    return None if written is None else allowed_type(written, end, allowed, place)


def allowed_type(written: str, end: str, allowed: Names, place: Place) -> str | None:
    """The stated type as the schema names it; where no type is fixed, as it stands."""
    if not allowed.names:
        return written
    match = allowed.find(written)
    if match is None:
        place.add(Code.UNKNOWN_LABEL, f"{show(written)} is no type the {end} may have; the relation is kept without it")
        return None
    if not match.exact:
        place.add(Code.LABEL_MATCHED, f"{show(written)} was read as {show(match.name)}")
    return match.name


def event_of(name: str, value: JsonObject, roles: Names, place: Place) -> DraftEvent | None:
    """An event; ``None`` where it has neither trigger nor arguments. Roles may stand in ``arguments`` or beside the trigger."""
    nested = has_fields(value, EVENT, "arguments")
    own: list[tuple[str, JsonValue]] = []
    beside: list[tuple[str, JsonValue]] = []
    for key, member in value.pairs:
        known = key in ("trigger", "arguments") or (fold_key(key) in EVENT and not roles.find(key))
        (own if known or (nested and not roles.find(key)) else beside).append((key, member))
    fields = fields_of(JsonObject(tuple(own)), EVENT, place)
    arguments = [*_arguments(fields.get("arguments"), roles, place), *_arguments(JsonObject(tuple(beside)), roles, place)]
    trigger = text_of(fields.get("trigger"), place)
    return DraftEvent(name, trigger, tuple(arguments)) if trigger is not None or arguments else None


def _arguments(value: JsonValue, roles: Names, place: Place) -> list[DraftArgument]:
    if is_empty(value):
        return []
    if isinstance(value, JsonObject):
        pairs = list(value.pairs)
    elif isinstance(value, list):
        pairs = _argument_list(value, roles, place)
    else:
        place.lost(value, "arguments by their roles")
        return []
    arguments: list[DraftArgument] = []
    for role, fillers in pairs:
        match = roles.find(role)
        if match is not None:
            if not match.exact:
                place.add(Code.LABEL_MATCHED, f"{show(role)} was read as {show(match.name)}")
            arguments += [DraftArgument(match.name, text) for text in texts_of(fillers, place, alone=True)]
        elif is_empty(fillers):
            place.add(Code.FIELD_IGNORED, f"{show(role)} was not asked and is empty")
        else:
            place.add(Code.UNKNOWN_LABEL, f"{show(role)} is no role of this event: {show_json(fillers)}")
    return arguments


def _argument_list(values: list[JsonValue], roles: Names, place: Place) -> list[tuple[str, JsonValue]]:
    """Arguments given as a list of ``{"role": ..., "text": ...}`` or of ``{role: text}``."""
    pairs: list[tuple[str, JsonValue]] = []
    for value in values:
        if not isinstance(value, JsonObject):
            if not is_empty(value):
                place.lost(value, "an argument with its role")
        elif has_fields(value, ARGUMENT, "role", "text") and not any(roles.find(key) for key, _ in value.pairs[:2]):
            fields = fields_of(value, ARGUMENT, place)
            role = text_of(fields["role"], place)
            pairs += [] if role is None else [(role, fields["text"])]
        else:
            pairs += value.pairs
    return pairs


def fact_of(value: JsonValue, place: Place) -> DraftFact | None:
    """An open fact from an object with its parts or from a list of three to five strings."""
    if isinstance(value, list) and 3 <= len(value) <= len(_FACT_PARTS):
        place.add(Code.VALUE_CONVERTED, f"an object with subject, predicate and object was asked: {show_json(value)}")
        value = JsonObject(tuple(zip(_FACT_PARTS, value, strict=False)))
    if not isinstance(value, JsonObject):
        if not is_empty(value):
            place.lost(value, "a fact")
        return None
    fields = fields_of(value, FACT, place)
    subject, predicate, object_, time, where = (text_of(fields.get(part), place) for part in _FACT_PARTS)
    if subject is not None and predicate is not None and object_ is not None:
        return DraftFact(subject, predicate, object_, time, where)
    if any(part is not None for part in (subject, predicate, object_)):
        place.lost(value, "a fact with subject, predicate and object")
    return None
