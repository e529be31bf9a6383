"""How many tokens a text takes where the model's tokenizer is out of reach."""

from __future__ import annotations

import re

__all__ = ["estimate_tokens"]

# A word of up to this many ASCII letters is about one token of any large vocabulary.
_LETTERS = 5
_PARTS = re.compile(r"[A-Za-z]+|[0-9]+|[ \t]+|[^\x00-\x7f]|[\x00-\x7f]")


def estimate_tokens(text: str) -> int:
    """An estimate on the safe side: a token for every five letters of a word, three digits, other character.

    Blanks between words cost nothing, as tokenizers glue one to the word behind it. Characters beyond ASCII (Han, kana, Hangul,
    accents) count one each, which is what multilingual vocabularies need on average for Han and more than they need for the
    rest.

    >>> estimate_tokens("Acme bought Globex in 2021.")
    9
    >>> estimate_tokens("東京都")
    3
    """
    return sum(_cost(part) for part in _PARTS.findall(text))


def _cost(part: str) -> int:
    if part[0] in " \t":
        return 0
    if part[0].isascii() and part[0].isalpha():
        return -(-len(part) // _LETTERS)
    if part[0].isascii() and part[0].isdigit():
        return -(-len(part) // 3)
    return 1
