"""A text as characters: the tokens of the trunk that reads Chinese and Japanese."""

from __future__ import annotations

import unicodedata
import zlib
from collections.abc import Iterable
from functools import lru_cache

from garner.models.encoder.words import MOST_LABEL_TOKENS, TokenText, split_words, word_shape

__all__ = ["CHARACTER_CLS", "CHARACTER_SEP", "FIRST_CHARACTER", "CharacterVocabulary"]

CHARACTER_CLS, CHARACTER_SEP = 2, 3
"""Token numbers that a text starts and ends with."""
FIRST_CHARACTER = 4
_UNKNOWN = 1


class CharacterVocabulary:
    """Numbers for characters (0 none, 1 an unknown one, 2 and 3 the marks around a text, then ``characters`` in their order)
    and for pairs of neighbours (``pair_buckets`` of them, by checksum).

    >>> vocabulary = CharacterVocabulary("東京", 1000)
    >>> text = vocabulary.tokenise("東 京!")
    >>> text.tokens, text.words
    ((4, 5, 1), ((0, 1), (2, 3), (3, 4)))
    """

    def __init__(self, characters: Iterable[str], pair_buckets: int) -> None:
        self.pair_buckets = pair_buckets
        self._numbers = {character: number for number, character in enumerate(characters, FIRST_CHARACTER)}
        self._number = lru_cache(maxsize=65_536)(self._look_up)
        self._pair = lru_cache(maxsize=262_144)(self._hash)

    def __len__(self) -> int:
        """How many token numbers there are."""
        return FIRST_CHARACTER + len(self._numbers)

    def tokenise(self, text: str) -> TokenText:
        """The text's words, every character that is no white space being one token."""
        words = split_words(text)
        tokens: list[int] = []
        shapes: list[int] = []
        pairs: list[int] = []
        first, last = [], []
        for start, end in words:
            word = text[start:end]
            first.append(len(tokens))
            before = text[start - 1] if start else " "
            for character in word:
                tokens.append(self._number(character))
                pairs.append(self._pair(before, character))
                before = character
            last.append(len(tokens) - 1)
            shapes += [word_shape(word)] * len(word)
        return TokenText(tuple(words), tuple(tokens), tuple(shapes), tuple(first), tuple(last), tuple(pairs))

    def tokenise_label(self, label: str) -> TokenText:
        """The first tokens of a label's words, at most ``MOST_LABEL_TOKENS``; at least one."""
        tokens: list[int] = []
        pairs: list[int] = []
        before = " "
        for character in label:
            if len(tokens) == MOST_LABEL_TOKENS:
                break
            if not character.isspace():
                tokens.append(self._number(character))
                pairs.append(self._pair(before, character))
            before = character
        return TokenText((), tuple(tokens) or (_UNKNOWN,), (), (), (), tuple(pairs) or (0,))

    def _look_up(self, character: str) -> int:
        """The character's number, else that of its plain form in lower case (a full-width letter's, a capital's)."""
        known = self._numbers.get(character)
        if known is None:
            known = self._numbers.get(unicodedata.normalize("NFKC", character).lower(), _UNKNOWN)
        return known

    def _hash(self, before: str, character: str) -> int:
        """The bucket of two neighbours; any white space, and the start of the text, counts as one space."""
        pair = (" " if before.isspace() else before) + character
        return zlib.crc32(pair.encode("utf-8", "replace")) % self.pair_buckets
