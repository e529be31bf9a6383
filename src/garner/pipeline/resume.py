"""The result file of a run that may be cut off at any moment: what stands in it is kept, checked, and not done again."""

from __future__ import annotations

import json
import os
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from garner.errors import InputError, OutputError
from garner.files.results import RECORD_VERSION, ResultWriter, result_from_record
from garner.pipeline.run import numbered, was_unanswered
from garner.pipeline.timing import Timing
from garner.values import Document, Result

__all__ = ["Conditions", "ContinuedOutput"]


# Forcing a file to the disk takes milliseconds in which nothing else moves.
_SYNC_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Conditions:
    """What must be equal for a result to stand: the model's name (which names the prompt's version) and the fingerprint of the
    schema. Where answers come from ``any_model``, the name need only end with ``model``, which tells what was done to them."""

    model: str
    schema: str
    any_model: bool = False

    def allow(self, name: str, value: str) -> bool:
        """Whether a result stands whose field ``name`` has that value."""
        wanted = str(getattr(self, name))
        return value == wanted or (self.any_model and name == "model" and value.endswith(f" {wanted}".rstrip()))


class ContinuedOutput:
    """A result file that a run goes on with. A context manager.

    The file is always an ordered prefix of the documents. When it is opened, a last line that was cut off is removed, and so
    are results at its end that hold nothing because the model gave no answer. ``finished`` counts what stands. Another
    run cannot open the file meanwhile.
    """

    def __init__(self, path: str | Path, conditions: Conditions, timing: Timing | None = None) -> None:
        """Every line is with the operating system when it is written, so a killed process loses none; every few seconds the
        file is forced to the disk, so a power cut costs no more than those.

        Raises ``OutputError`` when the file cannot be written, is in use, is damaged, or was made under other conditions.
        """
        self.path = Path(path)
        self.finished = 0
        self._clock = (timing or Timing()).clock
        self._synced_at = self._clock()
        self._stream = self._open()
        try:
            _lock(self._stream, self.path)
            keep = self._check(conditions)
            if keep < os.fstat(self._stream.fileno()).st_size:
                os.truncate(self._stream.fileno(), keep)
            self._writer = ResultWriter(path, append=True)
        except BaseException:
            self._stream.close()
            raise

    async def unfinished(self, documents: Iterable[Document | str] | AsyncIterable[Document | str]) -> AsyncIterator[Document]:
        """The documents that have no result yet.

        Raises ``OutputError`` when those which have one are not the first of ``documents``, with the same id and text.
        """
        records = self._records()
        async for document in numbered(documents):
            record = next(records, None)
            if record is None:
                yield document
            elif record.get("id") != document.id or record.get("text") != document.text:
                raise OutputError(
                    f"{self.path} holds a result for {record.get('id')!r} where the documents now have {document.id!r}"
                    f"{' with another text' if record.get('id') == document.id else ''}.",
                    _OTHER_FILE,
                )
        if (record := next(records, None)) is not None:
            raise OutputError(f"{self.path} holds a result for {record.get('id')!r}, beyond the documents given.", _OTHER_FILE)

    def write(self, result: Result) -> None:
        """Append one result. Raises ``OutputError`` when it cannot be written; what stands in the file before it is whole."""
        self._writer.write(result)
        if self._clock() >= self._synced_at + _SYNC_SECONDS:
            self._sync()

    def close(self) -> None:
        """Force the file to the disk and let go of it."""
        try:
            self._sync()
        finally:
            self._writer.close()
            self._stream.close()

    def __enter__(self) -> ContinuedOutput:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> BinaryIO:
        try:
            return self.path.open("a+b")
        except OSError as error:
            raise OutputError(f"{self.path} cannot be written: {error.strerror}.", "Check folder and permissions.") from None

    def _sync(self) -> None:
        self._synced_at = self._clock()
        try:
            os.fsync(self._stream.fileno())
        except OSError as error:
            raise OutputError(f"{self.path} cannot be forced to the disk: {error.strerror}.", "Check the disk.") from None

    def _check(self, conditions: Conditions) -> int:
        """Counts the results that stand; returns the length of the file up to the last of them."""
        good = end = waiting = 0
        self._stream.seek(0)
        for number, line in enumerate(self._stream, start=1):
            end += len(line)
            record = _record(line)
            if record is None:
                if self._stream.read(1):
                    raise OutputError(f"{self.path}, line {number}: this is no result.", _OTHER_FILE)
                break
            _compare(record, conditions, f"{self.path}, line {number}")
            if not record.get("complete") and was_unanswered(_result(record, f"{self.path}, line {number}")):
                waiting += 1
            else:
                good, waiting, self.finished = end, 0, self.finished + waiting + 1
        return good

    def _records(self) -> Iterator[dict[str, object]]:
        self._stream.seek(0)
        for line in self._stream:
            yield _record(line) or {}


_ANEW = "Name another output file, or begin this one anew (--overwrite)."
_OTHER_FILE = "Name another output file, or move this one away; what was asked before is not asked again."


def _record(line: bytes) -> dict[str, object] | None:
    """The record a line holds; ``None`` where the line was cut off or is none."""
    if not line.endswith(b"\n"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _compare(record: dict[str, object], conditions: Conditions, place: str) -> None:
    version = str(record.get("version"))
    if version.partition(".")[0] != RECORD_VERSION.partition(".")[0]:
        raise OutputError(f"{place}: a result of version {version}, and this garner writes {RECORD_VERSION}.", _OTHER_FILE)
    # A result without these names is one of a document that failed before anything was asked.
    for name, wanted in (("model", conditions.model), ("schema", conditions.schema)):
        if record.get(name) and not conditions.allow(name, str(record[name])):
            raise OutputError(
                f"{place}: this result was made with another {name} ({record[name]}) than this run has ({wanted}).", _ANEW
            )


def _result(record: dict[str, object], place: str) -> Result:
    try:
        return result_from_record(record)
    except InputError as error:
        raise OutputError(f"{place}: {error.message}", _OTHER_FILE) from None


def _lock(stream: BinaryIO, path: Path) -> None:
    try:
        import fcntl
    except ImportError:  # no such lock on this system
        return
    try:
        fcntl.flock(stream.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        raise OutputError(f"{path} is being written by another run.", "Wait for it, or name another output file.") from None
