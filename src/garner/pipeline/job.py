"""A whole job: documents, a schema and a model in; results, in order, out; state in a ledger, so that it can be cut off."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, field
from pathlib import Path

from garner.formats import PromptStyle
from garner.models.extraction import as_extraction_model, underneath
from garner.models.prompted import PromptSettings
from garner.models.protocols import ExtractionModel, TextGenerator
from garner.models.registry import open_model
from garner.models.settings import ModelSettings
from garner.pipeline.calls import Books, CallPolicy, books_of, prepare_calls
from garner.pipeline.extractor import Extractor, Reach
from garner.pipeline.ledger import Ledger
from garner.pipeline.progress import Progress
from garner.pipeline.refining import generator_opener
from garner.pipeline.resume import Conditions, ContinuedOutput
from garner.pipeline.run import RunOptions, run
from garner.pipeline.waiting import result_of
from garner.refinement.protocols import Operator, Refinement
from garner.refinement.registry import parts_of, refinement_of
from garner.schema import Schema
from garner.values import Document, Result

__all__ = ["Job", "JobSummary", "open_model_of", "refinement_of_job", "run_job"]


@dataclass(frozen=True, slots=True)
class Job:
    """What a job is told.

    ``model`` is a name as on the command line, ``settings`` how it is opened, ``style`` how a language model is asked,
    ``calls`` how its calls are made. ``min_confidence`` moves the threshold of models that state one (``None``: their own).
    ``refine`` names the detectors that correct the answers (``None``: nobody does), in at most ``refine_rounds`` rounds, by
    ``refine_by``.
    ``output`` is the result file, which the same job goes on with; ``ledger`` the file its calls are recorded in (``None``: in
    memory). ``total`` is the number of documents, where known.
    """

    schema: Schema
    model: str = "encoder"
    settings: ModelSettings = field(default_factory=ModelSettings)
    style: PromptStyle = field(default_factory=PromptStyle)
    calls: CallPolicy = field(default_factory=CallPolicy)
    reach: Reach = field(default_factory=Reach)
    min_confidence: float | None = None
    refine: str | None = None
    refine_rounds: int = 2
    refine_by: str = Operator.EDIT
    concurrency: int = 32
    output: Path | None = None
    ledger: Path | None = None
    total: int | None = None


@dataclass(frozen=True, slots=True)
class JobSummary:
    """How a job ended: ``progress`` of this run, and how many results stood in the output ``before`` it."""

    progress: Progress
    before: int = 0


def run_job(
    job: Job,
    documents: Iterable[Document | str],
    deliver: Callable[[Result], None] = lambda _: None,
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> JobSummary:
    """Do the job; each new result is written to the output, then handed to ``deliver``, in the order of the documents.

    Raises ``NotConfigured`` before anything is asked, ``BudgetSpent``, ``OutputError`` or ``ModelUnavailable`` when the job had
    to stop: what was finished is written, and the same job goes on from there.
    """
    return result_of(_run_job(job, documents, deliver, on_progress))


async def _run_job(
    job: Job, documents: Iterable[Document | str], deliver: Callable[[Result], None], on_progress: Callable[[Progress], None]
) -> JobSummary:
    latest = Progress(total=job.total)

    def note(progress: Progress) -> None:
        nonlocal latest
        latest = progress
        on_progress(progress)

    with ExitStack() as stack:
        model, books = open_model_of(job, stack)
        extractor = Extractor(job.schema, model, job.reach, refine=refinement_of_job(job, model, books, stack))
        conditions = Conditions(extractor.name, job.schema.fingerprint)
        output = None if job.output is None else stack.enter_context(ContinuedOutput(job.output, conditions))
        left = documents if output is None else output.unfinished(documents)
        before = 0 if output is None else output.finished
        total = None if job.total is None else job.total - before
        options = RunOptions(total=total, on_progress=note, model=conditions.model, schema=conditions.schema)
        async with aclosing(run(left, extractor.extract_async, job.concurrency, options)) as results:
            async for result in results:
                if output is not None:
                    output.write(result)
                deliver(result)
    return JobSummary(latest, before)


def open_model_of(job: Job, stack: ExitStack) -> tuple[ExtractionModel, Books]:
    """The model of a job with, where it is one that is called, the books of its calls; ``stack`` closes their ledger. Raises as
    ``run_job`` does before anything is asked."""
    model = open_model(job.model, job.settings)
    if not isinstance(model, TextGenerator) or isinstance(model, ExtractionModel):
        return as_extraction_model(model, threshold=job.min_confidence), Books()
    books = _books(job, stack)
    settings = job.settings
    prompt = PromptSettings(job.style, reply_tokens=settings.max_tokens, temperature=settings.temperature, seed=settings.seed)
    return as_extraction_model(prepare_calls(model, job.calls, books.ledger, purse=books.purse), prompt), books


def _books(job: Job, stack: ExitStack) -> Books:
    ledger = None if job.ledger is None else stack.enter_context(Ledger(job.ledger))
    return books_of(job.calls, ledger)


def refinement_of_job(job: Job, model: ExtractionModel | None, books: Books, stack: ExitStack) -> Refinement | None:
    """How a job corrects answers; ``model`` is whom detectors may ask (``None``: nobody), its calls stand in the ``books``.
    Where they are empty and a detector names a model of its own, the job's are opened, and closed by ``stack``.

    Raises ``NotConfigured``.
    """
    if job.refine is None:
        return None
    calls_others = any(part.name == "prompted" and part.rest for part in parts_of(job.refine))
    if calls_others and books == Books():
        books = _books(job, stack)
    engine = None if model is None else underneath(model)
    opener = generator_opener(job.calls, job.settings, books)
    return refinement_of(job.refine, engine, job.refine_rounds, job.refine_by, opener)
