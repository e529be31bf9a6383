"""Universal information extraction that points into the text.

>>> import garner
>>> [(each.start, each.end, str(each.grade)) for each in garner.ground("Straße 5, STRASSE 7", ["strasse", "strasse"])]
[(0, 6, 'normalised'), (10, 17, 'normalised')]
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from garner.errors import GarnerError
    from garner.files import read_results
    from garner.grounding import ground
    from garner.pipeline import Extractor
    from garner.schema import Schema
    from garner.values import Document, Grade, Grounding, Result

__all__ = ["Document", "Extractor", "GarnerError", "Grade", "Grounding", "Result", "Schema", "ground", "read_results"]

__version__ = "0.1.0"

# Loaded on first use, so that ``import garner`` costs next to nothing.
_HOMES = {
    "Document": "garner.values",
    "Extractor": "garner.pipeline",
    "GarnerError": "garner.errors",
    "Grade": "garner.values",
    "Grounding": "garner.values",
    "Result": "garner.values",
    "Schema": "garner.schema",
    "ground": "garner.grounding",
    "read_results": "garner.files",
}


def __getattr__(name: str) -> object:
    if name not in _HOMES:
        raise AttributeError(f"module 'garner' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted([*globals(), *__all__])
