"""From the bytes of a file to its text, or the reason why it has none."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

from garner.errors import NotConfigured

__all__ = ["WIDE_MARKS", "Unreadable", "binary_kind", "binary_line", "check_encoding", "decode"]


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A file or record that gives no document, and why. ``code`` is stable, ``hint`` says what to do."""

    path: str
    code: str
    message: str
    hint: str = ""


# The longer marks first: the one of UTF-32 (little endian) begins with the one of UTF-16.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_KINDS = (
    (b"%PDF-", "a PDF file", "Turn it into text first, for example with pdftotext."),
    (b"PK\x03\x04", "a ZIP container (as DOCX, XLSX and EPUB files are)", "Save it as plain text or HTML first."),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "Save it as plain text or HTML first."),
    (b"{\\rtf", "an RTF file", "Save it as plain text or HTML first."),
    (b"\x1f\x8b", "a gzip file", "Unpack it first: gunzip -c FILE | garner extract - ..."),
    (b"\x89PNG", "a PNG image", "garner reads text."),
    (b"\xff\xd8\xff", "a JPEG image", "garner reads text."),
)
WIDE_MARKS = tuple(mark for mark, name in _MARKS if name != "utf-8")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SAMPLE = 100_000
_MOST_CONTROLS = 0.3


def check_encoding(encoding: str) -> None:
    """Raises ``NotConfigured`` when Python knows no text encoding of that name."""
    from difflib import get_close_matches
    from encodings.aliases import aliases

    try:
        b"a".decode(encoding)
    except UnicodeError:
        return  # Known, only too wide for one byte.
    except (LookupError, ValueError):
        names = sorted({name.replace("_", "-") for name in (*aliases, *aliases.values())})
        close = get_close_matches(encoding.lower().replace("_", "-"), names, n=1)
        hint = f"Did you mean {close[0]}?" if close else "Known ones are utf-8, utf-16, cp1252, shift_jis, gb18030, ..."
        raise NotConfigured(f"there is no text encoding {encoding!r}.", hint) from None


def decode(data: bytes, path: str, encoding: str | None = None) -> str | Unreadable:
    """The text of a file, line ends as they are and without a byte order mark.

    A byte order mark decides the encoding, then ``encoding``, then UTF-8 is expected. Text may hold NUL and control
    characters; a file counts as binary when it begins like a known format, when it holds NULs and is no UTF-8, or when more
    than 30 % of its first 100,000 characters are controls.
    """
    if not data:
        return Unreadable(path, "empty_file", f"{path} is empty.", "Leave it out, or check what should have filled it.")
    if known := binary_kind(data, path):
        return known
    marked = next(((mark, name) for mark, name in _MARKS if data.startswith(mark)), None)
    skipped = len(marked[0]) if marked else 0
    chosen = marked[1] if marked else encoding or "utf-8"
    try:
        text = data[skipped:].decode(chosen)
    except UnicodeDecodeError as error:
        if b"\x00" in data and not marked and encoding is None:
            return _binary(path)
        return _wrong_encoding(data, path, chosen, error.start + skipped)
    if len(_CONTROL.findall(text[:_SAMPLE])) > _MOST_CONTROLS * len(text[:_SAMPLE]):
        return _binary(path)
    if not text.strip():
        return Unreadable(path, "empty_file", f"{path} holds nothing but white space.", "Leave it out.")
    return text


def binary_kind(data: bytes, path: str) -> Unreadable | None:
    """The refusal of data that begin like a well-known format that is not text."""
    for start, kind, hint in _KINDS:
        if data.startswith(start):
            return Unreadable(path, "binary_file", f"{path} is {kind}, not text.", hint)
    return None


def binary_line(line: bytes, path: str) -> Unreadable | None:
    """The refusal of a file whose first line is no line of text: no UTF-8, and with control characters."""
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return _binary(path) if _CONTROL.search(line.decode("latin-1")) else None
    return None


def _binary(path: str) -> Unreadable:
    hint = "garner reads text; if this is UTF-16 without a byte order mark, add --encoding utf-16-le."
    return Unreadable(path, "binary_file", f"{path} is binary, not text.", hint)


def _wrong_encoding(data: bytes, path: str, encoding: str, offset: int) -> Unreadable:
    line = data.count(b"\n", 0, offset) + 1
    message = f"{path} is not {encoding.upper()}: byte 0x{data[offset]:02X} at offset {offset} (line {line})."
    hint = "Name its encoding, for example --encoding cp1252, shift_jis or gb18030."
    return Unreadable(path, "wrong_encoding", message, hint)
