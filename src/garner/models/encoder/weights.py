"""The folder of an encoder: its card, and the files of its trunk, read when they are needed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from garner.errors import ModelError
from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.eight_bit_sums import EIGHT_BITS, SPREADS, overflows, rounded_weights
from garner.models.encoder.eight_bits import unpack
from garner.models.encoder.four_bits import Blocks
from garner.models.encoder.label_vectors import Weighing
from garner.models.encoder.layout import TokenVectors
from garner.models.encoder.threads import processors, side_by_side
from garner.models.encoder.trunk import GRAPHS, OnnxTrunk, Tokens

if TYPE_CHECKING:
    import onnxruntime  # type: ignore[import-untyped]  # ships no types

__all__ = [
    "CARD",
    "FILES",
    "FORMAT",
    "TASKS",
    "Card",
    "check_files",
    "open_trunk",
    "packaged_weights",
    "read_card",
]

CARD = "model.json"
FORMAT = 2
FILES = (*(f"{graph}.onnx" for graph in GRAPHS), "weights.npz", "vocabulary.npz", "tokenizer.json")
"""The files that every encoder has beside its card."""
TASKS = ("entities", "events", "arguments", "relations", "labels", "choices")
"""What has a threshold and a calibration of its own: entities, triggers of events, their arguments, relations, classifications
with several answers, and those with one (a calibration's slope only, and no threshold)."""


@dataclass(frozen=True, slots=True)
class Card:
    """What ``model.json`` says.

    ``thresholds`` are the default probabilities that an answer needs, by ``TASKS``; ``calibration`` turns what the network
    computes into the probability of being right, and the thresholds are of the latter. ``span_words`` is the longest span,
    ``text_tokens`` the longest text, ``passage_tokens`` how much of a long one is best read at once, ``labels`` the most
    labels of one run. ``languages`` are those of the texts it was trained on; none where the card does not say.
    ``description_share`` is how much of a label is its name with its description and examples, ``example_share`` how much of
    one that has five examples or more is these alone (of fewer as much less), the rest being its name alone.
    ``example_sighting`` are the log-odds that a span gains which is written like an example of the label.
    ``parameters_trained`` counts the weights that training moved, where somebody wrote that down.

    ``sha256`` holds the checksum of every file; ``weights`` tells for each graph which array of ``weights.npz`` each of its
    weights is (the graphs share some). ``apart`` layers text and labels pass apart, the next ``alone`` the text alone, and
    every layer has so many ``heads``: what training on from these weights must know.
    """

    name: str
    text_tokens: int
    sha256: Mapping[str, str]
    weights: Mapping[str, Mapping[str, str]]
    thresholds: Mapping[str, float] = field(default_factory=dict)
    calibration: Mapping[str, Calibration] = field(default_factory=dict)
    languages: tuple[str, ...] = ()
    passage_tokens: int = 254
    span_words: int = 12
    labels: int = 64
    description_share: float = 0.2
    example_share: float = 0.0
    example_sighting: float = 0.0
    parameters_trained: int | None = None
    apart: int = 3
    alone: int = 0
    heads: int = 12

    @property
    def weighing(self) -> Weighing:
        """How much what is said of a label counts."""
        return Weighing(self.description_share, self.example_share, self.example_sighting)

    def threshold(self, task: str) -> float:
        return self.thresholds.get(task, 0.5)

    def line(self, task: str) -> Calibration:
        return self.calibration.get(task, AS_COMPUTED)


def packaged_weights() -> Path:
    """The folder of the weights inside the package."""
    return Path(str(resources.files("garner.models.encoder").joinpath("weights")))


def read_card(folder: Path) -> Card:
    """The card of the encoder in ``folder``. Raises ``ModelError`` where it or one of ``FILES`` is missing, and where it is of
    another format."""
    path = folder / CARD
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if (version := table.pop("format")) != FORMAT:
            hint = "Train it again with this version." if version == 1 else "Install a newer garner."
            raise ModelError(f"{path} is of format {version}, which this version of garner does not read.", hint)
        card = _card(table)
        if wrong := _wrong(card):
            raise ModelError(f"{path}: {wrong}.", "Train again.")
    except FileNotFoundError:
        raise ModelError(f"There is no encoder in {folder} ({CARD} is missing).", "Check --model encoder:PATH.") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} cannot be read: {error}", "Install garner again.") from error
    for name in FILES:
        if not (folder / name).is_file():
            raise ModelError(f"The encoder in {folder} has no {name}.", "Install garner again or check --model encoder:PATH.")
    return card


def _card(table: dict[str, Any]) -> Card:  # what JSON holds is told apart by the errors that the caller catches
    made = {
        "languages": tuple(table.get("languages", ())),
        "sha256": dict(table["sha256"]),
        "weights": {graph: dict(names) for graph, names in table["weights"].items()},
        "calibration": {name: Calibration(**line) for name, line in table.get("calibration", {}).items()},
        "thresholds": {name: float(threshold) for name, threshold in table.get("thresholds", {}).items()},
    }
    return Card(**table | made)


def _wrong(card: Card) -> str:
    """What no encoder could have in its card; empty where nothing is wrong."""
    for kind, names in (("thresholds", card.thresholds), ("calibration", card.calibration)):
        if unknown := sorted(set(names) - set(TASKS)):
            return f"{kind} of unknown names ({', '.join(unknown)})"
    for name, line in card.calibration.items():
        if not line.rises:
            return f"the calibration of {name} does not rise (slope {line.slope}, bend {line.bend})"
    for name, threshold in card.thresholds.items():
        if not 0 <= threshold <= 1:
            return f"the threshold of {name}, {threshold}, is no probability"
    described, shown, _ = card.weighing
    if min(described, shown) < 0 or described + shown > 1:
        return f"description_share {described} and example_share {shown} are no parts of a whole"
    return ""


def check_files(folder: Path) -> Card:
    """The card of the encoder in ``folder``, every file of which is there and as it was written. Raises ``ModelError``."""
    card = read_card(folder)
    _check(folder, card)
    return card


def _check(folder: Path, card: Card) -> None:
    def check(name: str) -> None:
        path = folder / name
        if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != card.sha256.get(name):
            raise ModelError(f"{path} is damaged: its checksum is not the one in {CARD}.", "Install garner again.")

    side_by_side(check, list(dict.fromkeys((*FILES, *card.sha256))), processors())


def open_trunk(folder: Path, card: Card, threads: int | None = None) -> OnnxTrunk:
    """The trunk of an encoder, ready to run. Raises ``ModelError`` naming the file that is not as it was written.

    ``threads`` bounds how many batches are read at once, each on one processor (``None``: as many as this process may use).
    """
    import numpy as np  # noqa: F401 - imported here, before threads ask for it
    import onnxruntime  # noqa: F401

    _check(folder, card)
    with ThreadPoolExecutor(1) as pool:
        tokens = pool.submit(_tokens, folder)
        sessions = _sessions(folder, card)
    return OnnxTrunk(tokens.result(), sessions, threads or processors())


def _sessions(folder: Path, card: Card) -> dict[str, onnxruntime.InferenceSession]:
    import numpy as np
    import onnxruntime

    with np.load(folder / "weights.npz") as packed:
        arrays = unpack(packed)
    spreads: dict[str, np.ndarray] = {}
    if SPREADS in card.sha256:
        with np.load(folder / SPREADS) as stored:
            spreads = dict(stored)
    # One value for all graphs that share a weight.
    values = {key: onnxruntime.OrtValue.ortvalue_from_numpy(array) for key, array in arrays.items()}

    def session(graph: str) -> onnxruntime.InferenceSession:
        file = graph + EIGHT_BITS if f"{graph}{EIGHT_BITS}.onnx" in card.sha256 else graph
        named = {}
        for weight, key in card.weights.get(file, {}).items():
            spread = spreads.get(file + weight)
            if spread is None:
                named[weight] = values[key]
            else:
                rounded = rounded_weights(weight, arrays[key], spread)
                named |= {each: onnxruntime.OrtValue.ortvalue_from_numpy(array) for each, array in rounded.items()}
        return _session(folder / f"{file}.onnx", named)

    return dict(zip(GRAPHS, side_by_side(session, GRAPHS, processors()), strict=True))


def _tokens(folder: Path) -> Tokens:
    import numpy as np
    from tokenizers import Tokenizer

    with np.load(folder / "vocabulary.npz") as stored:
        vectors = TokenVectors(Blocks(stored["halves"], stored["scales"]))
    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return Tokens(tokenizer, vectors)


def _session(path: Path, values: Mapping[str, onnxruntime.OrtValue]) -> onnxruntime.InferenceSession:
    """A graph whose weights, ``values`` by name, are kept apart from it. It runs in the thread that calls it: batches side by
    side are quicker than threads that share each step of one batch and wait for each other."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    options.intra_op_num_threads = 1
    options.enable_cpu_mem_arena = False  # networks take turns: arenas of all of them hold memory that one needs
    if overflows():  # slower, and the same answers
        options.add_session_config_entry("session.x64quantprecision", "1")
    if values:
        options.add_external_initializers(list(values), list(values.values()))
    return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
