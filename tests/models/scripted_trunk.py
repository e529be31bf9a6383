"""A trunk that knows what it finds: log-odds by surface and label text instead of networks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from garner.models.encoder import Encoder
from garner.models.encoder.layout import lay_out_numbers
from garner.models.encoder.trunk import Joined
from garner.models.encoder.weights import Card
from garner.models.encoder.words import TokenText, split_words

SPAN_WORDS = 12
NEVER = -30.0


class ScriptedTokens:
    """One token a word; a label is one token. Numbers from 4 stand for the words in the order of their coming: 3 would be an
    unknown one."""

    def __init__(self) -> None:
        self.words: list[str] = [""] * 4
        self._numbers: dict[str, int] = {}

    def number(self, word: str) -> int:
        if word not in self._numbers:
            self._numbers[word] = len(self.words)
            self.words.append(word)
        return self._numbers[word]

    def count(self, text: str) -> int:
        return len(split_words(text))

    def tokenise(self, text: str) -> TokenText:
        places = tuple(split_words(text))
        numbers = tuple(self.number(text[start:end]) for start, end in places)
        order = tuple(range(len(places)))
        return TokenText(places, numbers, (0,) * len(places), order, order)

    def tokenise_label(self, label: str) -> TokenText:
        return TokenText((), (self.number(label),), (), (), ())

    def lay_out(self, texts: Sequence[TokenText]) -> dict[str, np.ndarray]:
        return {"ids": lay_out_numbers([(0, *text.tokens, 0) for text in texts])}


@dataclass
class ScriptedTrunk:
    """``spans`` by surface (words with single spaces) and label, ``classes`` by label and a word that the text must have ("":
    none), ``links`` by head, tail and label: log-odds. ``calls`` remembers how many texts and labels each ``join`` saw,
    ``typed`` the labels that heads and tails of pairs came with."""

    spans: Mapping[tuple[str, str], float] = field(default_factory=dict)
    classes: Mapping[tuple[str, str], float] = field(default_factory=dict)
    links: Mapping[tuple[str, str, str], float] = field(default_factory=dict)
    tokens: ScriptedTokens = field(default_factory=ScriptedTokens)
    threads: int = 1
    calls: list[tuple[int, int]] = field(default_factory=list)
    reads: list[int] = field(default_factory=list)
    typed: set[tuple[str, str, str, str]] = field(default_factory=set)

    def read(self, texts: Sequence[TokenText]) -> np.ndarray:
        self.reads.append(len(texts))
        ids = self.tokens.lay_out(texts)["ids"].astype(np.float32)
        return np.stack([ids, ids], axis=2)

    def mean(self, hidden: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        return hidden[:, 1].repeat(2, axis=1) if hidden.shape[1] > 1 else np.zeros((len(hidden), 4), np.float32)

    def join(self, inputs: Mapping[str, np.ndarray]) -> Joined:
        hidden, labels = inputs["hidden"], inputs["labels"]
        self.calls.append((len(hidden), labels.shape[1]))
        spans = np.full((*inputs["first"].shape, SPAN_WORDS, labels.shape[1]), NEVER, np.float32)
        classes = np.full(labels.shape[:2], NEVER, np.float32)
        for row, (tokens, length) in enumerate(zip(hidden, inputs["lengths"], strict=True)):
            words = [self._word(token) for token in tokens[1 : length - 1]]
            for column, label in enumerate(self._word(label) for label in labels[row]):
                for first in range(len(words)):
                    for size in range(min(SPAN_WORDS, len(words) - first)):
                        surface = " ".join(words[first : first + size + 1])
                        spans[row, first, size, column] = self.spans.get((surface, label), NEVER)
                known = [value for (word, name), value in self.classes.items() if name == label and word in ("", *words)]
                classes[row, column] = max(known, default=NEVER)
        return Joined(spans, classes, hidden, labels[..., :2])

    def pair(self, inputs: Mapping[str, np.ndarray]) -> np.ndarray:
        ends = [[self._surface(inputs["tokens"], *place) for place in inputs[name]] for name in ("heads", "tails")]
        types = [[self._word(state) for state in inputs[name]] for name in ("head_types", "tail_types")]
        self.typed |= set(zip(*ends, *types, strict=True))
        labels = [self._word(state) for state in inputs["states"]]
        links = [[self.links.get((head, tail, label), NEVER) for label in labels] for head, tail in zip(*ends, strict=True)]
        return np.array(links, np.float32)

    def _surface(self, tokens: np.ndarray, first: int, last: int) -> str:
        return " ".join(self._word(token) for token in tokens[first : last + 1])

    def _word(self, vector: np.ndarray) -> str:
        return self.tokens.words[int(vector[0])]


def scripted(trunk: ScriptedTrunk, **card: object) -> Encoder:
    """An encoder with this trunk."""
    made = {"name": "scripted", "text_tokens": 300, "sha256": {}, "weights": {}, "passage_tokens": 300} | card
    return Encoder(Card(**made), lambda: trunk)  # type: ignore[arg-type]
