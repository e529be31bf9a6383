"""Adds graphs to a finished encoder that compute their large matrix products in 8 bits: more than twice as fast.

    python -m garner.training.encoder.eight_bit_graphs FOLDER

The graphs in single precision stay: training on starts from them. How large the inputs of each product are is measured on texts
that were written for training, in every language of theirs. Afterwards measure the encoder again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from garner.models.encoder.eight_bit_sums import (
    EIGHT_BIT_FILES,
    EIGHT_BIT_GRAPHS,
    EIGHT_BITS,
    SCALES,
    SPREADS,
    rounded_weights,
)
from garner.models.encoder.eight_bits import unpack
from garner.models.encoder.encoder import Encoder
from garner.models.encoder.trunk import GRAPHS, OnnxTrunk
from garner.models.encoder.weights import CARD, open_trunk, read_card
from garner.models.protocols import LabelText
from garner.training.written import WRITTEN_LANGUAGES, written_records

if TYPE_CHECKING:
    import onnx

__all__ = ["add_eight_bit_graphs"]

_PRODUCT = re.compile(r"^/layers\.\d+/(attend|mix|widen|narrow)/MatMul$")
_EVEN = ("attend", "widen")
"""Products whose inputs differ much in size: each is brought nearer to the others."""
_EVENED = 0.8
_APART = 6.0
"""Inputs of ``narrow`` this many times as large as half of them are multiplied in single precision."""
_ROOM = 1.05
_BATCH = 10
_TEXTS = 60
"""Of each language."""
_LABELS = ("person", "organisation", "city", "date", "product", "event", "人物", "组织机构", "日期", "人名", "組織", "場所")


@dataclass(frozen=True, slots=True)
class _Ranges:
    """The least and the largest value seen of each input of a product."""

    least: np.ndarray
    most: np.ndarray


def add_eight_bit_graphs(folder: Path, texts: Sequence[str], labels: Sequence[str]) -> None:
    """Write ``read_8.onnx``, ``join_8.onnx`` and ``spreads.npz`` beside the graphs and name them in the card.

    ``texts`` and ``labels``: what the ranges are measured on. Raises ``ModelError`` as ``Encoder.load`` does.
    """
    card = read_card(folder)
    with np.load(folder / "weights.npz") as packed:
        arrays = unpack(packed)
    ranges = _measure(folder, arrays, texts, labels)
    table: dict[str, Any] = json.loads((folder / CARD).read_text(encoding="utf-8"))
    spreads: dict[str, np.ndarray] = {}
    for graph in EIGHT_BIT_GRAPHS:
        names = card.weights[graph]
        model = _loaded(folder / f"{graph}.onnx", {name: arrays[key] for name, key in names.items()})
        products, large = _rewrite(model, ranges[graph], names)
        kept = {name: key for name, (key, _) in products.items()} | large
        simplified = _simplified(model, kept)
        table["weights"][graph + EIGHT_BITS] = {
            each.name: kept[each.name] for each in simplified.graph.initializer if each.name in kept
        }
        spreads |= {graph + EIGHT_BITS + name: spread for name, (_, spread) in products.items()}
        (folder / f"{graph}{EIGHT_BITS}.onnx").write_bytes(simplified.SerializeToString())
    np.savez_compressed(folder / SPREADS, **spreads)  # type: ignore[arg-type]  # its only keyword takes a flag
    for name in EIGHT_BIT_FILES:
        table["sha256"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / CARD).write_text(json.dumps(table, indent=1) + "\n", encoding="utf-8")


def _loaded(path: Path, arrays: Mapping[str, np.ndarray]) -> onnx.ModelProto:
    import onnx

    model = onnx.load(path, load_external_data=False)
    for tensor in model.graph.initializer:
        if tensor.name in arrays:
            tensor.CopyFrom(onnx.numpy_helper.from_array(arrays[tensor.name], tensor.name))
    return model


class _Watched:
    """A session that notes the ranges of what goes into each product. Tokens of padding are not looked at."""

    def __init__(self, model: onnx.ModelProto) -> None:
        import onnx
        import onnxruntime  # type: ignore[import-untyped]  # ships no types

        self._inputs = {node.name: node.input[0] for node in model.graph.node if _PRODUCT.match(node.name)}
        own = {each.name for each in model.graph.output}
        self._watched = [name for name in dict.fromkeys(self._inputs.values()) if name not in own]
        model.graph.output.extend(onnx.helper.make_tensor_value_info(name, 1, None) for name in self._watched)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        self.ranges: dict[str, _Ranges] = {}

    def get_inputs(self) -> list[Any]:
        """The session's."""
        inputs: list[Any] = self._session.get_inputs()
        return inputs

    def run(self, outputs: list[str], fed: Mapping[str, np.ndarray]) -> list[np.ndarray]:
        """What the session answers."""
        answers: list[np.ndarray] = self._session.run([*outputs, *self._watched], dict(fed))
        values = dict(zip([*outputs, *self._watched], answers, strict=True))
        if not self._inputs:
            return answers
        tokens = fed["hidden" if "hidden" in fed else "vectors"].shape[1]
        for product, name in self._inputs.items():
            for row, length in zip(values[name], fed["lengths"], strict=True):
                seen = np.concatenate([row[:length], row[tokens:]])
                known = self.ranges.get(product)
                least, most = seen.min(axis=0), seen.max(axis=0)
                if known:
                    least, most = np.minimum(least, known.least), np.maximum(most, known.most)
                self.ranges[product] = _Ranges(least, most)
        return answers[: len(outputs)]


def _measure(
    folder: Path, arrays: Mapping[str, np.ndarray], texts: Sequence[str], labels: Sequence[str]
) -> dict[str, dict[str, _Ranges]]:
    card = read_card(folder)
    sessions = {}
    for graph, names in card.weights.items():
        if graph in GRAPHS:
            sessions[graph] = _Watched(_loaded(folder / f"{graph}.onnx", {name: arrays[key] for name, key in names.items()}))
    trunk = OnnxTrunk(open_trunk(folder, card).tokens, sessions)
    encoder = Encoder(card, lambda: trunk)
    asked = [LabelText(label) for label in labels]
    for begin in range(0, len(texts), _BATCH):
        encoder.score(texts[begin : begin + _BATCH], asked)
    return {graph: each.ranges for graph, each in sessions.items()}


def _rewrite(
    model: onnx.ModelProto, ranges: Mapping[str, _Ranges], names: Mapping[str, str]
) -> tuple[dict[str, tuple[str, np.ndarray]], dict[str, str]]:
    """Turn the products into those in 8 bits. Returns the stored array and the spread of each product, and the stored array of
    each other weight that is kept apart."""
    import onnx

    graph = model.graph
    stored = {each.name: each for each in graph.initializer}
    users = {name: node for node in graph.node for name in node.input}
    products: dict[str, tuple[str, np.ndarray]] = {}
    nodes: list[onnx.NodeProto] = []
    done: set[str] = set()
    for node in graph.node:
        if node.name in done:
            continue
        if node.name not in ranges:
            nodes.append(node)
            continue
        add = users[node.output[0]]
        bias = next(name for name in add.input if name != node.output[0])
        weights, start = (onnx.numpy_helper.to_array(stored[name]) for name in (node.input[1], bias))
        made, spread = _product(node.name, node.input[0], add.output[0], weights, start, ranges[node.name], graph)
        nodes += made
        products[node.name] = names[node.input[1]], spread
        done.add(add.name)
    del graph.node[:]
    graph.node.extend(nodes)
    used = {name for node in nodes for name in node.input}
    kept = [each for each in graph.initializer if each.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
    large = {each.name: names[each.name] for each in kept if each.name in names}
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    return products, large


def _simplified(model: onnx.ModelProto, apart: Collection[str]) -> onnx.ModelProto:
    """The graph as the runtime leaves it when it has put together what it can on any processor, so that it need not do that
    whenever an encoder is opened. The weights ``apart``, and their scales, are left out."""
    import onnx
    import onnxruntime
    from onnx.external_data_helper import set_external_data

    with TemporaryDirectory() as folder:
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(Path(folder) / "graph.onnx")
        onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        simplified = onnx.load(options.optimized_model_filepath)
    for tensor in simplified.graph.initializer:
        if tensor.name.removesuffix(SCALES) in apart:
            set_external_data(tensor, location="weights.npz")
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
    return simplified


def _product(
    name: str, value: str, result: str, weights: np.ndarray, bias: np.ndarray, seen: _Ranges, graph: onnx.GraphProto
) -> tuple[list[onnx.NodeProto], np.ndarray]:
    """The nodes of ``value @ weights + bias`` in 8 bits, and by how much each input's weights are multiplied."""
    from onnx.helper import make_node
    from onnx.numpy_helper import from_array

    def constant(kind: str, array: np.ndarray) -> str:
        graph.initializer.append(from_array(np.ascontiguousarray(array), f"{name}/{kind}"))
        return f"{name}/{kind}"

    nodes, last = [], []
    least, most = np.minimum(seen.least, 0), np.maximum(seen.most, 0)
    spread = np.ones(len(weights), np.float32)
    if name.split("/")[2] in _EVEN:
        middle = (seen.least + seen.most) / 2
        half = np.maximum((seen.most - seen.least) / 2, 1e-4)
        sizes = half**_EVENED / np.maximum(np.abs(weights).max(axis=1), 1e-4) ** (1 - _EVENED)
        spread = (sizes / np.exp(np.log(sizes).mean())).astype(np.float32)
        nodes += [
            make_node("Mul", [value, constant("shrink", 1 / spread)], [f"{name}/even"]),
            make_node("Sub", [f"{name}/even", constant("middle", middle / spread)], [f"{name}/centred"]),
        ]
        value, bias = f"{name}/centred", (bias + middle @ weights).astype(np.float32)
        least, most = -half / spread, half / spread
    else:
        size = np.maximum(-least, most)
        apart = np.flatnonzero(size > _APART * np.median(size))
        if len(apart):
            spread[apart] = least[apart] = most[apart] = 0
            nodes.append(make_node("Gather", [value, constant("apart", apart)], [f"{name}/few"], axis=2))
            last = [
                make_node("MatMul", [f"{name}/few", constant("few weights", weights[apart])], [f"{name}/by few"]),
                make_node("Add", [f"{name}/by most", f"{name}/by few"], [result]),
            ]
            result = f"{name}/by most"
    low, high = _ROOM * float(least.min()), _ROOM * float(most.max())
    step = np.float32(max(high - low, 1e-6) / 255)
    scale = constant("step", np.asarray(step)), constant("zero", np.asarray(round(-low / step), np.uint8))
    rounded, scales = rounded_weights(name, weights, spread).values()
    graph.initializer.append(from_array(rounded, name))
    graph.initializer.append(from_array(scales, name + SCALES))
    nodes.append(make_node("QuantizeLinear", [value, *scale], [f"{name}/rounded"]))
    product = [f"{name}/rounded", name, scale[0], name + SCALES, scale[1], "", constant("bias", bias)]
    nodes.append(make_node("MatMulIntegerToFloat", product, [result], name, domain="com.microsoft"))
    return nodes + last, spread


def main() -> None:
    """Read the command line and add the graphs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="the folder of an encoder")
    folder = parser.parse_args().folder
    texts = []
    for language in WRITTEN_LANGUAGES:
        own = [record.text for record in written_records(language)]
        texts += own[:: max(1, len(own) // _TEXTS)][:_TEXTS]
    add_eight_bit_graphs(folder, texts, _LABELS)


if __name__ == "__main__":
    main()
