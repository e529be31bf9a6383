"""What a step of training makes smaller: the loss of each of the three scorers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Generic, NamedTuple, TypeVar

import torch
from torch import Tensor
from torch.nn import functional

from garner.training.encoder.answers import Task
from garner.training.encoder.batches import Batch, PairTargets
from garner.training.encoder.joint import Joined, JointNetwork
from garner.training.encoder.recipe import Recipe

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Losses", "as_tensors", "losses_of", "pair_logits"]

Number = TypeVar("Number", Tensor, float)


class Losses(NamedTuple, Generic[Number]):
    """The loss of spans, of classes and of pairs, each a sum over the texts of a batch divided by their number."""

    spans: Number
    classes: Number
    pairs: Number


def as_tensors(inputs: Mapping[str, np.ndarray], device: torch.device | str = "cpu") -> dict[str, Tensor]:
    """The arrays as tensors on the device."""
    return {name: torch.from_numpy(array).to(device) for name, array in inputs.items()}


def losses_of(network: JointNetwork, batch: Batch, recipe: Recipe) -> Losses[Tensor]:
    """The losses of the network on the batch."""
    joined = network(**as_tensors(batch.inputs, network.device))
    texts = len(batch.words)
    pairs = _pair_loss(network, joined, batch.pairs, recipe) if batch.pairs is not None else joined.spans.new_zeros(())
    return Losses(
        _span_loss(joined.spans.float(), batch, recipe) / texts,
        recipe.class_weight * _class_loss(joined.classes.float(), batch.tasks) / texts,
        recipe.pair_weight * pairs / texts,
    )


def _span_loss(logits: Tensor, batch: Batch, recipe: Recipe) -> Tensor:
    """Binary cross-entropy of every span within its text for every label that is judged on spans.

    A focus above 0 lets answers that are already right count less (focal loss, Lin et al. 2017, equation 4).
    """
    _, words, lengths, labels = logits.shape
    ends = torch.arange(words).view(1, -1, 1) + torch.arange(lengths).view(1, 1, -1)
    inside = ends < torch.tensor(batch.words).view(-1, 1, 1)
    valid = (inside.unsqueeze(-1) & torch.from_numpy(batch.judged).view(-1, 1, 1, labels)).to(logits.device)
    gold = torch.zeros(logits.shape)
    if batch.targets:
        rows, first, length, label = torch.tensor(batch.targets).unbind(1)
        gold[rows, first, length, label] = 1.0
    losses = _weighted(logits, gold.to(logits.device), recipe)
    return (losses * valid).sum()


def _weighted(logits: Tensor, gold: Tensor, recipe: Recipe) -> Tensor:
    losses = functional.binary_cross_entropy_with_logits(logits, gold, reduction="none")
    if recipe.focus:
        losses = losses * (1.0 - torch.exp(-losses.detach())) ** recipe.focus
    if recipe.positive_weight != 1.0:
        losses = losses * (1.0 + (recipe.positive_weight - 1.0) * gold)
    return losses


def _class_loss(logits: Tensor, tasks: Sequence[tuple[int, Task]]) -> Tensor:
    """Cross-entropy over the choices of a task; binary, the mean over them, where several may be right."""
    loss = logits.new_zeros(())
    for row, task in tasks:
        asked = logits[row, list(task.labels)]
        gold = torch.tensor([float(label in task.right) for label in task.labels], device=logits.device)
        if task.multiple:
            loss = loss + functional.binary_cross_entropy_with_logits(asked, gold)
        elif task.right:
            loss = loss - (functional.log_softmax(asked, dim=-1) * gold).sum() / gold.sum()
    return loss


def _pair_loss(network: JointNetwork, joined: Joined, pairs: PairTargets, recipe: Recipe) -> Tensor:
    """Binary cross-entropy of every pair for every label asked of it."""
    device = network.device
    logits = pair_logits(network, joined, pairs).float()
    losses = _weighted(logits, torch.from_numpy(pairs.right).float().to(device), recipe)
    return (losses * torch.from_numpy(pairs.asked).to(device)).sum()


def pair_logits(network: JointNetwork, joined: Joined, pairs: PairTargets) -> Tensor:
    """The log-odds of every pair for every label of its text: pairs x labels."""
    device = network.device
    rows = torch.from_numpy(pairs.rows).to(device)
    offset = (rows * joined.tokens.shape[1]).unsqueeze(1)
    heads, tails = (torch.from_numpy(each).to(device) + offset for each in (pairs.heads, pairs.tails))
    types = (_types(joined.states, rows, torch.from_numpy(each).to(device)) for each in (pairs.head_labels, pairs.tail_labels))
    tokens = joined.tokens.float().flatten(0, 1)
    vectors = network.pairs.vectors(tokens, heads, tails, *types)
    logits: Tensor = network.pairs.score(vectors.unsqueeze(1), joined.states[rows]).squeeze(1)
    return logits


def _types(states: Tensor, rows: Tensor, labels: Tensor) -> Tensor:
    """The states of the labels; zeros where there is none (-1)."""
    return states[rows, labels.clamp(min=0)] * (labels >= 0).unsqueeze(1)
