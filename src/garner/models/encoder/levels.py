"""How sure an answer must be, and what its confidence is."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from garner.models.encoder.calibrated import Calibration
from garner.models.encoder.decode import log_odds

if TYPE_CHECKING:
    from garner.models.encoder.questions import Questions
    from garner.models.encoder.weights import Card

__all__ = ["Level", "Levels"]


@dataclass(frozen=True, slots=True)
class Level:
    """The least confidence of one kind of answer, and the line that turns what is computed into a confidence.

    With ``among`` labels of the kind asked, each answer rests on being the right one of them (see ``Calibration``).
    """

    threshold: float
    line: Calibration
    among: int = 1

    @property
    def support(self) -> float:
        """How sure, without the text, a label is the right one."""
        return -math.log(max(1, self.among))

    @property
    def least(self) -> float:
        """The log-odds that must be computed."""
        return log_odds(self.line.computed(self.threshold, self.support))

    @property
    def halved(self) -> Level:
        """What something needs that nothing but other answers can make one: half the confidence."""
        return replace(self, threshold=self.threshold / 2)

    def confidence(self, computed: float, support: float = 0.0) -> float:
        """What is computed as a confidence; ``support`` says how sure all that is on which the answer rests (see
        ``Calibration``)."""
        return self.line.calibrated(computed, support + self.support)

    def passes(self, computed: float, support: float = 0.0) -> bool:
        return self.confidence(computed, support) >= self.threshold


@dataclass(frozen=True, slots=True)
class Levels:
    """The level of each kind of answer; ``choices`` says how steeply the one answer of a classification is told from others."""

    entities: Level
    events: Level
    arguments: Level
    relations: Level
    labels: Level
    choices: Calibration

    @classmethod
    def of(cls, card: Card, threshold: float | None = None) -> Levels:
        """The levels of a card; a ``threshold`` given stands for all of its own."""

        def level(task: str) -> Level:
            return Level(card.threshold(task) if threshold is None else threshold, card.line(task))

        names = ("entities", "events", "arguments", "relations", "labels")
        return cls(**{name: level(name) for name in names}, choices=card.line("choices"))

    def asking(self, questions: Questions) -> Levels:
        """The levels where this is asked."""
        return replace(self, events=replace(self.events, among=len(questions.events)))
