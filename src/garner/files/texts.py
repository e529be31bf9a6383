"""Texts to be looked up by their ids, however many there are: they lie in a temporary file, not in memory."""

from __future__ import annotations

import json
import tempfile
from contextlib import ExitStack
from pathlib import Path

from garner.values import Document, Segment

__all__ = ["Texts"]


class Texts:
    """Documents by id. A context manager; what it holds is gone when it ends."""

    def __init__(self) -> None:
        import sqlite3

        self._stack = ExitStack()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="garner-"))
        self._connection = sqlite3.connect(
            # One reader at a time, but not always in the same thread.
            Path(folder) / "texts.sqlite",
            isolation_level=None,
            check_same_thread=False,
        )
        self._stack.callback(self._connection.close)
        self._connection.execute("PRAGMA journal_mode = OFF")
        self._connection.execute("PRAGMA synchronous = OFF")
        self._connection.execute("CREATE TABLE texts (id BLOB PRIMARY KEY, content TEXT) WITHOUT ROWID")

    def add(self, document: Document) -> None:
        """Keep a document; one that was there under its id gives way."""
        segments = [[each.start, each.end, each.source_start, each.source_end] for each in document.segments]
        # Lone surrogates have no UTF-8 form: JSON writes them as escapes.
        content = json.dumps([document.text, document.source, segments])
        self._connection.execute("INSERT OR REPLACE INTO texts VALUES (?, ?)", (_key(document.id), content))

    def get(self, identifier: str) -> Document | None:
        """The document of that id, if there is one."""
        row = self._connection.execute("SELECT content FROM texts WHERE id = ?", (_key(identifier),)).fetchone()
        if row is None:
            return None
        text, source, segments = json.loads(row[0])
        return Document(identifier, text, source, tuple(Segment(*numbers) for numbers in segments))

    def __enter__(self) -> Texts:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()


def _key(identifier: str) -> bytes:
    return identifier.encode("utf-8", "surrogatepass")
