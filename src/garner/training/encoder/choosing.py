"""What is chosen when an encoder is trained: from which probability on it answers, and what its probabilities mean."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.weights import CARD
from garner.training.encoder.measure import DevSet, Predictions, counts_at, total

if TYPE_CHECKING:
    import numpy as np

__all__ = ["THRESHOLDS", "Judged", "best_threshold", "calibration_error", "fit_calibration", "judged", "write_choice"]

THRESHOLDS = tuple(step / 20 for step in range(2, 19))
"""0.1 to 0.9."""
_ENOUGH = 40
"""Answers below which no calibration is fitted: too few to tell."""
_HALFWAY = 100
"""So many gold spans move a threshold half the way to where they have it."""


class Judged(NamedTuple):
    """An answer's computed probability, and whether it was right."""

    probability: float
    right: bool


def best_threshold(predictions: Predictions, dev: DevSet, usual: float) -> tuple[float, float]:
    """A threshold with a good micro-F1, and the best micro-F1 of any.

    Each threshold's F1 is the mean with its neighbours', because a lucky one stands alone. The fewer gold spans there are to
    choose by, the nearer to ``usual`` the threshold stays: halfway with ``_HALFWAY`` of them.
    """
    scores = [total(counts_at(predictions, dev, each)).f1 for each in THRESHOLDS]
    smooth = {each: mean(scores[max(0, number - 1) : number + 2]) for number, each in enumerate(THRESHOLDS)}
    best = max(smooth, key=lambda each: (round(smooth[each], 6), -abs(each - usual)))
    gold = sum(map(len, dev.gold))
    return usual + (best - usual) * gold / (gold + _HALFWAY), smooth[best]


def judged(predictions: Predictions, dev: DevSet) -> list[Judged]:
    """Every span that would be answered at the lowest threshold, none overlapping another, and whether it is gold."""
    from garner.training.encoder.measure import flat

    found = []
    for spans, gold in zip(predictions, dev.gold, strict=True):
        probabilities = {span[:3]: span[3] for span in spans}
        found += [Judged(probabilities[span], span in gold) for span in flat(spans)]
    return found


def fit_calibration(answers: Sequence[Judged]) -> Calibration:
    """The line over log-odds with the least loss, by Newton's method on smoothed targets (Platt 1999, with the targets of
    equation 10). As computed where there are too few answers, or no line rises."""
    right = sum(each.right for each in answers)
    wrong = len(answers) - right
    if len(answers) < _ENOUGH or not right or not wrong:
        return AS_COMPUTED
    import numpy as np

    inside = np.clip([each.probability for each in answers], 1e-9, 1 - 1e-9)
    targets = np.where([each.right for each in answers], (right + 1) / (right + 2), 1 / (wrong + 2))
    line = _fit_line(np.log(inside / (1 - inside)), targets)
    slope, offset = (round(float(each), 6) for each in line)
    return Calibration(slope, offset) if slope > 0 and math.isfinite(offset) else AS_COMPUTED


def _fit_line(odds: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Slope and offset with the least cross-entropy; a step that would not lessen it is halved until it does."""
    import numpy as np

    def loss(line: np.ndarray) -> float:
        heights = inputs @ line
        return float(np.sum(np.logaddexp(0.0, heights) - targets * heights))

    inputs = np.stack([odds, np.ones_like(odds)], axis=1)
    line = np.array([1.0, 0.0])
    for _ in range(100):
        chances = 0.5 * (1 + np.tanh(0.5 * inputs @ line))
        slopes = inputs.T @ (chances - targets)
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + 1e-6 * np.eye(2)
        step = np.linalg.solve(curvature, slopes)
        size = 1.0
        while loss(line - size * step) > loss(line) and size > 1e-6:
            size /= 2
        line = line - size * step
        if np.abs(slopes).max() < 1e-8 * len(odds):
            break
    return line


def calibration_error(answers: Sequence[Judged], calibration: Calibration, threshold: float, bins: int = 10) -> float:
    """The expected calibration error (Naeini et al. 2015) of the answers with a computed probability of at least
    ``threshold``, between 0 and 1, in bins of equal width; 0 where there is none."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for each in answers:
        if each.probability >= threshold:
            confidence = calibration.calibrated(each.probability)
            members[min(int(confidence * bins), bins - 1)].append((confidence, each.right))
    count = sum(map(len, members))
    distance = sum(abs(sum(c - r for c, r in inside)) for inside in members)
    return distance / count if count else 0.0


def write_choice(folder: Path, threshold: float, calibration: Calibration) -> None:
    """Write to the card of the encoder in ``folder`` that it answers from the computed probability ``threshold`` on and what
    its probabilities mean. No other file is touched."""
    path = folder / CARD
    table = json.loads(path.read_text(encoding="utf-8"))
    table["threshold"] = calibration.calibrated(threshold)
    table["calibration"] = calibration._asdict()
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
