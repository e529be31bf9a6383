"""The files of one corpus, read from an unpacked folder or straight from its archive."""

from __future__ import annotations

import fnmatch
import hashlib
import os
import re
import tarfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from garner.datasets.sources import SOURCES
from garner.errors import InputError, NotConfigured

__all__ = ["DATA_VARIABLE", "CorpusFiles", "data_folder", "has_corpus", "open_corpus"]

DATA_VARIABLE = "GARNER_DATA"
_ARCHIVE = ".tar.xz"
# A character of UTF-8 that takes several bytes; in Latin-1 such a sequence is hardly ever a word.
_SEVERAL_BYTES = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_INCOMPLETE = "Is the corpus complete, in the version expected?"
_WHENCE = "garner brings no corpora: docs/corpora.md says where each can be had, and under which licence."


class CorpusFiles:
    """The files of a corpus by their names inside it (``data/train.txt``), as bytes."""

    def __init__(self, folder: str, contents: Mapping[str, bytes]) -> None:
        self.folder = folder
        self._contents = contents

    def match(self, patterns: Sequence[str]) -> list[str]:
        """The names that match any of the shell patterns, sorted. Raises ``InputError`` for a pattern without a match.

        Where one file holds several splits, ``file.json#train`` names a part of it: the name keeps the part, which tells the
        reader what to read.
        """
        found: set[str] = set()
        for pattern in patterns:
            file, mark, part = pattern.partition("#")
            names = fnmatch.filter(self._contents, file)
            if not names and not self._contents:
                raise InputError(f"{self.folder} is empty.", "Give the folder that holds the files.")
            if not names:
                raise InputError(f"{self.folder} has no file {file}", _INCOMPLETE)
            found.update(f"{name}{mark}{part}" for name in names)
        return sorted(found)

    def has(self, name: str) -> bool:
        return self._file(name) in self._contents

    def content(self, name: str) -> bytes:
        """The file as it is, all its parts. Raises ``InputError`` where there is none."""
        file = self._file(name)
        if file not in self._contents:
            raise InputError(f"{self.folder} has no file {file}", _INCOMPLETE)
        return self._contents[file]

    def _file(self, name: str) -> str:
        """The name without its part; a user's file may have the mark of a part in its own name."""
        return name if name in self._contents else name.partition("#")[0]

    def text(self, name: str) -> str:
        """The file as text: UTF-8 (with or without a byte order mark), or Latin-1 where nothing in it is UTF-8.

        Raises ``InputError`` with file and line for a file of two encodings: read as Latin-1, all of it would be garbled.
        """
        raw = self.content(name)
        try:
            return raw.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            at = error.start
        try:
            # Some programs write one character above U+FFFF as two surrogates of three bytes each.
            return raw.decode("utf-8", "surrogatepass").encode("utf-16-le", "surrogatepass").decode("utf-16-le")
        except UnicodeDecodeError:
            if _SEVERAL_BYTES.search(raw):
                line = raw.count(b"\n", 0, at) + 1
                raise InputError(
                    f"{name}:{line}: byte 0x{raw[at]:02X} is not UTF-8, and other parts of the file are.", _INCOMPLETE
                ) from None
            return raw.decode("latin-1")

    def fingerprint(self, names: Sequence[str]) -> str:
        """SHA-256 over the names and contents of these files; a part is known by its name and the whole file."""
        digest = hashlib.sha256()
        for name in sorted(names):
            content = self.content(name)
            digest.update(f"{name}\0{len(content)}\0".encode())
            digest.update(content)
        return digest.hexdigest()


def data_folder(given: Path | None = None, environment: Mapping[str, str] | None = None) -> Path:
    """The folder of the corpora: the one given, else that of the environment. Raises ``NotConfigured`` if there is none."""
    named = (environment if environment is not None else os.environ).get(DATA_VARIABLE)
    folder = given or (Path(named) if named else None)
    if folder is None:
        raise NotConfigured("No folder of corpora is given.", f"Use --data-dir FOLDER or set {DATA_VARIABLE}. {_WHENCE}")
    if not folder.is_dir():
        raise NotConfigured(
            f"{folder} is no folder.", f"--data-dir (or {DATA_VARIABLE}) names the folder that holds the corpora. {_WHENCE}"
        )
    return folder


def has_corpus(root: Path, folder: str) -> bool:
    """Whether ``open_corpus`` would find something to open."""
    return (root / folder).is_dir() or (root / f"{folder}{_ARCHIVE}").is_file()


def open_corpus(root: Path, folder: str) -> CorpusFiles:
    """Open ``root/folder/`` or, failing that, ``root/folder.tar.xz``. Raises ``InputError`` if neither can be read."""
    unpacked = root / folder
    if unpacked.is_dir():
        paths = (path for path in unpacked.rglob("*") if path.is_file())
        return CorpusFiles(folder, {path.relative_to(unpacked).as_posix(): path.read_bytes() for path in paths})
    archive = root / f"{folder}{_ARCHIVE}"
    if not archive.is_file():
        raise InputError(
            f"The corpus {folder} is neither a folder nor a {_ARCHIVE} archive in {root}.",
            f"garner brings no corpora: take it from {SOURCES.get(folder, 'its authors')} to {unpacked}.",
        )
    try:
        return CorpusFiles(folder, _unpack(archive))
    except (tarfile.TarError, OSError, EOFError) as error:
        raise InputError(f"{archive} cannot be read: {error}", "Copy the archive again.") from error


def _unpack(archive: Path) -> dict[str, bytes]:
    contents: dict[str, bytes] = {}
    with tarfile.open(archive) as members:
        for member in members:
            handle = members.extractfile(member) if member.isfile() else None
            if handle is not None:
                contents[member.name.partition("/")[2]] = handle.read()
    return contents
