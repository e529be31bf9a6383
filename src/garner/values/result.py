"""What came of one document: its items, what was read, what went wrong, what it cost."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from garner.values.document import Document
from garner.values.items import Entity, Event, Extraction, Fact, Label, Relation, Table
from garner.values.trace import Round
from garner.values.usage import Usage

__all__ = ["Outcome", "Problem", "Reading", "Result"]


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was lost, repaired or could not be done. ``code`` is stable; ``where`` names the place for people."""

    code: str
    message: str
    where: str = ""


class Outcome(StrEnum):
    """How one reading of a passage ended; the first two count as read."""

    READ = "read"
    REPAIRED = "repaired"
    PARTIAL = "partial"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Reading:
    """One call of the model on ``text[start:end]``: what was ``asked`` (schema keys such as ``entities.company``), by which
    ``call`` (its address in the ledger, or the model's name where calls are not recorded), and how it ended."""

    start: int
    end: int
    call: str
    outcome: Outcome
    asked: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """The extraction of one document with its coverage, problems and usage.

    ``model`` and ``schema`` name what answered and the fingerprint of what was asked, so that a result can be told from one
    made under other conditions. ``trace`` holds the rounds in which the answer was corrected, none where nobody was to.
    """

    document: Document
    extraction: Extraction
    coverage: tuple[Reading, ...] = ()
    problems: tuple[Problem, ...] = ()
    usage: Usage = field(default_factory=Usage)
    model: str = ""
    schema: str = ""
    trace: tuple[Round, ...] = ()

    @property
    def id(self) -> str:
        return self.document.id

    @property
    def text(self) -> str:
        return self.document.text

    @property
    def labels(self) -> tuple[Label, ...]:
        return self.extraction.labels

    @property
    def entities(self) -> tuple[Entity, ...]:
        return self.extraction.entities

    @property
    def relations(self) -> tuple[Relation, ...]:
        return self.extraction.relations

    @property
    def events(self) -> tuple[Event, ...]:
        return self.extraction.events

    @property
    def facts(self) -> tuple[Fact, ...]:
        return self.extraction.facts

    @property
    def tables(self) -> tuple[Table, ...]:
        return self.extraction.tables

    @property
    def complete(self) -> bool:
        """Whether every character was read for everything that was asked; never where every reading failed."""
        failed = all(reading.outcome is Outcome.FAILED for reading in self.coverage)
        return not self.gaps() and not (self.coverage and failed)

    def to_dict(self) -> dict[str, object]:
        """The result as a line of the result file holds it (docs/result-file.md): dicts, lists, strings, numbers, ``None``.

        Raises ``ValueError`` when the extraction is one of another text than the document's.
        """
        from garner.values.record import result_to_record

        return result_to_record(self)

    def to_json(self) -> str:
        """The result as one line of the result file, without a line end. Raises ``OutputError`` for what JSON cannot hold."""
        from garner.values.record_line import result_to_line

        return result_to_line(self)

    def gaps(self) -> tuple[tuple[int, int], ...]:
        """The stretches of the text (half-open, merged) that were not read for something that was asked."""
        asked = dict.fromkeys(key for reading in self.coverage for key in reading.asked or ("",))
        if not asked:
            return ((0, len(self.text)),) if self.text.strip() else ()
        # Wide schemas ask thousands of keys in few groups: keys with the same readings are computed once.
        patterns: set[tuple[tuple[int, int], ...]] = set()
        read: dict[str, list[tuple[int, int]]] = {key: [] for key in asked}
        for reading in self.coverage:
            if reading.outcome in (Outcome.READ, Outcome.REPAIRED):
                for key in reading.asked or ("",):
                    read[key].append((reading.start, reading.end))
        patterns.update(tuple(spans) for spans in read.values())
        return _merge(gap for spans in patterns for gap in _unread(spans, len(self.text)))


def _unread(spans: Iterable[tuple[int, int]], length: int) -> list[tuple[int, int]]:
    gaps, reached = [], 0
    for start, end in _merge(spans):
        if start > reached:
            gaps.append((reached, start))
        reached = end
    if reached < length:
        gaps.append((reached, length))
    return gaps


def _merge(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((start, end))
    return tuple(merged)
