"""Strings in JSON that breaks its rules: where they end and what they say."""

from __future__ import annotations

import re
from typing import NamedTuple

from garner.formats.json_answers.values import JsonNumber, JsonValue

__all__ = ["QUOTES", "BareWord", "QuotedString", "read_bare", "read_quoted", "space_end"]

# Which characters may close a string that the key opened.
QUOTES = {'"': '"', "'": "'", "`": "`", "“": '”“"', "‘": "’‘'", "„": '“”"'}

_RUNS = {opener: re.compile(f"[^{re.escape(closers)}\\\\]*") for opener, closers in QUOTES.items()}
_SPACE = re.compile(r"\s*")
_ESCAPED = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", '"': '"', "\\": "\\", "/": "/"}
_HEXADECIMAL = re.compile(r"[0-9a-fA-F]{4}")
_AFTER_COMMA = re.compile(
    r"""["'`“‘„\[\{\(\]\}\)\-\d]|\Z|//|/\*|\.\.\.|(?:true|false|null|none|nan)\b|[\w-]{1,50}["'`]?\s{0,9}:""", re.IGNORECASE
)
_BARE = re.compile(r"(?:[^,\]}\n/]|/(?![/*]))*")
_BARE_IN_ROUND = re.compile(r"(?:[^,\]})\n/]|/(?![/*]))*")
_BARE_KEY = re.compile(r"[^,:}\n]*")
_NUMBER = re.compile(r"[-+]?(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?")
_CONSTANTS: dict[str, JsonValue] = {
    "true": True,
    "false": False,
    "null": None,
    "none": None,
    "undefined": None,
    "nan": None,
    "nil": None,
}


class QuotedString(NamedTuple):
    """``value`` is ``None`` where the text ended before the string did; ``mended`` names the rules it broke."""

    value: str | None
    end: int
    mended: tuple[str, ...] = ()


class BareWord(NamedTuple):
    """A value without quotes; ``mended`` names the rule it broke, or is empty."""

    value: JsonValue
    end: int
    mended: str = ""


def space_end(text: str, start: int) -> int:
    """Where the white space that begins at ``start`` ends."""
    found = _SPACE.match(text, start)
    assert found is not None
    return found.end()


def read_quoted(text: str, start: int, is_key: bool, closer: str) -> QuotedString:
    """The string whose opening quote stands at ``start``, as a key or within brackets that ``closer`` closes."""
    opener = text[start]
    pieces: list[str] = []
    mended = [] if opener == '"' else ["other quotes than double ones"]
    position = start + 1
    while True:
        found = _RUNS[opener].match(text, position)
        assert found is not None
        run = found.group()
        pieces.append(run)
        if "\n" in run or "\r" in run:
            mended.append("a line break inside a string")
        position = found.end()
        if position == len(text):
            return QuotedString(None, position, tuple(mended))
        if text[position] == "\\":
            piece, position, broken = _escape(text, position)
            pieces.append(piece)
            mended += ["an escape that JSON does not know"] if broken else []
        elif _closes(text, position, is_key, closer):
            return QuotedString("".join(pieces), position + 1, tuple(dict.fromkeys(mended)))
        else:
            pieces.append(text[position])
            mended.append("a quote inside a string")
            position += 1


def _closes(text: str, quote: int, is_key: bool, closer: str) -> bool:
    """Whether the quote ends its string: judged by what follows, as people do."""
    after = space_end(text, quote + 1)
    if after == len(text):
        return True
    following = text[after]
    if following in "]}" or following == closer:
        return True
    if following == ":":
        return is_key
    if following == ",":
        return _AFTER_COMMA.match(text, space_end(text, after + 1)) is not None
    if following in QUOTES:
        return after > quote + 1
    return text.startswith(("//", "/*", "```"), after)


def _escape(text: str, position: int) -> tuple[str, int, bool]:
    """What the escape at ``position`` stands for, where it ends and whether JSON knows no such escape."""
    if position + 1 == len(text):
        return "", position + 1, False
    character = text[position + 1]
    if character in _ESCAPED:
        return _ESCAPED[character], position + 2, False
    if character == "u":
        unit = _unit(text, position)
        if unit is None:
            return "\\u", position + 2, True
        if 0xD800 <= unit < 0xDC00:
            low = _unit(text, position + 6)
            if low is not None and 0xDC00 <= low < 0xE000:
                return chr(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00)), position + 12, False
        return chr(unit), position + 6, False
    # A lone backslash before a letter is a path or a formula; before punctuation it is an escape of Markdown or of Python.
    return ("\\" + character if character.isalnum() else character), position + 2, True


def _unit(text: str, position: int) -> int | None:
    found = _HEXADECIMAL.match(text, position + 2) if text.startswith("\\u", position) else None
    return int(found.group(), 16) if found else None


def read_bare(text: str, start: int, is_key: bool, closer: str) -> BareWord:
    """The word, number or constant without quotes that begins at ``start``."""
    found = (_BARE_KEY if is_key else _BARE_IN_ROUND if closer == ")" else _BARE).match(text, start)
    assert found is not None
    word = found.group()
    end = start + max(1, len(word))
    word = word.strip()
    if is_key:
        return BareWord(word, end, "a key without quotes")
    if word.lower() in _CONSTANTS:
        strict = word in ("true", "false", "null")
        return BareWord(_CONSTANTS[word.lower()], end, "" if strict else "a constant that is not JSON")
    if _NUMBER.fullmatch(word):
        return BareWord(JsonNumber(word), end)
    return BareWord(word, end, "a string without quotes")
