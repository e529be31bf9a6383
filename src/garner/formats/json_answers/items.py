"""Reading single values and items out of JSON, in garner's own shape and in those of SCIR and IEPile."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from garner.formats.json_answers.values import JsonNumber, JsonObject, JsonValue, show_json
from garner.formats.nulls import is_null
from garner.formats.problems import Code, Report, show

__all__ = [
    "ARGUMENT",
    "ENTITY",
    "EVENT",
    "FACT",
    "LABEL",
    "RELATION",
    "TABLE",
    "Place",
    "fields_of",
    "fold_key",
    "has_fields",
    "is_empty",
    "text_of",
    "texts_of",
]

Aliases = Mapping[str, str]


def _aliases(**names: str) -> Aliases:
    return {alias: field for field, written in names.items() for alias in (field, *written.split())}


# Every way of writing a field that is read as that field, folded: lower case without separators.
ENTITY = _aliases(type="label entitytype category class tag", text="span name entity mention value word surface content string")
LABEL = _aliases(task="name classification question label", value="choice answer class label labels values category")
RELATION = _aliases(
    type="relation relationtype predicate label rel relationship",
    head="subject subj h source from arg1 headentity e1",
    tail="object obj t target to arg2 tailentity e2",
    head_type="headtype subjecttype sourcetype",
    tail_type="tailtype objecttype targettype",
)
EVENT = _aliases(
    type="eventtype event label class",
    trigger="eventtrigger triggerword",
    arguments="args roles argument participants",
)
ARGUMENT = _aliases(role="type name argumentrole label", text="argument value span entity mention word")
FACT = _aliases(
    subject="subj s arg1 head",
    predicate="relation verb rel p pred",
    object="obj o arg2 tail",
    time="when date",
    place="location where loc",
)
TABLE = _aliases(columns="header headers column", rows="data records values row cells")


class Place(NamedTuple):
    """Where problems are reported, and the name of that place for people."""

    report: Report
    where: str

    def add(self, code: Code, message: str) -> None:
        self.report.add(code, message, self.where)

    def lost(self, value: JsonValue, wanted: str) -> None:
        self.add(Code.VALUE_LOST, f"not {wanted}: {show_json(value)}")


def fold_key(key: str) -> str:
    """A field's name without case and separators."""
    return key.replace("_", "").replace("-", "").replace(" ", "").casefold() if len(key) < 100 else key


def has_fields(value: JsonValue, aliases: Aliases, *wanted: str) -> bool:
    """Whether the value is an object with all the fields wanted."""
    if not isinstance(value, JsonObject):
        return False
    found = {aliases.get(key) or aliases.get(fold_key(key)) for key, _ in value.pairs[:100]}
    return found.issuperset(wanted)


def fields_of(value: JsonObject, aliases: Aliases, place: Place) -> dict[str, JsonValue]:
    """The known fields of an item; the field's own name wins over another way of writing it, other fields are reported."""
    fields: dict[str, JsonValue] = {}
    own = {key for key, _ in value.pairs if key in aliases.values()}
    for key, member in value.pairs:
        field = key if key in own else aliases.get(fold_key(key))
        if field is None or (field in own and key != field):
            if not is_empty(member):
                place.add(Code.FIELD_IGNORED, f"the field {show(key)} was not asked")
        elif field not in fields or is_empty(fields[field]):
            fields[field] = member
        elif show_json(fields[field]) != show_json(member):
            place.add(Code.VALUE_LOST, f"a second value of the field {field}: {show_json(member)}")
    return fields


def is_empty(value: JsonValue) -> bool:
    """Whether a value says "nothing": null in any spelling, an empty list or object."""
    if isinstance(value, JsonObject):
        return not value.pairs
    if isinstance(value, list):
        return not value
    return value is None or (isinstance(value, str) and is_null(value))


def text_of(value: JsonValue, place: Place) -> str | None:
    """The string of a field that holds one, ``None`` where it says nothing or cannot be read (which is reported).

    A string that stands alone may spell null; a string in a list of its own is always itself.
    """
    if isinstance(value, bool | JsonNumber):
        place.add(Code.VALUE_CONVERTED, f"a string was asked: {show_json(value)}")
        return str(value).lower() if isinstance(value, bool) else str(value)
    if is_empty(value):
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) and not isinstance(value[0], JsonNumber):
        if not is_null(value[0]):
            place.add(Code.VALUE_CONVERTED, f"a string was asked, not a list: {show_json(value)}")
        return value[0] or None
    if isinstance(value, JsonObject) and has_fields(value, ENTITY, "text"):
        text = fields_of(value, ENTITY, place).get("text")
        if isinstance(text, str) and not is_null(text):
            place.add(Code.VALUE_CONVERTED, f"a string was asked, not an object: {show_json(value)}")
            return str(text)
    place.lost(value, "a string")
    return None


def texts_of(value: JsonValue, place: Place, alone: bool = False) -> list[str]:
    """The strings of a field that holds a list of them; ``alone`` tells that one string without a list is right too."""
    if is_empty(value):
        return []
    if not isinstance(value, list):
        if isinstance(value, JsonObject) and all(member is None for _, member in value.pairs):
            place.add(Code.VALUE_CONVERTED, f"a list was asked, not an object: {show_json(value)}")
            return [key for key, _ in value.pairs if key]
        if isinstance(value, str) and not isinstance(value, JsonNumber) and not alone:
            place.add(Code.VALUE_CONVERTED, f"a list was asked, not a string: {show(value)}")
        text = text_of(value, place)
        return [] if text is None else [text]
    texts: list[str] = []
    for item in value:
        if isinstance(item, list):
            place.add(Code.VALUE_CONVERTED, f"a list of strings was asked, not a list of lists: {show_json(item)}")
            texts += [text for inner in item if (text := _text_in_list(inner, place))]
        elif text := _text_in_list(item, place):
            texts.append(text)
    return texts


def _text_in_list(item: JsonValue, place: Place) -> str | None:
    if isinstance(item, str) and not isinstance(item, JsonNumber):
        return item
    if isinstance(item, JsonObject) and has_fields(item, ENTITY, "text"):
        return text_of(fields_of(item, ENTITY, place)["text"], place)
    if isinstance(item, list):
        place.lost(item, "a string")
        return None
    return text_of(item, place)
