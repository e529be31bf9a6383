"""Reading an on-demand table: columns and rows, records, or a Markdown table in a string."""

from __future__ import annotations

import re

from garner.formats.json_answers.items import TABLE, Place, fields_of, has_fields, is_empty, text_of, texts_of
from garner.formats.json_answers.values import JsonNumber, JsonObject, JsonValue, show_json
from garner.formats.problems import Code, show
from garner.values import DraftTable

__all__ = ["markdown_table", "table_of", "table_of_rows"]

_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r":?-+:?")


def table_of(value: JsonValue, place: Place) -> DraftTable | None:
    """The table a value gives, ``None`` where it gives none (reported unless the value says "nothing")."""
    if isinstance(value, str) and not isinstance(value, JsonNumber) and not is_empty(value):
        table = markdown_table(value, place)
        if table is not None:
            place.add(Code.VALUE_CONVERTED, "columns and rows were asked, not a Markdown table")
            return table
    if has_fields(value, TABLE, "rows") and isinstance(value, JsonObject):
        return _columns_and_rows(value, place)
    if isinstance(value, JsonObject) and has_fields(value, TABLE, "columns"):
        return _columns_and_rows(value, place)
    records: JsonValue = [value] if isinstance(value, JsonObject) and value.pairs else value
    if isinstance(records, list) and records and all(isinstance(record, JsonObject) for record in records):
        place.add(Code.VALUE_CONVERTED, "columns and rows were asked, not a list of records")
        return _records(records, (), place)
    if isinstance(records, list) and len(records) > 1 and all(isinstance(row, list) for row in records):
        place.add(Code.VALUE_CONVERTED, "columns and rows were asked, not a list of lists; the first is read as the columns")
        return table_of_rows(_cells(records[0], place), [_cells(row, place) for row in records[1:]], place)
    if not is_empty(value):
        place.lost(value, "a table with columns and rows")
    return None


def _columns_and_rows(value: JsonObject, place: Place) -> DraftTable | None:
    fields = fields_of(value, TABLE, place)
    columns = _cells(fields.get("columns"), place)
    given = fields.get("rows")
    if isinstance(given, list) and any(isinstance(row, JsonObject) for row in given):
        place.add(Code.VALUE_CONVERTED, "lists of cells were asked, not records")
        return _records(given, tuple(columns), place)
    if not isinstance(given, list):
        if not is_empty(given):
            place.lost(given, "a list of rows")
        given = []
    rows = []
    for row in given:
        if isinstance(row, list):
            rows.append(_cells(row, place))
        elif len(columns) == 1:
            place.add(Code.VALUE_CONVERTED, f"a list of cells was asked: {show_json(row)}")
            rows.append([text_of(row, place) or ""])
        else:
            place.lost(row, "a list of cells")
    return table_of_rows(columns, rows, place)


def table_of_rows(columns: list[str], rows: list[list[str]], place: Place) -> DraftTable | None:
    """A table of rows as wide as the columns: short rows are filled up, what stands beyond the last column is lost."""
    if not columns:
        for row in rows:
            if any(row):
                place.add(Code.VALUE_LOST, f"a row without columns: {show(' | '.join(row))}")
        return None
    fitted = []
    for row in rows:
        if len(row) < len(columns):
            place.add(Code.VALUE_CONVERTED, f"a row was filled up to {len(columns)} cells: {show(' | '.join(row))}")
        if any(row[len(columns) :]):
            place.add(Code.VALUE_LOST, f"cells beyond the last column: {show(' | '.join(row[len(columns) :]))}")
        fitted.append(tuple((row + [""] * len(columns))[: len(columns)]))
    return DraftTable(tuple(columns), tuple(fitted))


def _records(records: list[JsonValue], columns: tuple[str, ...], place: Place) -> DraftTable | None:
    objects = [record for record in records if isinstance(record, JsonObject)]
    for record in records:
        if not isinstance(record, JsonObject) and not is_empty(record):
            place.lost(record, "a record")
    names = list(dict.fromkeys([*columns, *(key for record in objects for key, _ in record.pairs)]))
    rows = []
    for record in objects:
        cells = dict(record.pairs)
        rows.append([_cell(cells.get(name), place) for name in names])
    return table_of_rows(names, rows, place)


def _cells(value: JsonValue, place: Place) -> list[str]:
    """The cells of a row or the names of the columns; an empty string where a cell says nothing."""
    if not isinstance(value, list):
        return texts_of(value, place)
    return [_cell(cell, place) for cell in value]


def _cell(value: JsonValue, place: Place) -> str:
    return text_of(value, place) or ""


def markdown_table(text: str, place: Place) -> DraftTable | None:
    """The first Markdown table of a text; ``None`` where there is none."""
    lines = [line.strip() for line in text.splitlines()]
    for number, line in enumerate(lines[1:], 1):
        cells = _split(line)
        if len(cells) > 1 or line.startswith("|"):
            if not all(_RULE.fullmatch(cell) for cell in cells):
                continue
            rows = []
            for row in lines[number + 1 :]:
                if "|" not in row:
                    break
                rows.append([text_of(cell, place) or "" for cell in _split(row)])
            return table_of_rows(_split(lines[number - 1]), rows, place)
    return None


def _split(line: str) -> list[str]:
    inner = line.removeprefix("|")
    if inner.endswith("|") and not inner.endswith("\\|"):
        inner = inner[:-1]
    return [cell.strip().replace("\\|", "|") for cell in _BAR.split(inner)]
