"""The best place to cut a stretch of text near a given place."""

from __future__ import annotations

import re
from collections.abc import Iterator

from garner.passages.sentences import sentence_spans
from garner.values.graphemes import is_boundary

__all__ = ["cut_near", "cut_sentences_near"]

_PARAGRAPH = re.compile(r"(?:\r\n|[\n\r\x0b\x0c\x85\u2028\u2029])[ \t\u3000]*+[\n\r\x0b\x0c\x85\u2028\u2029]\s*+")
_LINE = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]\s*+")
_CLAUSE = re.compile(r"[,;:)\]–—]++\s++|[，、；：）」』】—]++\s*+")
_WHITE = re.compile(r"\s++")


def cut_near(text: str, start: int, end: int, target: int) -> int | None:
    """Where to cut ``text[start:end]``, which is one sentence, near ``target``; ``None`` if it is one single character.

    The best kind of place within a quarter of the stretch on either side: paragraph, line, clause, space; else the nearest
    end of a grapheme cluster. Among places of one kind the nearest.

    >>> text = "one, two three"
    >>> cut_near(text, 0, 14, 7)
    5
    """
    reach = max(1, (end - start) // 4)
    low, high = max(start + 1, target - reach), min(end - 1, target + reach)
    for kind in (_PARAGRAPH, _LINE, _CLAUSE, _WHITE):
        places = [match.end() for match in kind.finditer(text, max(start, low - 1), high)]
        place = _nearest((place for place in places if low <= place <= high and is_boundary(text, place)), target)
        if place is not None:
            return place
    return _nearest_cluster(text, start, end, target)


def cut_sentences_near(text: str, target: int) -> int | None:
    """Where to cut a text of any number of sentences near ``target``: at a paragraph or sentence end, else as ``cut_near``.

    >>> cut_sentences_near("Ann came. Bob left. Cid stayed.", 16)
    20
    """
    reach = max(1, len(text) // 4)
    low, high = max(1, target - reach), min(len(text) - 1, target + reach)
    ends = [end for _, end in sentence_spans(text) if low <= end <= high]
    paragraphs = [end for end in ends if "\n\n" in text[max(0, end - 4) : end].replace("\r", "")]
    place = _nearest(iter(paragraphs or ends), target)
    return cut_near(text, 0, len(text), target) if place is None else place


def _nearest(places: Iterator[int], target: int) -> int | None:
    return min(places, key=lambda place: (abs(place - target), place), default=None)


def _nearest_cluster(text: str, start: int, end: int, target: int) -> int | None:
    for away in range(end - start):
        for place in (target - away, target + away):
            if start < place < end and is_boundary(text, place):
                return place
    return None
