"""Where a word may begin and end, in scripts that show it."""

from __future__ import annotations

from functools import lru_cache
from unicodedata import category

from garner.values.graphemes import is_boundary

__all__ = ["is_whole", "keeps_clusters", "writes_spaces"]

_HAN = (
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_HIRAGANA = ((0x3041, 0x309F),)
_KATAKANA = ((0x30A1, 0x30FF), (0x31F0, 0x31FF), (0xFF66, 0xFF9F))
_HANGUL = ((0x1100, 0x11FF), (0x3131, 0x318E), (0xA960, 0xA97C), (0xAC00, 0xD7FB), (0xFFA0, 0xFFDC))
# Thai, Lao, Burmese, Khmer
_NO_SPACES = ((0x0E01, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF), (0x1950, 0x19DF), (0xAA60, 0xAA7F))


@lru_cache(maxsize=16384)
def _script(character: str) -> str:
    """``""`` for what is no part of a word, else the family of scripts that decides how its words are told apart."""
    if character < "\u0100":
        return "alphabet" if character.isalnum() or character == "_" else ""
    code = ord(character)
    for name, ranges in (("free", _HAN + _HIRAGANA + _NO_SPACES), ("katakana", _KATAKANA), ("hangul", _HANGUL)):
        if any(first <= code <= last for first, last in ranges):
            return name
    is_mark = category(character) in {"Mn", "Mc"} and not 0xFE00 <= code <= 0xFE0F and code < 0xE0000
    return "alphabet" if is_mark or character.isalnum() else ""


def writes_spaces(character: str) -> bool:
    """Whether a space beside this character tells words apart: letters and digits, but not those of Chinese, Japanese, Korean.

    Korean does write spaces, but people disagree where, and so do its texts.

    >>> writes_spaces("a"), writes_spaces("東"), writes_spaces(",")
    (True, False, False)
    """
    script = _script(character)
    return script == "alphabet" or (script == "free" and ord(character) < 0x2E80)


def is_whole(text: str, start: int, end: int) -> bool:
    """Whether neither edge of ``text[start:end]`` cuts a word or a number.

    Han, hiragana and scripts without spaces have no such edges; a run of katakana is one word; Hangul words begin where the
    syllables begin, but may end anywhere, because particles follow without a space.

    >>> is_whole("party art", 1, 4), is_whole("party art", 6, 9), is_whole("iPhone手机", 0, 6)
    (False, True, True)
    """
    return not _joined(text, start, starts=True) and not _joined(text, end, starts=False)


def keeps_clusters(text: str, start: int, end: int) -> bool:
    """Whether neither edge of ``text[start:end]`` parts a base from its mark, an emoji sequence or a surrogate pair."""
    return is_boundary(text, start) and is_boundary(text, end)


def _joined(text: str, position: int, *, starts: bool) -> bool:
    """Whether the characters on both sides of a position belong to one word or one number."""
    if position <= 0 or position >= len(text):
        return False
    before, after = text[position - 1], text[position]
    script = _script(before)
    if script and script != "free" and script == _script(after):
        return starts or script != "hangul"
    if before in ".," and after.isdigit():
        return position > 1 and text[position - 2].isdigit()
    return after in ".," and before.isdigit() and text[position + 1 : position + 2].isdigit()
