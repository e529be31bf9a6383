"""The scorer of pairs: does this relation, or this role of an event, hold between these two places?"""

from __future__ import annotations

import math

import torch
from torch import Tensor, nn
from torch.nn import functional

from garner.training.encoder.network import NetworkSize

__all__ = ["DISTANCES", "PairNetwork"]

DISTANCES = 16
"""How many distances between head and tail are told apart: eight each way, in powers of two."""


class PairNetwork(nn.Module):
    """Scores of pairs of spans for all labels of one text.

    A pair's vector is made of both spans (first and last token and the mean), of the labels they were found as, of what stands
    between them and of how far apart they are; it is compared with the label as the joint layers left it.
    """

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        width = size.pair_width
        self.of_head = nn.Linear(4 * size.width, width)
        self.of_tail = nn.Linear(4 * size.width, width, bias=False)
        self.head_times = nn.Linear(3 * size.width, width, bias=False)
        self.tail_times = nn.Linear(3 * size.width, width, bias=False)
        self.of_between = nn.Linear(size.width, width, bias=False)
        self.distances = nn.Embedding(DISTANCES, width)
        self.mixed = nn.Linear(width, width)
        self.of_label = nn.Linear(size.width, width)
        self.label_bias = nn.Linear(size.width, 1)
        with torch.no_grad():
            self.distances.weight.zero_()
            self.label_bias.weight.zero_()
            self.label_bias.bias.fill_(-3.0)

    def forward(
        self, tokens: Tensor, states: Tensor, heads: Tensor, tails: Tensor, head_types: Tensor, tail_types: Tensor
    ) -> Tensor:
        """Logits: pairs x labels. ``tokens``: tokens x width; ``states``: labels x width; ``heads``, ``tails``: pairs x 2, the
        first and last token; ``head_types``, ``tail_types``: pairs x width, zeros where a place was found as nothing."""
        pairs = self.vectors(tokens, heads, tails, head_types, tail_types)
        return self.score(pairs, states)

    def vectors(self, tokens: Tensor, heads: Tensor, tails: Tensor, head_types: Tensor, tail_types: Tensor) -> Tensor:
        """The vectors of the pairs: pairs x pair width."""
        sums = functional.pad(tokens.cumsum(0), (0, 0, 1, 0))
        head, tail = _span(tokens, sums, heads), _span(tokens, sums, tails)
        gap_from = torch.minimum(heads[:, 1], tails[:, 1]) + 1
        gap_to = torch.maximum(torch.maximum(heads[:, 0], tails[:, 0]), gap_from)
        between = (sums[gap_to] - sums[gap_from]) / (gap_to - gap_from).clamp(min=1).unsqueeze(1)
        vector = self.of_head(torch.cat([head, head_types], 1)) + self.of_tail(torch.cat([tail, tail_types], 1))
        vector = vector + self.of_between(between) + self.distances(_distance(heads[:, 0], tails[:, 0]))
        vector = vector + self.head_times(head) * self.tail_times(tail)
        vector = functional.relu(vector)
        mixed: Tensor = vector + functional.relu(self.mixed(vector))
        return mixed

    def score(self, pairs: Tensor, states: Tensor) -> Tensor:
        """Logits: pairs x labels, or batch x pairs x labels."""
        logits = pairs @ self.of_label(states).transpose(-1, -2) / math.sqrt(pairs.shape[-1])
        scores: Tensor = logits + self.label_bias(states).transpose(-1, -2)
        return scores


def _span(tokens: Tensor, sums: Tensor, places: Tensor) -> Tensor:
    first, last = places[:, 0], places[:, 1]
    means = (sums[last + 1] - sums[first]) / (last + 1 - first).clamp(min=1).unsqueeze(1)
    return torch.cat([tokens[first], tokens[last], means], dim=1)


def _distance(first: Tensor, second: Tensor) -> Tensor:
    """0 to 7: the second comes first, by 2^7 tokens and more down to one; 8 to 15: it comes after."""
    apart = (second - first).abs().clamp(min=1).float()
    step = torch.log2(apart).floor().clamp(max=7).long()
    return torch.where(second < first, 7 - step, 8 + step)
