"""Text of documents on a terminal: nothing in it can steer the terminal."""

from __future__ import annotations

import re

__all__ = ["count_of", "one_line", "visible"]

# Controls but line feed and tab, lone surrogates, and the marks that turn the direction of what follows.
_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
_SPACES = re.compile(r"\s+")


def visible(text: str) -> str:
    r"""The text with everything that could steer a terminal written as an escape.

    >>> visible("a\x1b[31mb")
    'a\\x1b[31mb'
    """
    return _STEERING.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def count_of(number: int, noun: str) -> str:
    """How many there are, in words.

    >>> count_of(1, "item"), count_of(1200, "item")
    ('1 item', '1,200 items')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def one_line(text: str, most: int = 60) -> str:
    """The text in one line of at most ``most`` characters.

    >>> one_line("one  two\\nthree", most=10)
    'one two t…'
    """
    line = visible(_SPACES.sub(" ", text).strip())
    return line if len(line) <= most else f"{line[: most - 1]}…"
