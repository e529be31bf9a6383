"""Batches of a user's own texts: each epoch every text with a mention once, with as many without."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from garner.models.encoder.layout import SPAN
from garner.training.encoder.batches import Batch, Batcher, Materials
from garner.training.encoder.examples import Example, LabelPool, make_example
from garner.training.encoder.lesson import Lesson
from garner.training.encoder.spans import LabelledText

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator

__all__ = ["OwnTexts", "as_answered"]

_ALL_LABELS = 0.6
"""How often a text is asked for every label, as it is when the model answers; else for some of them."""


class OwnTexts:
    """``batches(epoch)``: the same numbers give the same batches, whatever came before."""

    def __init__(self, lesson: Lesson, batcher: Batcher, most_labels: int, seed: int) -> None:
        self._filled = [text for text in lesson.texts if text.spans and batcher.tokens(text.text).words]
        self._empty = [text for text in lesson.texts if not text.spans and batcher.tokens(text.text).words]
        self._pool = LabelPool(lesson.labels)
        self._batcher = batcher
        self._most_labels = most_labels
        self._seed = seed

    def batches(self, epoch: int) -> list[Batch]:
        """The batches of one epoch, in random order."""
        import numpy as np

        random = np.random.default_rng([self._seed, epoch])
        few = min(len(self._empty), len(self._filled))
        drawn = [self._empty[number] for number in random.permutation(len(self._empty))[:few]]
        return self._batcher.batches([self._example(text, random) for text in (*self._filled, *drawn)], random)

    def _example(self, text: LabelledText, random: Generator) -> Example:
        labels = self._pool.own
        if len(labels) > self._most_labels or random.random() >= _ALL_LABELS:
            return make_example(text, self._pool, {}, self._most_labels, random)
        asked = [labels[number] for number in random.permutation(len(labels))]
        spans = ((span.start, span.end, asked.index(span.label)) for span in text.spans if span.label in asked)
        return Example(text.text, tuple(asked), (SPAN,) * len(asked), tuple(sorted(set(spans))))


def as_answered(materials: Materials, descriptions: Mapping[str, str], share: float) -> Materials:
    """The materials with every label read as the encoder reads it: by its name, with a share of name and description."""
    by_name = materials.label_vector
    known: dict[str, np.ndarray] = {}

    def label_vector(label: str) -> np.ndarray:
        if label not in known:
            found = by_name(label)
            if description := descriptions.get(label):
                found = (1 - share) * found + share * by_name(f"{label}: {description}")
            known[label] = found
        return known[label]

    return materials._replace(label_vector=label_vector)
