"""The two networks that are never trained: one reads texts and labels, one says what they mean."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from garner.training.encoder.network import Layer, NetworkSize, Start, attention_mask, within

__all__ = ["MeaningNetwork", "ReadNetwork"]


class ReadNetwork(nn.Module):
    """The trunk's first layers, which texts and labels pass apart: what they make of a text is the same under every schema."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.start = Start(size)
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.apart))

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """Batch x tokens x width, from token vectors of that shape and the tokens of each text."""
        hidden: Tensor = self.start(vectors)
        mask = attention_mask(within(vectors.shape[1], lengths).view(vectors.shape[0], 1, 1, -1))
        for layer in self.layers:
            hidden = layer(hidden, mask)
        return hidden


class MeaningNetwork(nn.Module):
    """The rest of the trunk as it was: the mean of the tokens where text and labels are joined, after as many layers more as
    are joint, and after the last, which is what the trunk was trained to compare texts by."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.size = size
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.layers - size.apart))

    def forward(self, hidden: Tensor, lengths: Tensor) -> Tensor:
        """Texts x 3 width, from what ``ReadNetwork`` makes of them and the tokens of each."""
        valid = within(hidden.shape[1], lengths)
        mask = attention_mask(valid.view(valid.shape[0], 1, 1, -1))
        share = (valid / lengths.unsqueeze(1)).unsqueeze(1)
        depths = self.size.alone, self.size.alone + self.size.joint, len(self.layers)
        states = [hidden]
        for layer in self.layers:
            states.append(layer(states[-1], mask))
        return torch.cat([(share @ states[depth]).squeeze(1) for depth in depths], dim=-1)
