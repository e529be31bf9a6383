"""Networks to train from the files of an encoder that is trained already."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from garner.errors import ModelError
from garner.models.encoder.eight_bits import unpack
from garner.models.encoder.four_bits import Blocks
from garner.models.encoder.layout import TokenVectors
from garner.models.encoder.weights import Card, check_files
from garner.training.encoder.opening import Opened, load_tokenizer, opened

if TYPE_CHECKING:
    import numpy as np
    import onnx
    from torch import Tensor

    from garner.training.encoder.network import NetworkSize

__all__ = ["open_encoder"]

_Weights = dict[str, "Tensor"]
_LAYER = re.compile(r"layers\.(\d+)\.")


def open_encoder(folder: Path) -> tuple[Opened, Card]:
    """The networks of the encoder in the folder, with the weights it answers with, and its card.

    Weights in 8 bits are opened as the numbers they stand for, so the networks score as the encoder does. Raises ``ModelError``
    as ``Encoder.load`` does, and for graphs that ``export`` did not write.
    """
    import numpy as np

    from garner.training.encoder.joint import JointNetwork
    from garner.training.encoder.readers import MeaningNetwork, ReadNetwork

    card = check_files(folder)
    with np.load(folder / "weights.npz") as packed:
        arrays = unpack(packed)
    with np.load(folder / "vocabulary.npz") as stored:
        vectors = TokenVectors(Blocks(stored["halves"], stored["scales"]))
    names = card.weights
    read, mean, join, pair = (
        _weights_of(folder / f"{graph}.onnx", arrays, names.get(graph, {})) for graph in ("read", "mean", "join", "pair")
    )
    try:
        size = _size_of(read, mean, join, card)
        joint, reader, meaning = JointNetwork(size), ReadNetwork(size), MeaningNetwork(size)
        joint.load_state_dict(_with_centres(join) | {f"pairs.{name}": weight for name, weight in pair.items()})
        reader.load_state_dict(read)
        meaning.load_state_dict(mean)
    except (KeyError, RuntimeError) as error:
        raise ModelError(
            f"The encoder in {folder} cannot be trained on: {error}", "Start from one that garner wrote."
        ) from error
    return opened(joint, reader, meaning, load_tokenizer(folder / "tokenizer.json"), vectors), card


def _weights_of(path: Path, arrays: Mapping[str, np.ndarray], names: Mapping[str, str]) -> _Weights:
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
        for name in node.input if node.op_type != "Identity" else ():
            if name in stored and name not in found:
                found[_name_at(node)] = torch.tensor(stored[name].T.copy())
    return found


def _name_at(node: onnx.NodeProto) -> str:
    """What a weight without a name is called in the network, by the node that uses it."""
    if node.op_type == "Sub":  # what is taken from the meanings of texts and of labels before they are compared
        return f"class_centres.{int(node.input[0] != 'sentences')}"
    return f"{node.name.removeprefix('/').rpartition('/')[0].replace('/', '.')}.weight"


def _with_centres(weights: _Weights) -> _Weights:
    """The weights with both centres as one."""
    import torch

    centres = [weights[f"class_centres.{number}"] for number in range(2)]
    others = {name: weight for name, weight in weights.items() if not name.startswith("class_centres.")}
    return others | {"class_centres": torch.stack(centres)}


def _size_of(read: _Weights, mean: _Weights, join: _Weights, card: Card) -> NetworkSize:
    from garner.training.encoder.network import NetworkSize

    positions, width = read["start.position_vectors.weight"].shape
    apart = _layers(read)
    return NetworkSize(
        positions=positions,
        width=width,
        inner=len(join["layers.0.widen.bias"]),
        heads=card.heads,
        layers=apart + _layers(mean),
        apart=apart,
        alone=card.alone,
        joint=_layers(join) - card.alone,
        span_words=card.span_words,
        span_width=len(join["from_first.bias"]),
        pair_width=len(join["class_of_text.bias"]),
    )


def _layers(weights: _Weights) -> int:
    return len({found[1] for name in weights if (found := _LAYER.match(name))})
