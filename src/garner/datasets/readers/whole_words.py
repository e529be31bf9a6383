"""Places of values that a corpus gives as strings of whole words."""

from __future__ import annotations

import re

from garner.datasets.gold import Gold
from garner.values import Grounding

__all__ = ["find_words"]


def find_words(gold: Gold, value: str, after: int = 0) -> Grounding:
    """The grounding of a value where it stands as whole words ("is", but not in "this"): first behind ``after``, else from the
    start of the text. A value that stands nowhere, also an empty one, is kept as ``absent``."""
    value = value.strip()
    if not value:
        return Grounding.absent("")
    words = re.compile(rf"(?<!\w){re.escape(value)}(?!\w)")
    found = words.search(gold.text, after) or words.search(gold.text)
    place = gold.place(*found.span()) if found else None
    return place or Grounding.absent(value)
