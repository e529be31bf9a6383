"""The mean of several data sets, each counting alike, with its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from garner.evaluation.counts import Score
from garner.evaluation.draws import Draws, Interval, interval_of, mean_of_known, percentages_of, weights_of
from garner.evaluation.matrix import Matrix
from garner.evaluation.paired import Difference, p_value_of
from garner.evaluation.runs.run import Run
from garner.evaluation.scores import DatasetMean, mean_over_datasets, score
from garner.evaluation.tallies import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Mean", "mean_difference", "means", "says_nothing"]


@dataclass(frozen=True, slots=True)
class Mean:
    """The unweighted mean over data sets under one mode; ``interval`` is that of its micro-F1, documents drawn within each."""

    mean: DatasetMean
    interval: Interval


def means(run: Run) -> tuple[Mean, ...]:
    """The mean under each mode that several data sets of the run were scored under, in the order of their first use.

    A data set that has nothing of a mode's kind, neither in the gold nor in the predictions, does not enter: its 100 % would
    be praise for nothing.
    """
    modes = dict.fromkeys(each.mode for evaluation in run.evaluations for each in evaluation.modes)
    found = []
    for mode in modes:
        scored = {
            f"{number} {evaluation.data.name}": each
            for number, evaluation in enumerate(run.evaluations)
            for each in evaluation.modes
            if each.mode == mode and not says_nothing(each.scores.micro)
        }
        if len(scored) > 1:
            first, *_ = scored.values()
            mean = mean_over_datasets({name: each.scores for name, each in scored.items()})
            mean = replace(mean, datasets=tuple((name.partition(" ")[2], scores) for name, scores in mean.datasets))
            drawn = _mean_of_known_f1([each.tally for each in scored.values()], first.intervals.draws)
            found.append(Mean(mean, interval_of(drawn, mean.micro.f1, first.intervals.draws)))
    return tuple(found)


def says_nothing(score: Score) -> bool:
    """Whether there was nothing to find and nothing was claimed."""
    return not score.counts.gold and not score.counts.predicted


def mean_difference(pairs: Sequence[tuple[Sequence[Tally], Sequence[Tally]]], draws: Draws) -> Difference:
    """The difference second minus first in the unweighted mean of micro-F1 over data sets.

    ``pairs`` holds both sides of each data set, a side being one tally a seed, its documents in the same order on both. Within
    a data set both sides are drawn alike; the data sets are drawn independently of each other.
    """
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    differences = _mean_f1(second, draws) - _mean_f1(first, draws)
    points = [_mean([_mean([score(each).micro.f1 for each in side]) for side in sides]) for sides in (first, second)]
    interval = interval_of(differences, points[1] - points[0], draws)
    return Difference("mean_micro_f1", points[0], points[1], interval, p_value_of(differences), draws)


def _mean_of_known_f1(tallies: Sequence[Tally], draws: Draws) -> NDArray[np.float64]:
    """The mean micro-F1 of each resample over the data sets that say something in it; shape (resamples)."""
    import numpy as np

    drawn = [_f1(tally, replace(draws, seed=draws.seed + number)) for number, tally in enumerate(tallies)]
    return mean_of_known(np.stack(drawn, axis=1))


def _mean_f1(datasets: Sequence[Sequence[Tally]], draws: Draws) -> NDArray[np.float64]:
    """The mean micro-F1 of each resample over data sets, within each over its seeds; shape (resamples).

    Who claims nothing where there is nothing to find is right (100): the other side may have claimed something there.
    """
    import numpy as np

    drawn = [
        np.mean([np.nan_to_num(_f1(tally, replace(draws, seed=draws.seed + number)), nan=100.0) for tally in side], axis=0)
        for number, side in enumerate(datasets)
    ]
    mean: NDArray[np.float64] = np.mean(drawn, axis=0)
    return mean


def _f1(tally: Tally, draws: Draws) -> NDArray[np.float64]:
    """The micro-F1 of each resample; not a number where nothing is to be found and nothing claimed.

    Data sets need seeds of their own: those of one size would share their draws, and the interval of the mean be too wide.
    """
    import numpy as np

    matrix = Matrix.of(tally)
    dense = matrix.dense()
    drawn = np.empty(draws.resamples)
    for block, weights in weights_of(matrix.documents, draws):
        drawn[block] = percentages_of(matrix.resampled(weights, dense).sum(axis=1))[2]
    return drawn


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values)
