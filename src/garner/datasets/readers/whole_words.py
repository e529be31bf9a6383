"""Places of values that a corpus gives as strings of whole words."""

from __future__ import annotations

import re
from collections.abc import Callable

from garner.datasets.gold import Gold
from garner.values import Grounding

__all__ = ["find_words", "word_finder"]

# Scripts without spaces have no such letters: there every place is between words.
_LETTER = "A-Za-z0-9À-ɏ"


def find_words(gold: Gold, value: str, after: int = 0) -> Grounding:
    """The grounding of a value where it stands as whole words ("is", but not in "this"): first behind ``after``, else from the
    start of the text. A value that stands nowhere, also an empty one, is kept as ``absent``."""
    value = value.strip()
    if not value:
        return Grounding.absent("")
    words = re.compile(rf"(?:(?<![{_LETTER}])|(?![{_LETTER}])){re.escape(value)}(?:(?![{_LETTER}])|(?<![{_LETTER}]))")
    found = words.search(gold.text, after) or words.search(gold.text)
    place = gold.place(*found.span()) if found else None
    return place or Grounding.absent(value)


def word_finder(gold: Gold) -> Callable[[str], Grounding | None]:
    """``Gold.find`` with whole words first: each call gives the next occurrence of its value."""
    reached: dict[str, int] = {}

    def find(value: str) -> Grounding | None:
        found = find_words(gold, value, reached.get(value, 0))
        if found.end is None:
            return gold.find(value)
        reached[value] = found.end
        return found

    return find
