"""How an answer was corrected: the defects found in it and what each round did about them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from garner.values.claims import Claim
from garner.values.usage import Usage

__all__ = ["Decision", "Defect", "DefectKind", "Round"]


class DefectKind(StrEnum):
    """What is wrong with an answer."""

    MALFORMED = "malformed"
    """The reply could not be read as the schema asks."""
    ABSENT = "absent"
    """The value stands nowhere in the text."""
    MISMATCH = "mismatch"
    """The schema has no such label, or the type or role does not allow this value."""
    DUPLICATE = "duplicate"
    """Said twice."""
    LEAKED = "leaked"
    """Copied from a demonstration; the text does not say it."""
    REDUNDANT = "redundant"
    """Not so, and not to be moved or renamed either."""
    MISSING = "missing"
    """The text says it and the answer does not."""
    BOUNDARY = "boundary"
    """The right label at a place that is too long, too short or beside the right one."""
    WRONG_TYPE = "wrong_type"
    """The right place under the wrong label."""


@dataclass(frozen=True, slots=True)
class Defect:
    """One thing that a detector holds for wrong, and how to mend it: ``drop`` this claim, ``add`` that one, or both (the claim
    is moved or renamed); neither where only asking again can mend it.

    ``probability`` is how sure the detector is that it is a defect; ``reason`` one sentence for people; ``detector`` its name.
    Raises ``ValueError`` for a probability outside 0 to 1.
    """

    kind: DefectKind
    probability: float
    reason: str
    detector: str
    drop: Claim | None = None
    add: Claim | None = None

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise ValueError(f"{self.probability} is no probability")


class Decision(StrEnum):
    """How a round ended."""

    RIGHT = "right"
    """The pruner judged the answer best left alone: it stands, and no detector was asked."""
    CLEAN = "clean"
    """All detectors looked and found no defect worth acting on: the answer stands."""
    UNCHANGED = "unchanged"
    """Correcting changed nothing (no defect could be mended, or the model said the same again): the answer stands."""
    ACCEPTED = "accepted"
    """The corrected answer took the place of the one before."""
    REJECTED = "rejected"
    """The detectors liked the corrected answer less: the one before stands."""
    FAILED = "failed"
    """The model failed, or detectors did and the others found nothing worth acting on: the answer stands, and a problem says
    why."""


@dataclass(frozen=True, slots=True)
class Round:
    """One round of correcting what was said of ``text[start:end]``; claims have the document's offsets.

    ``number`` counts from 1. ``right`` is the pruner's probability that the answer it began with was best left alone
    (``None``: no pruner). ``doubt`` is how many defects the detectors expected in the answer before (the sum of probabilities),
    ``doubt_after`` in the corrected one (``None`` where there was none). ``operator`` is ``"edit"`` or ``"ask"``, empty where
    nothing was corrected.
    ``dropped`` and ``added`` are the claims that tell the two answers apart; ``usage`` is what the round cost.
    """

    number: int
    start: int
    end: int
    decision: Decision
    defects: tuple[Defect, ...] = ()
    operator: str = ""
    right: float | None = None
    doubt: float | None = None
    doubt_after: float | None = None
    dropped: tuple[Claim, ...] = ()
    added: tuple[Claim, ...] = ()
    usage: Usage = field(default_factory=Usage)
