"""Weights in 4 bits: blocks of 32 values that share a scale in half precision, as the trunk's package has them (Q4_0)."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np

__all__ = ["BLOCK", "Blocks", "pack_blocks", "unpack_blocks", "unpack_blocks_across"]

BLOCK = 32
"""Values that share a scale."""
_MIDDLE = 8


class Blocks(NamedTuple):
    """``halves``: rows x columns / 2, two values a byte, the first in the low half; ``scales``: rows x columns / 32."""

    halves: np.ndarray
    scales: np.ndarray


def pack_blocks(values: np.ndarray) -> Blocks | None:
    """A matrix (rows x columns) in 4 bits if nothing of it is lost by that, else ``None``.

    The value farthest from zero in a block is -8 times the scale; all others are whole multiples of it.
    """
    import numpy as np

    if values.ndim != 2 or values.shape[1] % BLOCK:
        return None
    blocks = values.reshape(len(values), -1, BLOCK)
    farthest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[..., None], axis=2)
    scales = (-farthest / _MIDDLE).astype(np.float16)
    known = scales.astype(np.float32)
    steps = np.rint(blocks / np.where(known == 0, 1, known)) + _MIDDLE
    if steps.min() < 0 or steps.max() > 15 or not np.array_equal((steps - _MIDDLE) * known, blocks):
        return None
    numbers = steps.astype(np.uint8).reshape(len(values), -1, 2)
    return Blocks(numbers[..., 0] | numbers[..., 1] << 4, scales[..., 0])


def unpack_blocks(blocks: Blocks) -> np.ndarray:
    """The matrix in single precision."""
    import numpy as np

    rows, halves = blocks.halves.shape
    steps = np.empty((rows, halves, 2), np.int8)
    steps[..., 0] = blocks.halves & 15
    steps[..., 1] = blocks.halves >> 4
    steps -= _MIDDLE
    scales = blocks.scales[..., None].astype(np.float32)
    values: np.ndarray = np.multiply(steps.reshape(rows, -1, BLOCK), scales, dtype=np.float32).reshape(rows, -1)
    return values


def unpack_blocks_across(blocks: Blocks) -> np.ndarray:
    """The same matrix with rows and columns changed for each other, in half the time of doing that afterwards."""
    import numpy as np

    rows, halves = blocks.halves.shape
    across = np.ascontiguousarray(blocks.halves.T)
    steps = np.empty((halves, 2, rows), np.int8)
    steps[:, 0] = across & 15
    steps[:, 1] = across >> 4
    steps -= _MIDDLE
    scales = np.ascontiguousarray(blocks.scales.T).astype(np.float32)[:, None]
    values: np.ndarray = np.multiply(steps.reshape(-1, BLOCK, rows), scales, dtype=np.float32).reshape(2 * halves, rows)
    return values
