"""What the one-line formats share: finding the answer in a reply, and turning records of fields into items."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from typing import Protocol

from garner.formats.json_answers.reply import find_values, without_thinking
from garner.formats.json_answers.sections import Sections
from garner.formats.json_answers.shape import ShapeReader
from garner.formats.json_answers.values import JsonObject, JsonValue
from garner.formats.names import Match, Names
from garner.formats.nulls import is_null
from garner.formats.problems import Code, Report, show
from garner.formats.protocol import ReadAnswer
from garner.formats.text_answers.quoting import Field
from garner.schema import Schema
from garner.values import Draft, DraftFact, DraftRelation

__all__ = [
    "COLUMNS",
    "FACT",
    "ROW",
    "Records",
    "fact_fields",
    "read_reply",
    "relation_fields",
    "value_of",
    "without_fences",
]

FACT, COLUMNS, ROW = "fact", "columns", "row"
_FENCE = re.compile(r"^[ \t]*```[\w-]*[ \t]*$\n?", re.MULTILINE)
_RELATION_PARTS = ("head", "tail", "head_type", "tail_type")
_FACT_PARTS = ("subject", "predicate", "object", "time", "place")


def without_fences(reply: str, report: Report) -> str:
    """The reply without byte order mark, reasoning and code fences."""
    text = without_thinking(reply.removeprefix("\ufeff"), report)
    bare = _FENCE.sub("", text)
    if len(bare) < len(text):
        report.add(Code.FENCE_REMOVED, "the answer stood in a code fence")
    return bare.strip()


def json_instead(text: str, schema: Schema, report: Report) -> Draft | None:
    """The draft of a reply that came as JSON though lines were asked; ``None`` where it did not."""
    if text[:1] != "{" and not re.match(r"\[\s*[\[{\"]", text):
        return None
    found = Report()
    reader = ShapeReader(schema, found)
    for value in find_values(text, found):
        reader.value(value, 0)
    draft = reader.sections.draft()
    if not draft:
        return None
    report.add(Code.WRONG_FORMAT, "the reply came as JSON and was read as that")
    report.take(found)
    return draft


def value_of(field: Field) -> JsonValue:
    """A field as JSON has it: null where it spells null without quotes."""
    if is_null(field.value):
        return [field.value] if field.quoted and field.value else None
    return field.value


def relation_fields(relation: DraftRelation) -> tuple[str | None, ...]:
    """Head and tail, and their types where one is stated."""
    if relation.head_type is None and relation.tail_type is None:
        return relation.head, relation.tail
    return relation.head, relation.tail, relation.head_type, relation.tail_type


def fact_fields(fact: DraftFact) -> tuple[str | None, ...]:
    """The parts of a fact up to the last that is there."""
    parts = (fact.subject, fact.predicate, fact.object, fact.time, fact.place)
    return parts if fact.place is not None else parts[:4] if fact.time is not None else parts[:3]


class Records:
    """Collects records (a label of a section and its fields) and checks them against the schema."""

    def __init__(self, schema: Schema, report: Report) -> None:
        self.report = report
        self.sections = Sections(schema, report)
        self.asked = tuple(dict.fromkeys(key.partition(".")[0] for key in schema.keys))
        self._several = {task.name for task in schema.labels if task.multiple}
        self._roles = {event.name: Names(role.name for role in event.roles) for event in schema.events}
        self._columns: JsonValue = None
        self._rows: list[JsonValue] = []

    def find(self, label: str, sections: Iterable[str]) -> tuple[str, Match] | None:
        """The section and label of the schema that a record's label means, exact matches first."""
        nearly: tuple[str, Match] | None = None
        for section in sections:
            match = _keyword(section, label) if section in ("facts", "table") else self.sections.names[section].find(label)
            if match and match.exact:
                return section, match
            nearly = nearly or (None if match is None else (section, match))
        return nearly

    def has_role(self, event: str, role: str) -> bool:
        """Whether the event has a role that is written so or nearly so."""
        return self._roles[event].find(role) is not None

    def add(self, section: str, written: str, match: Match, fields: Sequence[JsonValue]) -> None:
        """Take one record.

        Its ``fields`` are a choice as it stands; or spans; head and tail and perhaps their types; a trigger, then roles each
        followed by its span; the parts of a fact; the cells of a row.
        """
        self.sections.matched(section, written, match)
        name = match.name
        if section == "labels":
            self.sections.named("labels", name, list(fields) if name in self._several else fields[0])
        elif section == "entities":
            spans = [field[0] if isinstance(field, list) else field for field in fields]
            self.sections.named("entities", name, [span for span in spans if span is not None])
        elif section == "events":
            self._event(name, fields)
        elif section == "table":
            self._table(name, fields)
        elif section == "relations" and len(fields) in (2, 4):
            self.sections.named("relations", name, [_object(_RELATION_PARTS, fields)])
        elif section == "facts" and 3 <= len(fields) <= len(_FACT_PARTS):
            self.sections.named("facts", "", [_object(_FACT_PARTS, fields)])
        elif any(field is not None for field in fields):
            self._lost(section, written, fields)

    def _event(self, name: str, fields: Sequence[JsonValue]) -> None:
        arguments: list[tuple[str, JsonValue]] = []
        for role, span in zip(fields[1::2], fields[2::2], strict=False):
            spans: JsonValue = span if isinstance(span, list) or span is None else [span]
            arguments.append((role if isinstance(role, str) else "", spans))
        if len(fields) % 2 == 0 and fields[-1]:
            self._lost("events", name, fields[-1:])
        event = JsonObject((("trigger", fields[0]), ("arguments", JsonObject(tuple(arguments)))))
        self.sections.named("events", name, [event])

    def _table(self, keyword: str, fields: Sequence[JsonValue]) -> None:
        if keyword == COLUMNS:
            self._close_table()
            self._columns = list(fields)
        else:
            self._rows.append(list(fields))

    def _lost(self, section: str, written: str, fields: Sequence[JsonValue]) -> None:
        said = "; ".join(str(field[0] if isinstance(field, list) else field or "") for field in fields)
        self.report.add(Code.VALUE_LOST, f"too many or too few fields for {show(written)}: {show(said)}", section)

    def _close_table(self) -> None:
        if self._columns is not None or self._rows:
            table = JsonObject((("columns", self._columns), ("rows", self._rows)))
            self.sections.named("table", "", table)
        self._columns, self._rows = None, []

    def draft(self) -> Draft:
        """Everything taken so far."""
        self._close_table()
        return self.sections.draft()


def _keyword(section: str, label: str) -> Match | None:
    for keyword in (FACT,) if section == "facts" else (COLUMNS, ROW):
        if label.casefold().strip("*_ ").rstrip("s") == keyword.rstrip("s"):
            return Match(keyword, exact=True)
    return None


def _object(names: Sequence[str], fields: Sequence[JsonValue]) -> JsonObject:
    return JsonObject(tuple(zip(names, fields, strict=False)))


def without_last(reply: str, separators: str, report: Report) -> str:
    """A reply that was cut, without the record it was cut in: nothing shows whether that one is whole."""
    report.add(Code.REPLY_CUT, "the reply ended at its longest; the record it ended in is left out")
    return reply[: max(reply.rfind(separator) for separator in separators) + 1]


class Reader(Protocol):
    """What reads the records of one format; ``nothing`` tells that the reply said somewhere that there is nothing."""

    nothing: bool

    def read(self, text: str) -> Draft:
        """Everything a reply says."""
        ...


def read_reply(reply: str, schema: Schema, reader_of: Callable[[Report], Reader], cut_at: str) -> ReadAnswer:
    """A reply read by the reader of its format, or as JSON where it came as that, with every repair and loss.

    ``cut_at`` holds the signs that part records where the reply was cut and its last record is to be left out, else nothing.
    """
    report = Report()
    text = without_fences(reply, report)
    if not text:
        if Code.REPLY_CUT not in report:
            report.add(Code.EMPTY_REPLY, "the reply is empty")
        return ReadAnswer(Draft(), report.problems(), complete=False)
    draft = json_instead(text, schema, report)
    if draft is not None:
        return ReadAnswer(draft, report.problems(), report.complete)
    if cut_at:
        text = without_last(text, cut_at, report)
    reader = reader_of(report)
    return finished(reader.read(text), text, reader.nothing, report)


def finished(draft: Draft, reply: str, nothing_said: bool, report: Report) -> ReadAnswer:
    """The answer with a loss reported where it is empty though the reply did not say so."""
    if not draft and (Code.UNKNOWN_LABEL in report or not report.complete or not nothing_said):
        report.add(Code.UNREADABLE_REPLY, f"nothing could be read of {show(reply)}")
    return ReadAnswer(draft, report.problems(), report.complete)
