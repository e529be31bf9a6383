"""How a model is opened: one typed record for every kind of model; each takes what concerns it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from garner.models.prices import Prices

__all__ = ["ModelSettings"]


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Options of a model.

    ``base_url`` is the address of an OpenAI-compatible server (``None``: OpenAI's own), ``timeout`` the seconds one call may
    take in all, ``key_file`` a file whose first line is the key. ``context_tokens`` bounds prompt and reply together; it must
    not exceed what the server was started with. ``max_tokens``, ``temperature`` and ``seed`` belong into every request.
    """

    base_url: str | None = None
    timeout: float = 180.0
    key_file: Path | None = None
    context_tokens: int = 8192
    max_tokens: int = 4096
    temperature: float = 0.0
    seed: int | None = None
    prices: Prices = field(default_factory=Prices)
