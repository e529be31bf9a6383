"""What is chosen when an encoder is trained: from which probability on it answers, and what its probabilities mean."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.weights import CARD

if TYPE_CHECKING:
    import numpy as np

__all__ = [
    "THRESHOLDS",
    "Judged",
    "Picked",
    "Trial",
    "best_threshold",
    "calibration_error",
    "choice_error",
    "fit_calibration",
    "fit_choices",
    "write_choice",
]

THRESHOLDS = tuple(step / 20 for step in range(2, 19))
"""0.1 to 0.9."""
_ENOUGH = 40
"""Answers below which no calibration is fitted: too few to tell."""
_HALFWAY = 100
"""So many gold items move a threshold half the way to where they have it."""
_SLOPES = tuple(2 ** (step / 16) for step in range(-48, 33))
"""An eighth to four."""
_GROWTHS = tuple(step / 20 for step in range(-6, 11))
_TELLING = 2.0
"""So much less (in nats) must the loss be for a slope that grows with the number of choices: twice that is the chi-square that
chance passes once in 22 times."""


class Judged(NamedTuple):
    """An answer's computed probability, whether it was right, and how sure what it rests on (see ``Calibration``)."""

    probability: float
    right: bool
    support: float = 0.0


class Picked(NamedTuple):
    """The log-odds of all choices of a classification with one answer, and the number of the right one."""

    logits: tuple[float, ...]
    right: int


@dataclass(frozen=True, slots=True)
class Trial:
    """All that is answered on some texts from a low probability on, judged, and the number of gold items."""

    answers: tuple[Judged, ...]
    gold: int

    def f(self, threshold: float, beta: float = 1.0) -> float:
        """Micro-F in per cent of the answers at or above the threshold: recall counts ``beta`` squared times as much as
        precision (van Rijsbergen 1979)."""
        answered = [each.right for each in self.answers if each.probability >= threshold]
        return 100.0 * (1.0 + beta**2) * sum(answered) / max(1.0, len(answered) + beta**2 * self.gold)

    def by(self, line: Calibration) -> Trial:
        """The same with what each answer rests on told by its probability: the one that would mean as much were all of that
        certain."""
        told = (line.computed(line.calibrated(each.probability, each.support)) for each in self.answers)
        return Trial(tuple(Judged(one, each.right) for one, each in zip(told, self.answers, strict=True)), self.gold)


def best_threshold(trials: Sequence[Trial], usual: float, beta: float = 1.0) -> tuple[float, float]:
    """A threshold with a good mean micro-F (see :meth:`Trial.f`) over the trials, and the best mean of any.

    A trial counts the more the more gold items it has, but large ones nearly alike: half with ``_HALFWAY`` of them. Each
    threshold's F is the mean with its neighbours', because a lucky one stands alone. The fewer gold items there are to choose
    by, the nearer to ``usual`` the threshold stays: halfway with ``_HALFWAY`` of them.
    """
    shares = [trial.gold / (trial.gold + _HALFWAY) for trial in trials]
    if not sum(shares):
        return usual, 0.0
    scores = [
        sum(share * trial.f(each, beta) for share, trial in zip(shares, trials, strict=True)) / sum(shares)
        for each in THRESHOLDS
    ]
    smooth = {each: mean(scores[max(0, number - 1) : number + 2]) for number, each in enumerate(THRESHOLDS)}
    best = max(smooth, key=lambda each: (round(smooth[each], 6), -abs(each - usual)))
    gold = sum(trial.gold for trial in trials)
    return usual + (best - usual) * gold / (gold + _HALFWAY), smooth[best]


def fit_calibration(answers: Sequence[Judged]) -> Calibration:
    """The calibration with the least loss, by Newton's method on smoothed targets (Platt 1999, with the targets of equation
    10). Where answers rest on others, that counts if it lessens the loss, and the line may bend: how likely two things are
    linked is asked of many more pairs than the network was trained on. As computed where there are too few answers, or no line
    rises."""
    right = sum(each.right for each in answers)
    wrong = len(answers) - right
    if len(answers) < _ENOUGH or not right or not wrong:
        return AS_COMPUTED
    import numpy as np

    inside = np.clip([each.probability for each in answers], 1e-9, 1 - 1e-9)
    targets = np.where([each.right for each in answers], (right + 1) / (right + 2), 1 / (wrong + 2))
    odds = np.log(inside / (1 - inside))
    inputs = np.stack([odds, np.ones_like(odds), [each.support for each in answers], np.maximum(odds, 0.0)], axis=1)
    for columns in ((0, 1, 2, 3), (0, 1, 2)) if np.ptp(inputs[:, 2]) > 0 else ():
        fitted = Calibration(*_rounded(_fit_line(inputs[:, columns], targets)))
        if fitted.rises and fitted.support > 0:
            return fitted
    fitted = Calibration(*_rounded(_fit_line(inputs[:, :2], targets)))
    return fitted if fitted.rises else AS_COMPUTED


def _rounded(line: np.ndarray) -> list[float]:
    return [round(float(each), 6) for each in line]


def _fit_line(inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """What each column of the inputs (the first are log-odds) counts in the log-odds with the least cross-entropy; a step that
    would not lessen it is halved until it does."""
    import numpy as np

    def loss(line: np.ndarray) -> float:
        heights = inputs @ line
        return float(np.sum(np.logaddexp(0.0, heights) - targets * heights))

    line: np.ndarray = np.eye(inputs.shape[1])[0]
    for _ in range(100):
        chances = 0.5 * (1 + np.tanh(0.5 * inputs @ line))
        slopes = inputs.T @ (chances - targets)
        curvature = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + 1e-6 * np.eye(len(line))
        step = np.linalg.solve(curvature, slopes)
        size = 1.0
        while loss(line - size * step) > loss(line) and size > 1e-6:
            size /= 2
        line = line - size * step
        if np.abs(slopes).max() < 1e-8 * len(inputs):
            break
    return line


def fit_choices(picked: Sequence[Picked]) -> Calibration:
    """The slope with which the right choices are most probable together (temperature scaling, Guo et al. 2017), and how it
    grows with the number of choices where that tells more than chance would. As computed where there are too few."""
    if len(picked) < _ENOUGH:
        return AS_COMPUTED
    loss = _loss_of(picked)
    lines = [Calibration(slope, growth=growth) for growth in _GROWTHS for slope in _SLOPES]
    flat = min((line for line in lines if not line.growth), key=loss)
    best = min(lines, key=loss) if len({len(each.logits) for each in picked}) > 1 else flat
    line = best if loss(best) < loss(flat) - _TELLING else flat
    return line._replace(slope=round(line.slope, 6))


def _loss_of(picked: Sequence[Picked]) -> Callable[[Calibration], float]:
    """What tells the cross-entropy of the right choices by a calibration."""
    import numpy as np

    beside: dict[int, list[np.ndarray]] = {}
    for each in picked:
        beside.setdefault(len(each.logits), []).append(np.array(each.logits) - each.logits[each.right])
    tables = {choices: np.array(rows) for choices, rows in beside.items()}

    @cache
    def loss(line: Calibration) -> float:
        heights = (line.steepness(choices) * table for choices, table in tables.items())
        return sum(float(np.logaddexp.reduce(each, axis=1).sum()) for each in heights)

    return loss


def _share(picked: Picked, number: int, line: Calibration) -> float:
    """The probability of one of the choices."""
    highest, steepness = max(picked.logits), line.steepness(len(picked.logits))
    parts = [math.exp(steepness * (logit - highest)) for logit in picked.logits]
    return parts[number] / sum(parts)


def choice_error(picked: Sequence[Picked], calibration: Calibration, bins: int = 10) -> float:
    """The expected calibration error of the choices with the highest log-odds."""
    answers = []
    for each in picked:
        best = max(range(len(each.logits)), key=each.logits.__getitem__)
        answers.append(Judged(_share(each, best, calibration), best == each.right))
    return calibration_error(answers, AS_COMPUTED, 0.0, bins)


def calibration_error(answers: Sequence[Judged], calibration: Calibration, threshold: float, bins: int = 10) -> float:
    """The expected calibration error (Naeini et al. 2015) of the answers with a computed probability of at least
    ``threshold``, between 0 and 1, in bins of equal width; 0 where there is none."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for each in answers:
        if each.probability >= threshold:
            confidence = calibration.calibrated(each.probability, each.support)
            members[min(int(confidence * bins), bins - 1)].append((confidence, each.right))
    count = sum(map(len, members))
    distance = sum(abs(sum(c - r for c, r in inside)) for inside in members)
    return distance / count if count else 0.0


def write_choice(folder: Path, thresholds: Mapping[str, float], lines: Mapping[str, Calibration]) -> None:
    """Write to the card of the encoder in ``folder`` from which computed probability on it answers, by task, and what its
    probabilities mean. What the card says of other tasks stays, and no other file is touched."""
    path = folder / CARD
    table = json.loads(path.read_text(encoding="utf-8"))
    said = {task: lines.get(task, AS_COMPUTED).calibrated(threshold) for task, threshold in thresholds.items()}
    table["thresholds"] = table.get("thresholds", {}) | said
    table["calibration"] = table.get("calibration", {}) | {task: line._asdict() for task, line in lines.items()}
    path.write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")
