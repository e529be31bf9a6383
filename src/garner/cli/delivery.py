"""Where finished results go: standard output, the page and the table."""

from __future__ import annotations

import errno
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from garner.cli.asked import Outputs
from garner.cli.screen import Screen
from garner.errors import OutputError
from garner.files import ResultWriter, read_results, result_to_line, write_csv
from garner.values import Result

__all__ = ["Delivery"]


class Delivery:
    """Takes results as they come. A context manager.

    Page and table are made in the end from the result file; where none is wanted, from a temporary one.
    """

    def __init__(self, outputs: Outputs, screen: Screen) -> None:
        self._outputs = outputs
        self._screen = screen
        self._stack = ExitStack()
        self._spool: ResultWriter | None = None
        self._source = outputs.output
        self._prints = not (outputs.output or outputs.html or outputs.csv)

    def __enter__(self) -> Delivery:
        if self._source is None and not self._prints:
            folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="garner-"))
            self._source = Path(folder) / "results.jsonl"
            self._spool = self._stack.enter_context(ResultWriter(self._source))
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def take(self, result: Result) -> None:
        """One more result. Raises ``OutputError`` when standard output cannot take it."""
        if self._spool is not None:
            self._spool.write(result)
        elif self._prints and sys.stdout.isatty():
            from garner.cli.tables import print_result

            with self._screen.aside():
                print_result(result)
        elif self._prints:
            _print_line(result)

    def report(self) -> None:
        """Write the page and the table. Raises ``OutputError``."""
        if self._source is None:
            return
        if self._outputs.csv is not None:
            write_csv(self._outputs.csv, read_results(self._source), spreadsheet=self._outputs.spreadsheet)
        if self._outputs.html is not None:
            from garner.view import write_html

            write_html(self._outputs.html, read_results(self._source), title="garner")


def _print_line(result: Result) -> None:
    line = result_to_line(result).encode("utf-8") + b"\n"
    try:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()
    except BrokenPipeError:
        raise
    except OSError as error:
        reason = "the disk is full" if error.errno == errno.ENOSPC else error.strerror
        raise OutputError(f"Standard output cannot be written: {reason}.", "Write to a file with -o, to go on later.") from None
