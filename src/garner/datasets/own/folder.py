"""A user's own file or folder: its files as checked text, and the reader that each of them asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from garner.datasets.files import CorpusFiles
from garner.datasets.own.json_values import json_values
from garner.datasets.own.label_studio import LabelStudio, looks_like_label_studio
from garner.datasets.own.records import Records
from garner.datasets.own.sniffing import columns_of
from garner.datasets.readers.brat import Brat
from garner.datasets.readers.protocol import Reader
from garner.datasets.record import Refusal
from garner.errors import InputError, NotConfigured
from garner.files import Unreadable
from garner.files.decoding import decode

__all__ = ["OWN_FORMATS", "OwnFile", "files_to_read", "open_own"]

OWN_FORMATS = ("jsonl", "conll", "brat", "label-studio")
_HINT = f"Name its format with --data-format: {', '.join(OWN_FORMATS)}. docs/datasets.md shows each."
_BRAT = (".txt", ".ann")


class OwnFile(NamedTuple):
    """A file and how to read it."""

    name: str
    reader: Reader


def open_own(path: Path) -> CorpusFiles:
    """The files at ``path``, hidden ones left out; for one of brat's two files, both of them.

    Raises ``InputError`` for what cannot be read, with the line where the text is not UTF-8.
    """
    if path.is_dir():
        paths = [each for each in sorted(path.rglob("*")) if each.is_file() and not _hidden(each.relative_to(path))]
    else:
        others = (path.with_suffix(suffix) for suffix in _BRAT) if path.suffix in _BRAT else ()
        paths = [path, *(other for other in others if other != path and other.is_file())]
    return CorpusFiles(path.as_posix(), {each.as_posix(): _text(each).encode("utf-8", "surrogatepass") for each in paths})


def files_to_read(files: CorpusFiles, data_format: str | None) -> Iterator[OwnFile | Refusal]:
    """Every file with its reader; a file of a folder that is of no known format as a refusal.

    Raises ``InputError`` where nothing is of a known format, ``NotConfigured`` for an unknown format.
    """
    if data_format is not None and data_format not in OWN_FORMATS:
        raise NotConfigured(f"there is no data format {data_format!r}.", f"Known ones are {', '.join(OWN_FORMATS)}.")
    names = files.match(["*"])
    annotations = [name for name in names if name.endswith(".ann")]
    if data_format == "brat" or (annotations and data_format is None):
        if not annotations:
            raise InputError(f"{files.folder} holds no .ann file.", "brat keeps NAME.txt and NAME.ann side by side.")
        yield from (OwnFile(name, Brat()) for name in annotations)
        texts = [name for name in names if name.endswith(".txt") and name.removesuffix(".txt") + ".ann" not in annotations]
        yield from (Refusal("text without annotations", name) for name in texts)
        return
    found = [(name, _reader(files.text(name), name, data_format)) for name in names]
    if not any(reader for _, reader in found):
        raise InputError(f"{files.folder} is of no format that is known.", _HINT)
    for name, reader in found:
        yield Refusal("file of no known format", name) if reader is None else OwnFile(name, reader)


def _reader(text: str, name: str, data_format: str | None) -> Reader | None:
    makers: dict[str, Callable[[], Reader | None]] = {
        "jsonl": Records,
        "label-studio": LabelStudio,
        "conll": lambda: columns_of(text, name),
    }
    if data_format is not None:
        return makers[data_format]()
    if text.lstrip()[:1] not in ("{", "["):
        return columns_of(text, name)
    try:
        _, first = next(json_values(text, name), (0, None))
    except InputError:
        # A file of columns may begin with a bracket; one that does not is broken JSON, and its reader says where.
        return columns_of(text, name) or Records()
    return LabelStudio() if looks_like_label_studio(first) else Records()


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path and its permissions.") from None
    if not data and path.suffix == ".ann":
        return ""  # brat's way to say that there is nothing in the text
    text = decode(data, path.as_posix())
    if isinstance(text, Unreadable):
        hint = "Save it as UTF-8." if text.code == "wrong_encoding" else text.hint
        raise InputError(text.message, hint)
    return text


def _hidden(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)
