"""One answer corrected as an extractor would have it corrected."""

from __future__ import annotations

from typing import NamedTuple

from garner.models.protocols import ExtractionModel
from garner.passages import Passage
from garner.pipeline.refining import Settled, Settling
from garner.refinement.protocols import Refinement
from garner.schema import Schema
from garner.values import Extraction, Problem, Result, Round

__all__ = ["Corrected", "corrected"]


class Corrected(NamedTuple):
    """What became of an answer; rounds in the offsets of its text."""

    extraction: Extraction
    rounds: tuple[Round, ...] = ()
    problems: tuple[Problem, ...] = ()


async def corrected(schema: Schema, result: Result, how: Refinement | None, model: ExtractionModel | None = None) -> Corrected:
    """The answer to one text corrected as ``how`` says; ``None`` and no rounds leave it as it is. ``model`` is asked again
    where that is the way."""
    if how is None or how.rounds == 0:
        return Corrected(result.extraction)
    whole = Passage(0, len(result.text), result.text)
    settled = await Settling(schema, how, model).correct(Settled(whole, result.extraction, result.problems), result.coverage)
    return Corrected(settled.extraction, settled.rounds, settled.problems)
