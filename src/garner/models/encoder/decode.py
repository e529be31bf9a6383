"""From scores of spans to the spans that are answered."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Candidate", "candidates", "candidates_in", "keep_flat", "keep_one_label", "log_odds", "sigmoid"]


class Candidate(NamedTuple):
    """A span as half-open word numbers, the number of its label, and its probability."""

    first: int
    end: int
    label: int
    confidence: float


def candidates(probabilities: np.ndarray, words: int, threshold: float) -> list[Candidate]:
    """All spans within the first ``words`` words at or above the threshold. ``probabilities``: words x lengths x labels."""
    import numpy as np

    found = []
    for first, length, label in np.argwhere(probabilities[:words] >= threshold).tolist():
        if first + length < words:
            found.append(Candidate(first, first + length + 1, label, float(probabilities[first, length, label])))
    return found


def candidates_in(logits: np.ndarray, words: int, least: np.ndarray, numbers: np.ndarray) -> list[Candidate]:
    """As :func:`candidates`, from log-odds (words x lengths x labels), the least that each label needs, and its number."""
    import numpy as np

    first, length, label = np.nonzero(logits[:words] >= least)
    inside = first + length < words
    first, length, label = first[inside], length[inside], label[inside]
    values = sigmoid(logits[first, length, label])
    ends = first + length + 1
    return list(map(Candidate, first.tolist(), ends.tolist(), numbers[label].tolist(), values.tolist()))


def sigmoid(logits: np.ndarray) -> np.ndarray:
    """Probabilities, in double precision."""
    import numpy as np

    probabilities: np.ndarray = 1.0 / (1.0 + np.exp(-np.clip(logits.astype(np.float64), -50.0, 50.0)))
    return probabilities


def log_odds(probability: float) -> float:
    """The log-odds of a probability; beyond all others where it is 0 or 1."""
    if probability <= 0.0:
        return -math.inf
    return math.inf if probability >= 1.0 else math.log(probability / (1.0 - probability))


def keep_flat(found: Iterable[Candidate]) -> list[Candidate]:
    """The most probable spans that do not overlap, in the order of the text. Equal ones: the longer, then the earlier first."""
    taken: set[int] = set()
    kept = []
    for each in _best_first(found):
        if taken.isdisjoint(range(each.first, each.end)):
            taken.update(range(each.first, each.end))
            kept.append(each)
    return sorted(kept)


def keep_one_label(found: Iterable[Candidate]) -> list[Candidate]:
    """Overlapping and nested spans, but for each place only its most probable label, in the order of the text."""
    taken: set[tuple[int, int]] = set()
    kept = []
    for each in _best_first(found):
        if (each.first, each.end) not in taken:
            taken.add((each.first, each.end))
            kept.append(each)
    return sorted(kept)


def _best_first(found: Iterable[Candidate]) -> Sequence[Candidate]:
    return sorted(found, key=lambda each: (-each.confidence, each.first - each.end, each.first, each.label))
