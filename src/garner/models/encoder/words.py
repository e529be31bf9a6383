"""Words of a text with their places, and the tokens of texts and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = [
    "EAST_ASIAN",
    "MOST_LABEL_TOKENS",
    "SHAPES",
    "TokenText",
    "split_words",
    "tokenise_label",
    "tokenise_text",
    "word_shape",
]

MOST_LABEL_TOKENS = 32
"""A label's words beyond this many tokens are not read."""

SHAPES = 6
"""How many shapes ``word_shape`` tells apart."""

_UNKNOWN = 100
# A Han, kana or Hangul character is a word, so is every other mark; letters and digits stay together with their accents.
EAST_ASIAN = (
    "\u1100-\u11ff\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
_WORD = re.compile(rf"[{EAST_ASIAN}]|(?:[^\W_{EAST_ASIAN}][\u0300-\u036f]*)+|\S")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text in the model's tokens.

    ``words`` holds the place of each word in the text (half-open code points), ``first`` and ``last`` the numbers of its first
    and last token, ``shapes`` the shape of the word each token belongs to. Words that leave no token (control characters) are
    not among them. ``pairs`` holds for each token the number of the pair that it makes with the character before it, where
    tokens are characters.
    """

    words: tuple[tuple[int, int], ...]
    tokens: tuple[int, ...]
    shapes: tuple[int, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]
    pairs: tuple[int, ...] = ()


def split_words(text: str) -> list[tuple[int, int]]:
    """The places of the words.

    >>> [("Zoë's 東京!")[start:end] for start, end in split_words("Zoë's 東京!")]
    ['Zoë', "'", 's', '東', '京', '!']
    """
    return [found.span() for found in _WORD.finditer(text)]


def word_shape(word: str) -> int:
    """0 marks and digits, 1 lower case, 2 capitalised, 3 one capital, 4 capitals, 5 mixed: what an uncased vocabulary hides."""
    if not any(letter.isupper() for letter in word):
        return int(any(letter.isalpha() for letter in word))
    if len(word) == 1:
        return 3
    if word.isupper():
        return 4
    return 2 if word[0].isupper() and not any(letter.isupper() for letter in word[1:]) else 5


def tokenise_text(tokenizer: Tokenizer, text: str) -> TokenText:
    """The text's words and tokens. Lone surrogates are read as unknown characters."""
    places = split_words(text)
    words = [_SURROGATE.sub("\ufffd", text[start:end]) for start, end in places]
    tokens: list[int] = []
    shapes: list[int] = []
    kept, first, last = [], [], []
    for place, word in zip(places, words, strict=True):
        pieces = _word_tokens(tokenizer, word)
        if not pieces:
            continue
        kept.append(place)
        first.append(len(tokens))
        tokens.extend(pieces)
        shapes.extend([word_shape(word)] * len(pieces))
        last.append(len(tokens) - 1)
    return TokenText(tuple(kept), tuple(tokens), tuple(shapes), tuple(first), tuple(last))


def tokenise_label(tokenizer: Tokenizer, label: str) -> tuple[int, ...]:
    """The tokens of a label's words, at most ``MOST_LABEL_TOKENS``; at least one."""
    ids = [piece for word in _SURROGATE.sub("\ufffd", label).split() for piece in _word_tokens(tokenizer, word)]
    return tuple(ids[:MOST_LABEL_TOKENS]) or (_UNKNOWN,)


@lru_cache(maxsize=200_000)
def _word_tokens(tokenizer: Tokenizer, word: str) -> tuple[int, ...]:
    return tuple(tokenizer.encode(word, add_special_tokens=False).ids)
