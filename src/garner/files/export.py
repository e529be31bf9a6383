"""Results as tables: CSV for spreadsheets and scripts, frames for pandas."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import NamedTuple

from garner.errors import MissingDependency, OutputError
from garner.values import Entity, Grounding, Result

__all__ = ["COLUMNS", "Frames", "Row", "rows", "to_frames", "write_csv"]


class Row(NamedTuple):
    """One item of a result. ``kind`` says what it is; parts of an item name it as their ``parent``.

    ========== ===================== ============================ ============================
    kind       type                  role                         text
    ========== ===================== ============================ ============================
    label      task                                               value
    entity     entity type                                        mention
    relation   relation type                                      (head and tail)
    event      event type                                         trigger
    argument   event type            role                         mention
    fact                                                          predicate
    part       (of a fact)           subject, object, time, place words
    cell       (of a table)          column                       words; ``row`` counts from 1
    problem    code                  where                        message
    ========== ===================== ============================ ============================
    """

    document: str
    kind: str
    id: str = ""
    parent: str = ""
    row: int | None = None
    type: str = ""
    role: str = ""
    text: str = ""
    start: int | None = None
    end: int | None = None
    grade: str = ""
    confidence: float | None = None
    value: str = ""
    entity: str = ""
    head: str = ""
    head_text: str = ""
    tail: str = ""
    tail_text: str = ""


COLUMNS = Row._fields


def rows(result: Result) -> Iterator[Row]:
    """Every item and problem of a result, parts behind the item they belong to."""
    entities = {entity.id: entity for entity in result.entities}
    for label in result.labels:
        yield Row(result.id, "label", type=label.task, text=label.value, confidence=label.confidence)
    for entity in result.entities:
        row = Row(result.id, "entity", entity.id, type=entity.type, confidence=entity.confidence)
        yield _placed(row, entity.grounding)
    yield from _relations(result, entities)
    yield from _events(result)
    yield from _facts(result)
    yield from _cells(result)
    for problem in result.problems:
        yield Row(result.id, "problem", type=problem.code, role=problem.where, text=problem.message)


def write_csv(path: str | Path, results: Iterable[Result], *, spreadsheet: bool = False) -> int:
    """Write one row an item, in UTF-8; returns how many rows.

    ``spreadsheet`` makes the file fit for Excel and the like: a byte order mark, and an apostrophe before text that they would
    run as a formula (it begins with ``=``, ``+``, ``-``, ``@``, a tab or a carriage return). Lone surrogates are written as
    escapes. Raises ``OutputError`` when the file cannot be written.
    """
    count = 0
    encoding = "utf-8-sig" if spreadsheet else "utf-8"
    try:
        with Path(path).open("w", encoding=encoding, errors="backslashreplace", newline="") as stream:
            writer = csv.writer(stream)
            writer.writerow(COLUMNS)
            for result in results:
                for row in rows(result):
                    writer.writerow([_tame(cell) for cell in row] if spreadsheet else row)
                    count += 1
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Check the folder and the room on the disk."
        ) from None
    return count


class Frames(NamedTuple):
    """pandas data frames: one row a document, one row an item."""

    documents: object
    items: object


def to_frames(results: Iterable[Result]) -> Frames:
    """The results as pandas data frames; ``items`` has the columns of ``Row``.

    Raises ``MissingDependency`` where pandas is not installed.
    """
    try:
        pandas = import_module("pandas")
    except ImportError:
        raise MissingDependency("data frames need pandas.", "Install it: pip install 'garner[pandas]'") from None
    documents, items = [], list[Row]()
    for result in results:
        usage = result.usage
        documents.append(
            (
                *(result.id, result.document.source, len(result.text), result.complete, len(result.problems)),
                *(usage.calls, usage.input_tokens, usage.output_tokens, usage.seconds, usage.cost, result.model),
            )
        )
        items.extend(rows(result))
    columns = ["document", "source", "characters", "complete", "problems"]
    columns += ["calls", "input_tokens", "output_tokens", "seconds", "cost", "model"]
    whole = dict.fromkeys(("row", "start", "end"), "Int64")
    return Frames(pandas.DataFrame(documents, columns=columns), pandas.DataFrame(items, columns=list(COLUMNS)).astype(whole))


def _placed(row: Row, grounding: Grounding | None) -> Row:
    if grounding is None:
        return row
    value = grounding.value if grounding.value != grounding.surface else ""
    return row._replace(
        text=grounding.surface, start=grounding.start, end=grounding.end, grade=grounding.grade.value, value=value
    )


def _relations(result: Result, entities: dict[str, Entity]) -> Iterator[Row]:
    for relation in result.relations:
        yield Row(
            result.id,
            "relation",
            type=relation.type,
            confidence=relation.confidence,
            head=relation.head,
            head_text=entities[relation.head].text,
            tail=relation.tail,
            tail_text=entities[relation.tail].text,
        )


def _events(result: Result) -> Iterator[Row]:
    for number, event in enumerate(result.events, start=1):
        identifier = f"event{number}"
        yield _placed(Row(result.id, "event", identifier, type=event.type, confidence=event.confidence), event.trigger)
        for argument in event.arguments:
            row = Row(
                result.id, "argument", parent=identifier, type=event.type, role=argument.role, entity=argument.entity or ""
            )
            yield _placed(row, argument.grounding)


def _facts(result: Result) -> Iterator[Row]:
    for number, fact in enumerate(result.facts, start=1):
        identifier = f"fact{number}"
        yield _placed(Row(result.id, "fact", identifier, confidence=fact.confidence), fact.predicate)
        for role, part in (("subject", fact.subject), ("object", fact.object), ("time", fact.time), ("place", fact.place)):
            if part is not None:
                yield _placed(Row(result.id, "part", parent=identifier, role=role), part)


def _cells(result: Result) -> Iterator[Row]:
    for number, table in enumerate(result.tables, start=1):
        for index, cells in enumerate(table.rows, start=1):
            for column, cell in zip(table.columns, cells, strict=True):
                if cell is not None:
                    yield _placed(Row(result.id, "cell", parent=f"table{number}", row=index, role=column), cell)


def _tame(cell: object) -> object:
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
