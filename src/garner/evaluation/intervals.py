"""Percentile bootstrap intervals over documents.

The document is the unit that is drawn, since the items of one text are not independent (Efron and Tibshirani 1993, chapter
13). All draws come from one seed; equal arguments give equal figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garner.evaluation.counts import Score
from garner.evaluation.draws import Draws, Interval, interval_of, mean_of_known, percentages_of, refuse_empty, weights_of
from garner.evaluation.matrix import Matrix
from garner.evaluation.scores import score
from garner.evaluation.tallies import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Intervals", "ScoreIntervals", "bootstrap"]


@dataclass(frozen=True, slots=True)
class ScoreIntervals:
    """The intervals of one score."""

    precision: Interval
    recall: Interval
    f1: Interval


@dataclass(frozen=True, slots=True)
class Intervals:
    """The intervals that belong to ``Scores``: micro, macro and each label."""

    mode: str
    draws: Draws
    micro: ScoreIntervals
    macro: ScoreIntervals
    labels: tuple[tuple[str, ScoreIntervals], ...]


def bootstrap(tally: Tally, draws: Draws | None = None) -> Intervals:
    """Intervals for every score of a tally.

    A resample in which a label occurs neither in the gold nor in the predictions says nothing about that label and is left out
    of its interval and of that resample's macro mean. Raises ``InputError`` for a tally without documents.
    """
    import numpy as np

    draws = draws or Draws()
    refuse_empty(tally)
    matrix = Matrix.of(tally)
    dense = matrix.dense()
    per_label = [np.empty((draws.resamples, len(matrix.labels))) for _ in range(3)]
    micro = np.empty((draws.resamples, 3))
    for block, weights in weights_of(matrix.documents, draws):
        sums = matrix.resampled(weights, dense)
        micro[block] = np.stack(percentages_of(sums.sum(axis=1)), axis=1)
        for figure, values in zip(per_label, percentages_of(sums), strict=True):
            figure[block] = values
    fixed = score(tally)
    by_label = dict(fixed.labels)
    return Intervals(
        tally.mode,
        draws,
        _intervals([micro[:, number] for number in range(3)], fixed.micro, draws),
        _intervals([mean_of_known(figure) for figure in per_label], fixed.macro, draws),
        tuple(
            (label, _intervals([figure[:, number] for figure in per_label], by_label[label], draws))
            for number, label in enumerate(matrix.labels)
        ),
    )


def _intervals(drawn: Sequence[NDArray[np.float64]], fixed: Score, draws: Draws) -> ScoreIntervals:
    points = (fixed.precision, fixed.recall, fixed.f1)
    return ScoreIntervals(*(interval_of(values, point, draws) for values, point in zip(drawn, points, strict=True)))
