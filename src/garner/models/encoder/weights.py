"""The files of an encoder: reading them, and saying what is wrong when they are not as they should be."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from garner.errors import ModelError
from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.eight_bits import unpack
from garner.models.encoder.layout import TokenVectors

if TYPE_CHECKING:
    import numpy as np
    import onnxruntime  # type: ignore[import-untyped]  # ships no types
    from tokenizers import Tokenizer

__all__ = ["CARD", "FILES", "Card", "Weights", "check_files", "packaged_weights", "read_weights"]

FILES = ("span.onnx", "label.onnx", "weights.npz", "vocabulary.npz", "tokenizer.json")
CARD = "model.json"
_FORMAT = 1


@dataclass(frozen=True, slots=True)
class Card:
    """What ``model.json`` says.

    ``threshold`` is the default probability an answer needs, ``span_words`` the longest span, ``text_tokens`` the longest text,
    ``passage_tokens`` how much of a long one is best read at once,
    ``labels`` the most labels of one run of the network; ``sha256`` the checksum of every file; ``weights`` tells for each
    graph which array of ``weights.npz`` each of its weights is (the graphs share some). ``languages`` are those of the texts it
    was trained on; none where the card does not say. ``description_share`` is how much of a label's vector is that of its name
    with its description, the rest being that of its name alone. ``parameters_trained`` counts the weights that training moved,
    where somebody wrote that down. ``apart`` layers text and labels pass apart, and every layer has so many ``heads``: what
    training on from these weights must know. ``calibration`` turns what the network computes into the probability of being
    right; ``threshold`` is one of the latter.
    """

    name: str
    threshold: float
    span_words: int
    text_tokens: int
    labels: int
    sha256: dict[str, str]
    weights: dict[str, dict[str, str]]
    languages: tuple[str, ...] = ()
    description_share: float = 1.0
    passage_tokens: int = 254
    parameters_trained: int | None = None
    apart: int = 3
    heads: int = 12
    calibration: Calibration = AS_COMPUTED


@dataclass(frozen=True, slots=True)
class Weights:
    """An encoder's parts, ready to run."""

    card: Card
    span: onnxruntime.InferenceSession
    label: onnxruntime.InferenceSession
    vectors: TokenVectors
    tokenizer: Tokenizer


def packaged_weights() -> Path:
    """The folder of the weights inside the package."""
    return Path(str(resources.files("garner.models.encoder").joinpath("weights")))


def read_weights(folder: Path, threads: int | None = None) -> Weights:
    """Read the encoder in ``folder``. Raises ``ModelError`` naming the file that is missing, damaged or of another version.

    ``threads`` bounds the processor threads of one run (``None``: as many as the machine has).
    """
    return _open(folder, check_files(folder), threads)


def check_files(folder: Path) -> Card:
    """The card of the encoder in ``folder``, every file of which is there and as it was written. Raises ``ModelError``."""
    card = _read_card(folder)
    for name in FILES:
        path = folder / name
        if not path.is_file():
            raise ModelError(f"The encoder in {folder} has no {name}.", "Install garner again or check --model encoder:PATH.")
        if hashlib.sha256(path.read_bytes()).hexdigest() != card.sha256.get(name):
            raise ModelError(f"{path} is damaged: its checksum is not the one in {CARD}.", "Install garner again.")
    return card


def _read_card(folder: Path) -> Card:
    path = folder / CARD
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table.pop("format") != _FORMAT:
            raise ModelError(f"{path} is of a format this version of garner does not read.", "Install a newer garner.")
        calibration = Calibration(**table.get("calibration", {}))
        if not calibration.slope > 0:
            raise ModelError(f"{path}: the slope of the calibration, {calibration.slope}, is not above 0.", "Train again.")
        return Card(**table | {"languages": tuple(table.get("languages", ())), "calibration": calibration})
    except FileNotFoundError:
        raise ModelError(f"There is no encoder in {folder} ({CARD} is missing).", "Check --model encoder:PATH.") from None
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ModelError(f"{path} cannot be read: {error}", "Install garner again.") from error


def _open(folder: Path, card: Card, threads: int | None) -> Weights:
    import numpy as np
    from tokenizers import Tokenizer

    with np.load(folder / "weights.npz") as packed:
        arrays = unpack(packed)
    span, label = (_session(folder / f"{graph}.onnx", threads, arrays, card.weights[graph]) for graph in ("span", "label"))
    with np.load(folder / "vocabulary.npz") as stored:
        vectors = TokenVectors(stored["values"], stored["scales"])
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Weights(card, span, label, vectors, tokenizer)


def _session(
    path: Path, threads: int | None, arrays: Mapping[str, np.ndarray], names: Mapping[str, str]
) -> onnxruntime.InferenceSession:
    """A graph whose weights are kept apart from it."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    if threads is not None:
        options.intra_op_num_threads = threads
    values = [onnxruntime.OrtValue.ortvalue_from_numpy(arrays[stored]) for stored in names.values()]
    options.add_external_initializers(list(names), values)
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
