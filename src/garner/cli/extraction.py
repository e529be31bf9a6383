"""The work of ``garner extract`` around the one call that does the job."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain, islice

from garner.cli.asked import Asked, Outputs
from garner.cli.delivery import Delivery
from garner.cli.failures import INTERRUPTED, NOTHING_READ, SOME_INCOMPLETE, say
from garner.cli.jobs import check_outputs, job_of, remove_old_results, schema_of
from garner.cli.screen import Screen
from garner.configuration import Configuration
from garner.errors import GarnerError, ModelError, OutputError
from garner.files import Note, Unreadable, count_documents, read_documents, read_results
from garner.values import Document, Outcome, Result

__all__ = ["run_extraction"]


def run_extraction(inputs: list[str], asked: Asked, outputs: Outputs, configuration: Configuration) -> int:
    """Do what ``garner extract`` was told; returns the exit code. Raises ``GarnerError`` where the job had to stop."""
    schema = schema_of(asked)
    check_outputs(inputs, outputs)
    found = read_documents(inputs, encoding=configuration.encoding, input_format=asked.input_format, leave_out=outputs.files)
    with Screen(outputs.quiet) as screen:
        tally = _Tally(screen)
        documents = tally.reading(found)
        first = next(documents, None)
        if first is None:
            say("Error: none of what was given could be read.")
            return NOTHING_READ
        remove_old_results(outputs)
        total = count_documents(inputs, outputs.files) if screen.live else None
        job = job_of(schema, configuration, outputs, total)
        from garner.pipeline.job import run_job
        from garner.pipeline.progress import Progress

        screen.update(Progress(total=total))

        with Delivery(outputs, screen) as delivery:

            def deliver(result: Result) -> None:
                delivery.take(result)
                tally.add(result)

            try:
                summary = run_job(job, chain([first], documents), deliver, screen.update)
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


class _Tally:
    """What was read and what came of it, counted for the exit code and the last line."""

    def __init__(self, screen: Screen) -> None:
        self.before = self.results = self.items = self.unreadable = self.incomplete = self.problems = 0
        self._anything_answered = False
        self._model_failed = False
        self._screen = screen

    def reading(self, found: Iterable[Document | Unreadable | Note]) -> Iterator[Document]:
        """The documents; the rest is told to the user."""
        for item in found:
            if isinstance(item, Document):
                yield item
            elif isinstance(item, Unreadable):
                self.unreadable += 1
                self._screen.tell(f"Skipped: {item.message} {item.hint}")
            else:
                self._screen.note(f"Note: {item.message}")

    def add(self, result: Result) -> None:
        self.results += 1
        extraction = result.extraction
        kinds = (extraction.labels, extraction.entities, extraction.relations, extraction.events, extraction.facts)
        self.items += sum(map(len, kinds)) + sum(len(table.rows) for table in extraction.tables)
        self.problems += bool(result.problems)
        answered = (Outcome.READ, Outcome.REPAIRED, Outcome.PARTIAL)
        self._anything_answered |= any(reading.outcome in answered for reading in result.coverage) or not result.text.strip()
        if result.complete:
            return
        self.incomplete += 1
        failure = next((problem for problem in result.problems if problem.code in _model_codes()), None)
        self._model_failed |= failure is not None
        reason = failure or next(iter(result.problems), None)
        self._screen.repeat(f"Incomplete: {result.id}: {reason.message if reason else 'not everything was read.'}")

    def add_before(self, outputs: Outputs, count: int) -> None:
        """What stood in the result file already, so that the exit code speaks of all of it."""
        self.before = count
        if outputs.output is not None:
            self.incomplete += sum(not result.complete for result in islice(read_results(outputs.output), count))

    def sentence(self, outputs: Outputs) -> str:
        """The last line."""
        parts = [_count(self.results, "document"), _count(self.items, "item")]
        if self.before:
            parts.insert(1, f"{self.before} done before")
        if self.incomplete:
            parts.append(f"{self.incomplete} incomplete")
        if self.unreadable:
            parts.append(f"{self.unreadable} skipped")
        if self.problems:
            parts.append(f"problems in {self.problems}")
        parts += self._screen.figures()
        line = ", ".join(parts)
        files = [str(path) for path in (outputs.output, outputs.csv, outputs.html) if path is not None]
        return f"{line} -> {', '.join(files)}" if files else line

    def check_answers(self) -> None:
        """Raises ``ModelError`` when the model answered nothing at all."""
        if self.results and not self._anything_answered and self._model_failed:
            raise ModelError(
                "the model answered for none of the documents.", "The lines above say why; see also: garner config."
            )

    def exit_code(self, strict: bool) -> int:
        flawed = self.unreadable or self.incomplete or (strict and self.problems)
        return SOME_INCOMPLETE if flawed else 0


def _interrupted(outputs: Outputs, count: int) -> str:
    if outputs.output is None:
        return f"Interrupted: {_count(count, 'document')} printed. With -o FILE the next run would go on from there."
    return f"Interrupted: {_count(count, 'document')} written to {outputs.output}. Run the same command again to go on."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _model_codes() -> set[str]:
    found, waiting = set(), [ModelError]
    while waiting:
        kind = waiting.pop()
        found.add(kind.code)
        waiting += kind.__subclasses__()
    return found
