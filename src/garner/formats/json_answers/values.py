"""JSON as garner reads it: every pair of an object kept, numbers as they were written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import NoReturn, TypeAlias, Union

from garner.formats.problems import Code, Report, show

__all__ = ["JsonNumber", "JsonObject", "JsonValue", "read_strict", "read_strict_at", "report_repeated", "show_json", "unpacked"]

_DEEPEST_SHOWN = 6
_MOST_SHOWN = 400


class JsonNumber(str):
    """A number in the characters of the reply, so that ``1.50`` stays ``1.50``."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class JsonObject:
    """An object as its pairs, in order; a key that stands twice is there twice."""

    pairs: tuple[tuple[str, JsonValue], ...]


JsonValue: TypeAlias = Union[bool, str, JsonNumber, list["JsonValue"], JsonObject, None]  # noqa: UP007 - names a type within itself


def read_strict(text: str, report: Report) -> JsonValue:
    """The value of a text that is JSON by the book; ``ValueError`` otherwise, also where it is nested beyond all measure."""
    value, end = read_strict_at(text, len(text) - len(text.lstrip(" \t\r\n")), report)
    if text[end:].strip(" \t\r\n"):
        raise ValueError("text after the value")
    return value


def read_strict_at(text: str, start: int, report: Report) -> tuple[JsonValue, int]:
    """The JSON value that begins at ``start`` and where it ends. Raises ``ValueError`` like :func:`read_strict`."""
    found = Report()

    def keep(pairs: list[tuple[str, JsonValue]]) -> JsonObject:
        report_repeated(pairs, found)
        return JsonObject(tuple(pairs))

    decoder = json.JSONDecoder(object_pairs_hook=keep, parse_int=JsonNumber, parse_float=JsonNumber, parse_constant=_refuse)
    try:
        value, end = decoder.raw_decode(text, start)
    except RecursionError:
        raise ValueError("nested too deep for the strict reader") from None
    report.take(found)
    return value, end


def unpacked(value: JsonValue, report: Report) -> JsonValue:
    """The answer inside a string that holds JSON, else the value itself."""
    if isinstance(value, str) and not isinstance(value, JsonNumber) and value.lstrip()[:1] in ("{", "["):
        try:
            inner = read_strict(value, report)
        except ValueError:
            return value
        report.add(Code.JSON_REPAIRED, "JSON inside a string")
        return inner
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def report_repeated(pairs: list[tuple[str, JsonValue]], report: Report) -> None:
    """Report the keys that stand more than once in one object."""
    if len({key for key, _ in pairs}) == len(pairs):
        return
    seen: set[str] = set()
    for key, _ in pairs:
        if key in seen:
            report.add(Code.DUPLICATE_KEY, f"the key {show(key)} stands more than once in one object")
        seen.add(key)


def show_json(value: JsonValue) -> str:
    """A value for a message, as JSON of bounded length and depth."""
    pieces: list[str] = []
    _collect(value, pieces, 0)
    text = "".join(pieces)
    return text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + "..."


def _collect(value: JsonValue, pieces: list[str], depth: int) -> None:
    # A piece has one character or more, so enough pieces are enough characters.
    if len(pieces) > _MOST_SHOWN:
        return
    if isinstance(value, JsonNumber):
        pieces.append(value)
    elif isinstance(value, str):
        pieces.append(show(value))
    elif value is None or isinstance(value, bool):
        pieces.append(json.dumps(value))
    elif depth == _DEEPEST_SHOWN:
        pieces.append("...")
    elif isinstance(value, JsonObject):
        pieces.append("{")
        for number, (key, member) in enumerate(value.pairs[:_MOST_SHOWN]):
            pieces += [", " if number else "", show(key), ": "]
            _collect(member, pieces, depth + 1)
        pieces.append("}")
    else:
        pieces.append("[")
        for number, item in enumerate(value[:_MOST_SHOWN]):
            pieces.append(", " if number else "")
            _collect(item, pieces, depth + 1)
        pieces.append("]")
