"""A text file that appears only when all of it is written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from garner.errors import OutputError

__all__ = ["WholeFile"]


class WholeFile:
    """UTF-8 text under another name in the same folder, renamed to ``path`` at the end of a block that did not fail.

    A device or pipe is written to as it is; through a link, what it points to is replaced. Every failure of the file system
    is an ``OutputError``; an error of the block itself passes through.
    """

    def __init__(self, path: str | os.PathLike[str]) -> None:
        self._target = Path(path)

    def __enter__(self) -> Self:
        with self._reported():
            self._place = self._target.resolve()
            self._special = self._place.exists() and not self._place.is_file()
            unfinished = self._place.with_name(f".{self._place.name}.{os.getpid()}")
            self._written = self._place if self._special else unfinished
            self._file = self._written.open("w", encoding="utf-8", newline="\n")
        return self

    def write(self, text: str) -> None:
        with self._reported():
            self._file.write(text)

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        try:
            with self._reported(unless=error):
                self._file.close()
            if kind is None and not self._special:
                with self._reported():
                    self._written.replace(self._place)
        finally:
            if not self._special:
                self._written.unlink(missing_ok=True)

    @contextmanager
    def _reported(self, unless: BaseException | None = None) -> Iterator[None]:
        """Failures as ``OutputError``; none at all where an earlier error is on its way already."""
        try:
            yield
        except OSError as error:
            if unless is None:
                reason = error.strerror or str(error)
                message = f"{self._target} cannot be written: {reason}."
                raise OutputError(message, "Free the place or choose another, then run the same command again.") from error
