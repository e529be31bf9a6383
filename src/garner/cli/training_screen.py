"""What a training says on standard error while it goes on."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Self

from garner.cli.failures import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar

__all__ = ["TrainingScreen"]


class TrainingScreen:
    """A progress line on a terminal; elsewhere, and beside it, lines of words. Says nothing when ``quiet``."""

    def __init__(self, quiet: bool) -> None:
        self._quiet = quiet
        self._live = sys.stderr.isatty() and not quiet
        self._bar: Bar | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def note(self, line: str) -> None:
        """Say what the user may like to know."""
        if not self._quiet:
            self.stop()
            say(line)

    def stop(self) -> None:
        """Take the progress line away; the next step brings it back."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def show(self, done: int, of: int, words: str) -> bool:
        """Move the progress line, and say whether there is one."""
        if self._live:
            bar = self._bar or self._start(of)
            bar.update(bar.task_ids[0], completed=done, description=words)
        return self._live

    def _start(self, of: int) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bar.add_task("", total=of)
        self._bar.start()
        return self._bar
