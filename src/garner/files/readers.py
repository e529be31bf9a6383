"""From paths to documents, one by one; what cannot be read is reported by name and the others go on."""

from __future__ import annotations

import os
import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO

from garner.errors import NotConfigured
from garner.files.decoding import Unreadable, check_encoding, decode
from garner.files.html import html_document
from garner.files.jsonl import jsonl_documents, looks_like_jsonl
from garner.values import Document

__all__ = ["FORMATS", "Note", "Unreadable", "count_documents", "read_documents", "with_unique_ids"]

FORMATS = {
    "text": (".txt", ".text"),
    "md": (".md", ".markdown"),
    "jsonl": (".jsonl", ".ndjson"),
    "html": (".html", ".htm", ".xhtml"),
}
_FORMAT_OF = {suffix: name for name, suffixes in FORMATS.items() for suffix in suffixes}
_CHARSET = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?([\w:.-]{1,40})""", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Note:
    """Something done differently than asked that lost no text: an id made unique, files left out of a folder."""

    path: str
    code: str
    message: str


def read_documents(
    paths: Iterable[str | Path],
    *,
    encoding: str | None = None,
    input_format: str | None = None,
    leave_out: Iterable[str | Path] = (),
    stdin: BinaryIO | None = None,
) -> Iterator[Document | Unreadable | Note]:
    """The documents of files, folders (in sorted order, hidden files left out) and standard input (``-``), read one by one.

    A document's id is its path (relative where it lies below the working folder), for a record of a JSONL file its ``id`` or
    else path and line; an id that came before gets ``#2``, ``#3``, ... Texts keep their line ends. ``encoding`` names the
    encoding of files without a byte order mark (default UTF-8, and for HTML what the page says), ``input_format`` one of
    ``FORMATS`` for files whose suffix does not say. The files of ``leave_out``, such as one's own outputs, are passed over in
    folders.

    Raises ``NotConfigured`` at once for an unknown encoding or format; everything else is yielded as ``Unreadable``.
    """
    if encoding is not None:
        check_encoding(encoding)
    if input_format is not None and input_format not in FORMATS:
        raise NotConfigured(f"there is no input format {input_format!r}.", f"Known ones are {', '.join(FORMATS)}.")
    return with_unique_ids(_Reader(encoding, input_format, _places(leave_out), stdin).read(paths))


def count_documents(paths: Iterable[str | Path], leave_out: Iterable[str | Path] = ()) -> int | None:
    """About how many documents ``read_documents`` will give, at little cost; ``None`` where standard input is among them.

    Files count without a look inside, records of JSONL by their line ends.
    """
    count, left_out = 0, _places(leave_out)
    for given in paths:
        if str(given) == "-":
            return None
        files = _folder(str(given), left_out) if os.path.isdir(given) else [str(given)]  # noqa: PTH112 - see _Reader.read
        for file in files:
            if isinstance(file, str):
                count += _records(file) if Path(file).suffix.lower() in FORMATS["jsonl"] else os.path.exists(file)  # noqa: PTH110
    return count


def _records(path: str) -> int:
    try:
        with Path(path).open("rb") as stream:
            return sum(1 for line in stream if not line.isspace())
    except OSError:
        return 0


def with_unique_ids(items: Iterable[Document | Unreadable | Note]) -> Iterator[Document | Unreadable | Note]:
    """The same with every document under an id of its own, and a note where it is not the one that it came with."""
    seen: dict[str, int] = {}
    for item in items:
        if not isinstance(item, Document):
            yield item
            continue
        name = item.id
        while name in seen:
            seen[item.id] += 1
            name = f"{item.id}#{seen[item.id]}"
        seen[name] = 1
        if name != item.id:
            yield Note(item.source or item.id, "renamed_id", f"the id {item.id!r} was there before; this one is {name!r}.")
        yield replace(item, id=name)


@dataclass(frozen=True, slots=True)
class _Reader:
    encoding: str | None
    input_format: str | None
    left_out: frozenset[str]
    stdin: BinaryIO | None

    def read(self, paths: Iterable[str | Path]) -> Iterator[Document | Unreadable | Note]:
        seen: set[str] = set()
        for given in paths:
            path = _shown(given)
            if path == "-":
                files: Iterable[str | Unreadable | Note] = [path]
            elif os.path.isdir(path):  # noqa: PTH112 - Path.is_dir raises where the path may not be looked at
                files = _folder(path, self.left_out)
            else:
                files = [path]
            for file in files:
                if not isinstance(file, str):
                    yield file
                elif (place := file if file == "-" else os.path.realpath(file)) in seen:
                    yield Note(file, "repeated_file", f"{file} was given twice and is read once.")
                else:
                    seen.add(place)
                    yield from self._file(file)

    def _file(self, path: str) -> Iterator[Document | Unreadable]:
        kind = self.input_format or _FORMAT_OF.get(Path(path).suffix.lower())
        try:
            if path == "-":
                yield from self._standard_input()
            elif not Path(path).exists():
                yield _missing(path)
            elif kind is None:
                yield _unknown_format(path)
            elif kind == "jsonl":
                with Path(path).open("rb") as stream:
                    yield from jsonl_documents(stream, path, self.encoding)
            else:
                yield self._whole(Path(path).read_bytes(), path, kind)
        except PermissionError:
            yield Unreadable(path, "no_permission", f"{path} may not be read.", "Change its permissions, or run as its owner.")
        except OSError as error:
            yield Unreadable(path, "read_error", f"{path} cannot be read: {error.strerror}.", "Check the disk it lies on.")

    def _standard_input(self) -> Iterator[Document | Unreadable]:
        stream = self.stdin or sys.stdin.buffer
        if self.input_format == "jsonl":
            yield from jsonl_documents(stream, "stdin", self.encoding)
            return
        first = stream.readline() if self.input_format is None else b""
        if looks_like_jsonl(first):
            yield from jsonl_documents(stream, "stdin", self.encoding, first)
        else:
            yield self._whole(first + stream.read(), "stdin", self.input_format or "text")

    def _whole(self, data: bytes, path: str, kind: str) -> Document | Unreadable:
        text = decode(data, path, self.encoding or (_declared(data) if kind == "html" else None))
        if isinstance(text, Unreadable):
            return text
        if kind != "html":
            return Document(path, text, path)
        document = html_document(path, text, path)
        if document.text.strip():
            return document
        return Unreadable(
            path, "empty_file", f"{path} shows no text.", "A page that scripts fill must be saved from a browser."
        )


def _declared(data: bytes) -> str | None:
    """The encoding that an HTML page names itself, if Python knows it."""
    match = _CHARSET.search(data[:4096])
    if match is None:
        return None
    # The web's latin-1 is the superset that Windows uses; see the label table of the WHATWG Encoding Standard.
    name = match[1].decode("ascii", "replace").lower()
    name = {"iso-8859-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "gb2312": "gb18030", "gbk": "gb18030"}.get(
        name, name
    )
    try:
        check_encoding(name)
    except NotConfigured:
        return None
    return None if name.startswith(("utf-16", "utf-32")) else name


def _shown(given: str | Path) -> str:
    """The path as documents are named: relative where it lies below the working folder, with forward slashes."""
    if str(given) == "-":
        return "-"
    path = Path(given)
    if path.is_absolute() and path.is_relative_to(Path.cwd()):
        path = path.relative_to(Path.cwd())
    return path.as_posix()


def _places(paths: Iterable[str | Path]) -> frozenset[str]:
    return frozenset(os.path.realpath(path) for path in paths)


def _folder(folder: str, left_out: frozenset[str]) -> Iterator[str | Unreadable | Note]:
    """The files of a folder and the folders in it that have a known suffix, sorted, hidden ones left out."""
    found, others = 0, Counter[str]()
    troubles: list[Unreadable] = []

    def note(error: OSError) -> None:
        path = _shown(str(error.filename))
        troubles.append(
            Unreadable(path, "no_permission", f"{path} cannot be listed: {error.strerror}.", "Check its permissions.")
        )

    for place, folders, names in os.walk(folder, onerror=note):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        links = sum((Path(place) / name).is_symlink() for name in folders)
        for name in sorted(name for name in names if not name.startswith(".")):
            path, suffix = Path(place) / name, Path(name).suffix.lower()
            if suffix not in _FORMAT_OF:
                others[suffix or "no suffix"] += 1
            elif os.path.realpath(path) not in left_out:
                found += 1
                yield path.as_posix()
        if links:
            others["links to folders"] += links
    yield from troubles
    if others:
        kinds = ", ".join(f"{kind} ({count})" for kind, count in sorted(others.items()))
        yield Note(folder, "left_out", f"left out in {folder}: {kinds}.")
    if not found and not troubles:
        known = ", ".join(_FORMAT_OF)
        yield Unreadable(folder, "empty_folder", f"{folder} holds no file that garner reads.", f"It reads {known}.")


def _missing(path: str) -> Unreadable:
    from difflib import get_close_matches

    folder = Path(path).parent
    names = [item.name for item in folder.iterdir()] if folder.is_dir() else []
    close = get_close_matches(Path(path).name, names, n=1, cutoff=0.75)
    hint = f"Did you mean {(folder / close[0]).as_posix()}?" if close else "Check the path."
    return Unreadable(path, "missing_file", f"{path} does not exist.", hint)


def _unknown_format(path: str) -> Unreadable:
    suffix = Path(path).suffix
    message = f"{path}: garner does not know files with the suffix {suffix}." if suffix else f"{path} has no suffix."
    return Unreadable(path, "unknown_format", message, "If it is text, add --input-format text (or md, jsonl, html).")
