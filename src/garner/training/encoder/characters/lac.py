"""The character tagger of the package ``jieba`` (``lac_small``: Baidu's LAC, Apache-2.0): its files and a plain reference.

Each character has an embedding; two layers of gated recurrent units read the text in both directions, and a linear layer with a
CRF tells words, their parts of speech, people, places, organisations and times. It was trained with paddle, whose parameter
files are read here without it.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from garner.errors import InputError, NotConfigured

__all__ = ["DIRECTION", "EMBEDDING", "FEATURES", "Direction", "Tagger", "installed_tagger", "read_parameter", "read_tagger"]

EMBEDDING = 128
DIRECTION = 128
FEATURES = EMBEDDING + 2 * DIRECTION
"""Numbers a character has: its embedding, and the last layer's states read forwards and backwards."""

_HINT = "Run: pip install jieba==0.42.1"
_FLOAT = 5
_MISSING = "OOV"


@dataclass(frozen=True, slots=True, eq=False)
class Direction:
    """One recurrent layer in one direction; its gates stand in the order update, reset, candidate.

    ``inputs`` is width x 384 and ``bias`` 384; ``gates`` (128 x 256: update, reset) and ``candidate`` (128 x 128) multiply the
    state from the left.
    """

    inputs: np.ndarray
    bias: np.ndarray
    gates: np.ndarray
    candidate: np.ndarray


@dataclass(frozen=True, slots=True, eq=False)
class Tagger:
    """``layers`` are two pairs: forwards, backwards. ``emit`` is 256 x tags; ``transitions`` (tags + 2) x tags, whose first two
    rows are the scores of starting and of ending with a tag. ``rows`` are characters' rows in ``embeddings``."""

    rows: Mapping[str, int]
    unknown: int
    tags: tuple[str, ...]
    embeddings: np.ndarray
    layers: tuple[tuple[Direction, Direction], tuple[Direction, Direction]]
    emit: np.ndarray
    emit_bias: np.ndarray
    transitions: np.ndarray

    def row(self, character: str) -> int:
        return self.rows.get(character, self.unknown)

    def features(self, rows: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        """B x T x 384 for embedding rows B x T; zeros past each text's length. The slow reference of the graph."""
        embedded = self.embeddings[rows] * _inside(rows.shape[1], lengths)[..., None]
        found = embedded
        for forwards, backwards in self.layers:
            read = _recur(forwards, found, lengths)
            turned = _recur(backwards, _reverse(found, lengths), lengths)
            found = np.concatenate([read, _reverse(turned, lengths)], axis=2)
        return np.concatenate([embedded, found], axis=2)

    def decode(self, features: np.ndarray) -> list[str]:
        """The best sequence of tags (``PER-B``, ``PER-I``, ...) for the features n x 384 of one text (Viterbi)."""
        emissions = features[:, EMBEDDING:] @ self.emit + self.emit_bias
        if not len(emissions):
            return []
        score = self.transitions[0] + emissions[0]
        back = []
        for emission in emissions[1:]:
            ways = score[:, None] + self.transitions[2:]
            back.append(ways.argmax(axis=0))
            score = ways.max(axis=0) + emission
        best = [int((score + self.transitions[1]).argmax())]
        for before in reversed(back):
            best.append(int(before[best[-1]]))
        return [self.tags[tag] for tag in reversed(best)]


def installed_tagger() -> Path:
    """The tagger's folder in the installed package. Raises ``NotConfigured`` without it."""
    from importlib.util import find_spec

    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise NotConfigured("The package jieba, which holds the character tagger, is not installed.", _HINT)
    return Path(found.origin).parent / "lac_small"


def read_tagger(folder: Path | None = None) -> Tagger:
    """The tagger in ``folder`` (default: in the installed package).

    Raises ``NotConfigured`` where its files are missing and ``InputError`` for one that is damaged.
    """
    folder = folder or installed_tagger()
    weights = folder / "model_baseline"
    if not (folder / "word.dic").is_file() or not weights.is_dir():
        raise NotConfigured(f"{folder} does not hold the character tagger.", _HINT)
    rows = _read_names(folder / "word.dic")
    tags = _read_names(folder / "tag.dic")
    if _MISSING not in rows:
        raise InputError(f"{folder / 'word.dic'} has no entry {_MISSING}.", _HINT)
    states = 2 * DIRECTION
    # Paddle numbers parameters in the order of their making: forwards, then backwards, layer by layer.
    directions = [_read_direction(weights, number, EMBEDDING if number < 2 else states) for number in range(4)]
    return Tagger(
        rows={name: row for name, row in rows.items() if len(name) == 1},
        unknown=rows[_MISSING],
        tags=tuple(sorted(tags, key=tags.__getitem__)),
        embeddings=_read(weights, "word_emb", (max(rows.values()) + 1, EMBEDDING)),
        layers=((directions[0], directions[1]), (directions[2], directions[3])),
        emit=_read(weights, "fc_4.w_0", (states, len(tags))),
        emit_bias=_read(weights, "fc_4.b_0", (len(tags),)),
        transitions=_read(weights, "crfw", (len(tags) + 2, len(tags))),
    )


def read_parameter(path: Path) -> np.ndarray:
    """The array in one of paddle's parameter files.

    Such a file holds: version of the tensor (u32, 0), levels of nesting (u64, 0), version (u32, 0), size of the description
    (u32), the description (protobuf: 1 = type of number, 2 = dimensions) and the numbers. Raises ``InputError`` for any other.
    """
    raw = path.read_bytes()
    damaged = InputError(f"{path} is no parameter file of paddle, or is cut short.", _HINT)
    if len(raw) < 20:
        raise damaged
    version, levels, tensor_version, size = struct.unpack_from("<IQII", raw)
    start = 20 + size
    if version or levels or tensor_version or start > len(raw):
        raise damaged
    numbers = _read_description(raw[20:start])
    shape = numbers.get(2, [])
    if numbers.get(1) != [_FLOAT] or not shape or len(raw) - start != 4 * int(np.prod(shape)):
        raise damaged
    return np.frombuffer(raw, dtype="<f4", offset=start).astype(np.float32).reshape(shape)


def _read_description(raw: bytes) -> dict[int, list[int]]:
    """The numbers of a protobuf message that holds nothing else, by their field; empty where it is cut short."""
    values, value, shift = [], 0, 0
    for byte in raw:
        value |= (byte & 127) << shift
        shift += 7
        if byte < 128:
            values.append(value)
            value, shift = 0, 0
    if shift or len(values) % 2 or any(key & 7 for key in values[::2]):
        return {}
    found: dict[int, list[int]] = {}
    for key, number in zip(values[::2], values[1::2], strict=True):
        found.setdefault(key >> 3, []).append(number)
    return found


def _read(folder: Path, name: str, shape: tuple[int, ...]) -> np.ndarray:
    path = folder / name
    if not path.is_file():
        raise NotConfigured(f"The character tagger lacks the file {path}.", _HINT)
    array = read_parameter(path)
    if array.size != np.prod(shape) or array.size != np.prod(array.shape):
        raise InputError(f"{path} is of shape {array.shape}; {shape} was expected.", _HINT)
    return array.reshape(shape)


def _read_direction(folder: Path, number: int, width: int) -> Direction:
    """The recurrent weights fill one array: first those of both gates, 128 x 256, then those of the candidate, 128 x 128."""
    size = DIRECTION
    flat = _read(folder, f"gru_{number}.w_0", (size * size * 3,))
    return Direction(
        inputs=_read(folder, f"fc_{number}.w_0", (width, 3 * size)),
        bias=_read(folder, f"fc_{number}.b_0", (3 * size,)) + _read(folder, f"gru_{number}.b_0", (3 * size,)),
        gates=flat[: 2 * size * size].reshape(size, 2 * size),
        candidate=flat[2 * size * size :].reshape(size, size),
    )


def _read_names(path: Path) -> dict[str, int]:
    """Names by their number, one pair a line: ``17<tab>name``."""
    found: dict[str, int] = {}
    for line, entry in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if entry:
            number, tab, name = entry.partition("\t")
            if not tab or not name or not number.isdecimal():
                raise InputError(f"{path}:{line}: not a number, a tab and a name: {entry[:40]!r}", _HINT)
            found[name] = int(number)
    return found


def _recur(layer: Direction, inputs: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """The states B x T x 128: ``h[t] = (1 - u) h[t-1] + u tanh(x + (r h[t-1]) W)``; zeros past each length."""
    size = DIRECTION
    state = np.zeros((len(inputs), size), np.float32)
    projected = inputs @ layer.inputs + layer.bias
    states = np.zeros((*inputs.shape[:2], size), np.float32)
    for step in range(inputs.shape[1]):
        gates = 1 / (1 + np.exp(-(projected[:, step, : 2 * size] + state @ layer.gates)))
        update, reset = gates[:, :size], gates[:, size:]
        candidate = np.tanh(projected[:, step, 2 * size :] + (reset * state) @ layer.candidate)
        state = (1 - update) * state + update * candidate
        states[:, step] = state
    return np.asarray(states * _inside(inputs.shape[1], lengths)[..., None])


def _reverse(array: np.ndarray, lengths: np.ndarray) -> np.ndarray:
    """Each text turned around within its length: what is past it stays at the end."""
    places = np.arange(array.shape[1])[None, :]
    source = np.where(places < lengths[:, None], lengths[:, None] - 1 - places, places)
    return np.asarray(np.take_along_axis(array, source[..., None], axis=1))


def _inside(length: int, lengths: np.ndarray) -> np.ndarray:
    """B x T: whether a place is within its text."""
    return np.asarray(np.arange(length)[None, :] < lengths[:, None])
