"""Where a text is written like one of a label's example mentions."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

__all__ = ["Examples", "Sighting", "examples_of", "sightings"]


class Sighting(NamedTuple):
    """A span (half-open word numbers) that is written like an example of a label (its number)."""

    first: int
    end: int
    label: int


class Examples(NamedTuple):
    """The labels that each mention is an example of, by its letters (see :func:`_letters`), and the most letters of one."""

    labels: Mapping[str, tuple[int, ...]]
    longest: int


def examples_of(labels: Iterable[Sequence[str]]) -> Examples:
    """The examples of labels, given in the order of their numbers.

    >>> examples_of([("Rome", "New York"), (), ("ROME",)])
    Examples(labels={'rome': (0, 2), 'new york': (0,)}, longest=8)
    """
    found: dict[str, dict[int, None]] = {}
    for number, examples in enumerate(labels):
        for example in examples:
            if letters := _letters(example):
                found.setdefault(letters, {})[number] = None
    return Examples({letters: tuple(numbers) for letters, numbers in found.items()}, max(map(len, found), default=0))


def sightings(text: str, words: Sequence[tuple[int, int]], examples: Examples, most_words: int) -> list[Sighting]:
    """The spans of ``text``, each of at most ``most_words`` of its ``words`` (places), that are written like an example.

    >>> sightings("In new  york.", [(0, 2), (3, 6), (8, 12), (12, 13)], examples_of([("New York",)]), 12)
    [Sighting(first=1, end=3, label=0)]
    """
    if not examples.labels:
        return []
    found = []
    for first, (start, _) in enumerate(words):
        for end in range(first + 1, min(len(words), first + most_words) + 1):
            letters = _letters(text[start : words[end - 1][1]])
            if len(letters) > examples.longest:
                break
            found += [Sighting(first, end, label) for label in examples.labels.get(letters, ())]
    return found


def _letters(mention: str) -> str:
    """A mention without what spellings of one name differ in: case, width, and how much white space stands between words."""
    return " ".join(unicodedata.normalize("NFKC", mention).casefold().split())
