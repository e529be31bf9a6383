"""Standard error while documents are worked on: a progress line on a terminal, messages anywhere."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from garner.cli.failures import say

if TYPE_CHECKING:
    from rich.progress import Progress as Bar
    from rich.progress import TaskID

    from garner.pipeline.progress import Progress

__all__ = ["Screen", "describe"]

# More lines of the same kind would push everything else off the screen; the results hold them all.
_MOST_MESSAGES = 20


class Screen:
    """A context manager. ``live`` tells whether there is somebody who sees a progress line."""

    def __init__(self, quiet: bool) -> None:
        self.live = sys.stderr.isatty() and not quiet
        self._quiet = quiet
        self._told = 0
        self._bar: Bar | None = None
        self._task: TaskID | None = None
        self._latest: Progress | None = None

    def __enter__(self) -> Screen:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()
        if self._told > _MOST_MESSAGES:
            say(f"... and {self._told - _MOST_MESSAGES} more like these; the results say why.")

    def update(self, progress: Progress) -> None:
        """Show how far the run has come."""
        self._latest = progress
        if not self.live:
            return
        bar = self._bar or self._start()
        if self._task is None:
            self._task = bar.add_task("", total=progress.total)
        bar.update(self._task, completed=progress.done, description=describe(progress))

    def tell(self, line: str) -> None:
        """Say what the user must know."""
        with self.aside():
            say(line)

    def repeat(self, line: str) -> None:
        """Say what the results say too, unless much like it was said already."""
        self._told += 1
        if self._told <= _MOST_MESSAGES:
            self.tell(line)

    def note(self, line: str) -> None:
        """Say what the user may like to know."""
        if not self._quiet:
            with self.aside():
                say(line)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """Takes the progress line away while something else is printed."""
        running = self._bar is not None
        if self._bar is not None:
            self._bar.stop()
        yield
        if running and self._bar is not None:
            self._bar.start()

    def stop(self) -> None:
        """Take the progress line away for good."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def figures(self) -> list[str]:
        """Tokens, money and time of the run, as far as there were any."""
        latest = self._latest
        if latest is None:
            return []
        tokens = latest.input_tokens + latest.output_tokens
        return [
            *([f"{tokens:,} tokens"] if tokens else []),
            *([f"cost {latest.cost:.4f}"] if latest.cost is not None else []),
            f"{latest.seconds:.1f} s",
        ]

    def _start(self) -> Bar:
        from rich.console import Console
        from rich.progress import BarColumn, Progress, TextColumn

        columns = (BarColumn(bar_width=24), TextColumn("{task.description}", markup=False))
        self._bar = Progress(*columns, console=Console(stderr=True), transient=True)
        self._bar.start()
        return self._bar


def describe(progress: Progress) -> str:
    """The progress in words: documents, speed, tokens, money, time left."""
    total = "" if progress.total is None else f"/{progress.total:,}"
    parts = [f"{progress.done:,}{total} documents", f"{progress.rate:.1f}/s"]
    if progress.failed:
        parts.append(f"{progress.failed:,} incomplete")
    if tokens := progress.input_tokens + progress.output_tokens:
        parts.append(f"{tokens:,} tokens")
    if progress.cost is not None:
        parts.append(f"cost {progress.cost:.4f}")
    if progress.eta is not None:
        minutes, seconds = divmod(round(progress.eta), 60)
        parts.append(
            f"{minutes // 60}:{minutes % 60:02}:{seconds:02} left" if minutes >= 60 else f"{minutes}:{seconds:02} left"
        )
    return ", ".join(parts)
