"""The work of ``garner extract`` and ``garner refine`` around the one call that does the job."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from functools import partial
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from garner.cli.asked import Asked, Outputs, Question, RefinedBy, Refining
from garner.cli.delivery import Delivery
from garner.cli.failures import INTERRUPTED, NOTHING_READ, say
from garner.cli.jobs import check_outputs, job_of, remove_old_results, schema_of
from garner.cli.model_folders import second_encoder
from garner.cli.screen import Screen
from garner.cli.strangers import noting_strangers
from garner.cli.tally import Tally
from garner.cli.visible import count_of
from garner.configuration import Configuration
from garner.errors import GarnerError, OutputError
from garner.files import Note, Unreadable, count_documents, read_documents
from garner.files.answers import read_answers
from garner.values import Document, Result

if TYPE_CHECKING:
    from garner.pipeline.job import JobSummary
    from garner.pipeline.progress import Progress

__all__ = ["run_extraction", "run_refinement"]

Work: TypeAlias = "Callable[[Iterator[Document], Callable[[Result], None], Callable[[Progress], None]], JobSummary]"
"""A job: documents in; results out, to the first function; how far it is, to the second."""


def run_extraction(inputs: list[str], asked: Asked, refining: Refining, outputs: Outputs, configuration: Configuration) -> int:
    """Do what ``garner extract`` was told; returns the exit code. Raises ``GarnerError`` where the job had to stop."""
    schema = schema_of(asked)
    check_outputs(inputs, outputs)
    found = read_documents(inputs, encoding=configuration.encoding, input_format=asked.input_format, leave_out=outputs.files)
    noted = chain(_notes_on_detectors(configuration.model, refining), found)

    job = job_of(schema, configuration, outputs, refining)

    def work(total: int | None) -> Work:
        from garner.pipeline.job import run_job

        return partial(run_job, replace(job, total=total))

    return _carry_out(noted, work, lambda: count_documents(inputs, outputs.files), outputs)


def run_refinement(
    answers: list[str], texts: list[str], asked: Question, refining: RefinedBy, outputs: Outputs, configuration: Configuration
) -> int:
    """Do what ``garner refine`` was told; returns the exit code. Raises ``GarnerError`` where the job had to stop."""
    schema = schema_of(asked)
    check_outputs([*answers, *texts], outputs)
    found = noting_strangers(read_answers(answers, encoding=configuration.encoding, texts=texts), schema)

    job = job_of(schema, configuration, outputs, refining)

    def work(total: int | None) -> Work:
        from garner.pipeline.refiner import refine_answers

        return partial(refine_answers, replace(job, total=total))

    return _carry_out(found, work, lambda: count_documents(answers), outputs)


def _notes_on_detectors(model: str, refining: Refining) -> Iterator[Note]:
    """What is told before the first document is read, but where something was asked for that cannot be had: the job says it."""
    if aside := second_encoder(model, refining.names):
        yield Note("", "second_encoder", aside)


def _carry_out(
    found: Iterable[Document | Unreadable | Note],
    work: Callable[[int | None], Work],
    count: Callable[[], int | None],
    outputs: Outputs,
) -> int:
    """Do a job on what was found, show how far it is, and deliver what comes of it; returns the exit code.

    What was asked for is checked by then. ``work`` makes the job when something could be read, given how many documents there
    are; ``count`` tells that where somebody watches. Raises ``GarnerError`` where the job had to stop.
    """
    with Screen(outputs.quiet) as screen:
        tally = Tally(screen)
        documents = tally.reading(found)
        first = next(documents, None)
        if first is None:
            say("Error: None of what was given could be read.")
            return NOTHING_READ
        remove_old_results(outputs)
        total = count() if screen.live else None
        job = work(total)
        from garner.pipeline.progress import Progress

        screen.update(Progress(total=total))

        with Delivery(outputs, screen) as delivery:

            def deliver(result: Result) -> None:
                delivery.take(result)
                tally.add(result)

            try:
                summary = job(chain([first], documents), deliver, screen.update)
                tally.add_before(outputs, summary.before)
            except KeyboardInterrupt:
                screen.stop()
                say(_interrupted(outputs, tally.results))
                return INTERRUPTED
            except GarnerError as error:
                screen.stop()
                if tally.results and not isinstance(error, OutputError):
                    delivery.report()
                raise
            delivery.report()
        screen.stop()
        tally.check_answers()
        if not outputs.quiet:
            say(tally.sentence(outputs))
        return tally.exit_code(outputs.strict)


def _interrupted(outputs: Outputs, count: int) -> str:
    if outputs.output is None:
        return f"Interrupted: {count_of(count, 'document')} printed. With -o FILE the next run would go on from there."
    return f"Interrupted: {count_of(count, 'document')} written to {outputs.output}. Run the same command again to go on."
