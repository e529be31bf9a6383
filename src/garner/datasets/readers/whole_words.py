"""Places of values that a corpus gives as strings."""

from __future__ import annotations

import re
from collections.abc import Callable

from garner.datasets.gold import Gold
from garner.values import Grounding

__all__ = ["find_word", "ground_words", "word_finder"]

# Scripts without spaces have no such letters: there every place is between words.
_LETTER = "A-Za-z0-9À-ɏ"


def find_word(text: str, value: str, start: int = 0) -> tuple[int, int] | None:
    """Where a value stands as whole words, else where its characters first stand; ``None`` where they stand nowhere.

    >>> find_word("Speaker 10 and Speaker 1", "Speaker 1"), find_word("this", "is"), find_word("这是甲", "是")
    ((15, 24), (2, 4), (1, 2))
    """
    value = value.strip()
    found = text.find(value) if value else -1
    return _whole_words(text, value, start) or ((found, found + len(value)) if found >= 0 else None)


def ground_words(gold: Gold, value: str, start: int = 0) -> Grounding:
    """The grounding of a value where it stands as whole words ("is", but not in "this"). A value that does so nowhere, also an
    empty one, is kept as ``absent``."""
    value = value.strip()
    found = _whole_words(gold.text, value, start)
    place = gold.place(*found) if found else None
    return place or Grounding.absent(value)


def word_finder(gold: Gold) -> Callable[[str], Grounding | None]:
    """``Gold.find`` with whole words first: each call gives the next occurrence of its value."""
    reached: dict[str, int] = {}

    def find(value: str) -> Grounding | None:
        found = ground_words(gold, value, reached.get(value, 0))
        if found.end is None:
            return gold.find(value)
        reached[value] = found.end
        return found

    return find


def _whole_words(text: str, value: str, start: int) -> tuple[int, int] | None:
    """The first place from ``start`` on, else from the start of the text, that begins and ends between words."""
    if not value:
        return None
    words = re.compile(rf"(?:(?<![{_LETTER}])|(?![{_LETTER}])){re.escape(value)}(?:(?![{_LETTER}])|(?<![{_LETTER}]))")
    found = words.search(text, start) or words.search(text)
    return found.span() if found else None
