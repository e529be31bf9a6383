"""Batches for training: examples sorted by length and cut by tokens, drawn from a mix of corpora; one seed, one stream."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.layout import SPAN, TokenVectors, lay_out_numbers, lay_out_texts, lay_out_words, stack_labels
from garner.models.encoder.words import TokenText, tokenise_text
from garner.training.encoder.answers import Example, Task, word_targets
from garner.training.encoder.corpora import TrainingCorpus
from garner.training.encoder.examples import make_example
from garner.training.encoder.names import LabelName, label_names
from garner.training.encoder.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np
    from numpy.random import Generator
    from tokenizers import Tokenizer

__all__ = ["Batch", "Batcher", "Materials", "Mixture", "PairTargets"]

_REMEMBERED = 6 << 30
"""Bytes of texts as the layers that are not trained leave them that are kept; the oldest go first."""


class Materials(NamedTuple):
    """What turns words into the joint network's inputs, all of it untrained: the tokenizer, the token vectors, label texts to
    vectors (labels x 3 width, with a memory), token vectors and lengths to hidden vectors, and those and lengths to meanings
    (3 width)."""

    tokenizer: Tokenizer
    vectors: TokenVectors
    label_vectors: Callable[[Sequence[str]], np.ndarray]
    read_text: Callable[[np.ndarray, np.ndarray], np.ndarray]
    mean_of: Callable[[np.ndarray, np.ndarray], np.ndarray]


class PairTargets(NamedTuple):
    """Pairs of spans to score: ``rows`` (the text of each), ``heads`` and ``tails`` (pairs x first and last token), the labels
    that they are known as (-1: none), and which labels are ``asked`` of each pair and ``right`` (pairs x labels)."""

    rows: np.ndarray
    heads: np.ndarray
    tails: np.ndarray
    head_labels: np.ndarray
    tail_labels: np.ndarray
    asked: np.ndarray
    right: np.ndarray


@dataclass(frozen=True, slots=True)
class Batch:
    """One step: the inputs of ``JointNetwork``, the number of words of each text, the right spans as (row, first word,
    words - 1, label), which labels are judged on spans at all (batch x labels), the classifications as (row, task), and the
    pairs, if any."""

    inputs: Mapping[str, np.ndarray]
    words: Sequence[int]
    targets: Sequence[tuple[int, int, int, int]]
    judged: np.ndarray
    tasks: Sequence[tuple[int, Task]] = ()
    pairs: PairTargets | None = None


class Batcher:
    """From examples to batches. Remembers the tokens of each text and what the layers that are not trained make of it."""

    def __init__(self, materials: Materials, step_tokens: int, span_words: int) -> None:
        self._materials = materials
        self._step_tokens = step_tokens
        self._span_words = span_words
        self._tokens: dict[str, TokenText] = {}
        self._hidden: dict[str, np.ndarray] = {}
        self._meanings: dict[str, np.ndarray] = {}
        self._bytes = 0

    def tokens(self, text: str) -> TokenText:
        """The words and tokens of the text."""
        if text not in self._tokens:
            self._tokens[text] = tokenise_text(self._materials.tokenizer, text)
        return self._tokens[text]

    def batches(self, examples: Sequence[Example], random: Generator) -> list[Batch]:
        """The examples, those of like length together, in batches of random order."""
        ordered = sorted(examples, key=lambda each: (self._length(each), each.text))
        self._read(dict.fromkeys(example.text for example in ordered))
        self._understand(dict.fromkeys(example.text for example in ordered if example.tasks))
        self._materials.label_vectors(sorted({label for example in ordered for label in example.labels}))
        cut = list(self._cut(ordered))
        return [self._batch([ordered[number] for number in cut[place]]) for place in random.permutation(len(cut))]

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
                self._bytes += self._hidden[text].nbytes
        needed = set(texts)
        for text in list(self._hidden) if self._bytes > _REMEMBERED else ():
            if self._bytes <= 0.9 * _REMEMBERED:
                break
            if text not in needed:
                self._bytes -= self._hidden.pop(text).nbytes

    def _understand(self, texts: Iterable[str]) -> None:
        """Remember what the trunk takes the texts to mean."""
        import numpy as np

        width = self._materials.vectors.width
        new = sorted((text for text in texts if text not in self._meanings), key=lambda text: len(self._hidden[text]))
        for begin in range(0, len(new), 32):
            rows = [self._hidden[text] for text in new[begin : begin + 32]]
            hidden = np.zeros((len(rows), len(rows[-1]), width), np.float32)
            for row, values in enumerate(rows):
                hidden[row, : len(values)] = values
            meanings = self._materials.mean_of(hidden, np.array([len(each) for each in rows], np.int64))
            self._meanings |= dict(zip(new[begin : begin + 32], meanings[:, -width:], strict=True))

    def _cut(self, examples: Sequence[Example]) -> Iterator[list[int]]:
        open_batch: list[int] = []
        for number, example in enumerate(examples):
            if open_batch and (len(open_batch) + 1) * self._length(example) > self._step_tokens:
                yield open_batch
                open_batch = []
            open_batch.append(number)
        if open_batch:
            yield open_batch

    def _batch(self, examples: Sequence[Example]) -> Batch:
        import numpy as np

        texts = [self.tokens(example.text) for example in examples]
        labels = [self._materials.label_vectors(example.labels) for example in examples]
        inputs = lay_out_words(texts) | stack_labels(labels)
        inputs["kinds"] = lay_out_numbers([example.kinds for example in examples])
        width = self._materials.vectors.width
        hidden = np.zeros((*inputs["shapes"].shape, width), np.float32)
        sentences = np.zeros((len(examples), width), np.float32)
        judged = np.zeros(inputs["kinds"].shape, bool)
        for row, example in enumerate(examples):
            hidden[row, : inputs["lengths"][row]] = self._hidden[example.text]
            judged[row, : len(example.labels)] = [
                kind == SPAN and number not in example.open_spans for number, kind in enumerate(example.kinds)
            ]
            if example.tasks:
                sentences[row] = self._meanings[example.text]
        inputs |= {"hidden": hidden, "sentences": sentences}
        targets = [
            (row, *target)
            for row, (example, text) in enumerate(zip(examples, texts, strict=True))
            for target in word_targets(example, text.words, self._span_words)
        ]
        tasks = [(row, task) for row, example in enumerate(examples) for task in example.tasks]
        pairs = _pair_targets(examples, texts, inputs["kinds"].shape[1])
        return Batch(inputs, [len(text.words) for text in texts], targets, judged, tasks, pairs)


def _pair_targets(examples: Sequence[Example], texts: Sequence[TokenText], labels: int) -> PairTargets | None:
    """The pairs whose ends begin and end with words."""
    import numpy as np

    rows, heads, tails, head_labels, tail_labels, kept = [], [], [], [], [], []
    for row, (example, text) in enumerate(zip(examples, texts, strict=True)):
        if not example.pairs:
            continue
        starts = {place[0]: first + 1 for place, first in zip(text.words, text.first, strict=True)}
        ends = {place[1]: last + 1 for place, last in zip(text.words, text.last, strict=True)}
        for pair in example.pairs:
            places = [(starts.get(start, -1), ends.get(end, -1)) for start, end in (pair.head, pair.tail)]
            if all(first >= 0 and last >= 0 for first, last in places):
                rows.append(row)
                heads.append(places[0])
                tails.append(places[1])
                head_labels.append(pair.head_label)
                tail_labels.append(pair.tail_label)
                kept.append(pair)
    if not kept:
        return None
    asked = np.zeros((len(kept), labels), bool)
    right = np.zeros((len(kept), labels), bool)
    for number, pair in enumerate(kept):
        asked[number, list(pair.asked)] = True
        right[number, list(pair.right)] = True
    numbers = [np.array(each, np.int64) for each in (rows, heads, tails, head_labels, tail_labels)]
    return PairTargets(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], asked, right)


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
        example = _recased(example, random)
        tokens = self._batcher.tokens(example.text)
        return example if example.labels and tokens.words and len(tokens.tokens) <= self._recipe.most_tokens else None


def _recased(example: Example, random: Generator) -> Example:
    """Now and then the text as if written in lower case throughout, or in capitals."""
    chance = random.random()
    if chance > 0.13:
        return example
    text = example.text.lower() if chance < 0.1 else example.text.upper()
    return replace(example, text=text) if len(text) == len(example.text) else example
