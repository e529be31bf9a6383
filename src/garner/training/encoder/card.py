"""What the card of an exported encoder says beside sizes and checksums."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

__all__ = ["CardText"]


class CardText(NamedTuple):
    """What a person decides.

    ``thresholds`` are the probabilities that answers of each kind need by default (``garner.models.encoder.weights.TASKS``),
    ``text_tokens`` is the longest text, ``passage_tokens`` how much of a long one is best read at once, ``labels`` the most
    labels read at once, ``languages`` those of the texts trained on. ``example_share`` and ``example_sighting`` say how much
    example mentions count (see ``garner.models.encoder.weights.Card``).
    """

    name: str
    thresholds: Mapping[str, float]
    text_tokens: int = 254
    passage_tokens: int = 96
    labels: int = 128
    languages: tuple[str, ...] = ("en", "zh", "ja")
    example_share: float = 0.2
    example_sighting: float = 2.0
