"""Whether an item is as likely to be right as its confidence says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from garner.evaluation.modes.offset import place
from garner.evaluation.tallies import Pair

__all__ = ["Calibration", "ConfidenceBin", "calibration"]


@dataclass(frozen=True, slots=True)
class ConfidenceBin:
    """The mentions with a confidence from ``low`` up to ``high`` (the last bin includes its end); shares between 0 and 1."""

    low: float
    high: float
    items: int
    mean_confidence: float
    share_right: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """The bins that hold mentions, the expected calibration error, and how many mentions say nothing of their confidence.

    The error is the mean distance between confidence and share right, weighed by the bins' mentions (Naeini et al. 2015);
    0 where no mention has a confidence.
    """

    bins: tuple[ConfidenceBin, ...]
    expected_error: float
    without_confidence: int


def calibration(pairs: Iterable[Pair], number_of_bins: int = 10) -> Calibration:
    """The calibration of predicted mentions under the default rule (label and place), in bins of equal width.

    Among repeated mentions the surest is the one that can be right. Raises ``ValueError`` for a confidence outside 0 to 1.
    """
    judged: list[tuple[float, bool]] = []
    silent = 0
    for each in pairs:
        left = Counter((entity.type, place(entity.grounding)) for entity in each.gold.entities)
        for entity in sorted(each.predicted.entities, key=lambda entity: -(entity.confidence or 0)):
            key = (entity.type, place(entity.grounding))
            right = left[key] > 0
            left[key] -= right
            if entity.confidence is None:
                silent += 1
            elif not 0 <= entity.confidence <= 1:
                raise ValueError(f"{each.document}: a confidence of {entity.confidence} is not between 0 and 1")
            else:
                judged.append((entity.confidence, right))
    bins = _bins(judged, number_of_bins)
    error = sum(each.items * abs(each.mean_confidence - each.share_right) for each in bins)
    return Calibration(bins, error / len(judged) if judged else 0.0, silent)


def _bins(judged: list[tuple[float, bool]], number: int) -> tuple[ConfidenceBin, ...]:
    members: list[list[tuple[float, bool]]] = [[] for _ in range(number)]
    for confidence, right in judged:
        members[min(int(confidence * number), number - 1)].append((confidence, right))
    edges = pairwise(step / number for step in range(number + 1))
    return tuple(
        ConfidenceBin(
            *(low, high, len(inside)),
            mean_confidence=sum(confidence for confidence, _ in inside) / len(inside),
            share_right=sum(right for _, right in inside) / len(inside),
        )
        for (low, high), inside in zip(edges, members, strict=True)
        if inside
    )
