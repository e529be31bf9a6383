"""Answers made elsewhere, corrected: the road without the model that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack, aclosing
from dataclasses import replace

from garner.errors import InputError, SchemaError
from garner.files.answers import Answered
from garner.models.protocols import ExtractionModel
from garner.passages import Passage
from garner.pipeline.assemble import assemble
from garner.pipeline.calls import Books
from garner.pipeline.job import Job, JobSummary, open_model_of, refinement_of_job
from garner.pipeline.progress import Progress
from garner.pipeline.refining import Settled, Settling, generator_opener, name_of, refinement_for
from garner.pipeline.resume import Conditions, ContinuedOutput
from garner.pipeline.run import RunOptions, run
from garner.pipeline.timing import Timing
from garner.pipeline.waiting import result_of
from garner.refinement.protocols import Operator, Refinement
from garner.refinement.registry import Part, parts_of
from garner.schema import Schema
from garner.values import Document, Outcome, Problem, Reading, Result, Usage

__all__ = ["Refiner", "refine_answers"]

_LEAST_VALUES = 3
"""So many values of which none stands in the text are no model's inventions but the answer to another text."""


class Refiner:
    """Corrects answers to one schema, whoever gave them; each text is looked at as a whole.

    ``refine`` is what ``Extractor`` takes; ``model`` is asked again where that is the way to correct. ``name`` is what follows
    the name of who answered in the results. Raises ``NotConfigured`` for names nobody knows.

    >>> from garner import Extractor, Schema
    >>> schema = Schema.of(["person"])
    >>> result = Extractor(schema).extract("Ada Lovelace lived in London.")
    >>> Refiner(schema, "rules").refine(result).entities == result.entities
    True
    """

    def __init__(
        self, schema: Schema, refine: bool | str | Refinement | None = True, model: ExtractionModel | None = None
    ) -> None:
        if not isinstance(schema, Schema):
            raise SchemaError(f"A {type(schema).__name__} is no schema.", "Schema.load(path), Schema.of(names), ... make one.")
        self._how = refinement_for(refine, model, generator_opener(None))
        self._settling = Settling(schema, self._how, model)
        self._fingerprint = schema.fingerprint
        self.name = name_of("", self._how)

    def refine(self, answer: Result | Answered) -> Result:
        """The result with its answer corrected; the one given stays as it is."""
        return result_of(self.refine_async(answer))

    async def refine_async(self, answer: Result | Document) -> Result:
        """As :meth:`refine`, for callers that are asynchronous themselves. Raises ``InputError`` for a text without answer."""
        answered = Answered.of(answer) if isinstance(answer, Result) else answer
        if not isinstance(answered, Answered):
            raise InputError(f"A {type(answer).__name__} holds no answer.", "Give a garner.Result or what read_answers gives.")
        before = self._placed(answered)
        placed = Settled(Passage(0, len(answered.text), answered.text), before.extraction, before.problems, before.usage)
        after = await self._settling.correct(placed, before.coverage)
        return replace(
            before,
            extraction=after.extraction,
            problems=after.problems,
            usage=after.usage,
            model=name_of(answered.model, self._how),
            schema=self._fingerprint,
            trace=(*before.trace, *after.rounds),
        )

    def _placed(self, answered: Answered) -> Result:
        """The answer as a result; the values of a draft are given their places."""
        if isinstance(answered.answer, Result):
            return answered.answer
        extraction, placing = assemble(answered.text, answered.answer, self._settling.schema)
        places = [grounding.span for grounding in extraction.groundings()]
        # Of an answer that says one thing a million times, the same problem is told once.
        outcome, problems = Outcome.READ, tuple(dict.fromkeys((*answered.problems, *placing)))
        if len(places) >= _LEAST_VALUES and not any(places):
            message = (
                f"None of the {len(places)} values stands in the text: it is the answer to another one, and stays as it is."
            )
            outcome, problems = Outcome.FAILED, (Problem("another_text", message), *problems)
        # What was asked elsewhere is not known: the answer counts as one about all of the text.
        coverage = (Reading(0, len(answered.text), answered.model, outcome),)
        return Result(answered.document, extraction, coverage, problems)


def refine_answers(
    job: Job,
    answers: Iterable[Document],
    deliver: Callable[[Result], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> JobSummary:
    """Correct answers made elsewhere as ``job`` says; each result is written to the output, then handed to ``deliver``, in the
    order of the answers.

    The model of the job is opened only where it is asked something. The same job goes on with its output. Raises as ``run_job``
    does.
    """
    return result_of(_refine_answers(job, answers, deliver, on_progress))


async def _refine_answers(
    job: Job, answers: Iterable[Document], deliver: Callable[[Result], None], on_progress: Callable[[Progress], None]
) -> JobSummary:
    clock = Timing().clock
    began, progress = clock(), Progress(total=job.total)
    with ExitStack() as stack:
        model, books = open_model_of(job, stack) if _asks_model(job) else (None, Books())
        refiner = Refiner(job.schema, refinement_of_job(job, model, books, stack), model)
        spending = _Spending(refiner)
        conditions = Conditions(refiner.name, job.schema.fingerprint, any_model=True)
        output = None if job.output is None else stack.enter_context(ContinuedOutput(job.output, conditions))
        before = 0 if output is None else output.finished
        progress = replace(progress, total=None if job.total is None else job.total - before)
        left = answers if output is None else output.unfinished(answers)
        # An answer that failed elsewhere says nothing of the detectors: the run goes on however many there are.
        options = RunOptions(patience=None, model=refiner.name, schema=conditions.schema)
        async with aclosing(run(left, spending.refine, job.concurrency, options)) as results:
            async for result in results:
                if output is not None:
                    output.write(result)
                deliver(result)
                progress = progress.after(replace(result, usage=spending.settle(result)), clock() - began)
                on_progress(progress)
    return JobSummary(progress, before)


class _Spending:
    """What correcting cost, beside what the answers had cost before."""

    def __init__(self, refiner: Refiner) -> None:
        self._refiner = refiner
        self._spent: dict[int, Usage] = {}

    async def refine(self, answer: Document) -> Result:
        result = await self._refiner.refine_async(answer)
        earlier = len(answer.answer.trace) if isinstance(answer, Answered) and isinstance(answer.answer, Result) else 0
        self._spent[id(result)] = sum((each.usage for each in result.trace[earlier:]), Usage())
        return result

    def settle(self, result: Result) -> Usage:
        """What this result cost; asked once, while the result is there."""
        return self._spent.pop(id(result), Usage())


def _asks_model(job: Job) -> bool:
    """Whether anybody asks the model of a job: to answer again, to detect, or, the encoder, to lend the learned detectors its
    memory."""
    parts = parts_of(job.refine or "default")
    lends = job.model.partition(":")[0] == "encoder"
    own = {Part("rules"), *(part for part in parts if part.name == "prompted" and part.rest)}
    asking = [part for part in parts if part not in own and (part.name != "learned" or lends)]
    return job.refine_by == Operator.ASK or bool(asking)
