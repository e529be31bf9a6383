"""Drawing documents with replacement, and what is common to every figure computed on the draws."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garner.errors import InputError
from garner.evaluation.tallies import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Draws", "Interval", "interval_of", "mean_of_known", "percentages_of", "refuse_empty", "weights_of"]

_DRAWN_AT_ONCE = 4_000_000  # weights held in memory; decides speed and memory, never the figures


@dataclass(frozen=True, slots=True)
class Draws:
    """How the documents are drawn: how often, from which seed, and how much of the distribution an interval holds."""

    resamples: int = 1000
    seed: int = 0
    level: float = 0.95

    def __post_init__(self) -> None:
        if self.resamples < 1 or not 0 < self.level < 1:
            raise ValueError("at least one resample and a level between 0 and 1 are needed")


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of a percentile interval, in percent."""

    low: float
    high: float


def weights_of(documents: int, draws: Draws) -> Iterator[tuple[slice, NDArray[np.float64]]]:
    """Blocks of resamples: how often each document was drawn, shape (resamples of the block, documents)."""
    import numpy as np

    random = np.random.default_rng(draws.seed)
    size = max(1, _DRAWN_AT_ONCE // documents)
    for begin in range(0, draws.resamples, size):
        end = min(begin + size, draws.resamples)
        weights = np.empty((end - begin, documents))
        for row in weights:
            row[:] = np.bincount(random.integers(0, documents, documents), minlength=documents)
        yield slice(begin, end), weights


def percentages_of(sums: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Precision, recall, F1 over the last axis (right, predicted, found, gold); not a number where both sides are empty."""
    import numpy as np

    right, predicted, found, gold = np.moveaxis(sums, -1, 0)
    nothing = (predicted == 0) & (gold == 0)
    precision = 100.0 * right / np.where(predicted == 0, 1, predicted)
    recall = 100.0 * found / np.where(gold == 0, 1, gold)
    both = precision + recall
    f1 = 2 * precision * recall / np.where(both == 0, 1, both)
    return np.where(nothing, np.nan, precision), np.where(nothing, np.nan, recall), np.where(nothing, np.nan, f1)


def mean_of_known(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mean over labels (last axis) of those that say something; not a number where none does."""
    import numpy as np

    known = ~np.isnan(values)
    number = known.sum(axis=1)
    return np.where(number == 0, np.nan, np.where(known, values, 0).sum(axis=1) / np.maximum(number, 1))


def interval_of(values: NDArray[np.float64], point: float, draws: Draws) -> Interval:
    """The percentile interval; the point itself where no resample says anything."""
    import numpy as np

    known = values[~np.isnan(values)]
    if not len(known):
        return Interval(point, point)
    tail = 50 * (1 - draws.level)
    low, high = np.percentile(known, [tail, 100 - tail])
    return Interval(float(low), float(high))


def refuse_empty(tally: Tally) -> None:
    if not tally.documents:
        raise InputError("there is no document to draw from.", "Evaluate at least one text.")
