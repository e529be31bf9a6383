"""Adds graphs to a finished encoder that compute their large matrix products in 8 bits: more than twice as fast.

    python -m garner.training.encoder.eight_bit_graphs FOLDER

The graphs in single precision stay: training on starts from them. How large the inputs of each product are is measured on texts
that were written for training, in every language of theirs. Afterwards measure the encoder again.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import numpy as np

from garner.models.encoder.eight_bit_sums import (
    EIGHT_BIT_FILES,
    EIGHT_BIT_GRAPHS,
    EIGHT_BITS,
    SPREADS,
    THIRDS,
)
from garner.models.encoder.eight_bits import unpack
from garner.models.encoder.encoder import Encoder
from garner.models.encoder.trunk import GRAPHS, OnnxTrunk
from garner.models.encoder.weights import CARD, open_trunk, read_card
from garner.models.protocols import LabelText
from garner.training.encoder.eight_bit_layers import PRODUCT, rewrite
from garner.training.encoder.eight_bit_products import Ranges
from garner.training.written import WRITTEN_LANGUAGES, written_records

if TYPE_CHECKING:
    import onnx

__all__ = ["add_eight_bit_graphs"]

_BATCH = 10
_TEXTS = 60
"""Of each language."""
_LABELS = ("person", "organisation", "city", "date", "product", "event", "人物", "组织机构", "日期", "人名", "組織", "場所")


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
        products = {node.name: names[node.input[1]] for node in model.graph.node if PRODUCT.match(node.name)}
        sheet = rewrite(model, ranges[graph], card.heads)
        simplified = _simplified(model, names.keys() | sheet.rounded)
        large = {each.name: names[each.name] for each in simplified.graph.initializer if each.name in names}
        table["weights"][graph + EIGHT_BITS] = large | {name: products[name.removesuffix(THIRDS)] for name in sheet.spreads}
        spreads |= {graph + EIGHT_BITS + name: spread for name, spread in sheet.spreads.items()}
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

        self._inputs = {node.name: node.input[0] for node in model.graph.node if PRODUCT.match(node.name)}
        own = {each.name for each in model.graph.output}
        self._watched = [name for name in dict.fromkeys(self._inputs.values()) if name not in own]
        model.graph.output.extend(onnx.helper.make_tensor_value_info(name, 1, None) for name in self._watched)
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        self._session = onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
        self.ranges: dict[str, Ranges] = {}

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
                self.ranges[product] = Ranges(least, most)
        return answers[: len(outputs)]


def _measure(
    folder: Path, arrays: Mapping[str, np.ndarray], texts: Sequence[str], labels: Sequence[str]
) -> dict[str, dict[str, Ranges]]:
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


def _simplified(model: onnx.ModelProto, apart: Collection[str]) -> onnx.ModelProto:
    """The graph as the runtime leaves it when it has put together what it can on any processor, so that it need not do that
    whenever an encoder is opened. The weights ``apart`` are left out."""
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
        if tensor.name in apart:
            set_external_data(tensor, location="weights.npz")
            tensor.ClearField("raw_data")
            tensor.data_location = onnx.TensorProto.EXTERNAL
    return simplified


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
