"""Sentences as columns: one token a line, its tag in another column, a blank line between sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.protocol import TokenSpan, from_tokens
from garner.datasets.record import CorpusRecord, Refusal

__all__ = ["Columns"]


@dataclass(frozen=True, slots=True)
class Columns:
    """BIO, IOB, IOBES or IO tags.

    ``token`` and ``tags`` are column numbers; several tag columns are layers of nesting. ``separator`` is what stands between
    columns (``None``: any white space). ``comments``: lines that start with ``#`` and a space are no tokens. A tag without a
    prefix such as ``B-`` is a label by itself (IO). ``ignored`` are tags that count as outside.
    """

    token: int = 0
    tags: tuple[int, ...] = (1,)
    separator: str | None = None
    comments: bool = False
    ignored: tuple[str, ...] = ()

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        rows: list[list[str]] = []
        for number, line in enumerate([*files.text(name).split("\n"), ""], 1):
            if self.comments and line.startswith("# "):
                continue
            if line.strip() and not line.startswith("-DOCSTART-"):
                cells = line.rstrip("\r").split(self.separator)
                if len(cells) <= max(self.token, *self.tags) or not cells[self.token].strip():
                    yield Refusal("line without all columns", f"{name}:{number}")
                else:
                    rows.append(cells)
            elif rows:
                yield self._record(f"{name}:{number - len(rows)}", rows)
                rows = []

    def _record(self, identifier: str, rows: Sequence[Sequence[str]]) -> CorpusRecord:
        spans = [span for column in self.tags for span in self._spans([row[column].strip() for row in rows])]
        return from_tokens(identifier, [row[self.token].strip() for row in rows], spans)

    def _spans(self, tags: Sequence[str]) -> Iterator[TokenSpan]:
        open_label, first = "", 0
        for index, tag in enumerate([*tags, "O"]):
            prefix, label = _split(tag)
            if tag in self.ignored or label in self.ignored:
                prefix, label = "O", ""
            continues = label == open_label and prefix in ("I", "E", "")
            if open_label and not continues:
                yield first, index, open_label
                open_label = ""
            if label and not open_label:
                open_label, first = label, index


def _split(tag: str) -> tuple[str, str]:
    if tag in ("O", "", "_"):
        return "O", ""
    if len(tag) > 2 and tag[1] == "-" and tag[0] in "BIESLUO":
        return {"L": "E", "U": "S"}.get(tag[0], tag[0]), tag[2:]
    return "", tag
