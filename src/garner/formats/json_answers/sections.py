"""The items of each section of a JSON answer, checked against the schema and collected into a draft."""

from __future__ import annotations

from garner.formats.canonical import end_types
from garner.formats.json_answers.items import (
    ENTITY,
    EVENT,
    LABEL,
    RELATION,
    Place,
    fields_of,
    fold_key,
    has_fields,
    is_empty,
    text_of,
    texts_of,
)
from garner.formats.json_answers.parts import choices_of, event_of, fact_of, relation_of
from garner.formats.json_answers.tables import table_of
from garner.formats.json_answers.values import JsonObject, JsonValue, show_json
from garner.formats.names import Match, Names
from garner.formats.problems import Code, Report, show
from garner.schema import Schema
from garner.values import Draft, DraftEntity, DraftEvent, DraftFact, DraftRelation, DraftTable, Label

__all__ = ["Sections"]


class Sections:
    """What was read so far, section by section."""

    def __init__(self, schema: Schema, report: Report) -> None:
        self.report = report
        self.names = {
            "labels": Names(task.name for task in schema.labels),
            "entities": Names(entity.name for entity in schema.entities),
            "relations": Names(relation.name for relation in schema.relations),
            "events": Names(event.name for event in schema.events),
        }
        self._tasks = {task.name: task for task in schema.labels}
        self._choices = {task.name: Names(choice.name for choice in task.choices) for task in schema.labels}
        self._ends: dict[str, tuple[Names, Names]] = {}
        for relation in schema.relations:
            head, tail = end_types(relation, schema)
            self._ends[relation.name] = (Names(head), Names(tail))
        self._roles = {event.name: Names(role.name for role in event.roles) for event in schema.events}
        self._clear()

    def _clear(self) -> None:
        self._labels: list[Label] = []
        self._entities: list[DraftEntity] = []
        self._relations: list[DraftRelation] = []
        self._events: list[DraftEvent] = []
        self._facts: list[DraftFact] = []
        self._tables: list[DraftTable] = []

    def take(self) -> Draft:
        """What was read since the last time this was asked."""
        draft = self.draft()
        self._clear()
        return draft

    def draft(self) -> Draft:
        """What was read so far."""
        return Draft(
            tuple(self._labels),
            tuple(self._entities),
            tuple(self._relations),
            tuple(self._events),
            tuple(self._facts),
            tuple(self._tables),
        )

    def by_label(self, section: str, value: JsonObject) -> None:
        """A section as it should be: an object whose keys are the labels of the schema."""
        for key, member in value.pairs:
            match = self._known(section, key, member)
            if match is not None:
                self.named(section, match.name, member)

    def named(self, section: str, name: str, value: JsonValue) -> None:
        """The answer to one label of the schema (its name is "" for facts and table)."""
        if section == "labels":
            self._task(name, value)
        elif section == "entities":
            self._entities_of(name, value)
        elif section == "relations":
            self._relations_of(name, value)
        elif section == "events":
            self._events_of(name, value)
        elif section == "facts":
            self.facts(value)
        else:
            self.table(value)

    def items(self, section: str, values: list[JsonValue]) -> None:
        """A section given as a list of items that name their types."""
        for value in values:
            if isinstance(value, JsonObject):
                self.item(section, value)
            elif section == "labels" and (task := self._task_of(value)):
                self._task(task, value)
            elif section == "entities" and isinstance(value, list) and (pair := self._typed_pair(value)):
                self._entities_of(*pair, alone=True)
            elif not is_empty(value):
                Place(self.report, section).lost(value, "an item that names its type")

    def _task_of(self, value: JsonValue) -> str | None:
        """The only classification, or the only one with this choice."""
        having = [name for name in self._tasks if isinstance(value, str) and self._choices[name].find(value)]
        meant = having if len(self._tasks) > 1 else list(self._tasks)
        return meant[0] if len(meant) == 1 else None

    def _typed_pair(self, value: list[JsonValue]) -> tuple[str, JsonValue] | None:
        """The type and text of an entity given as a list of two, one of which is a type of the schema."""
        types = [self.names["entities"].find(part) if isinstance(part, str) else None for part in value]
        if len(value) != 2 or (types[0] is None) == (types[1] is None):
            return None
        match, text = (types[0], value[1]) if types[0] is not None else (types[1], value[0])
        self.report.add(Code.VALUE_CONVERTED, f"an object with type and text was asked: {show_json(value)}", "entities")
        return (match.name, text) if match else None

    def item(self, section: str, value: JsonObject) -> None:
        """One item that names its type, or else an object whose keys are labels."""
        read = {
            "labels": self._label_item,
            "entities": self._entity_item,
            "relations": self._relation_item,
            "events": self._event_item,
        }
        if not read[section](value):
            self.by_label(section, value)

    def matched(self, section: str, written: str, match: Match) -> None:
        """Report a label that was written otherwise than in the schema."""
        if not match.exact:
            self.report.add(Code.LABEL_MATCHED, f"{show(written)} was read as {show(match.name)}", section)

    def _known(self, section: str, label: str, value: JsonValue) -> Match | None:
        """The label of the schema that is meant; where there is none, what is lost by it is reported."""
        match = self.names[section].find(label)
        if match is not None:
            self.matched(section, label, match)
        elif is_empty(value):
            self.report.add(Code.FIELD_IGNORED, f"{show(label)} was not asked and is empty", section)
        else:
            self.report.add(Code.UNKNOWN_LABEL, f"{show(label)} is not asked by the schema: {show_json(value)}", section)
        return match

    def _type(self, section: str, stated: JsonValue, value: JsonObject) -> str | None:
        """The label of an item that names its type, ``None`` (reported) where the schema has none such."""
        place = Place(self.report, section)
        label = text_of(stated, place)
        if label is None:
            place.lost(value, "an item that names its type")
            return None
        match = self._known(section, label, value)
        return None if match is None else match.name

    def _label_item(self, value: JsonObject) -> bool:
        if not has_fields(value, LABEL, "task", "value"):
            return False
        fields = fields_of(value, LABEL, Place(self.report, "labels"))
        name = self._type("labels", fields["task"], value)
        if name is not None:
            self._task(name, fields["value"])
        return True

    def _task(self, name: str, value: JsonValue) -> None:
        place = Place(self.report, f"labels.{name}")
        found = choices_of(self._tasks[name], self._choices[name], value, place)
        earlier = [label.value for label in self._labels if label.task == name]
        fresh = [choice for choice in found if choice not in earlier]
        kept = fresh if self._tasks[name].multiple else fresh[: 0 if earlier else 1]
        for choice in fresh[len(kept) :]:
            place.add(Code.VALUE_LOST, f"a second answer where one is allowed: {show(choice)}")
        self._labels += [Label(name, choice) for choice in kept]

    def _entity_item(self, value: JsonObject) -> bool:
        if not has_fields(value, ENTITY, "type", "text"):
            return False
        fields = fields_of(value, ENTITY, Place(self.report, "entities"))
        name = self._type("entities", fields["type"], value)
        if name is not None:
            self._entities_of(name, fields["text"], alone=True)
        return True

    def _entities_of(self, name: str, value: JsonValue, alone: bool = False) -> None:
        texts = texts_of(value, Place(self.report, f"entities.{name}"), alone)
        self._entities += [DraftEntity(name, text) for text in texts]

    def _relation_item(self, value: JsonObject) -> bool:
        if not has_fields(value, RELATION, "type", "head", "tail"):
            return False
        name = self._type("relations", fields_of(value, RELATION, Place(Report(), "")).get("type"), value)
        if name is not None:
            self._relation(name, value)
        return True

    def _relations_of(self, name: str, value: JsonValue) -> None:
        place = Place(self.report, f"relations.{name}")
        pairs = value
        one_pair = isinstance(value, list) and len(value) == 2 and all(isinstance(end, str) for end in value)
        if isinstance(value, JsonObject) or one_pair:
            place.add(Code.VALUE_CONVERTED, f"a list of pairs was asked: {show_json(value)}")
            pairs = [value]
        if not isinstance(pairs, list):
            if not is_empty(pairs):
                place.lost(pairs, "a list of pairs of head and tail")
            return
        for pair in pairs:
            if isinstance(pair, list) and len(pair) == 2:
                place.add(Code.VALUE_CONVERTED, f"an object with head and tail was asked: {show_json(pair)}")
                self._relation(name, JsonObject((("head", pair[0]), ("tail", pair[1]))))
            elif isinstance(pair, JsonObject):
                self._relation(name, pair)
            elif not is_empty(pair):
                place.lost(pair, "an object with head and tail")

    def _relation(self, name: str, value: JsonObject) -> None:
        relation = relation_of(name, value, self._ends[name], Place(self.report, f"relations.{name}"))
        self._relations += [] if relation is None else [relation]

    def _event_item(self, value: JsonObject) -> bool:
        if not has_fields(value, EVENT, "type"):
            return False
        name = self._type("events", fields_of(value, EVENT, Place(Report(), "")).get("type"), value)
        if name is not None:
            # The type was read; a role of the same name stands in "arguments".
            self._event(name, JsonObject(tuple(pair for pair in value.pairs if EVENT.get(fold_key(pair[0])) != "type")))
        return True

    def _events_of(self, name: str, value: JsonValue) -> None:
        place = Place(self.report, f"events.{name}")
        if is_empty(value):
            return
        if not isinstance(value, list):
            place.add(Code.VALUE_CONVERTED, f"a list of events was asked: {show_json(value)}")
        for event in value if isinstance(value, list) else [value]:
            if isinstance(event, JsonObject):
                self._event(name, event)
            elif (trigger := text_of(event, place)) is not None:
                place.add(Code.VALUE_CONVERTED, f"an event was asked, not its trigger alone: {show(trigger)}")
                self._events.append(DraftEvent(name, trigger))

    def _event(self, name: str, value: JsonObject) -> None:
        event = event_of(name, value, self._roles[name], Place(self.report, f"events.{name}"))
        self._events += [] if event is None else [event]

    def facts(self, value: JsonValue) -> None:
        """Open facts."""
        place = Place(self.report, "facts")
        if isinstance(value, list) and 3 <= len(value) <= 5 and all(isinstance(part, str) for part in value):
            value = [value]
        for item in value if isinstance(value, list) else [value]:
            fact = fact_of(item, place)
            self._facts += [] if fact is None else [fact]

    def table(self, value: JsonValue) -> None:
        """The on-demand table."""
        place = Place(self.report, "table")
        table = table_of(value, place)
        if table is None or table in self._tables:
            return
        if self._tables:
            place.add(Code.VALUE_CONVERTED, "several tables were given where one was asked; all are kept")
        self._tables.append(table)
