"""Spans are scored as they are defined, whatever way the network takes to do it at once."""

from __future__ import annotations

import torch

from garner.training.encoder.joint import JointNetwork
from garner.training.encoder.network import NetworkSize


def test_a_span_is_scored_by_its_first_token_its_last_their_mean_and_its_length() -> None:
    torch.manual_seed(0)
    size = NetworkSize(positions=16, width=8, inner=8, heads=2, span_words=3, span_width=6, pair_width=4)
    network = JointNetwork(size)
    for weight in network.parameters():
        torch.nn.init.normal_(weight) if weight.ndim > 1 else None
    hidden, labels = torch.randn(2, 7, 8), torch.randn(2, 5, 8)
    places = [[(1, 2), (3, 3), (4, 5)], [(1, 1), (2, 4)]]
    first = torch.tensor([[1, 3, 4], [1, 2, 0]])
    last = torch.tensor([[2, 3, 5], [1, 4, 0]])
    with torch.inference_mode():
        scores = network.score_spans(hidden, labels, first, last)
        assert scores.shape == (2, 3, 3, 5)
        for row, words in enumerate(places):
            for begin in range(len(words)):
                for end in range(begin, len(words)):
                    expected = _defined(network, hidden[row], labels[row], (words[begin][0], words[end][1]), end - begin)
                    assert torch.allclose(scores[row, begin, end - begin], expected, atol=1e-4)


def _defined(
    network: JointNetwork, hidden: torch.Tensor, labels: torch.Tensor, place: tuple[int, int], length: int
) -> torch.Tensor:
    first, last, mean = hidden[place[0]], hidden[place[1]], hidden[place[0] : place[1] + 1].mean(0)
    vector = network.from_first(first) + network.from_last(last) + network.from_mean(mean)
    vector = torch.relu(vector + network.span_lengths.weight[length])
    parts = network.label_to_parts(labels) @ torch.cat([first, last, mean]) / len(first) ** 0.5
    scores: torch.Tensor = network.label_to_span(labels) @ vector / len(vector) ** 0.5 + parts
    return scores + network.label_bias(labels).squeeze(1)
