"""From tokens back to a text that reads naturally, with the place of every token in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

__all__ = ["Detokenised", "align", "detokenise", "is_clitic", "join", "unescape"]

# Penn Treebank escapes for characters that the text itself has.
_ESCAPES = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
_ESCAPED_SLASH = re.compile(r"[\w.,-]+(?:\\/[\w.,-]+)+")

_CLOSING = re.compile(r"[.,;:]|\.[,;]|[)\]}’”»]+[.,;:]?|[!?]+")
_OPENING = frozenset("([{“‘«")
_CLITIC = re.compile(r"['’](?:s|m|d|re|ve|ll)|n['’]t", re.IGNORECASE)
_BARE_CLITIC = re.compile(r"s|t|m|d|re|ve|ll", re.IGNORECASE)
_CURRENCY = re.compile(r"(?:US|A|C|HK|NZ|S|R)?\$|[£€¥]")
_SHORT_NUMBER = re.compile(r"[0-9]{1,3}")
_DOMAINS = frozenset(("com", "org", "net"))
_HYPHENS = frozenset("-/")
_LISTING = frozenset(("and", "or", "to", "versus", "vs"))
_ABBREVIATED = frozenset((("e", "g"), ("i", "e"), ("a", "m"), ("p", "m")))
_LATIN_OR_DIGITS = re.compile(r"[A-Za-z0-9À-ɏ]+(?:['’.-][A-Za-z0-9À-ɏ]+)*")


@dataclass(frozen=True, slots=True)
class Detokenised:
    """A text and the half-open place of each of its tokens; a token of white space alone may have an empty place."""

    text: str
    places: tuple[tuple[int, int], ...]

    def place(self, first: int, end: int) -> tuple[int, int]:
        """The place of ``tokens[first:end]``; an empty place outside the text (-1, -1) where there are no such tokens."""
        if not 0 <= first < end <= len(self.places):
            return -1, -1
        return self.places[first][0], self.places[end - 1][1]


def detokenise(tokens: Sequence[str], spaced: bool = True, hyphens_cut: bool = False) -> Detokenised:
    """The text of a tokenised sentence; ``spaced`` says whether its script puts spaces between words, ``hyphens_cut`` that its
    tokeniser made tokens of all hyphens and slashes inside words, so that those between two words join them.

    Only white space is invented or left out, Penn Treebank escapes apart. Spaces go where English surely has none: before
    closing and after opening punctuation, before clitics, inside pairs of straight quotes, between a currency sign and its
    amount. In doubt the space stays: a wrong join hides a word, a needless space hides nothing.

    >>> detokenise(["``", "I", "ca", "n't", "pay", "$", "5", "!", "''"]).text
    '"I can\\'t pay $5!"'
    >>> detokenise(["我", "用", "Windows", "10", "。"], spaced=False).text
    '我用Windows 10。'
    """
    words = [unescape(token).strip() if spaced else unescape(token) for token in tokens]
    if spaced:
        joined = _joined(tokens, words)
        return join(words, [each or (hyphens_cut and _at_hyphen(words, at)) for at, each in enumerate(joined)])
    return join(words, [_joined_without_spaces(*pair) for pair in pairwise(words)])


def join(words: Sequence[str], joined: Sequence[bool]) -> Detokenised:
    """The words as they are, with a space after each but the last, unless ``joined`` says that the next one follows at once."""
    text, places = "", []
    for number, word in enumerate(words):
        if number and text and word and not joined[number - 1] and not text[-1].isspace():
            text += " "
        places.append((len(text), len(text) + len(word)))
        text += word
    return Detokenised(text, tuple(places))


def align(text: str, tokens: Sequence[str]) -> Detokenised | None:
    """The places of the tokens in the text they were cut from; ``None`` where the text has other characters than the tokens.

    >>> align("It's  5%", ["It", "'s", "5", "%"]).places
    ((0, 2), (2, 4), (6, 7), (7, 8))
    """
    places, position = [], 0
    for token in tokens:
        while position < len(text) and text[position].isspace():
            position += 1
        if not text.startswith(token, position):
            return None
        places.append((position, position + len(token)))
        position += len(token)
    return Detokenised(text, tuple(places)) if not text[position:].strip() else None


def unescape(token: str) -> str:
    """The token without Penn Treebank escapes.

    >>> [unescape(token) for token in ("-LRB-", "1\\\\/2", "-lrb-", "C:\\\\/")]
    ['(', '1/2', '(', 'C:\\\\/']
    """
    if _ESCAPED_SLASH.fullmatch(token):
        return token.replace("\\/", "/")
    return _ESCAPES.get(token.upper(), token)


def is_clitic(before: str, token: str) -> bool:
    """Whether an English token is a clitic that belongs to the word before it: Ann 's, do n't.

    >>> is_clitic("Ann", "'s"), is_clitic("``", "'s")
    (True, False)
    """
    return before[-1:].isalnum() and _CLITIC.fullmatch(token) is not None


def _joined_without_spaces(before: str, after: str) -> bool:
    """Two words in Latin letters or digits stay apart; single characters are pieces of one word."""
    latin = _LATIN_OR_DIGITS.fullmatch(before) and _LATIN_OR_DIGITS.fullmatch(after)
    return not latin or (len(before) == 1 and len(after) == 1)


def _joined(tokens: Sequence[str], words: Sequence[str]) -> list[bool]:
    """For every token but the last: whether the next one follows without a space."""
    opening, closing = _quotes(tokens, words)
    joined = []
    for number, (before, after) in enumerate(pairwise(words)):
        rest = words[number + 2] if number + 2 < len(words) else ""
        joined.append(
            before in _OPENING
            or number in opening
            or number + 1 in closing
            or (_CURRENCY.fullmatch(before) is not None and after[:1].isdigit())
            or (after == "%" and before[-1:].isdigit())
            or is_clitic(before, after)
            or (_CLOSING.fullmatch(after) is not None and not _part_of_a_symbol(before, after, rest))
            or _inside_a_word(words, number)
        )
    return joined


def _part_of_a_symbol(before: str, after: str, rest: str) -> bool:
    """Whether a closing mark may be something else: a ratio (1 : 2), an operator (! =)."""
    return rest.startswith("=") or (after == ":" and before[-1:].isdigit() and rest[:1].isdigit())


def _inside_a_word(words: Sequence[str], number: int) -> bool:
    """Whether this token and the next are parts of one decimal (0 . 5), domain (x . com), abbreviation (e . g .) or clitic
    (Ann ' s)."""
    before, mark, after = (words[at] if 0 <= at < len(words) else "" for at in (number - 1, number, number + 1))
    if mark == ".":
        decimal = _SHORT_NUMBER.fullmatch(before) and (_SHORT_NUMBER.fullmatch(after) or (before == "0" and after.isdecimal()))
        return bool(decimal) or (after in _DOMAINS and before.isalnum()) or (before.lower(), after.lower()) in _ABBREVIATED
    return _is_cut_clitic(before, mark, after) or _is_cut_clitic(
        mark, after, words[number + 2] if number + 2 < len(words) else ""
    )


def _is_cut_clitic(before: str, mark: str, after: str) -> bool:
    return mark in ("'", "’") and before[-1:].isalpha() and _BARE_CLITIC.fullmatch(after) is not None


def _at_hyphen(words: Sequence[str], number: int) -> bool:
    """Whether a hyphen or slash that was cut off begins or ends here: inside a word, or at the end of a part (pre- and)."""
    before, mark, after, rest = (words[at] if 0 <= at < len(words) else "" for at in range(number - 1, number + 3))
    if after in _HYPHENS:
        return _ends_a_word(mark, after) and bool(rest)
    begins = after[:1].isalnum() or after in _OPENING
    return mark in _HYPHENS and _ends_a_word(before, mark) and begins and not (mark == "-" and after in _LISTING)


def _ends_a_word(token: str, mark: str) -> bool:
    return (token[-1:].isalnum() and not (mark == "-" and token in _LISTING)) or token in (")", "]")


def _quotes(tokens: Sequence[str], words: Sequence[str]) -> tuple[set[int], set[int]]:
    """The numbers of the tokens that surely open a quotation, and of those that close one.

    Escaped quotes say it themselves where both kinds occur. The others are paired from the left where their number is even;
    where it is odd, one that begins or ends the text has its partner in another text, and without such a one no one can tell.
    A single quote after a word in s, or after a digit, is an apostrophe or a prime unless a quotation is open; where some
    single quotes are parts of other tokens, no one can tell.
    """
    directed = "``" in tokens and "''" in tokens
    opening = {number for number, token in enumerate(tokens) if token == "``" and directed}
    closing = {number for number, token in enumerate(tokens) if token == "''" and directed}
    straight = [number for number, token in enumerate(tokens) if token == '"' or (token in ("``", "''") and not directed)]
    if len(straight) % 2:
        ends = [at for at in straight if at in (0, len(tokens) - 1)]
        (opening if ends == [0] else closing).update(ends if len(ends) == 1 else ())
        straight = [at for at in straight if at not in ends] if len(ends) == 1 else []
    single = _single_quotes(words, closing)
    glued = any(word.startswith("'") and len(word) > 1 and not _CLITIC.fullmatch(word) for word in words)
    for pairs in (straight, [] if glued or len(single) % 2 else single):
        opening.update(pairs[::2])
        closing.update(pairs[1::2])
    return opening, closing


def _single_quotes(words: Sequence[str], closing: set[int]) -> list[int]:
    """The single quotes that may be quotation marks; those that belong to the word before are added to ``closing``."""
    quotes: list[int] = []
    for number, word in enumerate(words):
        before, after = (words[at] if 0 <= at < len(words) else "" for at in (number - 1, number + 1))
        if word != "'" or _is_cut_clitic(before, word, after):
            continue
        if len(quotes) % 2 == 0 and (before[-1:] in ("s", "S") or before[-1:].isdigit()):
            closing.add(number)
        else:
            quotes.append(number)
    return quotes
