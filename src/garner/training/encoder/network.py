"""What the networks of the encoder are made of: their sizes, the layers of BERT, and how a trunk's weights are opened."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
from torch import Tensor, nn
from torch.nn import functional

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Layer", "NetworkSize", "Start", "ahead", "attention_mask", "layer_weights", "pick", "start_weights", "within"]


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """The sizes of the networks; the defaults are those of multilingual-e5-small.

    ``layers`` are those of the trunk, of which the first ``apart`` read texts and labels apart and are not trained. Of the
    next, ``alone`` read the text alone and ``joint`` the text and the labels together: copies of these are trained.
    ``span_words`` is the longest span that can be scored, ``span_width`` and ``pair_width`` the sizes of the vectors of a span
    and of a pair of spans.
    """

    positions: int = 512
    width: int = 384
    inner: int = 1536
    heads: int = 12
    layers: int = 12
    apart: int = 6
    alone: int = 0
    joint: int = 3
    span_words: int = 12
    span_width: int = 128
    pair_width: int = 192

    @property
    def label_width(self) -> int:
        """Numbers of a label's vector: three means of its tokens."""
        return 3 * self.width


class Layer(nn.Module):
    """One BERT layer (post-norm), query, key and value in one matrix."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.heads = size.heads
        self.attend = nn.Linear(size.width, 3 * size.width)
        self.mix = nn.Linear(size.width, size.width)
        self.norm_attention = nn.LayerNorm(size.width, eps=1e-12)
        self.widen = nn.Linear(size.width, size.inner)
        self.narrow = nn.Linear(size.inner, size.width)
        self.norm_output = nn.LayerNorm(size.width, eps=1e-12)

    def forward(self, hidden: Tensor, mask: Tensor) -> Tensor:
        batch, tokens, width = hidden.shape
        parts = self.attend(hidden).view(batch, tokens, 3, self.heads, width // self.heads).permute(2, 0, 3, 1, 4)
        query, key, value = parts[0], parts[1], parts[2]
        scores = query @ key.transpose(-1, -2) / math.sqrt(width // self.heads) + mask
        mixed = (functional.softmax(scores, dim=-1) @ value).transpose(1, 2).reshape(batch, tokens, width)
        hidden = self.norm_attention(hidden + self.mix(mixed))
        changed: Tensor = self.norm_output(hidden + self.narrow(functional.gelu(self.widen(hidden))))
        return changed


class Start(nn.Module):
    """From the vectors of tokens to the input of the first layer."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.position_vectors = nn.Embedding(size.positions, size.width)
        self.kind_vector = nn.Parameter(torch.zeros(size.width))
        self.norm = nn.LayerNorm(size.width, eps=1e-12)

    def forward(self, vectors: Tensor) -> Tensor:
        """Batch x tokens x width, from as much."""
        placed = vectors + self.position_vectors.weight[: vectors.shape[1]] + self.kind_vector
        started: Tensor = self.norm(placed)
        return started


def within(length: int, counts: Tensor) -> Tensor:
    """Which of ``length`` places each row uses: rows x length."""
    return torch.arange(length, device=counts.device).unsqueeze(0) < counts.unsqueeze(1)


def attention_mask(allowed: Tensor) -> Tensor:
    """What is added to attention scores: 0 where one may look, far below where not."""
    return torch.where(allowed, 0.0, -10000.0)


def pick(vectors: Tensor, places: Tensor) -> Tensor:
    """The vectors at the places: batch x places x width."""
    rows = places + vectors.shape[1] * torch.arange(vectors.shape[0], device=places.device).unsqueeze(1)
    return functional.embedding(rows, vectors.flatten(0, 1))


def ahead(vectors: Tensor, lengths: int) -> Tensor:
    """The vectors of the words with zeros behind them, so that ``lengths`` stretches of as many words can be cut out, each one
    word further on: batch x (words + lengths - 1) x width."""
    return functional.pad(vectors, (0, 0, 0, lengths - 1))


def layer_weights(weights: Mapping[str, np.ndarray], number: int) -> dict[str, Tensor]:
    """The weights of the trunk's layer ``number`` (from 0) under the names of ``Layer``, from BERT's names."""
    parts = {
        "mix": "attention.output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "norm_output": "output.LayerNorm",
    }
    theirs = f"encoder.layer.{number}"
    found: dict[str, Tensor] = {}
    for kind in ("weight", "bias"):
        asked = [torch.from_numpy(weights[f"{theirs}.attention.self.{part}.{kind}"]) for part in ("query", "key", "value")]
        found[f"attend.{kind}"] = torch.cat(asked)
        found |= {f"{ours}.{kind}": torch.from_numpy(weights[f"{theirs}.{name}.{kind}"]) for ours, name in parts.items()}
    return found


def start_weights(weights: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """The weights of ``Start``, from BERT's names."""
    return {
        "position_vectors.weight": torch.from_numpy(weights["embeddings.position_embeddings.weight"]),
        "kind_vector": torch.from_numpy(weights["embeddings.token_type_embeddings.weight"][0]),
        "norm.weight": torch.from_numpy(weights["embeddings.LayerNorm.weight"]),
        "norm.bias": torch.from_numpy(weights["embeddings.LayerNorm.bias"]),
    }
