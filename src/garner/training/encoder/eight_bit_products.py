"""Nodes of a graph that multiply by a matrix in 8 bits: rounded by one scale that was fixed beforehand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from garner.models.encoder.eight_bit_sums import THIRDS, rounded_weights

if TYPE_CHECKING:
    import onnx

__all__ = ["Evening", "Ranges", "Sheet", "evening", "product", "three_products"]

_EVENED = 0.8
_APART = 6.0
"""Inputs this many times as large as half of them are multiplied in single precision, where inputs are not evened."""
_ROOM = 1.05
_RUNTIMES_OWN = ("MatMulIntegerToFloat", "FusedMatMul", "Gelu")


@dataclass(frozen=True, slots=True)
class Ranges:
    """The least and the largest value seen of each input of a product."""

    least: np.ndarray
    most: np.ndarray


@dataclass(frozen=True, slots=True)
class Evening:
    """What brings inputs that differ much in size nearer to each other: ``middle`` is taken from each and the rest divided by
    ``spread``; then it is ``half`` at most, up or down."""

    middle: np.ndarray
    spread: np.ndarray
    half: np.ndarray


class _Weighed(NamedTuple):
    weights: np.ndarray
    bias: np.ndarray
    spread: np.ndarray


class Sheet:
    """Nodes and constants on their way into a graph. ``spreads``: by how much the inputs of weights in 8 bits are divided, by
    the name of the weights; ``rounded``: the names of the constants that are made of these."""

    def __init__(self) -> None:
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []
        self.spreads: dict[str, np.ndarray] = {}
        self.rounded: set[str] = set()

    def constant(self, name: str, array: np.ndarray | Sequence[int]) -> str:
        """The name, which the array has from here on."""
        from onnx.numpy_helper import from_array

        self.constants.append(from_array(np.asarray(array, order="C"), name))
        return name

    def node(self, kind: str, inputs: Sequence[str], *outputs: str, **attributes: float | Sequence[int]) -> str:
        """The name of the first that the node makes."""
        from onnx.helper import make_node

        domain = "com.microsoft" if kind in _RUNTIMES_OWN else None
        self.nodes.append(make_node(kind, inputs, outputs, outputs[0], None, domain, None, **attributes))
        return outputs[0]


def evening(weights: np.ndarray, seen: Ranges) -> Evening:
    """That of a product with these weights (inputs x outputs)."""
    half = np.maximum((seen.most - seen.least) / 2, 1e-4)
    sizes = half**_EVENED / np.maximum(np.abs(weights).max(axis=1), 1e-4) ** (1 - _EVENED)
    spread = (sizes / np.exp(np.log(sizes).mean())).astype(np.float32)
    return Evening((seen.least + seen.most) / 2, spread, half / spread)


def three_products(
    sheet: Sheet, name: str, value: str, weights: np.ndarray, bias: np.ndarray, evened: Evening
) -> tuple[str, str, str]:
    """As :func:`product`, a third of the weights' outputs each: query, key and value."""
    query, key, asked = _products(sheet, name + THIRDS, value, *_of_evened(weights, bias, evened))
    return query, key, asked


def product(sheet: Sheet, name: str, value: str, weights: np.ndarray, bias: np.ndarray, known: Ranges | Evening) -> str:
    """``value @ weights + bias`` in 8 bits; ``known``: the ranges of the value, or how it was evened, which is undone."""
    if isinstance(known, Evening):
        return _products(sheet, name, value, *_of_evened(weights, bias, known))[0]
    least, most = np.minimum(known.least, 0), np.maximum(known.most, 0)
    size = np.maximum(-least, most)
    spread = np.ones(len(weights), np.float32)
    apart = np.flatnonzero(size > _APART * np.median(size))
    if not len(apart):
        return _products(sheet, name, value, _Weighed(weights, bias, spread), Ranges(least, most))[0]
    spread[apart] = least[apart] = most[apart] = 0
    few = sheet.node("Gather", [value, sheet.constant(f"{name}/apart", apart)], f"{name}/few", axis=2)
    by_few = sheet.node("MatMul", [few, sheet.constant(f"{name}/few weights", weights[apart])], f"{name}/by few")
    [by_most] = _products(sheet, name, value, _Weighed(weights, bias, spread), Ranges(least, most))
    return sheet.node("Add", [by_most, by_few], f"{name}/by all")


def _of_evened(weights: np.ndarray, bias: np.ndarray, evened: Evening) -> tuple[_Weighed, Ranges]:
    bias = (bias + evened.middle @ weights).astype(np.float32)
    return _Weighed(weights, bias, evened.spread), Ranges(-evened.half, evened.half)


def _products(sheet: Sheet, name: str, value: str, weighed: _Weighed, within: Ranges) -> list[str]:
    """One product, or three, with a value that is rounded to 8 bits ``within`` what it may be."""
    low, high = _ROOM * float(within.least.min()), _ROOM * float(within.most.max())
    size = np.float32(max(high - low, 1e-6) / 255)
    step = sheet.constant(f"{name}/step", np.asarray(size))
    zero = sheet.constant(f"{name}/zero", np.asarray(round(-low / size), np.uint8))
    value = sheet.node("QuantizeLinear", [value, step, zero], f"{name}/rounded")
    constants = rounded_weights(name, weighed.weights, weighed.spread)
    sheet.spreads[name] = weighed.spread
    sheet.rounded.update(constants)
    names = [sheet.constant(*each) for each in constants.items()]
    made = []
    for own, scales, bias in zip(names[::2], names[1::2], np.split(weighed.bias, len(names) // 2), strict=True):
        inputs = [value, own, step, scales, zero, "", sheet.constant(f"{own}/bias", bias)]
        made.append(sheet.node("MatMulIntegerToFloat", inputs, f"{own}/product"))
    return made
