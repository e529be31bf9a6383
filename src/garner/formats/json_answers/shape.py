"""From JSON values to a draft: finding which part of a value answers which part of the schema."""

from __future__ import annotations

from garner.formats.json_answers.items import (
    ENTITY,
    EVENT,
    FACT,
    LABEL,
    RELATION,
    TABLE,
    Place,
    fields_of,
    fold_key,
    has_fields,
    is_empty,
)
from garner.formats.json_answers.sections import Sections
from garner.formats.json_answers.values import JsonNumber, JsonObject, JsonValue, show_json, unpacked
from garner.formats.names import Match
from garner.formats.problems import Code, Report, show
from garner.schema import Schema
from garner.values import Draft

__all__ = ["ShapeReader"]

_SECTIONS = {
    alias: section
    for section, aliases in {
        "labels": "labels classification classifications categories topics",
        "entities": "entities entity namedentities ner mentions entitylist spans",
        "relations": "relations relation triples triplets relationlist relationships",
        "events": "events event eventlist",
        "facts": "facts fact openfacts openie",
        "table": "table tables",
    }.items()
    for alias in aliases.split()
}
_DEEPEST_WRAPPER = 4
# What models like to add beside their answer.
_REMARKS = frozenset(
    {
        "explanation",
        "reason",
        "reasoning",
        "note",
        "notes",
        "comment",
        "comments",
        "text",
        "input",
        "language",
        "thought",
        "thoughts",
    }
)


class ShapeReader:
    """Reads what values say about a schema; whatever else they say is reported.

    Read are garner's own shape (sections of labels) and, at any level above the items, the bare shapes of SCIR and IEPile:
    ``{type: [span]}``, ``{relation: [{head, tail}]}``, ``{event_type, trigger, arguments}`` and lists of items that name their
    type.
    """

    def __init__(self, schema: Schema, report: Report) -> None:
        self.schema = schema
        self.report = report
        self.sections = Sections(schema, report)
        self.asked = frozenset(key.partition(".")[0] for key in schema.keys)
        self.top = Place(report, "reply")

    def read(self, value: JsonValue) -> Draft:
        """Everything one value says."""
        self.value(value, 0)
        return self.sections.take()

    def value(self, value: JsonValue, depth: int) -> None:
        """Read an answer or a part of one that stands above the items."""
        if isinstance(value, JsonObject):
            if not self._item(value):
                for key, member in value.pairs:
                    self._member(key, member, depth)
        elif isinstance(value, list):
            self._list(value, depth)
        elif is_empty(value):
            return
        elif self.asked == {"labels"} and len(self.schema.labels) == 1:
            self.sections.named("labels", self.schema.labels[0].name, value)
        else:
            self.top.lost(value, "an answer to this schema")

    def _list(self, values: list[JsonValue], depth: int) -> None:
        if len(self.schema.keys) == 1 and any(isinstance(value, str) for value in values):
            # One question and a plain list: the list can only be its answer.
            self.top.add(Code.VALUE_CONVERTED, "the only label asked was left out and its list given")
            section, _, name = self.schema.keys[0].partition(".")
            self.sections.named(section, name, values)
            return
        for value in values:
            if isinstance(value, JsonObject):
                self.value(value, depth)
            elif not is_empty(value):
                self.top.lost(value, "an item that names its type")

    def _item(self, value: JsonObject) -> bool:
        """Read an object that is one item and names its own type; false where it is not."""
        if any(key in self.asked or self._find(key, exact=True) for key, _ in value.pairs[:100]):
            return False
        sections = self.sections
        if "table" in self.asked and has_fields(value, TABLE, "columns", "rows"):
            sections.table(value)
        elif has_fields(value, EVENT, "type", "trigger") or has_fields(value, EVENT, "type", "arguments"):
            sections.item("events", value)
        elif has_fields(value, RELATION, "type", "head", "tail"):
            name = fields_of(value, RELATION, Place(Report(), "")).get("type")
            is_fact = "facts" in self.asked and not (isinstance(name, str) and sections.names["relations"].find(name))
            if is_fact and has_fields(value, FACT, "subject", "predicate", "object"):
                sections.facts([value])
            else:
                sections.item("relations", value)
        elif "facts" in self.asked and has_fields(value, FACT, "subject", "predicate", "object"):
            sections.facts([value])
        elif self._is_typed_entity(value):
            sections.item("entities", value)
        elif "labels" in self.asked and has_fields(value, LABEL, "task", "value"):
            sections.item("labels", value)
        else:
            return False
        return True

    def _is_typed_entity(self, value: JsonObject) -> bool:
        if not has_fields(value, ENTITY, "type", "text"):
            return False
        fields = fields_of(value, ENTITY, Place(Report(), ""))
        return all(isinstance(fields.get(name), str) for name in ("type", "text"))

    def _member(self, key: str, value: JsonValue, depth: int) -> None:
        if key in self.asked:
            self._section(key, value)
        elif meant := self._find(key, exact=True):
            self._choose(meant, key, value)
        elif _SECTIONS.get(fold_key(key)) in self.asked:
            self._section(_SECTIONS[fold_key(key)], value)
        elif meant := self._find(key, exact=False):
            self._choose(meant, key, value)
        elif is_empty(value):
            self.top.add(Code.FIELD_IGNORED, f"{show(key)} was not asked and is empty")
        elif isinstance(value, str) and (inner := unpacked(value, self.report)) is not value:
            self._member(key, inner, depth + 1)
        elif depth < _DEEPEST_WRAPPER and self._is_wrapper(value, _DEEPEST_WRAPPER - depth):
            self.top.add(Code.WRAPPER_REMOVED, f"the answer stood inside {show(key)}")
            self.value(value, depth + 1)
        elif isinstance(value, bool | JsonNumber) or (isinstance(value, str) and fold_key(key) in _REMARKS):
            self.top.add(Code.FIELD_IGNORED, f"{show(key)} was not asked: {show_json(value)}")
        else:
            self.top.add(Code.UNKNOWN_LABEL, f"{show(key)} is not asked by the schema: {show_json(value)}")

    def _section(self, section: str, value: JsonValue) -> None:
        if section in ("facts", "table"):
            self.sections.named(section, "", value)
        elif isinstance(value, JsonObject) and not self._is_own_item(section, value):
            self.sections.by_label(section, value)
        elif isinstance(value, list):
            self.sections.items(section, value)
        elif not is_empty(value):
            self.sections.items(section, [value])

    def _is_own_item(self, section: str, value: JsonObject) -> bool:
        """Whether the object is one item of the section rather than its labels."""
        if any(self.sections.names[section].find(key) for key, _ in value.pairs[:100]):
            return False
        if section == "labels":
            return has_fields(value, LABEL, "task", "value")
        if section == "entities":
            return has_fields(value, ENTITY, "type", "text")
        return has_fields(value, EVENT, "type", "arguments") or has_fields(value, RELATION, "type", "head", "tail")

    def _find(self, key: str, exact: bool) -> list[tuple[str, Match]]:
        """The labels of the schema that a key may mean, with their sections."""
        found = [(section, match) for section, names in self.sections.names.items() if (match := names.find(key))]
        return [(section, match) for section, match in found if match.exact or not exact]

    def _choose(self, meant: list[tuple[str, Match]], key: str, value: JsonValue) -> None:
        """Of labels with one name in several sections take the one whose answers look like the value."""
        fitting = [pair for pair in meant if self._fits(pair[0], value)] or meant
        section, match = fitting[0]
        self.sections.matched(section, key, match)
        self.sections.named(section, match.name, value)

    def _fits(self, section: str, value: JsonValue) -> bool:
        first = value[0] if isinstance(value, list) and value else value
        if section == "relations":
            return has_fields(first, RELATION, "head", "tail") or isinstance(first, list)
        if section == "events":
            return isinstance(first, JsonObject) and not has_fields(first, RELATION, "head", "tail")
        if section == "entities":
            return isinstance(first, str) or has_fields(first, ENTITY, "text")
        return isinstance(first, str | bool) and not isinstance(value, list)

    def _is_wrapper(self, value: JsonValue, depth: int) -> bool:
        """Whether something the schema asks stands below the value."""
        if isinstance(value, list):
            value = next((item for item in value if isinstance(item, JsonObject)), None)
        if not isinstance(value, JsonObject):
            return False
        if any(fold_key(key) in _SECTIONS or self._find(key, exact=False) for key, _ in value.pairs[:100]):
            return True
        if any(self._is_own_item(section, value) for section in ("entities", "events")):
            return True
        return depth > 0 and len(value.pairs) == 1 and self._is_wrapper(value.pairs[0][1], depth - 1)
