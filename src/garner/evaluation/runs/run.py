"""What one evaluation run is: which model, on which data, under which conditions, with which scores, at what cost."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from garner.evaluation.auditing import Case
from garner.evaluation.evaluation import Evaluated
from garner.evaluation.tallies import Pair
from garner.schema import Schema
from garner.values import Usage

__all__ = ["DataSet", "Evaluation", "Exposed", "ModelRecord", "Run", "Seen"]


@dataclass(frozen=True, slots=True)
class DataSet:
    """The texts a run was scored on.

    ``name`` is ``corpus:split`` or the path of a user's own file. ``source`` is the SHA-256 of the files read, ``fingerprint``
    that of the texts and gold scored, in order: equal fingerprints, equal task. ``documents`` were scored ``of`` those the
    split has, a random sample drawn with ``sample_seed`` where that is not ``None``; ``refused`` counts by reason what could
    not be converted. ``strings`` says that the gold has no places of its own, ``unlike_published`` what is to be said where
    the corpus has not as many texts as its page counts.
    """

    name: str
    language: str
    role: str
    licence: str
    source: str
    fingerprint: str
    documents: int
    of: int
    refused: Mapping[str, int] = field(default_factory=dict)
    strings: bool = False
    sample_seed: int | None = None
    unlike_published: str = ""


class Exposed(StrEnum):
    """What is known of whether the model was trained on the texts, and what was done about it."""

    UNKNOWN = "unknown"
    """Nobody recorded what the model was trained on."""
    CLEAN = "clean"
    FORCED = "forced"
    """Texts were seen and scored all the same."""
    LEFT_OUT = "left out"
    """Texts were seen and not scored."""


@dataclass(frozen=True, slots=True)
class Seen:
    """How many of a data set's texts the model had seen in training, and why that is thought so."""

    exposed: Exposed
    texts: int = 0
    of: int = 0
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModelRecord:
    """The model of a run: its name, what it was told (``settings``), and how many parameters were trained for it, where
    somebody recorded that."""

    name: str
    settings: Mapping[str, str] = field(default_factory=dict)
    parameters: int | None = None
    parameters_trained: int | None = None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """One data set of a run.

    ``schema`` is what was asked of every text, ``None`` where each text brought its own question. ``modes`` are the scores, the
    first being the one to quote. ``cases`` are the results beside their gold; empty in a file that keeps scores alone.
    ``seconds`` is wall time of the extraction. ``incomplete`` texts were not read whole; ``problems`` counts by code what was
    reported while reading. Both stay where the cases do not.
    """

    data: DataSet
    schema: Schema | None
    seen: Seen
    modes: tuple[Evaluated, ...]
    usage: Usage
    seconds: float
    cases: tuple[Case, ...] = ()
    incomplete: int = 0
    problems: Mapping[str, int] = field(default_factory=dict)

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """Gold and prediction of each text."""
        return tuple(Pair(case.result.id, case.gold, case.result.extraction) for case in self.cases)


@dataclass(frozen=True, slots=True)
class Run:
    """A model on one or more data sets.

    ``seed`` is that of the model's replies: runs that differ in nothing else are repetitions of one measurement. ``machine``
    and ``made`` (ISO 8601) tell where and when; neither enters a score.
    """

    model: ModelRecord
    seed: int
    evaluations: tuple[Evaluation, ...]
    garner: str
    machine: str = ""
    made: str = ""
