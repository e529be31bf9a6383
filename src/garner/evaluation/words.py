"""Words for the measures that compare words, in scripts with and without spaces."""

from __future__ import annotations

import re

__all__ = ["plain_words", "spaced_words"]

# Scripts written without spaces: kana, Han with its extensions, half-width kana, Thai, Lao, Khmer, Burmese.
_UNSPACED = (
    "\u3040-\u30ff\u31f0-\u31ff\uff66-\uff9f"
    "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
    "\u0e00-\u0eff\u1780-\u17ff\u1000-\u109f"
)
_PLAIN = re.compile(rf"[{_UNSPACED}]|[^\W_{_UNSPACED}]+")
_SPACED = re.compile(rf"[{_UNSPACED}]|[^\s{_UNSPACED}]+")


def plain_words(text: str) -> list[str]:
    """Lower-case letters and digits; every character of a script without spaces is a word.

    >>> plain_words("Über-Fall, 2.5 東京_3")
    ['über', 'fall', '2', '5', '東', '京', '3']
    """
    return _PLAIN.findall(text.lower())


def spaced_words(text: str) -> list[str]:
    """What white space separates, as it stands; every character of a script without spaces is a word.

    >>> spaced_words("U.S. said, 東京")
    ['U.S.', 'said,', '東', '京']
    """
    return _SPACED.findall(text)
