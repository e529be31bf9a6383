"""From trained networks to the files that ship: four ONNX graphs, their weights in 8 and 4 bits, vocabulary and card."""

from __future__ import annotations

import hashlib
import json
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from garner.models.encoder.eight_bits import pack
from garner.models.encoder.weights import CARD, FILES, FORMAT

if TYPE_CHECKING:
    from garner.training.encoder.card import CardText
    from garner.training.encoder.network import NetworkSize
    from garner.training.encoder.opening import Opened

__all__ = ["export"]

_LARGE = 1000
"""Weights of more numbers than this are kept beside the graphs."""
_OUTPUTS = {"read": ("hidden",), "mean": ("vectors",), "join": ("spans", "classes", "tokens", "states"), "pair": ("links",)}
_INPUTS = {
    "read": ("vectors", "lengths"),
    "mean": ("hidden", "lengths"),
    "join": ("hidden", "lengths", "shapes", "first", "last", "labels", "label_counts", "kinds", "sentences"),
    "pair": ("tokens", "states", "heads", "tails", "head_types", "tail_types"),
}
_TEXT = {0: "batch", 1: "length"}
_AXES: dict[str, dict[int, str]] = {
    "vectors": _TEXT,
    "hidden": _TEXT,
    "lengths": {0: "batch"},
    "shapes": _TEXT,
    "first": {0: "batch", 1: "words"},
    "last": {0: "batch", 1: "words"},
    "labels": {0: "batch", 1: "labels"},
    "label_counts": {0: "batch"},
    "kinds": {0: "batch", 1: "labels"},
    "sentences": {0: "batch"},
    "tokens": {0: "length"},
    "states": {0: "labels"},
    **{name: {0: "pairs"} for name in ("heads", "tails", "head_types", "tail_types")},
}


def export(networks: Opened, tokenizer: Path, folder: Path, card: CardText) -> None:
    """Write all files of an encoder to ``folder``, the card last: a folder with a card holds a whole encoder."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    size = networks.joint.size
    parts = {"read": networks.read, "mean": networks.meaning, "join": networks.joint, "pair": networks.joint.pairs}
    weights = {name: _write_graph(name, part.cpu().eval(), size, folder, arrays) for name, part in parts.items()}
    # Not compressed: that would save a fifteenth of the room and cost a fifth of a second whenever an encoder is opened.
    np.savez(folder / "weights.npz", **pack(arrays))  # type: ignore[arg-type]  # its only keyword takes a flag
    blocks = networks.materials.vectors.blocks
    np.savez(folder / "vocabulary.npz", halves=blocks.halves, scales=blocks.scales)
    # Without the white space between its tokens, which is half of it.
    table = json.loads(tokenizer.read_text(encoding="utf-8"))
    (folder / "tokenizer.json").write_text(json.dumps(table, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    table = {
        "format": FORMAT,
        **card._asdict(),
        "span_words": size.span_words,
        "parameters_trained": sum(weight.numel() for weight in networks.joint.parameters()),
        "apart": size.apart,
        "alone": size.alone,
        "heads": size.heads,
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
        "weights": weights,
    }
    (folder / CARD).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def _write_graph(
    name: str, network: nn.Module, size: NetworkSize, folder: Path, arrays: dict[str, np.ndarray]
) -> dict[str, str]:
    """Write the graph without its large weights, add those to ``arrays`` under their checksums (equal ones once), and return
    the checksum of each."""
    import onnx
    from onnx.external_data_helper import set_external_data

    path = folder / f"{name}.onnx"
    axes = {each: _AXES[each] for each in _INPUTS[name]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own future
        torch.onnx.export(
            network,
            _example(name, size),
            str(path),
            input_names=list(_INPUTS[name]),
            output_names=list(_OUTPUTS[name]),
            dynamic_axes=axes,
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load(path)
    stored = {}
    for tensor in model.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        if array.size > _LARGE:
            key = hashlib.sha256(str(array.shape).encode() + array.tobytes()).hexdigest()[:16]
            arrays[key] = array
            stored[tensor.name] = key
            set_external_data(tensor, location="weights.npz")
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
    path.write_bytes(model.SerializeToString())
    return stored


def _example(name: str, size: NetworkSize) -> tuple[torch.Tensor, ...]:
    """Inputs that the graph is traced with: two texts of three words, two labels, four pairs."""
    width = size.width
    lengths, hidden = torch.tensor([7, 5]), torch.randn(2, 7, width)
    if name in ("read", "mean"):
        return hidden, lengths
    if name == "pair":
        places = torch.tensor([[1, 2], [3, 3], [4, 5], [1, 1]])
        types = torch.randn(4, width)
        return torch.randn(7, width), torch.randn(2, width), places, places.flip(0), types, types.clone()
    words, two = torch.tensor([[1, 2, 4], [1, 2, 0]]), torch.tensor([2, 2])
    shapes, labels = torch.zeros(2, 7, dtype=torch.long), torch.randn(2, 2, size.label_width)
    kinds = torch.tensor([[0, 1], [2, 0]])
    return hidden, lengths, shapes, words, words.clone(), labels, two, kinds, torch.randn(2, width)
