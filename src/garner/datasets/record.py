"""One text of a corpus with what is asked of it and its gold, checked against the text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from garner.schema import Schema
from garner.values import Document, Extraction

__all__ = ["Annotated", "CorpusRecord", "Lost", "Refusal", "fingerprint_text"]

_NOT_A_LETTER_OR_DIGIT = re.compile(r"[\W_]+")


class Lost(StrEnum):
    """What could not be converted: a whole record, or one annotation of a record that was."""

    RECORD = "record"
    ANNOTATION = "annotation"


class Refusal(NamedTuple):
    """Something a reader could not convert: why, and where it stands (file and line, or file and record); never dropped in
    silence."""

    reason: str
    where: str
    lost: Lost = Lost.RECORD


@dataclass(frozen=True, slots=True)
class Annotated:
    """What a reader makes of one record: its gold under the corpus's own raw label names.

    ``schema`` is the question of a record that brings its own; ``None`` where the corpus asks the same of every text.
    """

    id: str
    text: str
    gold: Extraction
    refused: tuple[Refusal, ...] = ()
    schema: Schema | None = None


@dataclass(frozen=True, slots=True)
class CorpusRecord:
    """One text of one split: what is asked (``schema``), the right answer (``gold``), and where both come from.

    ``split`` is written ``corpus:split``, ``source`` is the SHA-256 of the files the split was read from. Every gold item that
    has a place equals the text there (``Extraction`` checks it when built).
    """

    id: str
    text: str
    schema: Schema
    gold: Extraction
    split: str
    source: str

    @property
    def document(self) -> Document:
        """The text alone, as an extractor reads it."""
        return Document(self.id, self.text)


def fingerprint_text(text: str) -> str:
    """The text reduced to lower-case letters and digits: two texts with the same fingerprint count as the same sentence.

    >>> fingerprint_text("The U.S. economy -- again!")
    'theuseconomyagain'
    """
    return _NOT_A_LETTER_OR_DIGIT.sub("", text.lower())
