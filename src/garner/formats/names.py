"""How a label in a reply is found in the schema: as written first, then by what people take for the same name."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import NamedTuple

__all__ = ["Match", "Names"]

_SEPARATORS = re.compile(r"[\s_\-‐‑–—・./\\]+")
_DECORATION = "*`\"'“”‘’「」『』【】<>:："


class Match(NamedTuple):
    """A name of the schema and whether it was written exactly so."""

    name: str
    exact: bool


class Names:
    """The names that may be meant in one place.

    An exact match comes first. After it case, width (full or half), underscores, hyphens, dots, slashes and spaces do not
    count, nor does Markdown or quotes around the name; last a trivial English plural. A name that could be several is none.

    >>> names = Names(["company", "job title"])
    >>> names.find("Job_Titles")
    Match(name='job title', exact=False)
    """

    def __init__(self, names: Iterable[str]) -> None:
        self.names = tuple(dict.fromkeys(names))
        self._exact = frozenset(self.names)
        self._folded = _index(self.names, _fold)
        self._singular = _index(self.names, _singular)

    def find(self, written: str) -> Match | None:
        """The name meant, or ``None`` where there is none or more than one."""
        if written in self._exact:
            return Match(written, exact=True)
        if len(written) > 1000:
            return None
        for index, key in ((self._folded, _fold(written)), (self._singular, _singular(written))):
            meant = index.get(key, ())
            if len(meant) == 1:
                return Match(meant[0], exact=False)
            if meant:
                return None
        return None


def _index(names: tuple[str, ...], key: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        folded = key(name)
        if folded:
            found[folded] = (*found.get(folded, ()), name)
    return found


def _fold(name: str) -> str:
    text = unicodedata.normalize("NFKC", name).strip().strip(_DECORATION)
    return _SEPARATORS.sub("", text).casefold()


def _singular(name: str) -> str:
    text = _fold(name)
    if len(text) <= 3 or not text.isascii():
        return text
    if text.endswith("ies"):
        return text[:-3] + "y"
    for ending in ("sses", "xes", "ches", "shes"):
        if text.endswith(ending):
            return text[:-2]
    return text[:-1] if text.endswith("s") and not text.endswith("ss") else text
