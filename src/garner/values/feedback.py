"""What a model is told when it is asked again: what it said, and what is held for wrong in it."""

from __future__ import annotations

from dataclasses import dataclass

from garner.values.items import Extraction
from garner.values.trace import Defect

__all__ = ["Feedback"]


@dataclass(frozen=True, slots=True)
class Feedback:
    """The answer before and the defects found in it, most certain first; all offsets are those of ``previous.text``."""

    previous: Extraction
    defects: tuple[Defect, ...]
