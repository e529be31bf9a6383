"""Encoders of random weights, small ones, in the files that ship: for all that must hold whatever the weights are."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx.external_data_helper import set_external_data
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers
from torch import Tensor, nn

from garner.models.encoder.eight_bits import pack
from garner.models.encoder.weights import CARD, FILES, FORMAT

WIDTH, SPAN_WORDS = 32, 12
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:-'"
HAN = "东京東北公司会社人名的は在で日本中国"


def _within(length: int, counts: Tensor) -> Tensor:
    return torch.arange(length).unsqueeze(0) < counts.unsqueeze(1)


class _Layer(nn.Module):
    """Attention and a step after it; ``allowed``: batch x places x places."""

    def __init__(self) -> None:
        super().__init__()
        self.query, self.key, self.value, self.step = (nn.Linear(WIDTH, WIDTH) for _ in range(4))
        self.norm = nn.LayerNorm(WIDTH)

    def forward(self, hidden: Tensor, allowed: Tensor) -> Tensor:
        scores = self.query(hidden) @ self.key(hidden).transpose(1, 2) / WIDTH**0.5
        mixed = torch.softmax(torch.where(allowed, scores, torch.tensor(-1e4)), dim=-1) @ self.value(hidden)
        normed: Tensor = self.norm(hidden + torch.relu(self.step(mixed)))
        return normed


class Read(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.places = nn.Embedding(600, WIDTH)
        self.layer = _Layer()

    def forward(self, vectors: Tensor, lengths: Tensor) -> Tensor:
        tokens = vectors.shape[1]
        valid = _within(tokens, lengths).unsqueeze(1).expand(-1, tokens, -1)
        read: Tensor = self.layer(vectors + self.places.weight[:tokens], valid)
        return read


class Mean(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.change = nn.Linear(WIDTH, 2 * WIDTH)

    def forward(self, hidden: Tensor, lengths: Tensor) -> Tensor:
        share = (_within(hidden.shape[1], lengths) / lengths.unsqueeze(1)).unsqueeze(1)
        mean: Tensor = self.change((share @ hidden).squeeze(1))
        return mean


class Join(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.shapes, self.kinds, self.lengths = nn.Embedding(6, WIDTH), nn.Embedding(3, WIDTH), nn.Embedding(SPAN_WORDS, WIDTH)
        self.labels, self.first, self.last = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH), nn.Linear(WIDTH, WIDTH)
        self.layer = _Layer()

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
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        tokens, asked = hidden.shape[1], labels.shape[1]
        valid = torch.cat([_within(tokens, lengths), _within(asked, label_counts)], dim=1).unsqueeze(1)
        itself = torch.arange(tokens + asked)
        own = (itself.unsqueeze(0) == itself.unsqueeze(1)) | (itself.unsqueeze(0) < tokens) | (itself.unsqueeze(1) < tokens)
        joined = torch.cat([hidden + self.shapes(shapes), self.labels(labels) + self.kinds(kinds)], dim=1)
        joined = self.layer(joined, valid & own.unsqueeze(0))
        text, states = joined[:, :tokens], joined[:, tokens:]
        starts = self.first(text).gather(1, first.unsqueeze(-1).expand(-1, -1, WIDTH))
        ends = self.last(text).gather(1, last.unsqueeze(-1).expand(-1, -1, WIDTH))
        ends = torch.cat([ends, torch.zeros(ends.shape[0], SPAN_WORDS - 1, WIDTH)], dim=1)
        reached = torch.stack([ends[:, shift : shift + starts.shape[1]] for shift in range(SPAN_WORDS)], dim=2)
        spans = (starts.unsqueeze(2) + reached + self.lengths.weight) @ states.unsqueeze(1).transpose(2, 3) - 3
        return spans, (states @ (sentences + text[:, 0]).unsqueeze(-1)).squeeze(-1), text, states


class Pair(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.head, self.tail = nn.Linear(2 * WIDTH, WIDTH), nn.Linear(2 * WIDTH, WIDTH)

    def forward(
        self, tokens: Tensor, states: Tensor, heads: Tensor, tails: Tensor, head_types: Tensor, tail_types: Tensor
    ) -> Tensor:
        head = self.head(torch.cat([tokens[heads[:, 0]] + tokens[heads[:, 1]], head_types], dim=1))
        tail = self.tail(torch.cat([tokens[tails[:, 0]] + tokens[tails[:, 1]], tail_types], dim=1))
        return torch.relu(head + tail) @ states.transpose(0, 1)


_AXES = {"lengths": {0: "batch"}, "label_counts": {0: "batch"}, "sentences": {0: "batch"}, "tokens": {0: "length"}}
_AXES |= {name: {0: "batch", 1: "length"} for name in ("vectors", "hidden", "shapes")}
_AXES |= {name: {0: "batch", 1: "words"} for name in ("first", "last")} | {"states": {0: "labels"}}
_AXES |= {name: {0: "batch", 1: "labels"} for name in ("labels", "kinds")}
_AXES |= {name: {0: "pairs"} for name in ("heads", "tails", "head_types", "tail_types")}


def _inputs(name: str) -> dict[str, Tensor]:
    lengths, hidden, two = torch.tensor([7, 5]), torch.randn(2, 7, WIDTH), torch.tensor([2, 2])
    words, shapes = torch.tensor([[1, 2, 4], [1, 2, 0]]), torch.zeros(2, 7, dtype=torch.long)
    if name in ("read", "mean"):
        return {"hidden" if name == "mean" else "vectors": hidden, "lengths": lengths}
    if name == "join":
        asked = {"labels": torch.randn(2, 2, 2 * WIDTH), "label_counts": two, "kinds": torch.tensor([[0, 1], [2, 0]])}
        texts = {"hidden": hidden, "lengths": lengths, "shapes": shapes, "first": words, "last": words.clone()}
        return texts | asked | {"sentences": torch.randn(2, WIDTH)}
    places, types = torch.tensor([[1, 2], [3, 3], [4, 5]]), torch.randn(3, WIDTH)
    ends = {"heads": places, "tails": places.flip(0), "head_types": types, "tail_types": types.clone()}
    return {"tokens": hidden[0], "states": torch.randn(2, WIDTH)} | ends


def _write(
    network: nn.Module, inputs: dict[str, Tensor], outputs: Sequence[str], path: Path, arrays: dict[str, np.ndarray]
) -> dict[str, str]:
    """The graph without its larger weights, which are added to ``arrays``; their names there."""
    for weight in network.parameters():
        nn.init.normal_(weight, std=0.5)
    axes = {name: _AXES[name] for name in inputs}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            network.eval(), tuple(inputs.values()), str(path), input_names=list(inputs), output_names=list(outputs),
            dynamic_axes=axes, opset_version=17, dynamo=False,
        )  # fmt: skip
    model, stored = onnx.load(path), {}
    for tensor in model.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        if array.size > 1000:
            stored[tensor.name] = f"{path.stem} {tensor.name}"
            arrays[stored[tensor.name]] = array
            set_external_data(tensor, location="weights.npz")
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
    path.write_bytes(model.SerializeToString())
    return stored


def write_random_encoder(folder: Path, seed: int = 0, **card: object) -> Path:
    """The folder of an encoder."""
    torch.manual_seed(seed)
    folder.mkdir(parents=True)
    arrays: dict[str, np.ndarray] = {}
    networks: dict[str, nn.Module] = {"read": Read(), "mean": Mean(), "join": Join(), "pair": Pair()}
    outputs = {"read": ["hidden"], "mean": ["vectors"], "join": ["spans", "classes", "tokens", "states"], "pair": ["links"]}
    weights = {
        graph: _write(network, _inputs(graph), outputs[graph], folder / f"{graph}.onnx", arrays)
        for graph, network in networks.items()
    }
    np.savez(folder / "weights.npz", **pack(arrays))
    _write_vocabulary(folder)
    sums = {file: hashlib.sha256((folder / file).read_bytes()).hexdigest() for file in FILES}
    table = {"format": FORMAT, "name": "random", "text_tokens": 254, "passage_tokens": 64, "sha256": sums, "weights": weights}
    (folder / CARD).write_text(json.dumps(table | card), "utf-8")
    return folder


def _write_vocabulary(folder: Path) -> None:
    pieces = [
        "<s>",
        "<pad>",
        "</s>",
        "<unk>",
        "▁",
        *LETTERS,
        *(f"▁{letter}" for letter in LETTERS),
        *HAN,
        "▁the",
        "ing",
        "公司",
        "東京",
    ]
    tokenizer = Tokenizer(models.Unigram([(piece, -float(number % 7) - 1) for number, piece in enumerate(pieces)], unk_id=3))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    tokenizer.save(str(folder / "tokenizer.json"))
    random = np.random.default_rng(0)
    halves = random.integers(0, 256, (len(pieces), WIDTH // 2), np.uint8)
    np.savez(folder / "vocabulary.npz", halves=halves, scales=np.full((len(pieces), WIDTH // 32), 0.2, np.float16))
