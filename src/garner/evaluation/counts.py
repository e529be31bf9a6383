"""How many items were there, claimed and right; and the precision, recall and F1 that follow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

__all__ = ["Counts", "Score", "percentages", "total"]


class Counts(NamedTuple):
    """What one comparison of gold with predictions came to.

    ``right`` of the ``predicted`` items are right, ``found`` of the ``gold`` items were found. In modes that match one item
    with one item both are the same number; lenient modes give partial credit and may credit the two sides differently.
    """

    right: float = 0
    predicted: float = 0
    found: float = 0
    gold: float = 0

    @property
    def true_positives(self) -> float:
        return self.right

    @property
    def false_positives(self) -> float:
        return self.predicted - self.right

    @property
    def false_negatives(self) -> float:
        return self.gold - self.found


def total(several: Iterable[Counts]) -> Counts:
    """The sum, number by number."""
    right = predicted = found = gold = 0.0
    for counts in several:
        right += counts.right
        predicted += counts.predicted
        found += counts.found
        gold += counts.gold
    return Counts(right, predicted, found, gold)


@dataclass(frozen=True, slots=True)
class Score:
    """Precision, recall and F1 in percent (0 to 100, not rounded) with the counts they come from."""

    precision: float
    recall: float
    f1: float
    counts: Counts = field(default_factory=Counts)

    @property
    def support(self) -> float:
        """The number of gold items."""
        return self.counts.gold

    @classmethod
    def of(cls, counts: Counts) -> Score:
        """The score of these counts.

        A share of nothing is 0, as in seqeval and scikit-learn, except where there is nothing to find and nothing is claimed:
        that is a perfect answer (100).

        >>> Score.of(Counts(right=2, predicted=2, found=2, gold=6)).f1
        50.0
        """
        return cls(*percentages(counts), counts)


def percentages(counts: Counts) -> tuple[float, float, float]:
    """Precision, recall and F1 in percent."""
    if not counts.predicted and not counts.gold:
        return 100.0, 100.0, 100.0
    precision = 100.0 * counts.right / counts.predicted if counts.predicted else 0.0
    recall = 100.0 * counts.found / counts.gold if counts.gold else 0.0
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return precision, recall, f1
