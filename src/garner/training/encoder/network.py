"""The span scorer as a torch network: a small BERT trunk and scores of every span for every label."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn
from torch.nn import functional

from garner.models.encoder.words import SHAPES

__all__ = ["LabelNetwork", "NetworkSize", "SpanNetwork", "Trunk", "load_trunk", "read_size"]


@dataclass(frozen=True, slots=True)
class NetworkSize:
    """The sizes of the network; the defaults are those of MiniLM-L6.

    ``apart`` is the number of layers that text and labels pass apart, ``span_words`` the longest span that can be scored,
    ``span_width`` the size of a span's vector.
    """

    vocabulary: int = 30522
    positions: int = 512
    width: int = 384
    inner: int = 1536
    layers: int = 6
    apart: int = 3
    heads: int = 12
    span_words: int = 12
    span_width: int = 128


class _Layer(nn.Module):
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


class Trunk(nn.Module):
    """A BERT encoder without its token vectors."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.size = size
        self.position_vectors = nn.Embedding(size.positions, size.width)
        self.kind_vectors = nn.Embedding(2, size.width)
        self.norm = nn.LayerNorm(size.width, eps=1e-12)
        self.layers = nn.ModuleList(_Layer(size) for _ in range(size.layers))

    def start(self, vectors: Tensor) -> Tensor:
        """The input of the first layer, from token vectors (batch x tokens x width)."""
        placed = vectors + self.position_vectors.weight[: vectors.shape[1]] + self.kind_vectors.weight[0]
        started: Tensor = self.norm(placed)
        return started


class LabelNetwork(nn.Module):
    """Label texts to vectors: the mean of their tokens after the layers that texts and labels pass apart, and after the last
    layer, side by side. Its weights are those of the trunk and are never trained, so a label keeps the meaning it had there."""

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.trunk = Trunk(size)

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """Labels x 2 width, from token vectors (labels x tokens x width) and lengths."""
        valid = _within(vectors.shape[1], lengths)
        mask = _mask(valid.view(valid.shape[0], 1, 1, -1))
        share = (valid / lengths.unsqueeze(1)).unsqueeze(1)
        hidden = self.trunk.start(vectors)
        means = []
        for number, layer in enumerate(self.trunk.layers, 1):
            hidden = layer(hidden, mask)
            if number in (self.trunk.size.apart, self.trunk.size.layers):
                means.append((share @ hidden).squeeze(1))
        return torch.cat(means, dim=-1)


class SpanNetwork(nn.Module):
    """Scores of all spans of up to ``span_words`` words for all labels.

    The first ``apart`` layers read the text alone and are not trained; then the labels join as one token each. A span's vector
    is made of its first token, its last token, the mean of its tokens and its width; it is compared with the label's vector as
    the last layer leaves it. The three parts are also compared one by one, which starts out as the similarity that the trunk
    was trained for.
    """

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.size = size
        self.trunk = Trunk(size)
        self.shape_vectors = nn.Embedding(SHAPES, size.width)
        self.label_joins = nn.Linear(2 * size.width, size.width)
        self.label_skips = nn.Linear(size.width, size.width)
        self.from_first = nn.Linear(size.width, size.span_width)
        self.from_last = nn.Linear(size.width, size.span_width, bias=False)
        self.from_mean = nn.Linear(size.width, size.span_width, bias=False)
        self.span_lengths = nn.Embedding(size.span_words, size.span_width)
        self.label_to_span = nn.Linear(size.width, size.span_width)
        self.label_to_parts = nn.Linear(size.width, 3 * size.width, bias=False)
        self.label_bias = nn.Linear(size.width, 1)
        self._start()

    def _start(self) -> None:
        same = torch.eye(self.size.width)
        with torch.no_grad():
            for weight in (
                self.span_lengths.weight,
                self.shape_vectors.weight,
                self.label_to_parts.weight,
                self.label_bias.weight,
            ):
                weight.zero_()
            self.label_to_parts.weight[2 * self.size.width :] = 0.3 * same
            self.label_bias.bias.fill_(-5.0)
            self.label_joins.weight.copy_(torch.cat([same, 0.0 * same], dim=1))
            self.label_skips.weight.copy_(same)
            self.label_joins.bias.zero_()
            self.label_skips.bias.zero_()

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.label_bias.bias.device

    def frozen(self) -> set[str]:
        """The names of the weights that are not trained."""
        apart = tuple(f"trunk.layers.{number}." for number in range(self.size.apart))
        starts = ("trunk.position_vectors", "trunk.kind_vectors", "trunk.norm", *apart)
        return {name for name, _ in self.named_parameters() if name.startswith(starts)}

    def forward(
        self,
        vectors: Tensor,
        lengths: Tensor,
        shapes: Tensor,
        first: Tensor,
        last: Tensor,
        labels: Tensor,
        label_counts: Tensor,
    ) -> Tensor:
        """Logits: batch x words x span lengths x labels, for the span of ``length + 1`` words that starts at the word.

        ``vectors``: batch x tokens x width; ``first``, ``last``: batch x words; ``labels``: batch x labels x 2 width.
        """
        return self.join(self.read_text(vectors, lengths), lengths, shapes, first, last, labels, label_counts)

    def join(
        self, hidden: Tensor, lengths: Tensor, shapes: Tensor, first: Tensor, last: Tensor, labels: Tensor, label_counts: Tensor
    ) -> Tensor:
        """The logits from what ``read_text`` returned."""
        tokens = hidden.shape[1]
        valid = _within(tokens, lengths)
        joined = torch.cat([hidden + self.shape_vectors(shapes), self.label_joins(labels)], dim=1)
        mask = _mask(self._reads(valid, labels, label_counts).unsqueeze(1))
        for layer in self.trunk.layers[self.size.apart :]:
            joined = layer(joined, mask)
        of_labels = joined[:, tokens:] + self.label_skips(labels[..., self.size.width :])
        return self.score(joined[:, :tokens], of_labels, first, last)

    @torch.no_grad()
    def read_text(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        """The layers that are not trained: batch x tokens x width."""
        hidden = self.trunk.start(vectors)
        valid = _within(vectors.shape[1], lengths)
        mask = _mask(valid.view(valid.shape[0], 1, 1, -1))
        for layer in self.trunk.layers[: self.size.apart]:
            hidden = layer(hidden, mask)
        return hidden

    def _reads(self, valid: Tensor, labels: Tensor, label_counts: Tensor) -> Tensor:
        """Who may read whom: text reads text and labels, a label reads the text and itself."""
        numbers = torch.arange(labels.shape[1], device=labels.device)
        asked = numbers.unsqueeze(0) < label_counts.unsqueeze(1)
        by_text = torch.cat([valid, asked], dim=1).unsqueeze(1).expand(-1, valid.shape[1], -1)
        itself = (numbers.unsqueeze(0) == numbers.unsqueeze(1)).unsqueeze(0).expand(valid.shape[0], -1, -1)
        by_label = torch.cat([valid.unsqueeze(1).expand(-1, labels.shape[1], -1), itself], dim=2)
        return torch.cat([by_text, by_label], dim=1)

    def score(self, hidden: Tensor, labels: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """The scores from the last layer's vectors of tokens and labels."""
        span_labels = self.label_to_span(labels).transpose(1, 2) / math.sqrt(self.size.span_width)
        to_first, to_last, to_mean = (self.label_to_parts(labels) / math.sqrt(self.size.width)).chunk(3, dim=-1)
        starts, ends = _pick(hidden, first), _pick(hidden, last)
        at_mean = torch.cat([self.from_mean(hidden), hidden @ to_mean.transpose(1, 2)], dim=-1)
        sums = functional.pad(at_mean.cumsum(1), (0, 0, 1, 0))
        before, until = _pick(sums, first), _pick(sums, last + 1)
        counts = (_reach(last.unsqueeze(-1) + 1, self.size.span_words) - first.view(*first.shape, 1, 1)).clamp(min=1)
        means = (_reach(until, self.size.span_words) - before.unsqueeze(2)) / counts
        mean_parts, mean_scores = means[..., : self.size.span_width], means[..., self.size.span_width :]
        spans = self.from_first(starts).unsqueeze(2) + _reach(self.from_last(ends), self.size.span_words)
        spans = functional.relu(spans + mean_parts + self.span_lengths.weight)
        logits = spans @ span_labels.unsqueeze(1) + mean_scores + (starts @ to_first.transpose(1, 2)).unsqueeze(2)
        logits = logits + _reach(ends @ to_last.transpose(1, 2), self.size.span_words)
        scores: Tensor = logits + self.label_bias(labels).view(labels.shape[0], 1, 1, -1)
        return scores


def _within(length: int, counts: Tensor) -> Tensor:
    """Which of ``length`` places each row uses: rows x length."""
    return torch.arange(length, device=counts.device).unsqueeze(0) < counts.unsqueeze(1)


def _mask(allowed: Tensor) -> Tensor:
    return torch.where(allowed, 0.0, -10000.0)


def _pick(vectors: Tensor, places: Tensor) -> Tensor:
    """The vectors at the places: batch x words x width."""
    return vectors.gather(1, places.unsqueeze(-1).expand(-1, -1, vectors.shape[-1]))


def _reach(vectors: Tensor, lengths: int) -> Tensor:
    """For each word the vectors of the ``lengths`` words from it on (zeros past the end): batch x words x lengths x width."""
    words = vectors.shape[1]
    padded = functional.pad(vectors, (0, 0, 0, lengths - 1))
    return torch.stack([padded[:, shift : shift + words] for shift in range(lengths)], dim=2)


def load_trunk(folder: Path, size: NetworkSize) -> tuple[Trunk, Tensor]:
    """The trunk and the token vectors (vocabulary x width) of a BERT model as sentence-transformers save it.

    Raises ``ValueError`` when the weights do not fit the size.
    """
    from safetensors.torch import load_file

    weights = {name.removeprefix("bert."): value.float() for name, value in load_file(folder / "model.safetensors").items()}
    found = {
        "position_vectors.weight": weights["embeddings.position_embeddings.weight"],
        "kind_vectors.weight": weights["embeddings.token_type_embeddings.weight"],
        "norm.weight": weights["embeddings.LayerNorm.weight"],
        "norm.bias": weights["embeddings.LayerNorm.bias"],
    }
    parts = {
        "mix": "attention.output.dense",
        "norm_attention": "attention.output.LayerNorm",
        "widen": "intermediate.dense",
        "narrow": "output.dense",
        "norm_output": "output.LayerNorm",
    }
    for number in range(size.layers):
        theirs = f"encoder.layer.{number}"
        for kind in ("weight", "bias"):
            asked = [weights[f"{theirs}.attention.self.{part}.{kind}"] for part in ("query", "key", "value")]
            found[f"layers.{number}.attend.{kind}"] = torch.cat(asked)
            for ours, name in parts.items():
                found[f"layers.{number}.{ours}.{kind}"] = weights[f"{theirs}.{name}.{kind}"]
    trunk = Trunk(size)
    try:
        trunk.load_state_dict(found)
    except RuntimeError as error:
        raise ValueError(f"the trunk in {folder} does not fit: {error}") from error
    return trunk, weights["embeddings.word_embeddings.weight"]


def read_size(folder: Path) -> NetworkSize:
    """The sizes of the trunk in the folder, from its ``config.json``."""
    config = json.loads((folder / "config.json").read_text())
    return NetworkSize(
        vocabulary=config["vocab_size"],
        positions=config["max_position_embeddings"],
        width=config["hidden_size"],
        inner=config["intermediate_size"],
        layers=config["num_hidden_layers"],
        heads=config["num_attention_heads"],
    )
