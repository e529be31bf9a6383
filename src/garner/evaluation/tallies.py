"""Gold and predictions of many texts, brought together and counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from garner.errors import InputError
from garner.evaluation.counts import Counts, total
from garner.evaluation.mode import Mode
from garner.values import Extraction, Result

__all__ = ["DocumentCounts", "Pair", "Tally", "pair", "tally"]


@dataclass(frozen=True, slots=True)
class Pair:
    """The gold and the predictions of one text. Raises ``InputError`` when they are of different texts."""

    document: str
    gold: Extraction
    predicted: Extraction

    def __post_init__(self) -> None:
        if self.gold.text != self.predicted.text:
            raise InputError(
                f"document {self.document!r}: gold and prediction are of different texts.",
                "Evaluate the results of the same split, read with the same reader.",
            )


def pair(results: Iterable[Result], gold: Mapping[str, Extraction]) -> tuple[Pair, ...]:
    """Results beside their gold, in the order of the gold.

    A gold text without a result is scored as an empty answer: its items are missed. Raises ``InputError`` for a result whose
    document has no gold, and for two results of one document.
    """
    by_document: dict[str, Extraction] = {}
    for result in results:
        if result.id not in gold:
            raise InputError(f"there is no gold for document {result.id!r}.", "Evaluate against the split the run was made of.")
        if result.id in by_document:
            raise InputError(f"document {result.id!r} has two results.", "Keep one of them; every text is scored once.")
        by_document[result.id] = result.extraction
    return tuple(Pair(name, truth, by_document.get(name) or Extraction(truth.text)) for name, truth in gold.items())


@dataclass(frozen=True, slots=True)
class DocumentCounts:
    """The counts of one text by label, in the order of the labels' names."""

    document: str
    labels: tuple[tuple[str, Counts], ...]

    @property
    def all(self) -> Counts:
        return total(counts for _, counts in self.labels)


@dataclass(frozen=True, slots=True)
class Tally:
    """Counts per label per text under one mode: all that scores, intervals and tests need."""

    mode: str
    documents: tuple[DocumentCounts, ...]

    @property
    def labels(self) -> tuple[str, ...]:
        """Every label that stands in the gold or in the predictions, sorted."""
        return tuple(sorted({label for document in self.documents for label, _ in document.labels}))

    def by_label(self) -> dict[str, Counts]:
        """The counts of each label over all texts, sorted by label."""
        sums: dict[str, list[float]] = {}
        for document in self.documents:
            for label, counts in document.labels:
                row = sums.setdefault(label, [0, 0, 0, 0])
                for place, number in enumerate(counts):
                    row[place] += number
        return {label: Counts(*sums[label]) for label in sorted(sums)}


def tally(pairs: Iterable[Pair], mode: Mode) -> Tally:
    """Count every pair under a mode."""
    documents = (DocumentCounts(each.document, tuple(sorted(mode.count(each.gold, each.predicted).items()))) for each in pairs)
    return Tally(mode.title, tuple(documents))
