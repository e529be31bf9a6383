"""One result as a plain record, and back: what a line of the result file holds (docs/result-file.md)."""

from __future__ import annotations

from garner.errors import InputError
from garner.values import (
    Argument,
    Document,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Outcome,
    Problem,
    Reading,
    Relation,
    Result,
    Segment,
    Table,
)
from garner.values.record_fields import Fields
from garner.values.trace_record import round_from_record, round_to_record
from garner.values.usage_record import usage_from_record, usage_to_record

__all__ = ["RECORD_VERSION", "result_from_record", "result_to_record"]

RECORD_VERSION = "1.1"


def result_to_record(result: Result) -> dict[str, object]:
    """The result as JSON-ready dicts, lists, strings and numbers; ``result_from_record`` is its inverse.

    Raises ``ValueError`` when the extraction is one of another text than the document's.
    """
    if result.extraction.text != result.text:
        raise ValueError(f"the extraction of document {result.id!r} was made from another text")
    segments = [[part.start, part.end, part.source_start, part.source_end] for part in result.document.segments]
    return {
        "version": RECORD_VERSION,
        "id": result.id,
        "source": result.document.source,
        "text": result.text,
        **({"segments": segments} if segments else {}),
        "labels": [{"task": label.task, "value": label.value, "confidence": label.confidence} for label in result.labels],
        "entities": [
            {"id": item.id, "type": item.type, **_place(item.grounding), "confidence": item.confidence}
            for item in result.entities
        ],
        "relations": [
            {"type": item.type, "head": item.head, "tail": item.tail, "confidence": item.confidence}
            for item in result.relations
        ],
        "events": [_event_record(event) for event in result.events],
        "facts": [_fact_record(fact) for fact in result.facts],
        "tables": [_table_record(table) for table in result.tables],
        "coverage": [_reading_record(reading) for reading in result.coverage],
        "complete": result.complete,
        "problems": [{"code": item.code, "message": item.message, "where": item.where} for item in result.problems],
        "usage": usage_to_record(result.usage),
        "model": result.model,
        "schema": result.schema,
        **({"trace": [round_to_record(each) for each in result.trace]} if result.trace else {}),
    }


def result_from_record(record: object) -> Result:
    """The result that ``result_to_record`` made the record of. Keys that this version does not know are ignored.

    Raises ``InputError`` naming the key at fault, and for a record of another major version.
    """
    fields = Fields.of(record)
    _check_version(fields)
    text = fields.text("text")
    document = Document(
        fields.text("id"),
        text,
        fields.optional_text("source"),
        tuple(Segment(*numbers) for numbers in fields.number_rows("segments", 4)),
    )
    try:
        extraction = Extraction(
            text,
            labels=tuple(
                Label(item.text("task"), item.text("value"), item.optional_number("confidence"))
                for item in fields.parts("labels")
            ),
            entities=tuple(_entity(item) for item in fields.parts("entities")),
            relations=tuple(_relation(item) for item in fields.parts("relations")),
            events=tuple(_event(item) for item in fields.parts("events")),
            facts=tuple(_fact(item) for item in fields.parts("facts")),
            tables=tuple(_table(item) for item in fields.parts("tables")),
        )
    except ValueError as error:
        raise InputError(f"the items do not fit the text: {error}.", "The record was changed after garner wrote it.") from None
    return Result(
        document,
        extraction,
        coverage=tuple(_reading(item) for item in fields.parts("coverage")),
        problems=tuple(
            Problem(item.text("code"), item.text("message"), item.text("where")) for item in fields.parts("problems")
        ),
        usage=usage_from_record(fields.part("usage")),
        model=fields.text("model"),
        schema=fields.text("schema"),
        trace=tuple(round_from_record(item) for item in fields.parts("trace")) if "trace" in fields.content else (),
    )


def _check_version(fields: Fields) -> None:
    version = fields.content.get("version")
    if not isinstance(version, str):
        raise InputError("this is not a garner result: it has no version.", "Give a file that garner extract wrote.")
    major = RECORD_VERSION.partition(".")[0]
    if version.partition(".")[0] != major:
        raise InputError(
            f"this is a result of version {version}, and this garner reads versions {major}.x.",
            "Read it with the garner that wrote it, or install a newer garner.",
        )


def _place(grounding: Grounding) -> dict[str, object]:
    record: dict[str, object] = {
        "text": grounding.surface,
        "start": grounding.start,
        "end": grounding.end,
        "grade": grounding.grade.value,
    }
    if grounding.value != grounding.surface:
        record["value"] = grounding.value
    if grounding.distance:
        record["distance"] = grounding.distance
    return record


def _optional_place(grounding: Grounding | None) -> dict[str, object] | None:
    return None if grounding is None else _place(grounding)


def _grounding(fields: Fields) -> Grounding:
    grade, surface = fields.choice("grade", Grade), fields.text("text")
    if grade is Grade.ABSENT:
        return Grounding.absent(surface)
    return Grounding(
        fields.text("value") if "value" in fields.content else surface,
        fields.whole("start"),
        fields.whole("end"),
        surface,
        grade,
        fields.whole("distance") if "distance" in fields.content else 0,
    )


def _optional_grounding(fields: Fields, name: str) -> Grounding | None:
    part = fields.optional_part(name)
    return None if part is None else _grounding(part)


def _entity(fields: Fields) -> Entity:
    return Entity(fields.text("id"), fields.text("type"), _grounding(fields), fields.optional_number("confidence"))


def _relation(fields: Fields) -> Relation:
    return Relation(fields.text("type"), fields.text("head"), fields.text("tail"), fields.optional_number("confidence"))


def _event_record(event: Event) -> dict[str, object]:
    arguments = [{"role": item.role, **_place(item.grounding), "entity": item.entity} for item in event.arguments]
    return {
        "type": event.type,
        "trigger": _optional_place(event.trigger),
        "arguments": arguments,
        "confidence": event.confidence,
    }


def _event(fields: Fields) -> Event:
    arguments = tuple(
        Argument(item.text("role"), _grounding(item), item.optional_text("entity")) for item in fields.parts("arguments")
    )
    trigger = _optional_grounding(fields, "trigger")
    return Event(fields.text("type"), trigger, arguments, fields.optional_number("confidence"))


def _fact_record(fact: Fact) -> dict[str, object]:
    return {
        "subject": _place(fact.subject),
        "predicate": _place(fact.predicate),
        "object": _place(fact.object),
        "time": _optional_place(fact.time),
        "place": _optional_place(fact.place),
        "confidence": fact.confidence,
    }


def _fact(fields: Fields) -> Fact:
    return Fact(
        _grounding(fields.part("subject")),
        _grounding(fields.part("predicate")),
        _grounding(fields.part("object")),
        _optional_grounding(fields, "time"),
        _optional_grounding(fields, "place"),
        fields.optional_number("confidence"),
    )


def _table_record(table: Table) -> dict[str, object]:
    rows = [[_optional_place(cell) for cell in row] for row in table.rows]
    return {"request": table.request, "columns": list(table.columns), "rows": rows}


def _table(fields: Fields) -> Table:
    columns = fields.texts("columns")
    rows = tuple(tuple(None if cell is None else _grounding(cell) for cell in row) for row in fields.rows("rows"))
    if any(len(row) != len(columns) for row in rows):
        fields.refuse("rows", "one cell a column in every row")
    return Table(fields.text("request"), columns, rows)


def _reading_record(reading: Reading) -> dict[str, object]:
    return {
        "start": reading.start,
        "end": reading.end,
        "call": reading.call,
        "outcome": reading.outcome.value,
        "asked": list(reading.asked),
    }


def _reading(fields: Fields) -> Reading:
    outcome = fields.choice("outcome", Outcome)
    return Reading(fields.whole("start"), fields.whole("end"), fields.text("call"), outcome, fields.texts("asked"))
