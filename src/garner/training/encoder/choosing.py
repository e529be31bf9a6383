"""What is chosen when an encoder is trained: from which probability on it answers, and what its probabilities mean."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import NamedTuple

from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.weights import CARD
from garner.training.encoder.measure import DevSet, Predictions, counts_at, total

__all__ = ["THRESHOLDS", "Judged", "best_threshold", "calibration_error", "fit_calibration", "judged", "write_choice"]

THRESHOLDS = tuple(step / 20 for step in range(2, 19))
"""0.1 to 0.9."""
_ENOUGH = 40
"""Answers below which no calibration is fitted: too few to tell."""
_ENOUGH_GOLD = 15
"""Gold spans below which no threshold is chosen."""


class Judged(NamedTuple):
    """An answer's computed probability, and whether it was right."""

    probability: float
    right: bool


def best_threshold(predictions: Predictions, dev: DevSet, usual: float) -> tuple[float, float]:
    """The threshold with the best micro-F1 and that F1, each threshold's F1 being the mean with its neighbours': a lucky one
    does not stand alone. Of equals the one nearest to ``usual``; ``usual`` itself where there are too few gold spans."""
    if sum(map(len, dev.gold)) < _ENOUGH_GOLD:
        return usual, total(counts_at(predictions, dev, usual)).f1
    scores = [total(counts_at(predictions, dev, each)).f1 for each in THRESHOLDS]
    smooth = {each: mean(scores[max(0, number - 1) : number + 2]) for number, each in enumerate(THRESHOLDS)}
    best = max(smooth, key=lambda each: (round(smooth[each], 6), -abs(each - usual)))
    return best, smooth[best]


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
    odds = np.log(inside / (1 - inside))
    targets = np.where([each.right for each in answers], (right + 1) / (right + 2), 1 / (wrong + 2))
    inputs = np.stack([odds, np.ones_like(odds)], axis=1)
    line = np.array([1.0, 0.0])
    for _ in range(50):
        chances = 1 / (1 + np.exp(-inputs @ line))
        slopes = inputs.T @ (chances - targets)
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + 1e-9 * np.eye(2)
        line = line - np.linalg.solve(curvature, slopes)
        if np.abs(slopes).max() < 1e-7 * len(answers):
            break
    slope, offset = (round(float(each), 6) for each in line)
    return Calibration(slope, offset) if slope > 0 and math.isfinite(offset) else AS_COMPUTED


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
