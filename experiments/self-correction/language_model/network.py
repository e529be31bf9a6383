"""The network: what the encoder's frozen lower layers make of question and text is read once more, both together, and a decoder
writes the reply: at each step a mark or a piece of a small vocabulary, or a token of the source that it points at.

Pointing as in pointer networks (arXiv 1506.03134), beside a vocabulary as in arXiv 1704.04368, but with one softmax over both.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn import functional

from language_model.asking import Kind

__all__ = ["Cache", "Sizes", "Writer"]

_NEVER = -1e9


@dataclass(frozen=True, slots=True)
class Sizes:
    """``states`` is the width of what the encoder gives, ``symbols`` how many marks and pieces can be written."""

    symbols: int
    states: int = 384
    width: int = 256
    heads: int = 4
    inner: int = 768
    readers: int = 2
    writers: int = 2
    longest_source: int = 512
    longest_reply: int = 160
    dropout: float = 0.1


class _Attention(nn.Module):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.heads = sizes.heads
        self.dropout = sizes.dropout
        self.ask = nn.Linear(sizes.width, sizes.width)
        self.offer = nn.Linear(sizes.width, 2 * sizes.width)
        self.out = nn.Linear(sizes.width, sizes.width)

    def keys(self, states: Tensor) -> tuple[Tensor, Tensor]:
        """Keys and values, each batch x heads x tokens x part."""
        batch, tokens, _ = states.shape
        keys, values = self.offer(states).view(batch, tokens, 2, self.heads, -1).permute(2, 0, 3, 1, 4)
        return keys, values

    def forward(self, states: Tensor, keys: Tensor, values: Tensor, mask: Tensor | None) -> Tensor:
        batch, tokens, width = states.shape
        asked = self.ask(states).view(batch, tokens, self.heads, -1).transpose(1, 2)
        dropout = self.dropout if self.training else 0.0
        heard = functional.scaled_dot_product_attention(asked, keys, values, attn_mask=mask, dropout_p=dropout)
        answer: Tensor = self.out(heard.transpose(1, 2).reshape(batch, tokens, width))
        return answer


class _Inner(nn.Sequential):
    def __init__(self, sizes: Sizes) -> None:
        super().__init__(nn.Linear(sizes.width, sizes.inner), nn.GELU(), nn.Linear(sizes.inner, sizes.width))


class _Reader(nn.Module):
    """A layer in which every token of the source sees every other."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.before = nn.LayerNorm(sizes.width)
        self.attention = _Attention(sizes)
        self.between = nn.LayerNorm(sizes.width)
        self.inner = _Inner(sizes)
        self.drop = nn.Dropout(sizes.dropout)

    def forward(self, states: Tensor, mask: Tensor) -> Tensor:
        seen = self.before(states)
        states = states + self.drop(self.attention(seen, *self.attention.keys(seen), mask))
        return states + self.drop(self.inner(self.between(states)))


class _Writer(nn.Module):
    """A layer of the decoder: the reply so far, then the source."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.before = nn.LayerNorm(sizes.width)
        self.own = _Attention(sizes)
        self.between = nn.LayerNorm(sizes.width)
        self.other = _Attention(sizes)
        self.after = nn.LayerNorm(sizes.width)
        self.inner = _Inner(sizes)
        self.drop = nn.Dropout(sizes.dropout)

    def forward(
        self, states: Tensor, past: tuple[Tensor, Tensor], source: tuple[Tensor, Tensor], masks: tuple[Tensor | None, Tensor]
    ) -> Tensor:
        states = states + self.drop(self.own(self.before(states), *past, masks[0]))
        states = states + self.drop(self.other(self.between(states), *source, masks[1]))
        return states + self.drop(self.inner(self.after(states)))


@dataclass(slots=True)
class Cache:
    """What stays the same from step to step of writing: the source, read, and the keys of both attentions of each layer."""

    memory: Tensor
    mask: Tensor
    sources: list[tuple[Tensor, Tensor]]
    own: list[tuple[Tensor, Tensor] | None]

    def only(self, rows: Tensor) -> Cache:
        """The cache of some rows of the batch."""
        own = [None if each is None else (each[0][rows], each[1][rows]) for each in self.own]
        return Cache(self.memory[rows], self.mask[rows], [(keys[rows], values[rows]) for keys, values in self.sources], own)


class Writer(nn.Module):
    """The whole. Symbols below ``sizes.symbols`` are the vocabulary's, the others point at the source."""

    def __init__(self, sizes: Sizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.opening = nn.Sequential(nn.LayerNorm(sizes.states), nn.Linear(sizes.states, sizes.width))
        self.kinds = nn.Embedding(2 * len(Kind), sizes.width)
        self.places = nn.Embedding(sizes.longest_source, sizes.width)
        self.readers = nn.ModuleList(_Reader(sizes) for _ in range(sizes.readers))
        self.closing = nn.LayerNorm(sizes.width)
        self.symbols = nn.Embedding(sizes.symbols, sizes.width)
        self.steps = nn.Embedding(sizes.longest_reply, sizes.width)
        self.writers = nn.ModuleList(_Writer(sizes) for _ in range(sizes.writers))
        self.finish = nn.LayerNorm(sizes.width)
        self.point = nn.Linear(sizes.width, sizes.width)
        self.target = nn.Linear(sizes.width, sizes.width)
        for embedding in (self.kinds, self.places, self.symbols, self.steps):
            nn.init.normal_(embedding.weight, std=0.05)

    def read(self, states: Tensor, kinds: Tensor, places: Tensor, present: Tensor) -> Cache:
        """``states``: batch x tokens x width of the encoder; ``kinds``, ``places``, ``present``: batch x tokens."""
        memory = self.opening(states) + self.kinds(kinds) + self.places(places)
        mask = present[:, None, None, :]
        for layer in self.readers:
            memory = layer(memory, mask)
        memory = self.closing(memory)
        sources = [layer.other.keys(memory) for layer in self.writers]  # type: ignore[union-attr,operator]  # ModuleList tells no more
        return Cache(memory, present, sources, [None] * len(self.writers))

    def write(self, cache: Cache, written: Tensor, first: int = 0) -> Tensor:
        """Logits of the next symbol after each of ``written`` (batch x steps, the first of them step ``first``): batch x steps
        x (vocabulary + tokens of the source). The steps before ``first`` are in the cache; these are added to it."""
        states = self._inputs(cache.memory, written) + self.steps.weight[first : first + written.shape[1]]
        steps = written.shape[1]
        causal = torch.ones(steps, steps, dtype=torch.bool, device=written.device).tril() if steps > 1 else None
        mask = cache.mask[:, None, None, :]
        for number, layer in enumerate(self.writers):
            past = layer.own.keys(layer.before(states))  # type: ignore[union-attr,operator]  # as above
            known = cache.own[number]
            if known is not None:
                past = torch.cat([known[0], past[0]], 2), torch.cat([known[1], past[1]], 2)
            cache.own[number] = past
            states = layer(states, past, cache.sources[number], (causal, mask))
        states = self.finish(states)
        pointed = self.point(states) @ self.target(cache.memory).transpose(1, 2) / math.sqrt(self.sizes.width)
        pointed = pointed.float().masked_fill(~cache.mask[:, None, :], _NEVER)
        return torch.cat([(states @ self.symbols.weight.T).float(), pointed], 2)

    def _inputs(self, memory: Tensor, written: Tensor) -> Tensor:
        spoken = self.symbols(written.clamp(max=self.sizes.symbols - 1))
        at = (written - self.sizes.symbols).clamp(min=0)
        pointed = memory.gather(1, at[:, :, None].expand(-1, -1, memory.shape[2]))
        return torch.where((written < self.sizes.symbols)[:, :, None], spoken, pointed)
