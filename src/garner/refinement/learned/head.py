"""The networks that judge: small, and computed with numpy alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garner.errors import ModelError

if TYPE_CHECKING:
    import numpy as np

__all__ = ["FURTHEST", "HEADS", "Head", "read_head"]

FURTHEST = 5.0
"""Features further from their mean, in standard deviations, count as that far: heads know nothing of what lies there."""
HEADS = ("spans", "relations", "arguments", "choices", "whole")
"""What has a head of its own: entities and triggers, relations, arguments, choices, and the answer as a whole."""


@dataclass(frozen=True, slots=True)
class Head:
    """Layers on features that are first shifted and scaled, the last to one number; ReLU between them."""

    mean: np.ndarray
    scale: np.ndarray
    weights: tuple[np.ndarray, ...]
    biases: tuple[np.ndarray, ...]

    def __call__(self, features: np.ndarray) -> np.ndarray:
        """The log-odds of each row."""
        import numpy as np

        values = np.clip((features - self.mean) * self.scale, -FURTHEST, FURTHEST)
        for weight, bias in zip(self.weights[:-1], self.biases[:-1], strict=True):
            values = np.maximum(values @ weight + bias, 0.0)
        odds: np.ndarray = (values @ self.weights[-1] + self.biases[-1])[:, 0]
        return odds


def read_head(stored: Mapping[str, np.ndarray], name: str, features: Sequence[str]) -> Head:
    """The head called ``name`` among the arrays of a file. Raises ``ModelError`` where it is not whole or was made for other
    features."""
    import numpy as np

    try:
        mean, scale = (np.asarray(stored[f"{name}.{part}"], np.float32) for part in ("mean", "scale"))
        layers = int(stored[f"{name}.layers"])
        weights = tuple(np.asarray(stored[f"{name}.{layer}.weight"], np.float32) for layer in range(layers))
        biases = tuple(np.asarray(stored[f"{name}.{layer}.bias"], np.float32) for layer in range(layers))
    except (KeyError, ValueError, TypeError) as error:
        raise ModelError(f"The detectors' head for {name} is not whole: {error}.", "Install garner again.") from error
    widths = [len(features), *(weight.shape[1] for weight in weights)]
    fits = (
        [weight.shape[0] for weight in weights] == widths[:-1] and widths[-1] == 1 and mean.shape == scale.shape == (widths[0],)
    )
    if not layers or not fits:
        raise ModelError(f"The detectors' head for {name} was made for other features.", "Train the detectors again.")
    return Head(mean, scale, weights, biases)
