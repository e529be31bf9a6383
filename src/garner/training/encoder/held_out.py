"""What must never be trained on, kept in the folder of a run: to find it takes minutes, and it changes only with the data."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from garner.datasets.corpora import CORPORA
from garner.datasets.fingerprints import WIDTH
from garner.datasets.held_out import held_out_fingerprints, is_held_out

__all__ = ["KEPT", "kept_fingerprints"]

KEPT = "held_out.bin"
_DIGEST = 32


def kept_fingerprints(data: Path, folder: Path) -> frozenset[bytes]:
    """``held_out_fingerprints(data)``, from ``folder`` where the same question was answered before.

    What is kept counts only as long as all of this is the same: the names, sizes and times of every file of the corpora that
    hold something held out, which corpora those are, and the code of ``garner.datasets`` that reads them. A file that is cut or
    changed is not believed.
    """
    key = _key(data)
    path = folder / KEPT
    kept = path.read_bytes() if path.is_file() else b""
    stated, checksum, hashes = kept[:_DIGEST], kept[_DIGEST : 2 * _DIGEST], kept[2 * _DIGEST :]
    if stated == key and checksum == hashlib.sha256(hashes).digest():
        return frozenset(hashes[place : place + WIDTH] for place in range(0, len(hashes), WIDTH))
    found = held_out_fingerprints(data)
    hashes = b"".join(sorted(found))
    part = path.with_name(f"{KEPT}.part")
    part.write_bytes(key + hashlib.sha256(hashes).digest() + hashes)
    part.replace(path)
    return found


def _key(data: Path) -> bytes:
    digest = hashlib.sha256()
    folders = set()
    for name, corpus in sorted(CORPORA.items()):
        held_out = [split for split in corpus.splits if is_held_out(name, split)]
        if held_out:
            folders.add(corpus.folder)
            digest.update(repr((name, corpus.folder, corpus.role, dict(corpus.splits))).encode())
    for folder in sorted(folders):
        for path in _files(data, folder):
            state = path.stat()
            digest.update(f"{path.relative_to(data)}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    for module in _modules(resources.files("garner.datasets")):
        digest.update(module.read_bytes())
    return digest.digest()


def _files(data: Path, folder: str) -> list[Path]:
    unpacked = data / folder
    return sorted([*unpacked.parent.glob(f"{unpacked.name}.*"), *(path for path in unpacked.rglob("*") if path.is_file())])


def _modules(folder: Traversable) -> Iterator[Traversable]:
    for each in sorted(folder.iterdir(), key=lambda each: each.name):
        if each.is_dir():
            yield from _modules(each)
        elif each.name.endswith(".py"):
            yield each
