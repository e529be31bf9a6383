"""A training example: what is asked of a text, and the right answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from garner.training.encoder.gold import Place

__all__ = ["Example", "Pair", "Task", "word_targets"]


@dataclass(frozen=True, slots=True)
class Task:
    """One classification: the numbers of its choices among the labels of the example, and of those that are right."""

    labels: tuple[int, ...]
    right: tuple[int, ...]
    multiple: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two places and what is asked of them.

    ``head_label`` and ``tail_label`` are the numbers of the labels that the places are known as, -1 where that is not said.
    ``asked`` are numbers of relation labels, or of the roles of the event that the head triggers.
    """

    head: Place
    tail: Place
    head_label: int
    tail_label: int
    asked: tuple[int, ...]
    right: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Example:
    """A text, the label texts asked for with their kinds (``garner.models.encoder.layout``), and its spans as (start, end,
    number of the label).

    Every span label is judged on every span of the text but the ``open_spans``, whose spans are not known: those are asked of
    pairs alone.
    """

    text: str
    labels: tuple[str, ...]
    kinds: tuple[int, ...]
    spans: tuple[tuple[int, int, int], ...]
    open_spans: tuple[int, ...] = ()
    tasks: tuple[Task, ...] = ()
    pairs: tuple[Pair, ...] = ()


def word_targets(example: Example, words: Sequence[Place], most_words: int) -> list[tuple[int, int, int]]:
    """The example's spans as (first word, words - 1, label), without those that do not begin and end with a word or are longer
    than ``most_words``."""
    starts = {place[0]: number for number, place in enumerate(words)}
    ends = {place[1]: number for number, place in enumerate(words)}
    targets = []
    for start, end, label in example.spans:
        if start in starts and end in ends and 0 <= ends[end] - starts[start] < most_words:
            targets.append((starts[start], ends[end] - starts[start], label))
    return targets
