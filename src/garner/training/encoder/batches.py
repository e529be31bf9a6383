"""Batches for training: examples drawn from a mix of corpora, sorted by length, cut by tokens; the same for the same seed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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

__all__ = ["Batch", "Materials", "Mixture"]


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


class Mixture:
    """An endless stream of batches. ``batches(mix, pool_number)`` is one pool of examples; the same numbers give the same
    batches, whatever came before."""

    def __init__(self, corpora: Sequence[TrainingCorpus], materials: Materials, recipe: Recipe, span_words: int) -> None:
        self._corpora = {corpus.name: corpus for corpus in corpora}
        self._materials = materials
        self._recipe = recipe
        self._span_words = span_words
        self._names: Mapping[str, LabelName] = label_names()
        self._tokens: dict[str, TokenText] = {}
        self._hidden: dict[str, np.ndarray] = {}

    def batches(self, mix: Mapping[str, float], pool_number: int) -> list[Batch]:
        """The batches of one pool, in random order."""
        import numpy as np

        random = np.random.default_rng([self._recipe.seed, pool_number])
        names = sorted(mix)
        weights = np.array([mix[name] for name in names])
        picks = random.choice(len(names), size=self._recipe.pool, p=weights / weights.sum())
        examples: list[tuple[Example, TokenText, int]] = []
        while len(examples) < len(picks):
            example = self._draw(self._corpora[names[picks[len(examples)]]], random)
            if example is not None:
                examples.append(example)
        examples.sort(key=lambda each: (each[2], each[0].text))
        self._read({example.text: tokens for example, tokens, _ in examples})
        cut = list(self._cut(examples))
        return [self._batch([examples[number] for number in cut[place]], random) for place in random.permutation(len(cut))]

    def _draw(self, corpus: TrainingCorpus, random: Generator) -> tuple[Example, TokenText, int] | None:
        """An example with its tokens and length; ``None`` if the record drawn is too long."""
        records = corpus.empty if corpus.empty and random.random() < 0.1 else corpus.filled
        record = records[random.integers(len(records))]
        example = make_example(record, corpus.pool, self._names, self._recipe.most_labels, random)
        if record.text not in self._tokens:
            self._tokens[record.text] = tokenise_text(self._materials.tokenizer, record.text)
        tokens = self._tokens[record.text]
        length = 2 + len(tokens.tokens) + len(example.labels)
        if not tokens.words or len(tokens.tokens) > self._recipe.most_tokens:
            return None
        return example, tokens, length

    def _read(self, texts: Mapping[str, TokenText]) -> None:
        """Remember, in half precision, what the layers that are not trained make of the texts not met before."""
        import numpy as np

        new = sorted((text for text in texts if text not in self._hidden), key=lambda text: len(texts[text].tokens))
        for begin in range(0, len(new), 32):
            rows = new[begin : begin + 32]
            inputs = lay_out_texts([texts[text] for text in rows], self._materials.vectors)
            hidden = self._materials.read_text(inputs["vectors"], inputs["lengths"])
            for row, text in enumerate(rows):
                self._hidden[text] = hidden[row, : inputs["lengths"][row]].astype(np.float16)

    def _cut(self, examples: Sequence[tuple[Example, TokenText, int]]) -> Iterator[list[int]]:
        open_batch: list[int] = []
        for number, (_, _, length) in enumerate(examples):
            if open_batch and (len(open_batch) + 1) * length > self._recipe.step_tokens:
                yield open_batch
                open_batch = []
            open_batch.append(number)
        if open_batch:
            yield open_batch

    def _batch(self, examples: Sequence[tuple[Example, TokenText, int]], random: Generator) -> Batch:
        import numpy as np

        texts = [_recased(tokens, random) for _, tokens, _ in examples]
        labels = [np.stack([self._materials.label_vector(label) for label in example.labels]) for example, _, _ in examples]
        inputs = lay_out_texts(texts) | stack_labels(labels)
        hidden = np.zeros((*inputs["shapes"].shape, self._materials.vectors.width), np.float32)
        for row, (example, _, _) in enumerate(examples):
            hidden[row, : inputs["lengths"][row]] = self._hidden[example.text]
        inputs["hidden"] = hidden
        targets = [
            (row, *target)
            for row, (example, tokens, _) in enumerate(examples)
            for target in word_targets(example, tokens.words, self._span_words)
        ]
        return Batch(inputs, [len(text.words) for text in texts], [len(each.labels) for each, _, _ in examples], targets)


def _recased(text: TokenText, random: Generator) -> TokenText:
    """Now and then the text as if written in lower case throughout, or in capitals."""
    chance = random.random()
    if chance > 0.13:
        return text
    instead = 1 if chance < 0.1 else 4
    shapes = tuple(instead if shape else 0 for shape in text.shapes)
    return TokenText(text.words, text.tokens, shapes, text.first, text.last)
