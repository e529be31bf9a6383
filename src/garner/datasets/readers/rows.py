"""Tables of separated values (CSV, TSV), plain or in a zip archive."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError

__all__ = ["JsonRows", "LabelledRows", "Rows"]


@dataclass(frozen=True, slots=True)
class Rows:
    """How a table is written: ``columns`` are the names of its columns, or empty where its first row says them.

    Without ``quotes`` a row is a line and cells are cut at every ``separator``; with them, cells may be quoted as in CSV and
    hold line breaks.
    """

    columns: tuple[str, ...] = ()
    separator: str = ","
    quotes: bool = True

    def read(self, files: CorpusFiles, name: str) -> Iterator[tuple[str, dict[str, str]]]:
        """Every row by column, with its place (``file:line``, the first line of the row). Blank lines are skipped.

        Raises ``InputError`` for a row that has not as many cells as there are columns.
        """
        columns = self.columns
        for line, cells in self._cells(_text(files, name)):
            if not columns:
                columns = tuple(cells)
            elif len(cells) != len(columns):
                raise InputError(
                    f"{name}:{line}: {len(cells)} cells where {len(columns)} columns are expected.",
                    "Is the file whole, and separated as the corpus's page says?",
                )
            else:
                yield f"{name}:{line}", dict(zip(columns, cells, strict=True))

    def _cells(self, text: str) -> Iterator[tuple[int, list[str]]]:
        if not self.quotes:
            for number, line in enumerate(text.split("\n"), 1):
                if line.strip():
                    yield number, line.rstrip("\r").split(self.separator)
            return
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=self.separator)
        before = 0
        for cells in reader:
            if cells:
                yield before + 1, cells
            before = reader.line_num


@dataclass(frozen=True, slots=True)
class LabelledRows:
    """A text a row with answers to classification tasks.

    ``text`` is the column of the text, ``tasks`` maps the columns of the answers to the raw names of their tasks, ``silent``
    are cells that give no answer, ``line_break`` is how the file writes a line break within a text, if not as one. Of
    ``file.tsv#train`` the rows that have ``train`` in the column ``part`` are read. A row without a text is refused.
    """

    rows: Rows
    text: str
    tasks: Mapping[str, str] = field(default_factory=dict)
    silent: tuple[str, ...] = ()
    line_break: str = "\n"
    part: str = ""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        part = name.partition("#")[2]
        for where, row in self.rows.read(files, name):
            missing = {self.text, *self.tasks, *filter(None, [self.part])} - set(row)
            if missing:
                raise InputError(f"{where}: there is no column {', '.join(sorted(missing))}.", "Is it another table?")
            if self.part and row[self.part] != part:
                continue
            text = row[self.text].replace(self.line_break, "\n")
            yield _labelled(where, text, {task: row[column] for column, task in self.tasks.items()}, self.silent)


@dataclass(frozen=True, slots=True)
class JsonRows:
    """The same as JSON lines: the members ``text`` and those of ``tasks``, whose values are strings."""

    text: str
    tasks: Mapping[str, str]

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), self._convert)

    def _convert(self, record: Record, where: str) -> Annotated | Refusal:
        answers = {task: record[member] for member, task in self.tasks.items()}
        if not all(isinstance(answer, str) for answer in answers.values()):
            raise TypeError("an answer is no string")
        return _labelled(where, record[self.text], answers, ())


def _labelled(where: str, text: str, answers: Mapping[str, str], silent: tuple[str, ...]) -> Annotated | Refusal:
    text = text.strip().removeprefix("\ufeff")
    if not text:
        return Refusal("record without a text", where)
    gold = Gold(where, text)
    for task, answer in answers.items():
        if answer not in silent:
            gold.choice(task, answer)
    return gold.annotated()


def _text(files: CorpusFiles, name: str) -> str:
    """The text of a file, or of the only file in a zip archive."""
    if not name.endswith(".zip"):
        return files.text(name)
    try:
        # No archive is valid UTF-8, so its text is its bytes as Latin-1.
        with zipfile.ZipFile(io.BytesIO(files.content(name))) as archive:
            (member,) = archive.namelist()
            return archive.read(member).decode("utf-8-sig")
    except (zipfile.BadZipFile, zlib.error, ValueError) as error:
        raise InputError(f"{name}: not a zip archive of one UTF-8 file ({error}).", "Copy the file again.") from error
