"""The layers of an exported graph, put into the form in which a processor is quickest with them.

Their large products are in 8 bits. Tokens come before texts (tokens x batch x width), for then the products of attention read
query, key and value where they lie; and a norm before a product leaves its values as that product wants them, with no further
step over them. Operators of the runtime that do more at once were measured and are no help: attention as one takes as long on a
processor, and a norm that adds first takes eight times as long as adding and a norm.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garner.training.encoder.eight_bit_products import Evening, Ranges, Sheet, evening, product, three_products

if TYPE_CHECKING:
    import onnx

__all__ = ["PRODUCT", "rewrite"]

PRODUCT = re.compile(r"^/layers\.\d+/(attend|mix|widen|narrow)/MatMul$")
"""The names of the nodes that are computed in 8 bits."""
_END = re.compile(r"^(/layers\.\d+)/norm_output/LayerNormalization$")
_TOKENS_FIRST = (1, 0, 2)


class _Norm(NamedTuple):
    scale: np.ndarray
    shift: np.ndarray
    least: float


@dataclass(frozen=True, slots=True)
class _Layer:
    """A layer as it stands in the graph. ``weights`` and ``biases`` by the last part of ``_PRODUCT``, as ``seen`` and
    ``keys`` (the names that the weights are stored by); ``mask``, ``entering`` and ``leaving`` are values of the graph."""

    name: str
    weights: Mapping[str, np.ndarray]
    biases: Mapping[str, np.ndarray]
    seen: Mapping[str, Ranges]
    norms: tuple[_Norm, _Norm]
    mask: str
    entering: str
    leaving: str


class _Flow(NamedTuple):
    """The values between layers, tokens first; ``evened`` if they are."""

    value: str
    evened: Evening | None


def rewrite(model: onnx.ModelProto, ranges: Mapping[str, Ranges], heads: int) -> Sheet:
    """Rewrite the layers of the graph. Returns what was written, with the constants that are rounded weights."""
    import onnx

    graph, sheet = model.graph, Sheet()
    known = _constants(graph)
    nodes: list[onnx.NodeProto] = []
    flow: _Flow | None = None
    layers = {each.leaving: each for each in _layers(graph, known, ranges)}
    for node in graph.node:
        layer = layers.get(node.output[0])
        if layer is None:
            nodes.append(node)
            continue
        following = _following(graph, layer, layers)
        after = None if following is None else evening(following.weights["attend"], following.seen["attend"])
        if flow is None:
            flow = _Flow(sheet.node("Transpose", [layer.entering], f"{layer.name}/tokens first", perm=_TOKENS_FIRST), None)
        value = _write(sheet, layer, flow, heads, after)
        flow = None if after is None else _Flow(value, after)
        if flow is None:
            sheet.node("Transpose", [value], layer.leaving, perm=_TOKENS_FIRST)
        nodes += sheet.nodes
        sheet.nodes.clear()
    graph.initializer.extend(sheet.constants)
    _keep_used(graph, nodes)
    model.opset_import.append(onnx.helper.make_opsetid("com.microsoft", 1))
    return sheet


def _constants(graph: onnx.GraphProto) -> dict[str, np.ndarray]:
    """The constants of the graph; of equal ones the exporter stores one and lets nodes say what else is the same."""
    from onnx.numpy_helper import to_array

    known = {each.name: to_array(each) for each in graph.initializer}
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in known:
            known[node.output[0]] = known[node.input[0]]
    return known


def _layers(graph: onnx.GraphProto, known: Mapping[str, np.ndarray], ranges: Mapping[str, Ranges]) -> Iterator[_Layer]:
    named = {node.name: node for node in graph.node}
    for name in (found[1] for node in graph.node if (found := _END.match(node.name))):
        parts = {part: named[f"{name}/{part}/MatMul"] for part in ("attend", "mix", "widen", "narrow")}
        norms = [named[f"{name}/{norm}/LayerNormalization"] for norm in ("norm_attention", "norm_output")]
        sums = {part: named[f"{name}/{part}/Add"] for part in parts}
        own = {output for node in graph.node if node.name.startswith(f"{name}/") for output in node.output}
        yield _Layer(
            name,
            {part: known[node.input[1]] for part, node in parts.items()},
            {part: next(known[each] for each in node.input if each in known) for part, node in sums.items()},
            {part: ranges[node.name] for part, node in parts.items()},
            (_norm(norms[0], known), _norm(norms[1], known)),
            next(each for each in named[f"{name}/Add"].input if each not in own),
            parts["attend"].input[0],
            norms[1].output[0],
        )


def _norm(node: onnx.NodeProto, known: Mapping[str, np.ndarray]) -> _Norm:
    return _Norm(known[node.input[1]], known[node.input[2]], next(each.f for each in node.attribute if each.name == "epsilon"))


def _following(graph: onnx.GraphProto, layer: _Layer, layers: Mapping[str, _Layer]) -> _Layer | None:
    """The layer that alone reads what this one makes."""
    following = next((each for each in layers.values() if each.entering == layer.leaving), None)
    others = [node for node in graph.node if layer.leaving in node.input]
    if following is None or any(not node.name.startswith(f"{following.name}/") for node in others):
        return None
    return None if layer.leaving in (each.name for each in graph.output) else following


def _write(sheet: Sheet, layer: _Layer, flow: _Flow, heads: int, after: Evening | None) -> str:
    """Write a layer and say what it makes, tokens first, and evened for the product ``after`` it if there is one."""
    name, weights, biases, seen = layer.name, layer.weights, layer.biases, layer.seen
    evened = flow.evened or evening(weights["attend"], seen["attend"])
    value = flow.value if flow.evened else _even(sheet, f"{name}/even", flow.value, evened)
    asked = three_products(sheet, f"{name}/attend/MatMul", value, weights["attend"], biases["attend"], evened)
    mixed = _attention(sheet, layer, asked, heads)
    kept, missing = _restored(sheet, f"{name}/kept", flow)
    mixed = product(sheet, f"{name}/mix/MatMul", mixed, weights["mix"], biases["mix"] + missing, seen["mix"])
    added = sheet.node("Add", [mixed, kept], f"{name}/attended")
    wide = evening(weights["widen"], seen["widen"])
    flow = _Flow(_normed(sheet, f"{name}/norm_attention", added, layer.norms[0], wide), wide)
    widened = product(sheet, f"{name}/widen/MatMul", flow.value, weights["widen"], biases["widen"], wide)
    widened = sheet.node("Gelu", [widened], f"{name}/bent")
    kept, missing = _restored(sheet, f"{name}/kept again", flow)
    narrow = product(sheet, f"{name}/narrow/MatMul", widened, weights["narrow"], biases["narrow"] + missing, seen["narrow"])
    added = sheet.node("Add", [narrow, kept], f"{name}/changed")
    return _normed(sheet, f"{name}/norm_output", added, layer.norms[1], after)


def _attention(sheet: Sheet, layer: _Layer, asked: Sequence[str], heads: int) -> str:
    """What each token reads: tokens x batch x width, from query, key and value, which are of that shape, too."""
    name, width = layer.name, len(layer.weights["attend"])
    shape = sheet.constant(f"{name}/by head", np.array([0, 0, heads, width // heads]))
    query, key, value = (sheet.node("Reshape", [each, shape], f"{each}/by head") for each in asked)
    alike = {"transB": 1, "transBatchA": 1, "transBatchB": 1, "alpha": 1 / math.sqrt(width // heads)}
    scores = sheet.node("FusedMatMul", [query, key], f"{name}/alike", **alike)
    scores = sheet.node("Add", [scores, layer.mask], f"{name}/masked")
    shares = sheet.node("Softmax", [scores], f"{name}/shares", axis=-1)
    read = sheet.node("FusedMatMul", [shares, value], f"{name}/read", transBatchB=1)
    read = sheet.node("Transpose", [read], f"{name}/read/tokens first", perm=(2, 0, 1, 3))
    return sheet.node("Reshape", [read, sheet.constant(f"{name}/joined", np.array([0, 0, width]))], f"{name}/read/flat")


def _even(sheet: Sheet, name: str, value: str, evened: Evening) -> str:
    shrunk = sheet.node("Mul", [value, sheet.constant(f"{name}/shrink", 1 / evened.spread)], f"{name}/shrunk")
    middle = sheet.constant(f"{name}/middle", evened.middle / evened.spread)
    return sheet.node("Sub", [shrunk, middle], f"{name}/centred")


def _restored(sheet: Sheet, name: str, flow: _Flow) -> tuple[str, np.ndarray | float]:
    """The values as they were before they were evened, but for what is to be added to each, which is returned, too."""
    if flow.evened is None:
        return flow.value, 0.0
    return sheet.node("Mul", [flow.value, sheet.constant(f"{name}/spread", flow.evened.spread)], name), flow.evened.middle


def _normed(sheet: Sheet, name: str, value: str, norm: _Norm, after: Evening | None) -> str:
    scale, shift = norm.scale, norm.shift
    if after is not None:
        scale, shift = scale / after.spread, (shift - after.middle) / after.spread
    inputs = [value, sheet.constant(f"{name}/scale", scale), sheet.constant(f"{name}/shift", shift)]
    return sheet.node("LayerNormalization", inputs, f"{name}/normed", axis=-1, epsilon=norm.least)


def _keep_used(graph: onnx.GraphProto, nodes: Sequence[onnx.NodeProto]) -> None:
    """Leave those nodes and constants in the graph that its outputs need."""
    needed = {each.name for each in graph.output}
    kept = []
    for node in reversed(nodes):
        if needed.intersection(node.output):
            needed.update(node.input)
            kept.append(node)
    constants = [each for each in graph.initializer if each.name in needed]
    del graph.node[:], graph.initializer[:]
    graph.node.extend(reversed(kept))
    graph.initializer.extend(constants)
