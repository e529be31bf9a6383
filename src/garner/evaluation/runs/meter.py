"""What asking about one data set took, over all the processes that were killed meanwhile."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import asdict, astuple, replace
from pathlib import Path

from garner.errors import OutputError
from garner.pipeline.ledger import Ledger, LedgerTotals
from garner.pipeline.timing import Timing
from garner.values import Usage

__all__ = ["Meter"]

_EVERY = 1.0


class Meter:
    """Wall time, and what the ledger says was spent since the data set was begun. A context manager.

    Both go on where a killed process stopped: its seconds (but the last one or so) and the calls whose documents it could not
    finish are counted. ``path`` is where that is noted; ``None``: nowhere.
    """

    def __init__(self, path: Path | None = None, ledger: Ledger | None = None, timing: Timing | None = None) -> None:
        self._path = path
        self._ledger = ledger
        self._clock = (timing or Timing()).clock
        self._began = self._noted = self._clock()
        self._seconds = 0.0
        self._totals = LedgerTotals() if ledger is None else ledger.totals()
        if path is not None:
            # A note that is not there or was damaged costs a figure, not the run.
            with suppress(OSError, ValueError, TypeError, KeyError):
                note = json.loads(path.read_text("utf-8"))
                seconds, began, ended = float(note["seconds"]), LedgerTotals(**note["began"]), note["ended"]
                if ended is not None:
                    # What other data sets were asked since that process ended is not this one's.
                    began = _moved(self._totals, began, LedgerTotals(**ended))
                self._seconds, self._totals = seconds, began

    @staticmethod
    def beside(output: Path) -> Path:
        """The note that belongs to a result file."""
        return output.with_name(f"{output.name}.meter")

    @property
    def seconds(self) -> float:
        return self._seconds + self._clock() - self._began

    def spent(self, usage: Usage) -> Usage:
        """The sum over all results, ``usage``, with the calls that were paid for a document which a killed process did not
        finish: the results themselves count these as answered before, for nothing."""
        if self._ledger is None:
            return usage
        now = self._ledger.totals()
        cost = None if usage.cost is None else max(usage.cost, now.cost - self._totals.cost)
        return replace(
            usage,
            cached_calls=min(usage.cached_calls, max(0, usage.calls - (now.calls - self._totals.calls))),
            input_tokens=max(usage.input_tokens, now.input_tokens - self._totals.input_tokens),
            output_tokens=max(usage.output_tokens, now.output_tokens - self._totals.output_tokens),
            cost=cost,
        )

    def note(self) -> None:
        """Write the note, at most once a second. Raises ``OutputError`` when it cannot be written."""
        if self._path is not None and self._clock() >= self._noted + _EVERY:
            self._write(self._path)

    def _write(self, path: Path, ended: LedgerTotals | None = None) -> None:
        self._noted = self._clock()
        unfinished = path.with_name(f".{path.name}")
        try:
            note = {"seconds": self.seconds, "began": asdict(self._totals), "ended": ended and asdict(ended)}
            unfinished.write_text(json.dumps(note), "utf-8")
            unfinished.replace(path)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.", "Check folder and disk.") from None

    def __enter__(self) -> Meter:
        if self._path is not None:
            self._write(self._path)
        return self

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            with suppress(OutputError):
                self._write(self._path, LedgerTotals() if self._ledger is None else self._ledger.totals())


def _moved(now: LedgerTotals, began: LedgerTotals, ended: LedgerTotals) -> LedgerTotals:
    """What the ledger would have said at the beginning if everything since the end had been there by then."""
    figures = (one + other - last for one, other, last in zip(astuple(now), astuple(began), astuple(ended), strict=True))
    return LedgerTotals(*figures)
