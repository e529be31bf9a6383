"""From a trained network to the files that ship: two ONNX graphs with weights in 8 bits, token vectors, tokenizer and card."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from pathlib import Path

import numpy as np
import torch
from torch import nn

from garner.models.encoder.eight_bits import pack
from garner.models.encoder.layout import LABEL_INPUTS, SPAN_INPUTS, TokenVectors
from garner.models.encoder.weights import CARD, FILES
from garner.training.encoder.card import CardText
from garner.training.encoder.network import LabelNetwork, SpanNetwork

__all__ = ["export"]


def export(
    network: SpanNetwork, labels: LabelNetwork, tokenizer: Path, folder: Path, card: CardText, vectors: TokenVectors
) -> None:
    """Write all files of an encoder to ``folder``, the card last: a folder with a card holds a whole encoder."""
    folder.mkdir(parents=True, exist_ok=True)
    arrays: dict[str, np.ndarray] = {}
    names = {
        "span": _write_graph(network.eval(), _span_inputs(network), SPAN_INPUTS, folder / "span.onnx", arrays),
        "label": _write_graph(labels.eval(), _label_inputs(network), LABEL_INPUTS, folder / "label.onnx", arrays),
    }
    np.savez_compressed(folder / "weights.npz", **pack(arrays))  # type: ignore[arg-type]  # its only keyword takes a flag
    np.savez_compressed(folder / "vocabulary.npz", values=vectors.values, scales=vectors.scales)
    shutil.copyfile(tokenizer, folder / "tokenizer.json")
    table = {
        "format": 1,
        **card._asdict(),
        "span_words": network.size.span_words,
        "apart": network.size.apart,
        "heads": network.size.heads,
        "parameters_trained": sum(w.numel() for name, w in network.named_parameters() if name not in network.frozen()),
        "sha256": {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in FILES},
        "weights": names,
    }
    (folder / CARD).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def _write_graph(
    network: nn.Module, inputs: tuple[torch.Tensor, ...], names: tuple[str, ...], path: Path, arrays: dict[str, np.ndarray]
) -> dict[str, str]:
    """Write the graph without its weights, add those to ``arrays`` under their checksums (equal ones once), and return the
    checksum of each."""
    import onnx
    from onnx.external_data_helper import set_external_data

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the exporter warns of its own future
        torch.onnx.export(
            network,
            inputs,
            str(path),
            input_names=list(names),
            output_names=["scores"],
            dynamic_axes={name: _AXES[name] for name in names},
            opset_version=17,
            dynamo=False,
        )
    model = onnx.load(path)
    stored = {}
    for tensor in model.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        if array.size > 1000:
            key = hashlib.sha256(str(array.shape).encode() + array.tobytes()).hexdigest()[:16]
            arrays[key] = array
            stored[tensor.name] = key
            set_external_data(tensor, location="weights.npz")
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
    path.write_bytes(model.SerializeToString())
    return stored


_AXES = {
    "vectors": {0: "batch", 1: "tokens"},
    "lengths": {0: "batch"},
    "shapes": {0: "batch", 1: "tokens"},
    "first": {0: "batch", 1: "words"},
    "last": {0: "batch", 1: "words"},
    "labels": {0: "batch", 1: "labels"},
    "label_counts": {0: "batch"},
}


def _span_inputs(network: SpanNetwork) -> tuple[torch.Tensor, ...]:
    width = network.size.width
    places = torch.tensor([[1, 2, 4], [1, 2, 0]])
    lengths, counts = torch.tensor([7, 5]), torch.tensor([2, 2])
    return (
        torch.randn(2, 7, width),
        lengths,
        torch.zeros(2, 7, dtype=torch.long),
        places,
        places,
        torch.randn(2, 2, 2 * width),
        counts,
    )


def _label_inputs(network: SpanNetwork) -> tuple[torch.Tensor, ...]:
    return torch.randn(2, 5, network.size.width), torch.tensor([5, 4])
