"""A batch of questions as arrays, with the states that the encoder's frozen layers give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np
import torch
from torch import Tensor

from garner.models.encoder.trunk import OnnxTrunk
from garner.models.encoder.words import TokenText
from language_model.asking import Kind, Term
from language_model.network import Cache, Sizes, Writer
from language_model.replies import BEGIN, MARKS, Source, Symbol

__all__ = ["Frozen", "Replies", "Vocabulary", "read_sources", "replies_of"]

_READ_AT_ONCE = 32


class Vocabulary:
    """The marks, then the word pieces, by their numbers in the encoder's vocabulary."""

    def __init__(self, pieces: Sequence[int]) -> None:
        self.pieces = tuple(pieces)
        self._at = {number: len(MARKS) + at for at, number in enumerate(pieces)}

    def __len__(self) -> int:
        return len(MARKS) + len(self.pieces)

    def symbol(self, number: int) -> int:
        """The symbol of a piece; -1 where there is none."""
        return self._at.get(number, -1)


class Frozen:
    """The states of texts and of labels; labels are read once."""

    def __init__(self, trunk: OnnxTrunk) -> None:
        self._trunk = trunk
        self._labels: dict[str, np.ndarray] = {}

    def states(self, texts: Iterable[str]) -> dict[str, np.ndarray]:
        """tokens x width of each text, without the marks around it."""
        found: dict[str, np.ndarray] = {}
        read = sorted(((self._trunk.tokens.tokenise(text), text) for text in set(texts)), key=lambda each: len(each[0].tokens))
        for start in range(0, len(read), _READ_AT_ONCE):
            some = read[start : start + _READ_AT_ONCE]
            found.update(zip((text for _, text in some), self._read([tokens for tokens, _ in some]), strict=True))
        return found

    def terms(self, terms: Sequence[Term]) -> list[np.ndarray]:
        """The same of labels."""
        missing = list(dict.fromkeys(term.words for term in terms if term.words not in self._labels))
        for start in range(0, len(missing), _READ_AT_ONCE):
            some = missing[start : start + _READ_AT_ONCE]
            states = self._read([self._trunk.tokens.tokenise(words) for words in some])
            self._labels.update(zip(some, states, strict=True))
        return [self._labels[term.words] for term in terms]

    def _read(self, texts: Sequence[TokenText]) -> list[np.ndarray]:
        hidden = self._trunk.read(texts)
        return [states[1 : 1 + len(text.tokens)] for states, text in zip(hidden, texts, strict=True)]


class Replies(NamedTuple):
    """``written``: what the decoder sees (batch x steps); ``marks`` and ``places``: the symbol to be written next, as one of
    the vocabulary and as a token of the source, -1 where it is not one of these; both -1 behind the end."""

    written: Tensor
    marks: Tensor
    places: Tensor


def read_sources(writer: Writer, frozen: Frozen, sources: Sequence[Source], texts: Mapping[str, np.ndarray]) -> Cache:
    """The sources read by the network; ``texts`` are the states of their texts."""
    longest = max(len(source.pieces) for source in sources)
    states = np.zeros((len(sources), longest, writer.sizes.states), np.float32)
    kinds = np.zeros((len(sources), longest), np.int64)
    places = np.zeros_like(kinds)
    present = np.zeros((len(sources), longest), bool)
    for row, source in enumerate(sources):
        length = len(source.pieces)
        labels = frozen.terms(source.terms)
        marks = [at for at, piece in enumerate(source.pieces) if piece.number < 0]
        for number, at in enumerate(marks):
            until = marks[number + 1] if number + 1 < len(marks) else _end_of_terms(source)
            states[row, at + 1 : until] = labels[number][: until - at - 1]
            places[row, at:until] = np.arange(until - at)
        begin = _end_of_terms(source)
        states[row, begin:length] = texts[source.text][: length - begin]
        places[row, begin:length] = np.arange(length - begin)
        kinds[row, :length] = [piece.kind + (len(Kind) if piece.number < 0 else 0) for piece in source.pieces]
        present[row, :length] = True
    places = np.minimum(places, writer.sizes.longest_source - 1)
    return writer.read(*(torch.from_numpy(each) for each in (states, kinds, places, present)))


def _end_of_terms(source: Source) -> int:
    return next((at for at, piece in enumerate(source.pieces) if piece.kind is Kind.TEXT), len(source.pieces))


def replies_of(
    replies: Sequence[Sequence[Symbol]], vocabulary: Vocabulary, sizes: Sizes, spoken: np.random.Generator
) -> Replies:
    """The right replies; of what is written a tenth as the piece of the vocabulary where it could be pointed at, too."""
    steps = min(max(map(len, replies)), sizes.longest_reply)
    written = np.full((len(replies), steps), BEGIN, np.int64)
    marks = np.full((len(replies), steps), -1, np.int64)
    places = np.full_like(marks, -1)
    for row, reply in enumerate(replies):
        for step, symbol in enumerate(reply[:steps]):
            piece = symbol.mark if symbol.mark >= 0 else vocabulary.symbol(symbol.number)
            marks[row, step], places[row, step] = piece, symbol.at
            if step + 1 < steps:
                said = piece >= 0 and (symbol.at < 0 or spoken.random() < 0.1)
                written[row, step + 1] = piece if said else sizes.symbols + symbol.at
    return Replies(*(torch.from_numpy(each) for each in (written, marks, places)))
