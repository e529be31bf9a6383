"""Graphs whose large matrix products are computed in 8 bits: the values they take from the weights of the others.

What goes into each product is rounded by one scale that was fixed when the encoder was written, never by what else is in the
batch, so that a text scores the same in any company.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

__all__ = ["EIGHT_BITS", "EIGHT_BIT_FILES", "EIGHT_BIT_GRAPHS", "SPREADS", "THIRDS", "overflows", "rounded_weights"]

EIGHT_BITS = "_8"
"""What the name of such a graph has more than that of the graph it stands for."""
SPREADS = "spreads.npz"
"""The file that holds for each product by how much its inputs are divided and its weights multiplied (0: an input that is
multiplied in single precision instead)."""
EIGHT_BIT_GRAPHS = ("read", "join")
"""Those that may be there in 8 bits too."""
EIGHT_BIT_FILES = (*(f"{graph}{EIGHT_BITS}.onnx" for graph in EIGHT_BIT_GRAPHS), SPREADS)
THIRDS = "/thirds"
"""How the name of weights ends that a graph has as three: those of query, key and value, which it computes one by one."""
_SCALES = "/scales"


def rounded_weights(name: str, weights: np.ndarray, spread: np.ndarray) -> dict[str, np.ndarray]:
    """The weights (inputs x outputs) in 8 bits and one scale for each output, under the graph's names for them. A third has the
    name with its number, from 0, behind it."""
    import numpy as np

    spread_out = weights * spread[:, None]
    scales = np.maximum(np.abs(spread_out).max(axis=0), np.float32(1e-12)) / np.float32(127)
    spread_out /= scales
    rounded = np.rint(spread_out, out=spread_out).astype(np.int8)
    if not name.endswith(THIRDS):
        return {name: rounded, name + _SCALES: scales}
    found: dict[str, np.ndarray] = {}
    for number, (third, own) in enumerate(zip(np.split(rounded, 3, axis=1), np.split(scales, 3), strict=True)):
        found |= {f"{name}/{number}": np.ascontiguousarray(third), f"{name}/{number}{_SCALES}": own}
    return found


def overflows() -> bool:
    """Whether this processor may overflow where it adds up products of 8 bits: true unless it is known to have instructions
    for them."""
    try:
        return "vnni" not in Path("/proc/cpuinfo").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
