"""In which script a text is written, which decides what reads it."""

from __future__ import annotations

import re

from garner.models.encoder.words import EAST_ASIAN

__all__ = ["CHARACTERS", "WORDS", "script_of"]

WORDS, CHARACTERS = "words", "characters"
"""The trunks of an encoder: one reads pieces of words, the other single characters."""

_SHARE = 0.2
_CHARACTER = re.compile(f"[{EAST_ASIAN}]")


def script_of(text: str) -> str:
    """``CHARACTERS`` where at least a fifth of the letters are Han, kana or Hangul, else ``WORDS``.

    >>> script_of("Tokyo (東京)"), script_of("東京Tower"), script_of("👍")
    ('characters', 'characters', 'words')
    """
    if text.isascii():
        return WORDS
    count = sum(1 for _ in _CHARACTER.finditer(text))
    return CHARACTERS if count and count >= _SHARE * sum(map(str.isalpha, text)) else WORDS
