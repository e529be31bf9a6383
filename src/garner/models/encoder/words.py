"""Words of a text with their places, and the tokens of texts and labels."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Encoding, Tokenizer

__all__ = [
    "MOST_LABEL_TOKENS",
    "SHAPES",
    "TokenText",
    "count_tokens",
    "split_words",
    "tokenise_label",
    "tokenise_text",
    "unread_share",
    "word_shape",
]

MOST_LABEL_TOKENS = 32
"""A label's words beyond this many tokens are not read."""

SHAPES = 6
"""How many shapes ``word_shape`` tells apart."""

_UNKNOWN = 3
_SPACE = "▁"
_MOST_LABEL_LETTERS = 1000
# A Han, kana or Hangul character is a word, so is every other mark; letters and digits stay together with their accents.
_EAST_ASIAN = (
    "\u1100-\u11ff\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff"
    "\uac00-\ud7ff\uf900-\ufaff\uff66-\uff9f\U00020000-\U000323af"
)
_WORD = re.compile(rf"[{_EAST_ASIAN}]|(?:[^\W_{_EAST_ASIAN}][\u0300-\u036f]*)+|\S")
_UNSPACED = re.compile(f"[{_EAST_ASIAN}]")
_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class TokenText:
    """A text in the model's tokens.

    ``words`` holds the place of each word in the text (half-open code points), ``first`` and ``last`` the numbers of its first
    and last token, ``shapes`` the shape of the word each token belongs to. Words that leave no token (control characters) are
    not among them.
    """

    words: tuple[tuple[int, int], ...]
    tokens: tuple[int, ...]
    shapes: tuple[int, ...]
    first: tuple[int, ...]
    last: tuple[int, ...]


def split_words(text: str) -> list[tuple[int, int]]:
    """The places of the words.

    >>> [("Zoë's 東京!")[start:end] for start, end in split_words("Zoë's 東京!")]
    ['Zoë', "'", 's', '東', '京', '!']
    """
    return [found.span() for found in _WORD.finditer(text)]


@lru_cache(maxsize=16384)
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
    """The text's words and tokens.

    The text is encoded whole, as the trunk met texts when it was trained. Where words are not separated (Han, kana, Hangul)
    what stands in one token is a word. Lone surrogates are read as unknown characters.
    """
    encoded = tokenizer.encode(_SURROGATE.sub("\ufffd", text), add_special_tokens=False)
    tokens = tuple(encoded.ids)
    first_at, last_at = _tokens_by_character(encoded, len(text))
    shapes = [0] * len(tokens)
    words: list[tuple[int, int]] = []
    first: list[int] = []
    last: list[int] = []
    apart = True
    for start, end in split_words(text):
        begin, until = first_at[start], last_at[end - 1]
        if begin < 0 or until < 0:
            continue
        unspaced = _UNSPACED.match(text, start) is not None
        if unspaced and not apart and words[-1][1] == start and last[-1] == begin:
            words[-1], last[-1] = (words[-1][0], end), until
            continue
        apart = not unspaced
        words.append((start, end))
        first.append(begin)
        last.append(until)
        shapes[begin : until + 1] = [word_shape(text[start:end])] * (until + 1 - begin)
    return TokenText(tuple(words), tokens, tuple(shapes), tuple(first), tuple(last))


def unread_share(text: str, read: TokenText) -> float:
    """The share, 0 to 1, of the text's letters that stand in words of which no token is known; 0 where there are no letters."""
    letters = sum(map(str.isalpha, text))
    unread = sum(
        sum(map(str.isalpha, text[start:end]))
        for (start, end), first, last in zip(read.words, read.first, read.last, strict=True)
        if all(token == _UNKNOWN for token in read.tokens[first : last + 1])
    )
    return unread / letters if letters else 0.0


def count_tokens(tokenizer: Tokenizer, text: str) -> int:
    """How many tokens :func:`tokenise_text` makes."""
    return len(tokenizer.encode(_SURROGATE.sub("\ufffd", text), add_special_tokens=False).ids)


def _tokens_by_character(encoded: Encoding, length: int) -> tuple[list[int], list[int]]:
    """The first and last token of each character, -1 where it left none. A token of white space alone is nobody's."""
    first, last = [-1] * length, [-1] * length
    for number, ((start, end), piece) in enumerate(zip(encoded.offsets, encoded.tokens, strict=True)):
        if piece == _SPACE:
            continue
        for place in range(start, end):
            if first[place] < 0:
                first[place] = number
            last[place] = number
    return first, last


def tokenise_label(tokenizer: Tokenizer, label: str) -> tuple[int, ...]:
    """The tokens of a label's words, at most ``MOST_LABEL_TOKENS``; at least one."""
    ids = tokenizer.encode(_SURROGATE.sub("\ufffd", label[:_MOST_LABEL_LETTERS]), add_special_tokens=False).ids
    return tuple(ids[:MOST_LABEL_TOKENS]) or (_UNKNOWN,)
