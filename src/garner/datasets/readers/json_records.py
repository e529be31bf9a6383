"""Files of JSON records, one a line or one list a file; what is broken is named with its place."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from garner.datasets.files import CorpusFiles
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError

__all__ = ["Record", "convert_records", "expected_shape", "json_lines", "json_list", "json_value"]

Record = Any
"""One value as JSON gives it: each reader knows its own shape, and ``convert_records`` names a record that has another."""


def json_lines(files: CorpusFiles, name: str) -> Iterator[tuple[str, Record]]:
    """Every record of a file with one a line, with its place (``file:line``). Blank lines are skipped.

    Raises ``InputError`` with file and line for a line that is not JSON.
    """
    # str.splitlines would also cut at characters such as U+2028, which JSON allows inside a string.
    for number, line in enumerate(files.text(name).split("\n"), 1):
        if line.strip():
            yield f"{name}:{number}", _parse(line, name, number)


def json_list(files: CorpusFiles, name: str) -> Iterator[tuple[str, Record]]:
    """Every record of a file that is one JSON list, with its place (``file:record``, counted from 1).

    Raises ``InputError`` with file and line for a file that is not JSON or no list.
    """
    records = json_value(files, name)
    if not isinstance(records, list):
        raise InputError(f"{name}:1: not a list of records but {type(records).__name__}.", _HINT)
    for number, record in enumerate(records, 1):
        yield f"{name}:{number}", record


def json_value(files: CorpusFiles, name: str) -> Record:
    """The whole file as one JSON value. Raises ``InputError`` with file and line."""
    return _parse(files.text(name), name, 1)


def convert_records(
    records: Iterator[tuple[str, Record]], convert: Callable[[Record, str], Annotated | Refusal]
) -> Iterator[Annotated | Refusal]:
    """What ``convert`` makes of every record and its place.

    Raises ``InputError`` with the place of a record that lacks a field or has another shape than the format says.
    """
    for where, record in records:
        with expected_shape(where):
            converted = convert(record, where)
        yield converted


@contextmanager
def expected_shape(where: str) -> Iterator[None]:
    """Turns what goes wrong in a record of another shape into an ``InputError`` that names its place."""
    try:
        yield
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as error:
        raise InputError(f"{where}: not a record of this format ({type(error).__name__}: {error}).", _HINT) from error


_HINT = "Is the file whole, and of the version that the corpus's page names?"


def _parse(text: str, name: str, first: int) -> Record:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{first + error.lineno - 1}: not valid JSON ({error.msg}).", _HINT) from error
    except RecursionError as error:
        raise InputError(f"{name}:{first}: JSON nested too deep to be read.", _HINT) from error
