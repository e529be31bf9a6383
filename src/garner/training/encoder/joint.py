"""The network that is trained: text and labels read each other, and three scorers say what belongs to what."""

from __future__ import annotations

import math
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from garner.models.encoder.words import SHAPES
from garner.training.encoder.network import Layer, NetworkSize, ahead, attention_mask, pick, within
from garner.training.encoder.pairs import PairNetwork

__all__ = ["Joined", "JointNetwork"]

_KINDS = 3


class Joined(NamedTuple):
    """What the joint layers make of a batch: ``spans`` batch x words x span lengths x labels and ``classes`` batch x labels are
    logits, ``tokens`` batch x tokens x width and ``states`` batch x labels x width what pairs are scored from."""

    spans: Tensor
    classes: Tensor
    tokens: Tensor
    states: Tensor


class JointNetwork(nn.Module):
    """Layers over the text alone, joint layers over it and its labels, one token a label, and the scorers of spans, texts and
    pairs.

    A span's vector is made of its first token, its last token, the mean of its tokens and its width; it is compared with the
    label's vector as the last layer leaves it. The three parts are also compared one by one, which starts out as the similarity
    that the trunk was trained for. A text is compared with a label by what the trunk made of both before anything was trained,
    by the start token, and by what the label's token has read in the text.
    """

    def __init__(self, size: NetworkSize) -> None:
        super().__init__()
        self.size = size
        width = size.width
        self.layers = nn.ModuleList(Layer(size) for _ in range(size.alone + size.joint))
        self.shape_vectors = nn.Embedding(SHAPES, width)
        self.kind_vectors = nn.Embedding(_KINDS, width)
        self.label_joins = nn.Linear(size.label_width, width)
        self.label_skips = nn.Linear(width, width)
        self.from_first = nn.Linear(width, size.span_width)
        self.from_last = nn.Linear(width, size.span_width, bias=False)
        self.from_mean = nn.Linear(width, size.span_width, bias=False)
        self.span_lengths = nn.Embedding(size.span_words, size.span_width)
        self.label_to_span = nn.Linear(width, size.span_width)
        self.label_to_parts = nn.Linear(width, 3 * width, bias=False)
        self.label_bias = nn.Linear(width, 1)
        self.class_of_text = nn.Linear(width, size.pair_width)
        self.class_of_label = nn.Linear(width, size.pair_width)
        self.class_bias = nn.Linear(width, 1)
        self.class_centres = nn.Parameter(torch.zeros(2, width))
        self.class_scale = nn.Parameter(torch.tensor(20.0))
        self.pairs = PairNetwork(size)
        self._start()

    def _start(self) -> None:
        same = torch.eye(self.size.width)
        with torch.no_grad():
            for weight in (
                self.span_lengths.weight,
                self.shape_vectors.weight,
                self.kind_vectors.weight,
                self.label_to_parts.weight,
                self.label_bias.weight,
                self.label_joins.weight,
                self.label_joins.bias,
                self.label_skips.bias,
                self.class_bias.weight,
                self.class_bias.bias,
            ):
                weight.zero_()
            self.label_to_parts.weight[2 * self.size.width :] = 0.3 * same
            self.label_bias.bias.fill_(-5.0)
            self.label_joins.weight[:, : self.size.width] = same
            self.label_skips.weight.copy_(same)

    @property
    def device(self) -> torch.device:
        """Where the weights lie."""
        return self.label_bias.bias.device

    def forward(
        self,
        hidden: Tensor,
        lengths: Tensor,
        shapes: Tensor,
        first: Tensor,
        last: Tensor,
        labels: Tensor,
        label_counts: Tensor,
        kinds: Tensor,
        sentences: Tensor,
    ) -> Joined:
        """``hidden``: batch x tokens x width, as ``ReadNetwork`` leaves it; ``first``, ``last``: batch x words; ``labels``:
        batch x labels x 3 width, as ``MeaningNetwork`` makes them; ``sentences``: batch x width, the last part of the text's
        own meaning (zeros where no label is a choice)."""
        tokens, width = hidden.shape[1], self.size.width
        valid = within(tokens, lengths)
        own = attention_mask(valid.view(valid.shape[0], 1, 1, -1))
        for layer in self.layers[: self.size.alone]:
            hidden = layer(hidden, own)
        asked = self.label_joins(labels) + self.kind_vectors(kinds)
        joined = torch.cat([hidden + self.shape_vectors(shapes), asked], dim=1)
        mask = attention_mask(_reads(valid, labels, label_counts).unsqueeze(1))
        for layer in self.layers[self.size.alone :]:
            joined = layer(joined, mask)
        states = joined[:, tokens:] + self.label_skips(labels[..., width : 2 * width])
        text = joined[:, :tokens]
        return Joined(self.score_spans(text, states, first, last), self._classes(text, states, labels, sentences), text, states)

    def score_spans(self, hidden: Tensor, labels: Tensor, first: Tensor, last: Tensor) -> Tensor:
        """The scores from the last layer's vectors of tokens and labels.

        One length of spans after the other, so that what is worked on stays in a processor's cache. Beside the vector of a span
        (and of its first token, of its last, of its mean) stand those scores that it is only added to.
        """
        width, words = self.size.span_width, first.shape[1]
        scale = math.sqrt(self.size.width)
        to_first, to_last, to_mean = self.label_to_parts(labels).transpose(1, 2).chunk(3, dim=1)
        starts, ends = pick(hidden, first), pick(hidden, last)
        at_first = torch.cat([self.from_first(starts), starts @ to_first / scale + self.label_bias(labels).transpose(1, 2)], -1)
        at_last = torch.cat([self.from_last(ends), ends @ to_last / scale], -1)
        at_mean = torch.cat([self.from_mean(hidden), hidden @ to_mean / scale], -1)
        sums = functional.pad(at_mean.cumsum(1), (0, 0, 1, 0))
        before = pick(sums, first)
        at_last, until, ended = (
            ahead(each, self.size.span_words) for each in (at_last, pick(sums, last + 1), last.unsqueeze(-1))
        )
        span_lengths = functional.pad(self.span_lengths.weight, (0, labels.shape[1]))
        span_labels = self.label_to_span(labels).transpose(1, 2) / math.sqrt(width)
        scores = []
        for length in range(self.size.span_words):
            end = length + words
            shares = (ended[:, length:end] + 1 - first.unsqueeze(-1)).clamp(min=1).to(sums.dtype).reciprocal()
            spans = (until[:, length:end] - before) * shares + at_last[:, length:end] + (at_first + span_lengths[length])
            scores.append(functional.relu(spans[..., :width]) @ span_labels + spans[..., width:])
        return torch.stack(scores, dim=2)

    def _classes(self, text: Tensor, states: Tensor, labels: Tensor, sentences: Tensor) -> Tensor:
        """Batch x labels: how well each label names the text."""
        meant = functional.normalize(labels[..., 2 * self.size.width :] - self.class_centres[1], dim=-1)
        known = (sentences.abs().sum(-1, keepdim=True) > 0).to(sentences.dtype)
        said = known * functional.normalize(sentences - self.class_centres[0], dim=-1)
        alike = self.class_scale * (meant @ said.unsqueeze(-1)).squeeze(-1)
        read = functional.relu(self.class_of_text(text[:, 0])).unsqueeze(1)
        matched = (read * self.class_of_label(states)).sum(-1) / math.sqrt(self.class_of_label.out_features)
        scores: Tensor = alike + matched + self.class_bias(states).squeeze(-1)
        return scores


def _reads(valid: Tensor, labels: Tensor, label_counts: Tensor) -> Tensor:
    """Who may read whom: text reads text and labels, a label reads the text and itself."""
    numbers = torch.arange(labels.shape[1], device=labels.device)
    asked = numbers.unsqueeze(0) < label_counts.unsqueeze(1)
    by_text = torch.cat([valid, asked], dim=1).unsqueeze(1).expand(-1, valid.shape[1], -1)
    itself = (numbers.unsqueeze(0) == numbers.unsqueeze(1)).unsqueeze(0).expand(valid.shape[0], -1, -1)
    by_label = torch.cat([valid.unsqueeze(1).expand(-1, labels.shape[1], -1), itself], dim=2)
    return torch.cat([by_text, by_label], dim=1)
