"""The records of a JSON or JSON Lines file one by one, each with the line it begins in."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from garner.errors import InputError

__all__ = ["json_values"]

_SPACE = re.compile(r"[ \t\r\n]*")
_DECODER = json.JSONDecoder()
_HINT = "Is the file whole? Each record must be complete JSON."


def json_values(text: str, name: str) -> Iterator[tuple[int, object]]:
    """The items of a file that is one JSON list, else the values that follow each other in it (JSON Lines, or over several
    lines), with their line numbers from 1. A list of a text and an object is one value (spaCy's way to write a record).

    Raises ``InputError`` with file and line where the file is broken or ends too early.
    """
    at, line = _after_space(text, 0), 1
    line += text.count("\n", 0, at)
    listed = text.startswith("[", at) and _is_all(text, at)
    if listed:
        at = _after_space(text, at + 1)
        line = 1 + text.count("\n", 0, at)
    while at < len(text) and not (listed and text[at] == "]"):
        value, end = _value(text, at, name)
        yield line, value
        after = _after_space(text, end)
        if listed and text[after : after + 1] == ",":
            after = _after_space(text, after + 1)
        elif listed and text[after : after + 1] != "]":
            found = "the file ends" if after == len(text) else f"found {text[after]!r}"
            raise InputError(f"{name}:{text.count(chr(10), 0, after) + 1}: expected a comma or the list's end, {found}.", _HINT)
        line += text.count("\n", at, after)
        at = after
    if listed and at == len(text):
        raise InputError(f"{name}:{line}: the list has no end.", _HINT)


def _is_all(text: str, at: int) -> bool:
    """Whether the list that begins here is the whole file and its items the records; also where it is broken."""
    try:
        value, end = _DECODER.raw_decode(text, at)
    except (ValueError, RecursionError):
        return "\n" in text[at:].strip()
    pair = len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], dict)
    return _after_space(text, end) == len(text) and not pair


def _after_space(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at


def _value(text: str, at: int, name: str) -> tuple[object, int]:
    try:
        return _DECODER.raw_decode(text, at)
    except json.JSONDecodeError as error:
        raise InputError(f"{name}:{error.lineno}: this is no JSON: {error.msg} in column {error.colno}.", _HINT) from None
    except (ValueError, RecursionError) as error:
        line = text.count("\n", 0, at) + 1
        raise InputError(f"{name}:{line}: this JSON cannot be read: {error}.", _HINT) from None
