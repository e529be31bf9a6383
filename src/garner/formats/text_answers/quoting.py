"""Fields of the one-line formats: bare as the papers write them, in double quotes (a JSON string) where they must be.

A field is quoted when it holds a separator or a line break, begins with a quote or bracket, begins or ends with white space,
or spells null; an unquoted field that spells null is null.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import NamedTuple

from garner.formats.nulls import is_null
from garner.formats.protocol import NotExpressible

__all__ = ["Field", "escaped", "is_open", "split", "write_field"]

_SURROGATE_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# What a line must not hold: control characters, every kind of line break, halves of characters.
_ESCAPED = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_QUOTED = re.compile(r'\s*("(?:[^"\\\n]|\\.)*+")[^\S\n]*')
_OPEN_QUOTE = re.compile(r'\s*"(?:[^"\\]|\\.)*+\\?\Z', re.DOTALL)
_QUOTE_AFTER_SEPARATOR = re.compile(r'(?:^|[:;,/=])\s*"')


def escaped(written: str) -> str:
    """JSON on one line that UTF-8 can carry.

    Raises ``NotExpressible`` for two surrogates that follow each other, which JSON joins into one character.
    """
    if _SURROGATE_PAIR.search(written):
        raise NotExpressible("JSON joins two surrogates that follow each other into one character.", "Mend the text.")
    return _ESCAPED.sub(lambda found: f"\\u{ord(found.group()):04x}", written)


def write_field(text: str, separators: str) -> str:
    """The field, quoted where one of the separators or anything else in it would be misread."""
    is_plain = (
        not is_null(text)
        and text == text.strip()
        and not text.lstrip("#* ").startswith(("[", "{", "`", "<", "\ufeff"))
        and "</" not in text
        and not any(separator in text for separator in separators)
        and not _ESCAPED.search(text)
        and not _QUOTE_AFTER_SEPARATOR.search(text)
    )
    # "</" must not stand in a reply: it would end a block of reasoning, which "<" at its beginning would open.
    return text if is_plain else escaped(json.dumps(text, ensure_ascii=False)).replace("</", "<\\/")


class Field(NamedTuple):
    """A field of a text: what it says, whether it was quoted, where it stands, and the separator after it ("" at the end)."""

    value: str
    quoted: bool
    start: int
    end: int
    separator: str


def split(text: str, separators: str) -> Iterator[Field]:
    """The fields between separators outside quotes; an empty text has one empty field."""
    following = re.compile(f"[^{re.escape(separators)}]*")
    position = 0
    while True:
        quoted = _QUOTED.match(text, position)
        value = None
        if quoted and (quoted.end() == len(text) or text[quoted.end()] in separators):
            value = _unquoted(quoted.group(1))
        if quoted and value is not None:
            end = quoted.end()
        else:
            found = following.match(text, position)
            assert found is not None
            end = found.end()
        separator = text[end : end + 1]
        bare = text[position:end].strip()
        yield Field(bare if value is None else value, value is not None, position, end, separator)
        if not separator:
            return
        position = end + 1


def _unquoted(literal: str) -> str | None:
    try:
        value = json.loads(literal)
    except ValueError:
        return None
    return value if isinstance(value, str) else None


def is_open(field: Field, text: str) -> bool:
    """Whether the field, the last of its text, opens a quote that never closes."""
    return not field.quoted and _OPEN_QUOTE.match(text, field.start) is not None
