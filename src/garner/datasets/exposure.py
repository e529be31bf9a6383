"""What a trained component saw: the splits it was trained on and the fingerprints of their texts, in two files beside it.

``seen.json`` holds ``version`` (refused where its major number is another), ``component``, ``notes``, ``splits`` (each with
``corpus``, ``split``, ``source``, ``texts``) and ``fingerprints`` (``count``, ``bytes``, ``sha256``) of what lies in
``seen.bin``: hashes of a fixed number of bytes, sorted as bytes, each once, without anything between. ``unknown``, where it is
there, names parts of the component of which nobody recorded anything.
"""

from __future__ import annotations

import hashlib
import json
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from garner.datasets.fingerprints import WIDTH, fingerprints_of
from garner.errors import InputError

__all__ = [
    "EXPOSURE_FILE",
    "EXPOSURE_VERSION",
    "Exposure",
    "SeenSplit",
    "exposure_at",
    "exposure_to",
    "joined_exposure",
    "write_exposure",
]

EXPOSURE_FILE = "seen.json"
"""The record's name in the folder of a model; the fingerprints lie beside it in ``seen.bin``."""
EXPOSURE_VERSION = "1.1"
_FINGERPRINTS = "seen.bin"
_DAMAGED = "Copy the model again, with seen.json and seen.bin as they were written together."


@dataclass(frozen=True, slots=True)
class SeenSplit:
    """A split a component was trained on: ``texts`` of it, read from files with the SHA-256 ``source``."""

    corpus: str
    split: str
    source: str
    texts: int

    @property
    def name(self) -> str:
        """``corpus:split``; the path alone for a user's own data, whose ``split`` is empty."""
        return f"{self.corpus}:{self.split}" if self.split else self.corpus


@dataclass(frozen=True, slots=True)
class Exposure:
    """What a component saw in training.

    ``fingerprints`` are the distinct hashes of the texts and their sentences (see ``fingerprints.py``), ``WIDTH`` bytes each,
    sorted and joined. ``notes`` say what else a reader should know; ``unknown`` names parts of the component that may have seen
    anything, because nobody recorded it.
    """

    component: str
    splits: tuple[SeenSplit, ...]
    fingerprints: bytes
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()

    def __len__(self) -> int:
        """How many fingerprints there are."""
        return len(self.fingerprints) // WIDTH

    def saw(self, fingerprint: bytes) -> bool:
        """Whether a text or sentence with that hash was seen; wrong with the probability stated at ``WIDTH``."""
        place = bisect_left(range(len(self)), fingerprint, key=self._at)
        return place < len(self) and self._at(place) == fingerprint

    def _at(self, number: int) -> bytes:
        return self.fingerprints[number * WIDTH : (number + 1) * WIDTH]


def exposure_to(component: str, splits: Iterable[SeenSplit], texts: Iterable[str], notes: Iterable[str] = ()) -> Exposure:
    """The exposure of a component that was trained on these texts of these splits."""
    found: set[bytes] = set()
    for text in texts:
        found |= fingerprints_of(text).every
    return Exposure(component, tuple(splits), b"".join(sorted(found)), tuple(notes))


def joined_exposure(parts: Mapping[str, Exposure | None]) -> Exposure | None:
    """What components that answer together saw, by their names (``None``: nobody knows); ``None`` where all are unknown."""
    known = [each for each in parts.values() if each is not None]
    if not known:
        return None
    unknown = [name for name, each in parts.items() if each is None]
    if len(known) == 1 and not unknown:
        return known[0]
    hashes = {each.fingerprints[place : place + WIDTH] for each in known for place in range(0, len(each.fingerprints), WIDTH)}
    return Exposure(
        " with ".join(dict.fromkeys(each.component for each in known)),
        tuple(dict.fromkeys(split for each in known for split in each.splits)),
        b"".join(sorted(hashes)),
        tuple(dict.fromkeys(note for each in known for note in each.notes)),
        tuple(dict.fromkeys((*(name for each in known for name in each.unknown), *unknown))),
    )


def write_exposure(exposure: Exposure, folder: Path) -> None:
    """Write ``seen.json`` and ``seen.bin`` to the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / _FINGERPRINTS).write_bytes(exposure.fingerprints)
    table = {
        "version": EXPOSURE_VERSION,
        "component": exposure.component,
        "notes": list(exposure.notes),
        "splits": [asdict(split) for split in exposure.splits],
        "fingerprints": {
            "count": len(exposure),
            "bytes": WIDTH,
            "sha256": hashlib.sha256(exposure.fingerprints).hexdigest(),
        },
    }
    if exposure.unknown:
        table["unknown"] = list(exposure.unknown)
    (folder / EXPOSURE_FILE).write_text(json.dumps(table, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def exposure_at(path: Path) -> Exposure | None:
    """The record in the model folder ``path`` or in the file ``path`` (a ``seen.json``); ``None`` for a folder without one.

    Raises ``InputError`` for a path that is not there, a record of another major version, and files that are damaged.
    """
    record = path / EXPOSURE_FILE if path.is_dir() else path
    if path.is_dir() and not record.exists():
        return None
    if not record.exists():
        raise InputError(f"{record} cannot be read: it is not there.", f"Give a model's folder or its {EXPOSURE_FILE}.")
    try:
        table = json.loads(record.read_text(encoding="utf-8"))
        packed = (record.parent / _FINGERPRINTS).read_bytes()
    except (OSError, ValueError) as error:
        raise InputError(f"{record} cannot be read as what a model saw in training: {error}.", _DAMAGED) from error
    version = str(table.get("version") if isinstance(table, dict) else None)
    if version.partition(".")[0] != EXPOSURE_VERSION.partition(".")[0]:
        raise InputError(
            f"{record} has version {version}; this garner reads {EXPOSURE_VERSION.partition('.')[0]}.x.",
            "Install a newer garner.",
        )
    try:
        stated = table["fingerprints"]
        exposure = Exposure(
            str(table["component"]),
            tuple(SeenSplit(**split) for split in table["splits"]),
            packed,
            tuple(table.get("notes", ())),
            tuple(table.get("unknown", ())),
        )
        count, width, checksum = stated["count"], stated["bytes"], stated["sha256"]
    except (KeyError, TypeError) as error:
        raise InputError(f"{record} is no record of what a model saw in training: {error!r}.", _DAMAGED) from error
    if width != WIDTH or len(packed) != count * WIDTH or hashlib.sha256(packed).hexdigest() != checksum:
        raise InputError(f"{record.parent / _FINGERPRINTS} is damaged: it is not what {EXPOSURE_FILE} says.", _DAMAGED)
    return exposure
