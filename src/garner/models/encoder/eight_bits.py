"""Weights in 8 bits with one scale a row or column, or in 4 bits where they came so: how they are stored, and back to single
precision when they are read.

Only storage is in 8 bits. The network computes in single precision, so that a text scores the same in any company: 8-bit
arithmetic takes one scale for a whole batch, and on processors without instructions for it gains little.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from garner.models.encoder.four_bits import Blocks, pack_blocks, unpack_blocks_across

if TYPE_CHECKING:
    import numpy as np

__all__ = ["pack", "unpack"]

_SCALES = "scales of "
_HALVES = "4 bits of "


def pack(arrays: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The arrays ready to be stored: matrices of more than 1,000 values in 8 bits beside their scales (in 4 where nothing is
    lost by it), the rest as they are."""
    import numpy as np

    packed: dict[str, np.ndarray] = {}
    for name, array in arrays.items():
        if array.ndim != 2 or array.size <= 1000 or array.dtype != np.float32:
            packed[name] = array
            continue
        if (blocks := pack_blocks(array.T)) is not None:
            packed[_HALVES + name], packed[_SCALES + name] = blocks
            continue
        trials = [_round(array, axis) for axis in (0, 1)]
        packed[name], packed[_SCALES + name] = min(
            trials, key=lambda trial: float(np.square(trial[0] * trial[1] - array).sum())
        )
    return packed


def unpack(packed: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
    """What ``pack`` was given, matrices to within half a step of their scale."""
    import numpy as np

    arrays = {}
    for name in packed:
        if name.startswith(_HALVES):
            known = name.removeprefix(_HALVES)
            arrays[known] = unpack_blocks_across(Blocks(packed[name], packed[_SCALES + known]))
        elif not name.startswith(_SCALES):
            values = packed[name]
            scales = packed.get(_SCALES + name)
            arrays[name] = values if scales is None else values.astype(np.float32) * scales
    return arrays


def _round(array: np.ndarray, axis: int) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    scales = (np.maximum(np.abs(array).max(axis=axis, keepdims=True), 1e-8) / 127.0).astype(np.float32)
    return np.rint(array / scales).astype(np.int8), scales
