"""A list of names: what the train split labels so is labelled so wherever it stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from learned_scorer import LearnedScorer

from garner.datasets import CorpusRecord
from garner.models.protocols import LabelText, ScoredSpan
from garner.training.detectors import gazetteer as lists

__all__ = ["Gazetteer"]

_OTHERS = ""
"""Stands for all labels of a name but that which it has most often: they count, and nobody asks for them."""


class Gazetteer(LearnedScorer):
    """The longest name at each place, under the label it had most often; its share of that name's labels is the confidence.

    Names are compared as they are written, however short or long. A name that the train split leaves unlabelled more often
    than not is no name.
    """

    def __init__(self, records: Iterable[CorpusRecord]) -> None:
        self.name = "gazetteer"
        found = lists.names_in((record.gold for record in records), longest=None, least_letters=1)
        labels = {}
        for name, counts in found.labels.items():
            [(label, times)] = Counter(counts).most_common(1)
            labels[name] = {label: times, _OTHERS: sum(counts.values()) - times}
        self._labels = [LabelText(label) for label in dict.fromkeys(label for label, _ in labels.values())]
        self._list = lists.Gazetteer(labels, found.stands)

    def __len__(self) -> int:
        """How many names it knows: what was learned."""
        return len(self._list)

    def read(self, text: str) -> Iterable[ScoredSpan]:
        return self._list.score([text], self._labels)[0]
