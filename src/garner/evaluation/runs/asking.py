"""A model's answers to the texts of a task, kept as they come, so that what was cut off goes on."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from contextlib import ExitStack, aclosing
from dataclasses import dataclass, replace

from garner.datasets.record import CorpusRecord
from garner.errors import OutputError
from garner.evaluation.runs.meter import Meter
from garner.files.results import read_results
from garner.models.protocols import ExtractionModel
from garner.pipeline.extractor import Extractor
from garner.pipeline.job import Job, open_model_of, refinement_of_job
from garner.pipeline.progress import Progress
from garner.pipeline.refining import name_of
from garner.pipeline.resume import Conditions, ContinuedOutput
from garner.pipeline.run import RunOptions, run
from garner.pipeline.waiting import result_of
from garner.refinement.protocols import Refinement
from garner.values import Document, Result, Usage

__all__ = ["Answers", "ask"]


@dataclass(frozen=True, slots=True)
class Answers:
    """The results in the order of the records, the name of the model that gave them, and the calls, tokens, money and seconds
    that took, in killed processes too."""

    results: tuple[Result, ...]
    model: str
    usage: Usage
    seconds: float


def ask(
    job: Job,
    records: Sequence[CorpusRecord],
    on_progress: Callable[[Progress], None] = lambda _: None,
) -> Answers:
    """Ask about every record what it asks; ``job.schema`` is not used, ``job.output`` keeps the results meanwhile.

    The same job goes on with its output and its ledger. All records are asked side by side, whatever their schemas. Raises as
    ``run_job`` does.
    """
    return result_of(_ask(job, records, on_progress))


async def _ask(job: Job, records: Sequence[CorpusRecord], on_progress: Callable[[Progress], None]) -> Answers:
    with ExitStack() as stack:
        model, books = open_model_of(job, stack)
        how = refinement_of_job(job, model, books, stack)
        questions = _Questions(model, job, records, how)
        conditions = Conditions(name_of(model.name, how), questions.fingerprint)
        output = None if job.output is None else stack.enter_context(ContinuedOutput(job.output, conditions))
        meter = stack.enter_context(Meter(None if job.output is None else Meter.beside(job.output), books.ledger))
        documents = [record.document for record in records]
        left = documents if output is None else output.unfinished(documents)
        total = len(records) - (0 if output is None else output.finished)
        options = RunOptions(total=total, on_progress=on_progress, model=conditions.model, schema=conditions.schema)
        fresh: list[Result] = []
        async with aclosing(run(left, questions.extract, job.concurrency, options)) as results:
            async for result in results:
                if output is None:
                    fresh.append(result)
                else:
                    output.write(result)
                meter.note()
        seconds = meter.seconds
        answers = tuple(fresh if job.output is None else read_results(job.output))
        if len(answers) != len(records):
            # Another process took the file away (--overwrite): empty answers in place of the lost ones would be scored.
            raise OutputError(
                f"{job.output} holds {len(answers)} of the {len(records)} results: another process changed it.",
                "Run the same command again, one process at a time.",
            )
        usage = meter.spent(sum((result.usage for result in answers), Usage()))
    return Answers(tuple(questions.restore(result) for result in answers), conditions.model, usage, seconds)


class _Questions:
    """What each record is asked, by one extractor a schema over the same model.

    While the answers are kept in a file, each carries the ``fingerprint`` of all questions and of the settings that decide
    answers: a file made under others is not gone on with.
    """

    def __init__(self, model: ExtractionModel, job: Job, records: Sequence[CorpusRecord], how: Refinement | None) -> None:
        objects = {id(record.schema): record.schema for record in records}
        prints = {identity: schema.fingerprint for identity, schema in objects.items()}
        self._schemas = {record.id: prints[id(record.schema)] for record in records}
        self._extractors = {prints[each]: Extractor(schema, model, job.reach, refine=how) for each, schema in objects.items()}
        settings = job.settings
        told = (settings.max_tokens, settings.context_tokens, settings.temperature, settings.seed)
        content = repr((sorted(self._extractors), job.style, job.reach, job.min_confidence, told))
        self.fingerprint = hashlib.sha256(content.encode()).hexdigest()[:16]

    async def extract(self, document: Document) -> Result:
        result = await self._extractors[self._schemas[document.id]].extract_async(document)
        return replace(result, schema=self.fingerprint)

    def restore(self, result: Result) -> Result:
        """The result with the fingerprint of its own schema."""
        return replace(result, schema=self._schemas[result.id])
