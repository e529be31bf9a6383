"""On-demand tables: a request, a text, and the table that answers it, in Markdown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, expected_shape, json_list
from garner.datasets.readers.whole_words import ground_words
from garner.datasets.record import Annotated, Refusal
from garner.schema import Schema
from garner.values import Grounding

__all__ = ["RequestedTables"]

NOTHING = ("", "N/A")


@dataclass(frozen=True, slots=True)
class RequestedTables:
    """A JSON list with ``instruction``, ``text``, ``table`` and ``category``; only records of ``category`` are read.

    The request is the record's question. A cell is placed where its words stand in the text, most are the annotators' own; a
    cell left empty or ``N/A`` is ``None``. Refused: a row that has not one cell a column.
    """

    category: str

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, record in json_list(files, name):
            with expected_shape(where):
                converted = _annotated(record, where) if record["category"] == self.category else None
            if converted is not None:
                yield converted


def _annotated(record: Record, where: str) -> Annotated | Refusal:
    lines = [_cells(line) for line in record["table"].strip().split("\n") if line.strip()]
    if len(lines) < 2 or any(set(cell) - set("-: ") for cell in lines[1]):
        return Refusal("table without a header", where)
    columns, rows = lines[0], lines[2:]
    gold = Gold(where, record["text"])
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns):
            gold.refuse("row that has not one cell a column", f"row {number}")
    request = "\n".join(record["instruction"].splitlines()).strip()
    gold.table(request, columns, [[_cell(gold, cell) for cell in row] for row in rows if len(row) == len(columns)])
    return gold.annotated(Schema(table=request))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().removeprefix("|").removesuffix("|").split("|")]


def _cell(gold: Gold, cell: str) -> Grounding | None:
    return None if cell in NOTHING else ground_words(gold, cell)
