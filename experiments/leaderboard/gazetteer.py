"""A list of names: what the train split labels so is labelled so wherever it stands."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from learned_scorer import LearnedScorer

from garner.datasets import CorpusRecord
from garner.models.encoder.words import split_words
from garner.models.protocols import ScoredSpan

__all__ = ["Gazetteer"]


class Gazetteer(LearnedScorer):
    """The longest name at each place, under the label it had most often; its share of that name's labels is the confidence.

    Names are compared as they are written. A name that the train split leaves unlabelled more often than not is no name.
    """

    def __init__(self, records: Iterable[CorpusRecord]) -> None:
        self.name = "gazetteer"
        labels: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        texts = []
        for record in records:
            words = _words(record.text)
            texts.append(words)
            for entity in record.gold.entities:
                if entity.start is not None and entity.end is not None:
                    labels[_words(record.text[entity.start : entity.end])][entity.type] += 1
        self._longest = max(map(len, labels), default=0)
        stands = Counter(name for words in texts for name in self._windows(words) if name in labels)
        self._names = {
            name: (counts.most_common(1)[0][0], counts.most_common(1)[0][1] / max(stands[name], counts.total()))
            for name, counts in labels.items()
            if name and 2 * counts.total() >= stands[name]
        }

    def __len__(self) -> int:
        """How many names it knows: what was learned."""
        return len(self._names)

    def read(self, text: str) -> Iterable[ScoredSpan]:
        places = split_words(text)
        words = [text[start:end] for start, end in places]
        first = 0
        while first < len(words):
            for end in range(min(len(words), first + self._longest), first, -1):
                if (known := self._names.get(tuple(words[first:end]))) is not None:
                    yield ScoredSpan(places[first][0], places[end - 1][1], *known)
                    first = end - 1
                    break
            first += 1

    def _windows(self, words: tuple[str, ...]) -> Iterable[tuple[str, ...]]:
        for first in range(len(words)):
            for end in range(first + 1, min(len(words), first + self._longest) + 1):
                yield words[first:end]


def _words(text: str) -> tuple[str, ...]:
    return tuple(text[start:end] for start, end in split_words(text))
