"""One text of a public corpus with its gold spans, checked against the text."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["CorpusRecord", "GoldSpan", "Refusal", "fingerprint_text"]

_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")


class GoldSpan(NamedTuple):
    """A gold mention: half-open code-point offsets into the record's text, and its label as a person would write it."""

    start: int
    end: int
    label: str


class Refusal(NamedTuple):
    """Something a reader could not turn into a record or span, with the reason; counted, never dropped in silence."""

    reason: str
    where: str


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """A text with the gold spans of one annotation layer.

    ``refused`` counts the annotations of this text that could not be placed, by reason. Raises ``ValueError`` when a span is
    empty, outside the text, or begins or ends with white space.
    """

    id: str
    text: str
    spans: tuple[GoldSpan, ...]
    refused: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        for span in self.spans:
            surface = self.text[span.start : span.end]
            if not 0 <= span.start < span.end <= len(self.text) or surface != surface.strip():
                raise ValueError(f"{self.id}: {span} is no mention of its text ({surface!r})")


def fingerprint_text(text: str) -> str:
    """The text reduced to lower-case letters and digits: two texts with the same fingerprint count as the same sentence.

    >>> fingerprint_text("The U.S. economy -- again!")
    'theuseconomyagain'
    """
    return _NOT_A_LETTER_OR_DIGIT.sub("", text.lower())
