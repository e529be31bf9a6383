"""Classification: every choice as an item, and whole answers as accuracy.

``class`` counts choices, so that its micro and macro F1 are scikit-learn's (with one choice a text micro-F1 is the accuracy);
several choices of one task are several items. ``accuracy`` counts a task's whole answer: all choices right and none too many,
scikit-learn's subset accuracy where a task allows several.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence

from garner.evaluation.counts import Counts
from garner.evaluation.mode import Mode, Repeats, keyed
from garner.evaluation.modes.strings import string_key
from garner.evaluation.units import classes
from garner.values import Extraction

__all__ = ["ACCURACY", "CLASS", "accuracy_of"]


def _count_answers(tasks: Sequence[str]) -> Callable[[Extraction, Extraction], dict[str, Counts]]:
    def count(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        truth, claims = _answers(gold), _answers(predicted)
        asked = tasks or sorted(truth.keys() | claims.keys())
        return {task: _all_or_nothing(truth[task] == claims[task]) for task in asked}

    return count


def _answers(extraction: Extraction) -> defaultdict[str, set[str]]:
    answers: defaultdict[str, set[str]] = defaultdict(set)
    for label in extraction.labels:
        answers[label.task].add(label.value)
    return answers


def _all_or_nothing(is_right: bool) -> Counts:
    return Counts(int(is_right), 1, int(is_right), 1)


def accuracy_of(tasks: Sequence[str]) -> Mode:
    """Accuracy over these tasks for every text, so that "none of the choices" can be a right answer too."""
    return Mode("accuracy", 1, "share of texts whose whole answer is right", _count_answers(tuple(tasks)))


CLASS = Mode("class", 1, "scikit-learn's multi-label precision, recall and F1", keyed(classes, string_key, Repeats.IGNORE))
ACCURACY = accuracy_of(())
