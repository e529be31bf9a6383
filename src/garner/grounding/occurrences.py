"""Every place where a value stands in a text as it is, or the same after normalisation, best places first."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from unicodedata import normalize

from garner.grounding.folding import DASHES
from garner.grounding.view import View
from garner.grounding.words import is_whole, keeps_clusters
from garner.values import Grade

__all__ = ["Occurrence", "normalised_tiers", "positions", "verbatim_tiers"]

_HYPHEN = re.compile(rf"[{re.escape(DASHES)}](?!\s)")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place of a value: half-open raw offsets, how it was found, and the edits it takes when it is only near."""

    start: int
    end: int
    grade: Grade
    distance: int = 0


def positions(text: str, value: str) -> Iterator[int]:
    """Where ``value`` (not empty) begins in ``text``, overlapping places included.

    >>> list(positions("ananas", "ana"))
    [0, 2]
    """
    position = text.find(value)
    while position >= 0:
        yield position
        position = text.find(value, position + 1)


def verbatim_tiers(text: str, value: str) -> tuple[list[Occurrence], list[Occurrence], list[Occurrence]]:
    """The exact places: on whole words; inside a word or number; those that part a character from its mark.

    >>> [len(tier) for tier in verbatim_tiers("party art", "art")]
    [1, 1, 0]
    """
    whole: list[Occurrence] = []
    inside: list[Occurrence] = []
    cut: list[Occurrence] = []
    for start in positions(text, value):
        end = start + len(value)
        tier = cut if not keeps_clusters(text, start, end) else whole if is_whole(text, start, end) else inside
        tier.append(Occurrence(start, end, Grade.VERBATIM))
    return whole, inside, cut


def normalised_tiers(
    text: str, view: View, value: str, key: str
) -> tuple[list[Occurrence], list[Occurrence], list[Occurrence]]:
    """The places whose normalised form is ``key`` and that are not exact: close ones on whole words; others; inside a word.

    Close means the same but for case, canonical composition and the width of spaces. No place parts a grapheme cluster.

    >>> [len(tier) for tier in normalised_tiers("Café cafe", View("Café cafe"), "CAFE", "cafe")]
    [1, 1, 0]
    """
    close: list[Occurrence] = []
    other: list[Occurrence] = []
    inside: list[Occurrence] = []
    light = _light(value)
    for position in positions(view.folded, key) if key else ():
        span = view.raw_span(position, position + len(key))
        if span is None or text[span[0] : span[1]] == value:
            continue
        whole = is_whole(text, *span)
        if not whole and _joins_parts(text[span[0] : span[1]], value):
            continue
        tier = inside if not whole else close if _light(text[span[0] : span[1]]) == light else other
        tier.append(Occurrence(*span, Grade.NORMALISED))
    return close, other, inside


def _joins_parts(surface: str, value: str) -> bool:
    """Whether a surface runs over a hyphen within a line that the value does not have: "to-To" is no place of "toto" when both
    of its words go on outside it."""
    return bool(_HYPHEN.search(surface)) and not _HYPHEN.search(value)


def _light(text: str) -> str:
    return " ".join(normalize("NFC", text).casefold().split())
