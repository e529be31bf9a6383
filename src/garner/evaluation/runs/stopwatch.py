"""Wall time that goes on where a killed run stopped."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from garner.errors import OutputError
from garner.pipeline.timing import Timing

__all__ = ["Stopwatch"]

_EVERY = 1.0


class Stopwatch:
    """The seconds of this process since it was made, and those of earlier ones that were noted in its file. A context manager.

    A killed process loses what passed since the last note, about a second.
    """

    def __init__(self, path: Path | None = None, timing: Timing | None = None) -> None:
        self._path = path
        self._clock = (timing or Timing()).clock
        self._began = self._noted = self._clock()
        self._before = 0.0
        if path is not None:
            with suppress(OSError, ValueError):
                self._before = max(0.0, float(path.read_text("ascii")))

    @staticmethod
    def beside(output: Path) -> Path:
        """The file that belongs to a result file."""
        return output.with_name(f"{output.name}.seconds")

    @property
    def seconds(self) -> float:
        return self._before + self._clock() - self._began

    def note(self) -> None:
        """Remember the time, at most once a second. Raises ``OutputError`` when the file cannot be written."""
        if self._path is not None and self._clock() >= self._noted + _EVERY:
            self._write(self._path)

    def _write(self, path: Path) -> None:
        self._noted = self._clock()
        unfinished = path.with_name(f".{path.name}")
        try:
            unfinished.write_text(f"{self.seconds:.3f}", "ascii")
            unfinished.replace(path)
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.", "Check folder and disk.") from None

    def __enter__(self) -> Stopwatch:
        return self

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            with suppress(OutputError):
                self._write(self._path)
