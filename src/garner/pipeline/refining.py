"""Self-correction on the road: what was said of a passage is placed in it, then corrected before passages are merged."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import NamedTuple

from garner.errors import NotConfigured
from garner.models.extraction import underneath
from garner.models.protocols import Answer, CorrectingModel, ExtractionModel, TextGenerator
from garner.models.registry import open_model
from garner.models.settings import ModelSettings
from garner.passages import Passage
from garner.pipeline.assemble import assemble
from garner.pipeline.calls import Books, CallPolicy, prepare_calls
from garner.refinement.loop import Ask, Asked, NoWholeAnswer, refine
from garner.refinement.protocols import Case, Refinement
from garner.refinement.registry import generator_from, refinement_of
from garner.refinement.shifting import shifted
from garner.schema import Schema
from garner.values import Extraction, Feedback, Outcome, Problem, Reading, Round, Usage

__all__ = ["Settled", "Settling", "generator_opener", "name_of", "refinement_for"]


class Settled(NamedTuple):
    """An answer to a passage with its values in their places, corrected as far as that was wanted.

    ``problems`` are those of reading, placing and correcting, ``rounds`` in the offsets of the document, ``usage`` is all that
    answering and correcting cost.
    """

    passage: Passage
    extraction: Extraction
    problems: tuple[Problem, ...] = ()
    usage: Usage = Usage()
    rounds: tuple[Round, ...] = ()


@dataclass(frozen=True, slots=True)
class Settling:
    """From answers under one schema to extractions, corrected as ``how`` says (``None``: not at all); ``model`` is who is asked
    again where that is the way, if it can be told what is suspect."""

    schema: Schema
    how: Refinement | None = None
    model: ExtractionModel | None = None
    _demonstrations: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        examples = [kind.examples for kind in self.schema.entities] + [kind.examples for kind in self.schema.events]
        object.__setattr__(self, "_demonstrations", tuple(chain.from_iterable(examples)))

    async def settle(self, passage: Passage, answer: Answer) -> Settled:
        """The answer placed and corrected. Raises what concerns every passage alike (a key, the budget)."""
        extraction, placing = assemble(passage.text, answer.draft, self.schema)
        return await self.correct(Settled(passage, extraction, (*answer.problems, *placing), answer.usage), answer.readings)

    async def correct(self, placed: Settled, readings: Sequence[Reading]) -> Settled:
        """The same corrected for what the readings could read; where that is nothing, as it is. Raises as :meth:`settle`."""
        asked = _read_part(self.schema, readings)
        if self.how is None or asked is None:
            return placed
        case = Case(asked, placed.extraction, placed.problems, self._demonstrations)
        refined = await refine(case, self.how, self._ask_for(placed.passage.text, asked))
        return Settled(
            placed.passage,
            refined.extraction,
            (*placed.problems, *refined.problems),
            placed.usage + refined.usage,
            tuple(shifted(each, placed.passage.start) for each in refined.rounds),
        )

    def _ask_for(self, text: str, asked: Schema) -> Ask | None:
        model = self.model
        if not isinstance(model, CorrectingModel):
            return None

        async def ask(feedback: Feedback) -> Asked:
            answer = await model.correct(text, asked, feedback)
            if answer.cut or _read_part(asked, answer.readings) != asked:
                # What is not whole cannot stand against an answer that is.
                reason = next((problem.message for problem in answer.problems), "the reply cannot be read.")
                raise NoWholeAnswer(f"{model.name}, asked again, gave no whole answer: {reason}", answer.usage)
            extraction, placing = assemble(text, answer.draft, self.schema)
            return Asked(extraction, (*answer.problems, *placing), answer.usage)

        return ask


def refinement_for(
    refine: bool | str | Refinement | None, model: ExtractionModel | None, open_generator: Callable[[str], TextGenerator]
) -> Refinement | None:
    """How an extractor's answers are corrected; ``None``: not at all, as where no round is to be done.

    ``True`` stands for the shipped detectors, a name for what ``refinement_of`` says. Raises ``NotConfigured``.
    """
    if refine is True or isinstance(refine, str):
        names = "default" if refine is True else refine
        engine = None if model is None else underneath(model)
        refine = refinement_of(names, engine, open_generator=open_generator)
    if refine is None or refine is False:
        return None
    if not isinstance(refine, Refinement):
        raise NotConfigured(
            f"A {type(refine).__name__} says nothing of how to refine.",
            'Give True, a name such as "rules+learned", or a Refinement of garner.refinement.',
        )
    return refine if refine.rounds > 0 else None


def generator_opener(
    calls: CallPolicy | None, settings: ModelSettings | None = None, books: Books | None = None
) -> Callable[[str], TextGenerator]:
    """What opens the language models that detectors are named with, called, recorded and paid for as the extractor's own."""
    ledger, purse = books or Books()

    def open_generator(spec: str) -> TextGenerator:
        return prepare_calls(generator_from(open_model(spec, settings), spec), calls, ledger, purse=purse)

    return open_generator


def name_of(model: str, how: Refinement | None) -> str:
    """What is stored with results: who answered, and everything else that may change an answer."""
    return f"{model} {how.name}".strip() if how is not None else model


def _read_part(schema: Schema, readings: Sequence[Reading]) -> Schema | None:
    """What of the schema was read, so that nobody misses what was never looked for; ``None`` where that is nothing."""
    if not readings:
        return schema
    read = {key for each in readings if each.outcome is not Outcome.FAILED for key in each.asked or schema.keys}
    if read.issuperset(schema.keys):
        return schema
    return schema.only(read) if read.intersection(schema.keys) else None
