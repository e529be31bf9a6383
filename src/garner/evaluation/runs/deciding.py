"""Fingerprints of what decides answers and counts: code, weights, files. Figures kept under one are measured again when it
changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from importlib import resources
from pathlib import Path

__all__ = ["ANSWERING", "CORRECTING", "COUNTING", "fingerprint_of"]

ANSWERING = ("formats", "grounding", "models", "passages", "pipeline", "schema", "values")
"""The parts of the package that decide what a model answers."""
CORRECTING = (*ANSWERING, "refinement")
"""Those that decide what an answer is corrected to."""
COUNTING = ("datasets", "evaluation")
"""Those that decide what is gold, and what is counted as right."""

_ONLY_TIMES = frozenset({"timing.py", "progress.py"})


def fingerprint_of(places: Iterable[Path], parts: Iterable[str] = (), package: Path | None = None) -> str:
    """Sixteen hexadecimal digits that change with the names and contents of the files in ``places`` (folders, or files) and of
    the modules of these ``parts`` of the package, comments included.

    What a component saw in training is left out, as are modules that tell the time alone and, unless correction is among the
    parts, those of the pipeline that call it. ``package`` is garner's own folder, if no other is given.
    """
    root = package or Path(str(resources.files("garner")))
    named = tuple(parts)
    digest = hashlib.sha256()

    def take(name: str, file: Path) -> None:
        digest.update(f"{name}\n".encode() + hashlib.sha256(file.read_bytes()).digest())

    for place in places:
        for file in [place] if place.is_file() else _files(place, "*"):
            if file.suffix != ".pyc" and not file.name.startswith("seen."):
                take(file.relative_to(place.parent if file == place else place).as_posix(), file)
    for part in sorted(named):
        for file in _files(root / part, "*.py"):
            corrects = part == "pipeline" and file.name.startswith("refin")
            if file.name not in _ONLY_TIMES and ("refinement" in named or not corrects):
                take(file.relative_to(root).as_posix(), file)
    return digest.hexdigest()[:16]


def _files(folder: Path, pattern: str) -> list[Path]:
    return sorted(each for each in folder.rglob(pattern) if each.is_file())
