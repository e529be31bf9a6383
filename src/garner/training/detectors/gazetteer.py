"""A list of names learnt from corpora: what they label so is labelled so wherever it stands, if it stands there more often as a
name than not. Its errors are those of a list: old names, other senses, and nothing new."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from garner.models.encoder.words import split_words
from garner.models.protocols import LabelText, ScoredSpan
from garner.values import Extraction

__all__ = ["Gazetteer", "NameBook", "Names", "names_in"]

_LONGEST = 16
"""Words of a name at most (in Chinese and Japanese characters)."""
_LEAST_LETTERS = 2
_ROOM = 512

Name = tuple[str, ...]


class Names(NamedTuple):
    """The names of one corpus: how often each has each label, and how often it stands in the texts at all."""

    labels: Mapping[Name, Mapping[str, int]]
    stands: Mapping[Name, int]


def names_in(golds: Iterable[Extraction], longest: int | None = _LONGEST, least_letters: int = _LEAST_LETTERS) -> Names:
    """The names that stand in gold, as they are written: of at most so many words (``None``: of any number), with at least so
    many letters. Near-linear in the length of the texts."""
    labels: dict[Name, Counter[str]] = {}
    texts = []
    for gold in golds:
        places = split_words(gold.text)
        texts.append(tuple(gold.text[start:end] for start, end in places))
        for entity in gold.entities:
            words = _words(gold.text[entity.start or 0 : entity.end or 0])
            if words and (longest is None or len(words) <= longest) and len("".join(words)) >= least_letters:
                labels.setdefault(words, Counter())[entity.type] += 1
    tree = _Tree(labels)
    stands = Counter(name for words in texts for first in range(len(words)) for name in tree.all_at(words, first))
    return Names(labels, stands)


class NameBook:
    """The names of several corpora, each of which can be left out: what a corpus taught tells nothing of errors on it."""

    def __init__(self, corpora: Mapping[str, tuple[str, Names]]) -> None:
        """``corpora``: by name the language of a corpus and its names."""
        self._corpora = corpora

    def without(self, corpus: str, language: str) -> Gazetteer:
        """What all other corpora of the language know. ``corpus/a`` and ``corpus/b`` are one."""
        family = _family(corpus)
        others = [names for name, (own, names) in self._corpora.items() if own == language and _family(name) != family]
        labels: dict[Name, Counter[str]] = {}
        stands: Counter[Name] = Counter()
        for names in others:
            for name, counts in names.labels.items():
                labels.setdefault(name, Counter()).update(counts)
            stands.update(names.stands)
        return Gazetteer(labels, stands)


class Gazetteer:
    """The longest name at each place, under the label asked that it had most often; the share of that among all the places
    where it stands is the confidence. A ``SpanScorer``."""

    def __init__(self, labels: Mapping[Name, Mapping[str, int]], stands: Mapping[Name, int]) -> None:
        self.name = "gazetteer"
        self._labels = labels
        self._stands = stands
        self._tree = _Tree(name for name, counts in labels.items() if 2 * sum(counts.values()) >= stands.get(name, 0))

    def __len__(self) -> int:
        """How many names it knows."""
        return len(self._tree)

    def count_tokens(self, text: str) -> int:
        """Its words."""
        return len(split_words(text))

    def room(self, labels: Sequence[LabelText]) -> int:  # noqa: ARG002 - labels take nothing from the text
        """Any number would do."""
        return _ROOM

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None
    ) -> list[list[ScoredSpan]]:
        """The names of each text under the labels asked."""
        asked = {label.name for label in labels}
        return [self._found(text, asked, threshold or 0.0) for text in texts]

    def _found(self, text: str, asked: set[str], threshold: float) -> list[ScoredSpan]:
        places = split_words(text)
        words = tuple(text[start:end] for start, end in places)
        found = []
        first = 0
        while first < len(words):
            for name in reversed(self._tree.all_at(words, first)):
                label, share = self._best(name, asked)
                if label and share >= threshold:
                    found.append(ScoredSpan(places[first][0], places[first + len(name) - 1][1], label, share))
                    first += len(name) - 1
                    break
            first += 1
        return found

    def _best(self, name: Name, asked: set[str]) -> tuple[str, float]:
        counts = self._labels[name]
        known = {label: count for label, count in counts.items() if label in asked}
        if not known:
            return "", 0.0
        label = max(known, key=lambda each: (known[each], each))
        return label, known[label] / max(sum(counts.values()), self._stands.get(name, 0))


class _Node:
    """What may follow the words so far, and the name that ends with them, if one does."""

    __slots__ = ("name", "next")

    def __init__(self) -> None:
        self.next: dict[str, _Node] = {}
        self.name: Name = ()


class _Tree:
    """Names by their words, from the first on."""

    def __init__(self, names: Iterable[Name]) -> None:
        self._root = _Node()
        self._count = 0
        for name in names:
            node = self._root
            for word in name:
                node = node.next.setdefault(word, _Node())
            self._count += not node.name
            node.name = name

    def __len__(self) -> int:
        return self._count

    def all_at(self, words: Sequence[str], first: int) -> list[Name]:
        """The names that begin with that word, shortest first."""
        found: list[Name] = []
        node = self._root
        for place in range(first, len(words)):
            after = node.next.get(words[place])
            if after is None:
                break
            node = after
            if node.name:
                found.append(node.name)
        return found


def _words(text: str) -> Name:
    return tuple(text[start:end] for start, end in split_words(text))


def _family(corpus: str) -> str:
    """The corpus without its split and part; texts written for this project are one corpus a language."""
    name = corpus.partition(":")[0]
    return name if name.startswith("written/") else name.partition("/")[0]
