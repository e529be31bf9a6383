"""Records from JSONL, one object a line, and documents from those with ``text`` and, if given, ``id``."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO, NamedTuple

from garner.files.decoding import WIDE_MARKS, Unreadable, binary_kind, binary_line, decode
from garner.values import Document

__all__ = ["JsonRecord", "bad_record", "identifier_of", "jsonl_documents", "jsonl_records", "looks_like_jsonl"]


class JsonRecord(NamedTuple):
    """One object of a file and where it stands, ``FILE:LINE``."""

    place: str
    content: dict[str, object]


_SHAPE = 'Each line must be one object: {"id": ..., "text": ...}.'


def looks_like_jsonl(line: bytes) -> bool:
    """Whether a first line is a record of JSONL rather than text that happens to begin with a brace."""
    try:
        record = json.loads(line.removeprefix(codecs.BOM_UTF8))
    except (ValueError, RecursionError):
        return False
    return isinstance(record, dict) and isinstance(record.get("text"), str)


def jsonl_documents(
    stream: BinaryIO, path: str, encoding: str | None = None, first: bytes = b""
) -> Iterator[Document | Unreadable]:
    """The records of ``first`` (what was read of the stream already) and the stream, line by line.

    A line that is broken is yielded as ``Unreadable`` and the next one goes on; other fields than ``id`` and ``text`` are
    ignored, blank lines skipped. Lone surrogates (``\\\\ud800``) are kept.
    """
    for record in jsonl_records(stream, path, encoding, first):
        yield record if isinstance(record, Unreadable) else _document(record)


def jsonl_records(
    stream: BinaryIO, path: str, encoding: str | None = None, first: bytes = b"", shape: str = _SHAPE
) -> Iterator[JsonRecord | Unreadable]:
    """As :func:`jsonl_documents`, the objects as they are; ``shape`` is told where a line is none."""
    first = first or stream.readline()
    plain = not encoding and not first.startswith(WIDE_MARKS)
    if refused := binary_kind(first, path) or (binary_line(first, path) if plain else None):
        yield refused
        return
    begun = [first]
    if plain and first.removeprefix(codecs.BOM_UTF8).strip() in (b"{", b"["):
        begun.append(stream.readline())
        if not _is_object(begun[1]):
            yield bad_record(path, "is JSON over several lines.", f"{shape} jq -c writes such lines.")
            return
    records = 0
    for number, line in enumerate(_lines(begun, stream, path, encoding), start=1):
        if isinstance(line, Unreadable):
            records += 1
            yield line
        elif line.strip():
            records += 1
            yield _record(line, f"{path}:{number}", shape)
    if not records:
        yield Unreadable(path, "empty_file", f"{path} holds no records.", "Leave it out, or check what should have filled it.")


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _lines(begun: list[bytes], stream: BinaryIO, path: str, encoding: str | None) -> Iterator[str | Unreadable]:
    if encoding or begun[0].startswith(WIDE_MARKS):
        # A line end of another encoding need not be one byte: such files are decoded whole.
        text = decode(b"".join((*begun, stream.read())), path, encoding)
        yield from [text] if isinstance(text, Unreadable) else text.split("\n")
        return
    for number, line in enumerate(chain([begun[0].removeprefix(codecs.BOM_UTF8)], begun[1:], stream), start=1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            place = f"{path}:{number}"
            message = f"{place} is not UTF-8: byte 0x{line[error.start]:02X} at offset {error.start} of the line."
            yield Unreadable(place, "wrong_encoding", message, "Write the file as UTF-8, or name its encoding with --encoding.")


def _record(line: str, place: str, shape: str) -> JsonRecord | Unreadable:
    try:
        record = json.loads(line.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        return bad_record(place, f"is not JSON: {error.msg} in column {error.colno}.", shape)
    except (ValueError, RecursionError) as error:
        return bad_record(place, f"is not JSON: {error}.", shape)
    return JsonRecord(place, record) if isinstance(record, dict) else bad_record(place, "is not an object.", shape)


def _document(record: JsonRecord) -> Document | Unreadable:
    place, content = record
    text = content.get("text")
    if not isinstance(text, str):
        fields = ", ".join(list(content)[:8]) or "none"
        lack = "has no field text." if text is None else "has a field text that is no text."
        return bad_record(place, lack, f"Its fields: {fields}.")
    if not text.strip():
        return Unreadable(place, "empty_text", f"{place} has an empty text.", "Leave it out.")
    identifier = identifier_of(content.get("id"), place)
    return identifier if isinstance(identifier, Unreadable) else Document(identifier, text, place)


def identifier_of(value: object, place: str) -> str | Unreadable:
    """The id that a record gives itself, its place where it gives none."""
    if isinstance(value, str | int) and not isinstance(value, bool) and str(value):
        return str(value)
    if value is None or value == "":
        return place
    return bad_record(place, "has an id that is neither text nor a whole number.", "Give every record a plain id, or none.")


def bad_record(place: str, message: str, hint: str) -> Unreadable:
    """The refusal of a record: ``message`` goes on after its place."""
    return Unreadable(place, "bad_record", f"{place} {message}", hint)
