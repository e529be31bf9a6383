"""From the probability that the network computes to the probability of being right, as it was found on texts with gold."""

from __future__ import annotations

import math
from typing import NamedTuple

__all__ = ["AS_COMPUTED", "Calibration"]


class Calibration(NamedTuple):
    """A straight line over log-odds (Platt 1999): always rising, so it changes no order and has an inverse.

    >>> halved = Calibration(slope=1.0, offset=-math.log(2))
    >>> round(halved.calibrated(0.5), 4), round(halved.computed(1 / 3), 4)
    (0.3333, 0.5)
    """

    slope: float = 1.0
    offset: float = 0.0

    def calibrated(self, probability: float) -> float:
        """What a computed probability means."""
        if self == AS_COMPUTED or not 0.0 < probability < 1.0:
            return probability
        return _sigmoid(self.slope * _log_odds(probability) + self.offset)

    def computed(self, probability: float) -> float:
        """The computed probability that means this much."""
        if self == AS_COMPUTED or not 0.0 < probability < 1.0:
            return probability
        return _sigmoid((_log_odds(probability) - self.offset) / self.slope)


AS_COMPUTED = Calibration()
"""What an encoder without a calibration has: probabilities as they are computed."""


def _log_odds(probability: float) -> float:
    return math.log(probability / (1.0 - probability))


def _sigmoid(log_odds: float) -> float:
    if log_odds >= 0:
        return 1.0 / (1.0 + math.exp(-log_odds))
    return math.exp(log_odds) / (1.0 + math.exp(log_odds))
