"""The detectors of a measurement, opened: those that ship, others by folder, and the learned one before its training."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
from controls import Remembered
from variants import Tools

from garner.datasets.exposure import Exposure, exposure_at
from garner.evaluation.runs.deciding import CORRECTING, COUNTING, fingerprint_of
from garner.models.encoder import Encoder
from garner.models.encoder.weights import packaged_weights
from garner.refinement.learned import LearnedDetector
from garner.refinement.learned.card import open_detectors, packaged_detectors
from garner.refinement.learned.head import Head
from garner.refinement.rules import RulesDetector

__all__ = ["SHIPPED", "correcting_print", "detectors_exposures", "open_tools"]

_DECIDING = ("controls", "correcting", "measuring", "places", "tools", "truth", "variants")
SHIPPED = "the detectors"
_TEXTS = 400  # what the encoder remembers: more than a set has, so that all extractors' answers cost one reading


def open_tools(others: Mapping[str, Path], learned: Path | None = None) -> Tools:
    """The rules, the learned detectors in a folder (``None``: those that ship), the same untrained, and others by folder; all
    on one encoder."""
    encoder = Encoder.load()
    encoder.remember(_TEXTS)
    folder = learned or packaged_detectors()
    return Tools(
        Remembered(RulesDetector()),
        Remembered(LearnedDetector.load(folder, encoder=encoder)),
        Remembered(_untrained(folder, encoder)),
        {name: Remembered(LearnedDetector.load(path, encoder=encoder)) for name, path in others.items()},
    )


def _untrained(folder: Path, encoder: Encoder) -> LearnedDetector:
    """The detectors with weights as they are before the first step of training: drawn within one by the root of the inputs."""
    card, heads = open_detectors(folder)
    random = np.random.default_rng(0)

    def drawn(weight: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
        most = 1.0 / math.sqrt(weight.shape[0])
        return random.uniform(-most, most, shape).astype(np.float32)

    fresh = {
        name: Head(
            head.mean,
            head.scale,
            tuple(drawn(each, each.shape) for each in head.weights),
            tuple(drawn(each, bias.shape) for each, bias in zip(head.weights, head.biases, strict=True)),
        )
        for name, head in heads.items()
    }
    return LearnedDetector(replace(card, name="untrained"), fresh, encoder)


def detectors_exposures(others: Mapping[str, Path], learned: Path | None) -> dict[str, Exposure]:
    """What the detectors saw in training, by a name for each."""
    folders = {SHIPPED: learned or packaged_detectors(), **{f"detectors {name}": each for name, each in others.items()}}
    found = {name: exposure_at(folder) for name, folder in folders.items()}
    return {name: exposure for name, exposure in found.items() if exposure is not None}


def correcting_print(folders: Iterable[Path]) -> str:
    """Changes with whatever decides how answers are corrected and counted here: the package's code, the weights of its encoder
    and detectors, other detectors' ``folders``, the modules of this experiment that correct and count."""
    own = [Path(__file__).with_name(f"{name}.py") for name in _DECIDING]
    return fingerprint_of([packaged_weights(), packaged_detectors(), *folders, *own], (*CORRECTING, *COUNTING))
