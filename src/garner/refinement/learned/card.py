"""The folder of trained detectors: a card, and the weights of their heads."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING

from garner.errors import ModelError
from garner.refinement.learned.agreement import Agreement
from garner.refinement.learned.choices import CHOICE_FEATURES
from garner.refinement.learned.defects import LEFT_ALONE, Level
from garner.refinement.learned.head import HEADS, Head, read_head
from garner.refinement.learned.span_features import SPAN_FEATURES
from garner.refinement.learned.tie_features import TIE_FEATURES
from garner.refinement.learned.whole import WHOLE_FEATURES

if TYPE_CHECKING:
    from garner.models.encoder import Encoder

__all__ = ["CARD", "FEATURES", "FORMAT", "WEIGHTS", "DetectorCard", "Level", "encoder_fingerprint", "open_detectors"]

CARD, WEIGHTS, FORMAT = "detectors.json", "detectors.npz", 2
FEATURES: Mapping[str, tuple[str, ...]] = {
    "spans": SPAN_FEATURES,
    "relations": TIE_FEATURES,
    "arguments": TIE_FEATURES,
    "choices": CHOICE_FEATURES,
    "whole": WHOLE_FEATURES,
}
"""What each head reads."""
KINDS = ("entity", "event", "relation", "argument", "label")


@dataclass(frozen=True, slots=True)
class DetectorCard:
    """What ``detectors.json`` says: the name that defects carry, the encoder the heads were trained beside (its fingerprint and
    name), the levels by kind of claim, the checksum of the weights; ``training`` is for people. ``own_levels`` are for answers
    that are the encoder's own (see ``Agreement``): of these it knows least what is wrong."""

    name: str
    encoder: str
    encoder_name: str
    sha256: str
    levels: Mapping[str, Level]
    own_levels: Mapping[str, Level]
    training: Mapping[str, object] = field(default_factory=dict)

    @property
    def leaves_own_alone(self) -> bool:
        """Whether nothing that could be found in the encoder's own answers would be acted on."""
        return all(level == LEFT_ALONE for level in self.own_levels.values())

    def levels_for(self, agreement: Agreement) -> Mapping[str, Level]:
        """The levels for an answer that agrees so far with the encoder's own."""
        return {kind: self.own_levels[kind] if agreement.is_own_of(kind) else level for kind, level in self.levels.items()}

    @property
    def signature(self) -> str:
        """What is stored with defects and results: the name, and eight digits that change with whatever decides an answer, so
        that results of two trainings are never taken for each other."""
        levels = [{kind: asdict(level) for kind, level in every.items()} for every in (self.levels, self.own_levels)]
        content = json.dumps([self.sha256, self.encoder, *levels], sort_keys=True)
        return f"learned:{self.name}@{hashlib.sha256(content.encode()).hexdigest()[:8]}"


def encoder_fingerprint(encoder: Encoder) -> str:
    """Sixteen hexadecimal digits that encoders of the same weights share, whatever their thresholds."""
    content = json.dumps(dict(encoder.card.sha256), sort_keys=True) + f"{encoder.card.description_share}"
    return hashlib.sha256(content.encode()).hexdigest()[:16]


def packaged_detectors() -> Path:
    """The folder of the detectors inside the package."""
    return Path(str(resources.files("garner.refinement.learned").joinpath("weights")))


def open_detectors(folder: Path) -> tuple[DetectorCard, dict[str, Head]]:
    """Card and heads. Raises ``ModelError`` for files that are missing, damaged, or of another format."""
    import numpy as np

    path = folder / CARD
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        if table["format"] != FORMAT:
            raise ModelError(f"{path} is of format {table['format']}, which this garner does not read.", "Train them again.")
        levels, own_levels = ({kind: Level(**each) for kind, each in table[part].items()} for part in ("levels", "own_levels"))
        names = ("name", "encoder", "encoder_name", "sha256")
        name, encoder, encoder_name, checksum = (str(table[each]) for each in names)
        card = DetectorCard(name, encoder, encoder_name, checksum, levels, own_levels, table.get("training", {}))
        content = (folder / WEIGHTS).read_bytes()
    except FileNotFoundError as error:
        raise ModelError(
            f"There are no detectors in {folder}: {Path(error.filename).name} is missing.", "Check the folder."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} cannot be read: {error}.", "Install garner again, or train the detectors again.") from error
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise ModelError(f"{folder / WEIGHTS} is damaged: its checksum is not the one in {CARD}.", "Install garner again.")
    missing = [kind for kind in KINDS if kind not in card.levels or kind not in card.own_levels]
    if missing:
        raise ModelError(f"{path} has no levels for {', '.join(missing)}.", "Train the detectors again.")
    with np.load(folder / WEIGHTS) as stored:
        arrays = dict(stored)
    return card, {name: read_head(arrays, name, FEATURES[name]) for name in HEADS}
