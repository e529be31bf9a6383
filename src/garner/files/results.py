"""The result file: one JSON document a line, written so that a crash costs at most the line being written."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType

from garner.errors import InputError, OutputError
from garner.values import Result
from garner.values.record import RECORD_VERSION, result_from_record, result_to_record
from garner.values.record_line import NotJson, result_from_line, result_to_line

__all__ = [
    "RECORD_VERSION",
    "ResultWriter",
    "TornLine",
    "read_results",
    "record_schema",
    "result_from_line",
    "result_from_record",
    "result_to_line",
    "result_to_record",
    "write_results",
]


class TornLine(InputError):
    """The last line of a result file ends in the middle: the run that wrote it was cut off.

    ``offset`` is the byte at which that line begins, so that a run which goes on can cut the file there.
    """

    code = "torn_line"

    def __init__(self, message: str, hint: str, offset: int) -> None:
        super().__init__(message, hint)
        self.offset = offset


def read_results(path: str | Path) -> Iterator[Result]:
    """The results of a result file, one by one.

    Raises ``InputError`` naming file and line when a line is no result or of another major version, and ``TornLine`` (an
    ``InputError``) at a last line that was cut off; what stands before it has been yielded by then.
    """
    offset = 0
    try:
        with Path(path).open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                content = line.removeprefix(b"\xef\xbb\xbf") if number == 1 else line
                if content.strip():
                    yield _read_line(content, f"{path}, line {number}", offset)
                offset += len(line)
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path and its permissions.") from None


def _read_line(line: bytes, place: str, offset: int) -> Result:
    try:
        return result_from_line(line)
    except InputError as error:
        if isinstance(error, NotJson) and not line.endswith(b"\n"):
            hint = "The run that wrote it was cut off: run the same command again, it goes on where it stopped."
            raise TornLine(f"{place}: the line ends in the middle.", hint, offset) from None
        raise InputError(f"{place}: {error.message}", error.hint) from None


class ResultWriter:
    """Writes results to a file, line by line; every line is with the operating system when ``write`` returns.

    A line that could not be written whole (disk full) is taken back, so that the file ends with the last whole result.
    ``append`` keeps what the file holds. A context manager.
    """

    def __init__(self, path: str | Path, append: bool = False) -> None:
        """Raises ``OutputError`` when the file cannot be opened."""
        self._path = Path(path)
        self.written = 0
        try:
            unended = append and _ends_inside_a_line(self._path)
            self._stream = self._path.open("ab" if append else "wb", buffering=0)
            if unended:
                self._stream.write(b"\n")
        except OSError as error:
            raise OutputError(f"{path} cannot be written: {error.strerror}.", "Check that the folder is there.") from None

    def write(self, result: Result) -> None:
        """Append one result. Raises ``OutputError`` when the line cannot be written."""
        line = result_to_line(result).encode("utf-8") + b"\n"
        begin = self._stream.tell()
        try:
            view = memoryview(line)
            while view:
                view = view[self._stream.write(view) :]
        except OSError as error:
            self._take_back(begin)
            raise OutputError(
                f"{self._path} cannot be written: {error.strerror}; the {self.written} results written before are whole.",
                "Free space there, then run the same command again: it goes on where it stopped.",
            ) from None
        self.written += 1

    def _take_back(self, begin: int) -> None:
        try:
            os.truncate(self._stream.fileno(), begin)
        except OSError:
            return  # A device or pipe: nothing can be taken back there, and a reader reports the torn line.

    def close(self) -> None:
        self._stream.close()

    def __enter__(self) -> ResultWriter:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()


def _ends_inside_a_line(path: Path) -> bool:
    if not path.is_file() or not path.stat().st_size:
        return False
    with path.open("rb") as stream:
        stream.seek(-1, os.SEEK_END)
        return stream.read() != b"\n"


def write_results(path: str | Path, results: Iterable[Result]) -> int:
    """Write the results to a new file (an old one is replaced); returns how many. Raises ``OutputError``."""
    with ResultWriter(path) as writer:
        for result in results:
            writer.write(result)
        return writer.written


def record_schema() -> dict[str, object]:
    """The JSON Schema (draft 2020-12) of one line of the result file."""
    from importlib.resources import files

    content = files("garner.files").joinpath("result.schema.json").read_text(encoding="utf-8")
    schema: dict[str, object] = json.loads(content)
    return schema
