"""What was read and what came of it: messages while it comes, the last line, the exit code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from garner.cli.asked import Outputs
from garner.cli.failures import SOME_INCOMPLETE
from garner.cli.screen import Screen
from garner.cli.visible import count_of
from garner.errors import ModelError
from garner.files import Note, Unreadable, read_results
from garner.values import Decision, Document, Outcome, Result

__all__ = ["Tally"]

_CORRECTION_CODES = ("detector_failed", "correction_failed", "pruner_failed")


class Tally:
    """What was read and what came of it, counted for the exit code and the last line."""

    def __init__(self, screen: Screen) -> None:
        self.before = self.results = self.items = self.unreadable = self.incomplete = self.problems = 0
        self.uncorrected = self.partly_corrected = 0
        self._anything_answered = self._anything_corrected = False
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
        self._add_rounds(result)
        if result.complete:
            return
        self.incomplete += 1
        failure = next((problem for problem in result.problems if problem.code in _model_codes()), None)
        self._model_failed |= failure is not None
        reason = failure or next(iter(result.problems), None)
        self._screen.repeat(f"Incomplete: {result.id}: {reason.message if reason else 'not everything was read.'}")

    def _add_rounds(self, result: Result) -> None:
        """Whether correcting failed, of some of the text or all."""
        failed, done = _corrected_parts(result)
        self._anything_corrected |= done
        if failed:
            self.partly_corrected += done
            self.uncorrected += not done
            why = (each.message for code in _CORRECTION_CODES for each in result.problems if each.code == code)
            how_far = "Corrected in part" if done else "Not corrected"
            self._screen.repeat(f"{how_far}: {result.id}: {next(why, 'the detectors failed.')}")

    def add_before(self, outputs: Outputs, count: int) -> None:
        """What stood in the result file already, so that the exit code speaks of all of it."""
        self.before = count
        if outputs.output is not None:
            for result in islice(read_results(outputs.output), count):
                self.incomplete += not result.complete
                failed, done = _corrected_parts(result)
                self._anything_corrected |= done
                self.partly_corrected += failed and done
                self.uncorrected += failed and not done

    def sentence(self, outputs: Outputs) -> str:
        """The last line."""
        parts = [count_of(self.results, "document"), count_of(self.items, "item")]
        if self.before:
            parts.insert(1, f"{self.before} done before")
        if self.incomplete:
            parts.append(f"{self.incomplete} incomplete")
        if self.uncorrected:
            parts.append(f"{self.uncorrected} not corrected")
        if self.partly_corrected:
            parts.append(f"{self.partly_corrected} corrected in part")
        if self.unreadable:
            parts.append(f"{self.unreadable} skipped")
        if self.problems:
            parts.append(f"problems in {self.problems}")
        parts += self._screen.figures()
        line = ", ".join(parts)
        files = [str(path) for path in (outputs.output, outputs.csv, outputs.html) if path is not None]
        return f"{line} -> {', '.join(files)}" if files else line

    def check_answers(self) -> None:
        """Raises ``ModelError`` when the model answered nothing at all, or the detectors failed in every round."""
        if self.results and not self._anything_answered and self._model_failed:
            raise ModelError(
                "The model answered for none of the documents.", "The lines above say why; see also: garner config."
            )

        if self.uncorrected and not self._anything_corrected:
            raise ModelError(
                "Correcting failed in every document; the answers stand as they were.",
                "The lines above say why. Other detectors (--refine-with) need another result file, or --overwrite.",
            )

    def exit_code(self, strict: bool) -> int:
        flawed = self.unreadable or self.incomplete or self.uncorrected or self.partly_corrected or (strict and self.problems)
        return SOME_INCOMPLETE if flawed else 0


def _corrected_parts(result: Result) -> tuple[bool, bool]:
    """Whether correcting ended in failure in some passage, and whether it did something, or found nothing to do, in any.

    What was met before the text was last corrected as a whole does not count.
    """
    whole = (1, 0, len(result.text))
    begins = [at for at, each in enumerate(result.trace) if (each.number, each.start, each.end) == whole]
    rounds = result.trace[begins[-1] if begins else 0 :]
    last = {(each.start, each.end): each.decision for each in rounds}
    accepted = any(each.decision is Decision.ACCEPTED for each in rounds)
    return Decision.FAILED in last.values(), accepted or any(each is not Decision.FAILED for each in last.values())


def _model_codes() -> set[str]:
    found, waiting = set(), [ModelError]
    while waiting:
        kind = waiting.pop()
        found.add(kind.code)
        waiting += kind.__subclasses__()
    return found
