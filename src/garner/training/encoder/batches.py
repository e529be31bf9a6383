"""Batches for training: examples sorted by length and cut by tokens, drawn from a mix of corpora; one seed, one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.layout import TokenVectors, lay_out_texts, stack_labels
from garner.models.encoder.words import TokenText, tokenise_text
from garner.training.encoder.corpora import TrainingCorpus
from garner.training.encoder.examples import Example, make_example, word_targets
from garner.training.encoder.names import LabelName, label_names
from garner.training.encoder.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator
    from tokenizers import Tokenizer

__all__ = ["Batch", "Batcher", "Materials", "Mixture"]


class Materials(NamedTuple):
    """What turns words into the network's inputs: the tokenizer, the token vectors, and the label network with a memory
    (label text to a vector of 2 width), and the layers that are not trained (vectors and lengths to hidden vectors)."""

    tokenizer: Tokenizer
    vectors: TokenVectors
    label_vector: Callable[[str], np.ndarray]
    read_text: Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True, slots=True)
class Batch:
    """One step: the inputs of ``SpanNetwork.join``, the number of words and labels of each text, and the right spans as
    (row, first word, words - 1, label)."""

    inputs: Mapping[str, np.ndarray]
    words: Sequence[int]
    labels: Sequence[int]
    targets: Sequence[tuple[int, int, int, int]]


class Batcher:
    """From examples to batches. Remembers the tokens of each text and what the layers that are not trained make of it."""

    def __init__(self, materials: Materials, step_tokens: int, span_words: int) -> None:
        self._materials = materials
        self._step_tokens = step_tokens
        self._span_words = span_words
        self._tokens: dict[str, TokenText] = {}
        self._hidden: dict[str, np.ndarray] = {}

    def tokens(self, text: str) -> TokenText:
        """The words and tokens of the text."""
        if text not in self._tokens:
            self._tokens[text] = tokenise_text(self._materials.tokenizer, text)
        return self._tokens[text]

    def batches(self, examples: Sequence[Example], random: Generator) -> list[Batch]:
        """The examples, those of like length together, in batches of random order."""
        ordered = sorted(examples, key=lambda each: (self._length(each), each.text))
        self._read(dict.fromkeys(example.text for example in ordered))
        cut = list(self._cut(ordered))
        return [self._batch([ordered[number] for number in cut[place]], random) for place in random.permutation(len(cut))]

    def _length(self, example: Example) -> int:
        return 2 + len(self.tokens(example.text).tokens) + len(example.labels)

    def _read(self, texts: Iterable[str]) -> None:
        """Remember, in half precision, what the layers that are not trained make of the texts not met before."""
        import numpy as np

        new = sorted((text for text in texts if text not in self._hidden), key=lambda text: len(self.tokens(text).tokens))
        for begin in range(0, len(new), 32):
            rows = new[begin : begin + 32]
            inputs = lay_out_texts([self.tokens(text) for text in rows], self._materials.vectors)
            hidden = self._materials.read_text(inputs["vectors"], inputs["lengths"])
            for row, text in enumerate(rows):
                self._hidden[text] = hidden[row, : inputs["lengths"][row]].astype(np.float16)

    def _cut(self, examples: Sequence[Example]) -> Iterator[list[int]]:
        open_batch: list[int] = []
        for number, example in enumerate(examples):
            if open_batch and (len(open_batch) + 1) * self._length(example) > self._step_tokens:
                yield open_batch
                open_batch = []
            open_batch.append(number)
        if open_batch:
            yield open_batch

    def _batch(self, examples: Sequence[Example], random: Generator) -> Batch:
        import numpy as np

        texts = [_recased(self.tokens(example.text), random) for example in examples]
        labels = [np.stack([self._materials.label_vector(label) for label in example.labels]) for example in examples]
        inputs = lay_out_texts(texts) | stack_labels(labels)
        hidden = np.zeros((*inputs["shapes"].shape, self._materials.vectors.width), np.float32)
        for row, example in enumerate(examples):
            hidden[row, : inputs["lengths"][row]] = self._hidden[example.text]
        inputs["hidden"] = hidden
        targets = [
            (row, *target)
            for row, example in enumerate(examples)
            for target in word_targets(example, self.tokens(example.text).words, self._span_words)
        ]
        return Batch(inputs, [len(text.words) for text in texts], [len(each.labels) for each in examples], targets)


class Mixture:
    """An endless stream of batches. ``batches(mix, pool_number)`` is one pool of examples; the same numbers give the same
    batches, whatever came before."""

    def __init__(self, corpora: Sequence[TrainingCorpus], materials: Materials, recipe: Recipe, span_words: int) -> None:
        self._corpora = {corpus.name: corpus for corpus in corpora}
        self._batcher = Batcher(materials, recipe.step_tokens, span_words)
        self._recipe = recipe
        self._names: Mapping[str, LabelName] = label_names()

    def batches(self, mix: Mapping[str, float], pool_number: int) -> list[Batch]:
        """The batches of one pool, in random order."""
        import numpy as np

        random = np.random.default_rng([self._recipe.seed, pool_number])
        names = sorted(mix)
        weights = np.array([mix[name] for name in names])
        picks = random.choice(len(names), size=self._recipe.pool, p=weights / weights.sum())
        examples: list[Example] = []
        while len(examples) < len(picks):
            example = self._draw(self._corpora[names[picks[len(examples)]]], random)
            if example is not None:
                examples.append(example)
        return self._batcher.batches(examples, random)

    def _draw(self, corpus: TrainingCorpus, random: Generator) -> Example | None:
        """An example; ``None`` if the record drawn is too long."""
        records = corpus.empty if corpus.empty and random.random() < 0.1 else corpus.filled
        record = records[random.integers(len(records))]
        example = make_example(record, corpus.pool, self._names, self._recipe.most_labels, random)
        tokens = self._batcher.tokens(record.text)
        return example if tokens.words and len(tokens.tokens) <= self._recipe.most_tokens else None


def _recased(text: TokenText, random: Generator) -> TokenText:
    """Now and then the text as if written in lower case throughout, or in capitals."""
    chance = random.random()
    if chance > 0.13:
        return text
    instead = 1 if chance < 0.1 else 4
    shapes = tuple(instead if shape else 0 for shape in text.shapes)
    return TokenText(text.words, text.tokens, shapes, text.first, text.last)
