"""Steps of training: batches of questions drawn by a seed, the loss of the right replies, a rate that rises and falls."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from random import Random
from typing import NamedTuple

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import Tensor

from garner.training.detectors.samples import Sample
from language_model.batches import Frozen, Replies, Vocabulary, read_sources, replies_of
from language_model.examples import Example, Recipe, drawn
from language_model.network import Sizes, Writer

__all__ = ["Keep", "Trained", "loss_of", "most_used", "pools", "rate_at", "step", "train"]

_NEVER = -1e9
_EXAMPLES_FOR_PIECES = 6000
_KEEP_EVERY = 50
_POOL = 8
"""Batches drawn together, so that those of one length can stand side by side."""


class Trained(NamedTuple):
    """A model, what it can write, and how its training went."""

    writer: Writer
    vocabulary: Vocabulary
    went: dict[str, float]


Keep = Callable[[Trained], None]


def most_used(tokenizer: Tokenizer, samples: Sequence[Sample], recipe: Recipe) -> list[int]:
    """The pieces that right replies are made of most often."""
    random = Random(recipe.seed)
    counts: Counter[int] = Counter()
    for sample in random.choices(samples, k=_EXAMPLES_FOR_PIECES):
        example = drawn(tokenizer, sample, random)
        counts.update(symbol.number for symbol in (example.symbols if example else ()) if symbol.number >= 0)
    return [number for number, _ in counts.most_common(recipe.pieces)]


def loss_of(logits: Tensor, replies: Replies, symbols: int) -> Tensor:
    """Minus the logarithm of the probability of the right symbol, written or pointed at, on average."""
    chances = torch.log_softmax(logits, 2)
    written = chances.gather(2, replies.marks.clamp(min=0)[:, :, None])[:, :, 0].masked_fill(replies.marks < 0, _NEVER)
    at = (replies.places + symbols).clamp(min=0, max=logits.shape[2] - 1)
    pointed = chances.gather(2, at[:, :, None])[:, :, 0].masked_fill(replies.places < 0, _NEVER)
    real = (replies.marks >= 0) | (replies.places >= 0)
    return -torch.logaddexp(written, pointed)[real].mean()


def rate_at(elapsed: float, steps: int, recipe: Recipe) -> float:
    """The rate after a share of the time: risen in the first steps, then falling as a cosine."""
    rising = min(1.0, (steps + 1) / recipe.warmup)
    return recipe.rate * rising * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, elapsed))))


def step(
    writer: Writer, frozen: Frozen, examples: Sequence[Example], states: Mapping[str, np.ndarray], replies: Replies
) -> Tensor:
    """The loss of a batch; ``states`` are those of its texts."""
    with torch.autocast("cpu", torch.bfloat16):
        logits = writer.write(read_sources(writer, frozen, [each.source for each in examples], states), replies.written)
    return loss_of(logits, replies, writer.sizes.symbols)


def pools(
    tokenizer: Tokenizer, frozen: Frozen, samples: Sequence[Sample], recipe: Recipe
) -> Iterator[tuple[list[Example], Mapping[str, np.ndarray]]]:
    """Batches of questions of about one length, with the states of their texts; without end. Questions that no reply can be
    given to are left out."""
    random = Random(recipe.seed)
    while True:
        texts = random.choices(samples, k=max(1, _POOL * recipe.batch // recipe.questions))
        asked = [drawn(tokenizer, each, random) for each in texts for _ in range(recipe.questions)]
        examples = sorted((each for each in asked if each is not None), key=lambda each: len(each.source.pieces))
        batches = [examples[start : start + recipe.batch] for start in range(0, len(examples), recipe.batch)]
        random.shuffle(batches)
        states = frozen.states([example.source.text for example in examples])
        yield from ((batch, states) for batch in batches)


def train(
    read: tuple[Tokenizer, Frozen],
    samples: Sequence[Sample],
    recipe: Recipe,
    keep: Keep | None = None,
    start: tuple[Writer, Vocabulary] | None = None,
) -> Trained:
    """A model trained for ``recipe.minutes``, at most ``recipe.steps`` steps, from a ``start`` on if there is one; every so
    many steps ``keep`` is given what there is by then."""
    tokenizer, frozen = read
    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    spoken = np.random.default_rng(recipe.seed)
    vocabulary = start[1] if start else Vocabulary(most_used(tokenizer, samples, recipe))
    writer = start[0] if start else Writer(Sizes(len(vocabulary)))
    writer.train()
    optimiser = torch.optim.AdamW(writer.parameters(), lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.01, fused=True)
    weights = sum(each.numel() for each in writer.parameters())
    began, steps, recent, asked = time.monotonic(), 0, 0.0, 0

    def so_far() -> Trained:
        seconds = round(time.monotonic() - began, 1)
        went = {"steps": steps, "questions": asked, "loss": round(recent, 4), "seconds": seconds, "weights": weights}
        return Trained(writer, vocabulary, went)

    for examples, states in pools(tokenizer, frozen, samples, recipe):
        elapsed = max((time.monotonic() - began) / 60 / recipe.minutes, steps / recipe.steps if recipe.steps else 0.0)
        if elapsed >= 1:
            break
        optimiser.param_groups[0]["lr"] = rate_at(elapsed, steps, recipe)
        replies = replies_of([example.symbols for example in examples], vocabulary, writer.sizes, spoken)
        loss = step(writer, frozen, examples, states, replies)
        optimiser.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(writer.parameters(), 1.0)
        optimiser.step()
        steps, asked = steps + 1, asked + len(examples)
        recent = loss.item() if steps == 1 else 0.98 * recent + 0.02 * loss.item()
        if keep is not None and steps % _KEEP_EVERY == 0:
            keep(so_far())
    writer.eval()
    return so_far()
