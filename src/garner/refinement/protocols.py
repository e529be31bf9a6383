"""The seams of self-correction: write a class with these methods and any extractor is corrected by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable

from garner.errors import NotConfigured
from garner.refinement.kinds import kind_of
from garner.schema import Schema
from garner.values import Defect, Extraction, Problem, Usage

__all__ = ["Case", "Detection", "Detector", "Judgement", "Operator", "Pruner", "Refinement", "check_way"]


@dataclass(frozen=True, slots=True)
class Case:
    """An answer as a detector sees it: the text of one passage, what was asked, and what was said (``extraction.text`` is the
    text). ``problems`` are those of reading and placing the reply, ``demonstrations`` the texts of the examples that the model
    was shown."""

    schema: Schema
    extraction: Extraction
    problems: tuple[Problem, ...] = ()
    demonstrations: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        return self.extraction.text


@dataclass(frozen=True, slots=True)
class Detection:
    """What a detector found in one case and what looking cost; ``problems`` say what it could not look at."""

    defects: tuple[Defect, ...] = ()
    usage: Usage = field(default_factory=Usage)
    problems: tuple[Problem, ...] = ()


@runtime_checkable
class Detector(Protocol):
    """Finds what is wrong with an answer. ``name`` is stored with every defect."""

    name: str

    async def detect(self, case: Case) -> Detection:
        """The defects of a case, each claim in ``drop`` one of the answer's, each in ``add`` one that the text bears out. Many
        cases may be waited for at the same time. Raises ``GarnerError`` where it cannot tell."""
        ...


@dataclass(frozen=True, slots=True)
class Judgement:
    """The probability that an answer is best left as it stands, and what judging cost: that it is right or, of a pruner that
    knows what its detectors would do, that they would not make it better."""

    right: float
    usage: Usage = field(default_factory=Usage)


@runtime_checkable
class Pruner(Protocol):
    """Tells answers that are best left alone from those worth looking into (SCIR, pruning)."""

    name: str

    async def judge(self, case: Case) -> Judgement:
        """How likely the answer is best left alone. Raises ``GarnerError`` where it cannot tell."""
        ...


class Operator(StrEnum):
    """How an answer is corrected: by dropping, adding and moving claims, or by asking the model again, told what is suspect."""

    EDIT = "edit"
    ASK = "ask"


@dataclass(frozen=True, slots=True)
class Refinement:
    """How answers are corrected (SCIR, the loop of the paper with its pruner, and a rule of acceptance of ours).

    At most ``rounds`` rounds, each by ``operator`` (or its name). An answer that the ``pruner`` holds for right with at least
    ``right_at`` is not touched. Defects of at least ``least_probability`` are acted on. ``seconds`` bounds one call of a
    detector or the pruner (``None``: nothing does). Raises ``NotConfigured`` for a number of rounds below 0, an unknown
    operator, and for what is no detector or pruner.
    """

    detectors: tuple[Detector, ...]
    pruner: Pruner | None = None
    operator: Operator = Operator.EDIT
    rounds: int = 2
    right_at: float = 0.9
    least_probability: float = 0.5
    seconds: float | None = 60.0

    def __post_init__(self) -> None:
        check_way(self.rounds, self.operator)
        object.__setattr__(self, "operator", Operator(self.operator))
        for each in self.detectors:
            if not isinstance(each, Detector):
                raise NotConfigured(f"That is no detector, but {kind_of(each)}.", "A detector has a name and a method detect.")
        if self.pruner is not None and not isinstance(self.pruner, Pruner):
            raise NotConfigured(f"That is no pruner, but {kind_of(self.pruner)}.", "A pruner has a name and a method judge.")

    @property
    def name(self) -> str:
        """What is stored with results: everything that may change an answer."""
        names = " ".join(each.name for each in self.detectors)
        pruned = "" if self.pruner is None else f" pruner={self.pruner.name}@{self.right_at:g}"
        return f"refined by {names}{pruned} {self.operator} rounds={self.rounds} from={self.least_probability:g}"


def check_way(rounds: int, operator: Operator | str) -> None:
    """Raises ``NotConfigured`` for a number of rounds below 0 and an unknown operator."""
    if rounds < 0:
        raise NotConfigured(f"{rounds} rounds cannot be done.", "Give 0 (the answer stays as it is) or more.")
    if operator not in set(Operator):
        raise NotConfigured(f"There is no way {operator!r} of correcting.", f"Known: {', '.join(Operator)}.")
