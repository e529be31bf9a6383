"""The character tagger's features as nodes of an ONNX graph: alone, or as the first part of a larger one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import onnx
from onnx import TensorProto, checker, helper, numpy_helper

from garner.models.encoder.eight_bits import pack, unpack
from garner.training.encoder.characters.lac import DIRECTION, EMBEDDING, FEATURES, Direction, Tagger

__all__ = ["OPSET", "Frozen", "Part", "build_features_graph", "freeze", "lac_nodes"]

OPSET = 17


class Part(NamedTuple):
    """Nodes in the order of their reading, and the weights they name."""

    nodes: list[onnx.NodeProto]
    initializers: list[onnx.TensorProto]


@dataclass(frozen=True, slots=True, eq=False)
class Frozen:
    """The weights as the graph takes them, all in two dimensions so that they can be stored in 8 bits.

    ``embeddings`` is ids x 128: 0 padding (zeros), 1 unknown. Of each layer, both directions lie on top of each other:
    ``inputs`` 768 x width, ``states`` 768 x 128, ``biases`` 2 x 768.
    """

    embeddings: np.ndarray
    inputs: tuple[np.ndarray, np.ndarray]
    states: tuple[np.ndarray, np.ndarray]
    biases: tuple[np.ndarray, np.ndarray]

    def arrays(self) -> dict[str, np.ndarray]:
        """All weights by name."""
        named = {"embeddings": self.embeddings}
        for layer, (inputs, states, biases) in enumerate(zip(self.inputs, self.states, self.biases, strict=True)):
            named |= {f"inputs {layer}": inputs, f"states {layer}": states, f"biases {layer}": biases}
        return named

    @property
    def size_bytes(self) -> int:
        """What the weights take in 8 bits, before compression."""
        return sum(array.nbytes for array in pack(self.arrays()).values())


def freeze(tagger: Tagger, characters: Sequence[str]) -> Frozen:
    """The weights for ``characters``, whose ids count from 2, rounded to what is left of them in 8 bits: what is trained on
    the features then sees the numbers that ship."""
    rows = [tagger.unknown, *map(tagger.row, characters)]
    embeddings = np.concatenate([np.zeros((1, EMBEDDING), np.float32), tagger.embeddings[rows]])
    pairs = tagger.layers
    exact = Frozen(
        embeddings,
        inputs=(_inputs(pairs[0]), _inputs(pairs[1])),
        states=(_states(pairs[0]), _states(pairs[1])),
        biases=(_biases(pairs[0]), _biases(pairs[1])),
    )
    kept = unpack(pack(exact.arrays()))
    return Frozen(
        kept["embeddings"],
        inputs=(kept["inputs 0"], kept["inputs 1"]),
        states=(kept["states 0"], kept["states 1"]),
        biases=exact.biases,
    )


def lac_nodes(
    frozen: Frozen, ids: str = "ids", lengths: str = "lengths", features: str = "features", framed: bool = False
) -> Part:
    """The nodes from ``ids`` (B x T, int64) and ``lengths`` (B, int64, at least 1) to ``features`` (B x T x 384, float32; zeros
    past each length), all under those names in the graph that takes them in. Every other name starts with ``lac.``.

    ``framed``: the first and the last place of each text are marks (CLS, SEP) that the tagger is not to read: it reads the
    places between them, and the features of the marks are their embeddings and zeros.

    ONNX's GRU computes ``(1 - z) candidate + z state`` where paddle computes ``u candidate + (1 - u) state``: the weights of
    that gate are negated, because ``1 - sigmoid(x) = sigmoid(-x)``. Backwards, it starts at each text's own end.
    """
    sheet = _Sheet()
    embedded = sheet.node("Gather", [sheet.weight("embeddings", frozen.embeddings), ids], "embedded")
    inner, inner_lengths = (embedded, lengths) if not framed else _between_marks(sheet, embedded, lengths)
    counts = sheet.node("Cast", [inner_lengths], "counts", to=6)
    steps = sheet.node("Transpose", [inner], "steps", perm=[1, 0, 2])
    joined = sheet.weight("joined shape", np.array([0, 0, 2 * DIRECTION], np.int64))
    for layer, (inputs, states, biases) in enumerate(zip(frozen.inputs, frozen.states, frozen.biases, strict=True)):
        wires = [
            steps,
            sheet.by_direction(f"inputs {layer}", inputs),
            sheet.by_direction(f"states {layer}", states),
            sheet.weight(f"biases {layer}", biases),
            counts,
        ]
        read = sheet.node("GRU", wires, f"read {layer}", hidden_size=DIRECTION, direction="bidirectional")
        turned = sheet.node("Transpose", [read], f"turned {layer}", perm=[0, 2, 1, 3])
        steps = sheet.node("Reshape", [turned, joined], f"joined {layer}")
    texts = sheet.node("Transpose", [steps], "texts", perm=[1, 0, 2])
    if framed:
        first = sheet.weight("room for the first mark", np.array([0, 1, 0, 0, 0, 0], np.int64))
        texts = sheet.node("Pad", [texts, first], "framed texts")
    sheet.nodes.append(helper.make_node("Concat", [embedded, texts], [features], "lac.features", axis=2))
    return Part(sheet.nodes, sheet.initializers)


def build_features_graph(frozen: Frozen, framed: bool = False) -> onnx.ModelProto:
    """A whole model of ``lac_nodes``: ``ids`` and ``lengths`` in, ``features`` out."""
    part = lac_nodes(frozen, framed=framed)
    inputs = [
        helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "characters"]),
        helper.make_tensor_value_info("lengths", TensorProto.INT64, ["batch"]),
    ]
    outputs = [helper.make_tensor_value_info("features", TensorProto.FLOAT, ["batch", "characters", FEATURES])]
    graph = helper.make_graph(part.nodes, "character features", inputs, outputs, part.initializers)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=8)
    checker.check_model(model)
    return model


def _inputs(pair: tuple[Direction, Direction]) -> np.ndarray:
    return np.concatenate([_negate_update(layer.inputs.T) for layer in pair])


def _states(pair: tuple[Direction, Direction]) -> np.ndarray:
    return np.concatenate([_negate_update(np.concatenate([layer.gates, layer.candidate], axis=1).T) for layer in pair])


def _biases(pair: tuple[Direction, Direction]) -> np.ndarray:
    """Each direction's bias, and zeros for the second one that ONNX adds."""
    return np.stack([np.concatenate([_negate_update(layer.bias), np.zeros_like(layer.bias)]) for layer in pair])


def _negate_update(gates: np.ndarray) -> np.ndarray:
    """The rows of the three gates with those of the first, the update gate, negated."""
    return np.concatenate([-gates[:DIRECTION], gates[DIRECTION:]])


class _Sheet:
    """Nodes and weights while a part is written."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.initializers: list[onnx.TensorProto] = []

    def weight(self, name: str, array: np.ndarray) -> str:
        self.initializers.append(numpy_helper.from_array(array, f"lac.{name}"))
        return f"lac.{name}"

    def node(self, kind: str, inputs: list[str], name: str, **attributes: int | str | list[int]) -> str:
        node = helper.make_node(kind, inputs, [f"lac.{name}"], name=f"lac.{name}")
        node.attribute.extend(helper.make_attribute(key, value) for key, value in attributes.items())
        self.nodes.append(node)
        return f"lac.{name}"

    def by_direction(self, name: str, array: np.ndarray) -> str:
        """A matrix of both directions as the GRU takes it, in three dimensions."""
        shape = self.weight(f"{name} shape", np.array([2, 3 * DIRECTION, array.shape[1]], np.int64))
        return self.node("Reshape", [self.weight(name, array), shape], f"{name} apart")


def _between_marks(sheet: _Sheet, embedded: str, lengths: str) -> tuple[str, str]:
    """The vectors after the first place, and lengths without the last: what is past a length is not read. A text of marks
    alone counts as one character, because the GRU refuses an empty one; nobody reads what it says of it."""
    one, most, places = (sheet.weight(f"place {each}", np.array([each], np.int64)) for each in (1, 2**31, 2))
    inner = sheet.node("Slice", [embedded, one, most, one], "inner")
    fewer = sheet.node("Sub", [lengths, places], "fewer")
    return inner, sheet.node("Max", [fewer, one], "inner lengths")
