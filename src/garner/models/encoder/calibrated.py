"""From the probability that the network computes to the probability of being right, as it was found on texts with gold."""

from __future__ import annotations

import math
from typing import NamedTuple

__all__ = ["AS_COMPUTED", "Calibration"]


class Calibration(NamedTuple):
    """A straight line over log-odds (Platt 1999), or two that meet at 0: always rising, so it changes no order and has an
    inverse. Above 0 log-odds count ``bend`` more than below.

    Of the one answer of a classification the slope alone is asked, and the number of its choices: log-odds of many choices mean
    more than those of few, by that number to the power of ``growth`` (see :meth:`steepness`).

    Some answers rest on others: a relation on its ends, an argument on its trigger, a trigger on being that of the right one of
    all events asked. How sure those are, as the sum of the logarithms of their probabilities (at most 0), counts ``support``
    times.

    >>> halved = Calibration(slope=1.0, offset=-math.log(2))
    >>> round(halved.calibrated(0.5), 4), round(halved.computed(1 / 3), 4)
    (0.3333, 0.5)
    >>> doubtful = Calibration(support=1.0)
    >>> round(doubtful.calibrated(0.5, math.log(1 / 3)), 4)
    0.25
    >>> Calibration(slope=0.5, growth=0.5).steepness(choices=16)
    2.0
    """

    slope: float = 1.0
    offset: float = 0.0
    support: float = 0.0
    bend: float = 0.0
    growth: float = 0.0

    def calibrated(self, probability: float, support: float = 0.0) -> float:
        """What a computed probability means, where what it rests on is this sure."""
        if self == AS_COMPUTED or not 0.0 < probability < 1.0:
            return probability
        odds = _log_odds(probability)
        return _sigmoid(self.slope * odds + self.bend * max(odds, 0.0) + self.support * support + self.offset)

    def computed(self, probability: float, support: float = 0.0) -> float:
        """The computed probability that means this much, where what it rests on is this sure."""
        if self == AS_COMPUTED or not 0.0 < probability < 1.0:
            return probability
        height = _log_odds(probability) - self.support * support - self.offset
        return _sigmoid(height / (self.slope + self.bend if height > 0 else self.slope))

    def steepness(self, choices: int) -> float:
        """How many times their log-odds count where the one answer is told from so many choices."""
        return float(self.slope * choices**self.growth)

    @property
    def rises(self) -> bool:
        """Whether more is always more; nothing else is a calibration."""
        return self.slope > 0 and self.slope + self.bend > 0


AS_COMPUTED = Calibration()
"""What an encoder without a calibration has: probabilities as they are computed."""


def _log_odds(probability: float) -> float:
    return math.log(probability / (1.0 - probability))


def _sigmoid(log_odds: float) -> float:
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    return math.exp(log_odds) / (1.0 + math.exp(log_odds))
