"""The paired bootstrap between two runs over the same documents.

For its use in this field see Berg-Kirkpatrick, Burkett and Klein 2012.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garner.errors import InputError
from garner.evaluation.draws import Draws, Interval, interval_of, mean_of_known, percentages_of, refuse_empty, weights_of
from garner.evaluation.matrix import Matrix
from garner.evaluation.scores import score
from garner.evaluation.tallies import Tally

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["Difference", "p_value_of", "paired_bootstrap"]

_FIGURES = ("micro_f1", "micro_precision", "micro_recall", "macro_f1")


@dataclass(frozen=True, slots=True)
class Difference:
    """How much better the second of two runs is in one figure, in percentage points.

    ``interval`` holds the difference; ``p`` is the two-sided bootstrap p-value of "no difference": twice the share of resamples
    on the other side of zero or on it, at most 1 and never below 2 / (resamples + 1).
    """

    figure: str
    first: float
    second: float
    interval: Interval
    p: float
    draws: Draws

    @property
    def difference(self) -> float:
        return self.second - self.first


def paired_bootstrap(first: Sequence[Tally], second: Sequence[Tally], draws: Draws | None = None) -> tuple[Difference, ...]:
    """The differences second minus first in micro-F1, precision, recall and macro-F1, on the same drawn documents.

    Each side is one tally for every seed the run was repeated with; the figure of a side is the mean over its seeds, within
    each resample. Raises ``InputError`` when the tallies are not of the same documents under the same mode.
    """
    import numpy as np

    draws = draws or Draws()
    if not first or not second:
        raise InputError("each side of a comparison needs a run.", "Give at least one run to compare with another.")
    _check_comparable([*first, *second])
    sides = [[_prepared(_in_order(each, first[0])) for each in side] for side in (first, second)]
    drawn = np.empty((2, len(_FIGURES), draws.resamples))
    for block, weights in weights_of(len(first[0].documents), draws):
        for number, side in enumerate(sides):
            drawn[number, :, block] = np.mean([_figures(matrix.resampled(weights, dense)) for matrix, dense in side], axis=0)
    fixed = [np.mean([_point_figures(each) for each in side], axis=0) for side in (first, second)]
    return tuple(
        Difference(
            name,
            float(fixed[0][number]),
            float(fixed[1][number]),
            interval_of(drawn[1, number] - drawn[0, number], float(fixed[1][number] - fixed[0][number]), draws),
            p_value_of(drawn[1, number] - drawn[0, number]),
            draws,
        )
        for number, name in enumerate(_FIGURES)
    )


def _prepared(tally: Tally) -> tuple[Matrix, NDArray[np.float64] | None]:
    matrix = Matrix.of(tally)
    return matrix, matrix.dense()


def _figures(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """The figures of each resample; shape (figures, resamples)."""
    import numpy as np

    precision, recall, f1 = percentages_of(sums.sum(axis=1))
    macro = mean_of_known(percentages_of(sums)[2])
    return np.nan_to_num(np.stack([f1, precision, recall, macro]), nan=100.0)  # nothing to find, nothing claimed


def _point_figures(tally: Tally) -> list[float]:
    fixed = score(tally)
    return [fixed.micro.f1, fixed.micro.precision, fixed.micro.recall, fixed.macro.f1]


def p_value_of(differences: NDArray[np.float64]) -> float:
    """The p-value of these drawn differences, as ``Difference`` explains it."""
    below, above = int((differences <= 0).sum()), int((differences >= 0).sum())
    return float(min(1.0, 2 * (min(below, above) + 1) / (len(differences) + 1)))


def _check_comparable(tallies: Sequence[Tally]) -> None:
    for each in tallies:
        refuse_empty(each)
        if each.mode != tallies[0].mode:
            raise InputError(
                f"scores under {tallies[0].mode} and {each.mode} do not compare.", "Score both runs under one mode."
            )
        missing = {row.document for row in tallies[0].documents} ^ {row.document for row in each.documents}
        if missing or len(each.documents) != len(tallies[0].documents):
            shown = ", ".join(sorted(missing)[:5]) or "repeated documents"
            raise InputError(f"the runs are of different documents ({shown}).", "Compare runs over the same split.")


def _in_order(tally: Tally, model: Tally) -> Tally:
    rows = {row.document: row for row in tally.documents}
    return Tally(tally.mode, tuple(rows[row.document] for row in model.documents))
