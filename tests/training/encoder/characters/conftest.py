"""A toy of the tagger: its files as paddle writes them, five characters, three tags, weights that 8 bits hold exactly."""

from __future__ import annotations

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

TAGS = ("PER-B", "PER-I", "O")
CHARACTERS = "李明在京a"


@pytest.fixture(scope="session")
def as_paddle() -> Callable[[np.ndarray], bytes]:
    return _paddle_bytes


def _paddle_bytes(array: np.ndarray) -> bytes:
    """An array as paddle saves a parameter."""
    description = b"\x08\x05" + b"".join(b"\x10" + _varint(size) for size in array.shape)
    return struct.pack("<IQII", 0, 0, 0, len(description)) + description + array.astype("<f4").tobytes()


def _varint(number: int) -> bytes:
    found = b""
    while number > 127:
        found += bytes([number & 127 | 128])
        number >>= 7
    return found + bytes([number])


def weights(seed: int, rows: int, columns: int) -> np.ndarray:
    """Multiples of 1/508 up to 1/4; the largest stands in every row and column, so that rounding to 8 bits changes nothing."""
    array = np.random.default_rng(seed).integers(-127, 128, (rows, columns))
    array[:, 0] = array[0] = 127
    return (array / 508).astype(np.float32)


@pytest.fixture(scope="session")
def lac_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lac_small")
    names = [*CHARACTERS, "OOV_NUM", "OOV"]
    (folder / "word.dic").write_text("".join(f"{row}\t{name}\n" for row, name in enumerate(names)), encoding="utf-8")
    (folder / "tag.dic").write_text("".join(f"{number}\t{tag}\n" for number, tag in enumerate(TAGS)), encoding="utf-8")
    model = folder / "model_baseline"
    model.mkdir()
    arrays = {"word_emb": weights(0, len(names), 128), "crfw": weights(1, 5, 3), "fc_4.w_0": weights(2, 256, 3)}
    arrays["fc_4.b_0"] = weights(3, 1, 3)[0]
    for number, width in enumerate((128, 128, 256, 256)):
        gates, candidate = weights(10 + number, 128, 256), weights(20 + number, 128, 128)
        arrays[f"gru_{number}.w_0"] = np.concatenate([gates.ravel(), candidate.ravel()]).reshape(128, 384)
        arrays[f"gru_{number}.b_0"] = weights(30 + number, 2, 384)[1:]
        arrays[f"fc_{number}.w_0"] = weights(40 + number, width, 384)
        arrays[f"fc_{number}.b_0"] = weights(50 + number, 2, 384)[1]
    for name, array in arrays.items():
        (model / name).write_bytes(_paddle_bytes(array))
    return folder
