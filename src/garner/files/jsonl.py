"""Documents from JSONL: one object a line with ``text`` and, if given, ``id``."""

from __future__ import annotations

import codecs
import json
from collections.abc import Iterator
from itertools import chain
from typing import BinaryIO

from garner.files.decoding import WIDE_MARKS, Unreadable, binary_kind, decode
from garner.values import Document

__all__ = ["jsonl_documents", "looks_like_jsonl"]

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
    first = first or stream.readline()
    if refused := binary_kind(first, path):
        yield refused
        return
    records = 0
    for number, line in enumerate(_lines(first, stream, path, encoding), start=1):
        if isinstance(line, Unreadable):
            records += 1
            yield line
        elif line.strip():
            records += 1
            yield _document(line, f"{path}:{number}")
    if not records:
        yield Unreadable(path, "empty_file", f"{path} holds no records.", "Leave it out, or check what should have filled it.")


def _lines(first: bytes, stream: BinaryIO, path: str, encoding: str | None) -> Iterator[str | Unreadable]:
    if encoding or first.startswith(WIDE_MARKS):
        # A line end of another encoding need not be one byte: such files are decoded whole.
        text = decode(first + stream.read(), path, encoding)
        yield from [text] if isinstance(text, Unreadable) else text.split("\n")
        return
    for number, line in enumerate(chain([first.removeprefix(codecs.BOM_UTF8)], stream), start=1):
        try:
            yield line.decode("utf-8")
        except UnicodeDecodeError as error:
            place = f"{path}:{number}"
            message = f"{place} is not UTF-8: byte 0x{line[error.start]:02X} at offset {error.start} of the line."
            yield Unreadable(place, "wrong_encoding", message, "Write the file as UTF-8, or name its encoding with --encoding.")


def _document(line: str, place: str) -> Document | Unreadable:
    try:
        record = json.loads(line.rstrip("\r\n"))
    except json.JSONDecodeError as error:
        return _bad(place, f"is not JSON: {error.msg} in column {error.colno}.", _SHAPE)
    except (ValueError, RecursionError) as error:
        return _bad(place, f"is not JSON: {error}.", _SHAPE)
    if not isinstance(record, dict):
        return _bad(place, "is not an object.", _SHAPE)
    text = record.get("text")
    if not isinstance(text, str):
        fields = ", ".join(list(map(str, record))[:8]) or "none"
        return _bad(
            place, "has no field text." if text is None else "has a field text that is no text.", f"Its fields: {fields}."
        )
    if not text.strip():
        return Unreadable(place, "empty_text", f"{place} has an empty text.", "Leave it out.")
    identifier = record.get("id")
    if isinstance(identifier, str | int) and not isinstance(identifier, bool) and str(identifier):
        return Document(str(identifier), text, place)
    if identifier is None or identifier == "":
        return Document(place, text, place)
    return _bad(place, "has an id that is neither text nor a whole number.", "Give every record a plain id, or none.")


def _bad(place: str, message: str, hint: str) -> Unreadable:
    return Unreadable(place, "bad_record", f"{place} {message}", hint)
