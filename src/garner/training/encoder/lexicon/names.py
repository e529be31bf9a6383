"""Lists of names by type, as ``names.txt.xz`` beside this module holds them: a line ``# TYPE``, then one name a line."""

from __future__ import annotations

import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from garner.errors import InputError

__all__ = ["TYPES", "NameLists", "name_lists", "read_names", "write_names"]

TYPES = (
    "ja surname",
    "ja given name",
    "ja foreign name",
    "ja place",
    "ja country",
    "ja organization",
    "ja company",
    "ja other",
    "zh surname",
    "zh given name",
    "zh foreign name",
    "zh place",
    "zh organization",
    "zh company",
    "zh other",
)
"""Language and type of every list. ``other`` are common nouns, which are no names."""


@dataclass(frozen=True, slots=True)
class NameLists:
    """Names by type, in order. Raises ``ValueError`` where one of ``TYPES`` is missing or empty, or there is another."""

    lists: Mapping[str, tuple[str, ...]]
    _known: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)
    _endings: dict[tuple[str, str], tuple[str, ...]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def __post_init__(self) -> None:
        if set(self.lists) != set(TYPES) or not all(self.lists.values()):
            raise ValueError(f"Lists of names must be, with at least one name each: {', '.join(TYPES)}.")
        object.__setattr__(self, "_known", {kind: frozenset(names) for kind, names in self.lists.items()})

    def has(self, kind: str, name: str) -> bool:
        """Whether the list of that type holds the name."""
        return name in self._known[kind]

    def ending(self, kind: str, ending: str) -> tuple[str, ...]:
        """The names of that type that end so and have more than the ending."""
        if (kind, ending) not in self._endings:
            found = (name for name in self.lists[kind] if name.endswith(ending) and len(name) > len(ending))
            self._endings[kind, ending] = tuple(found)
        return self._endings[kind, ending]

    def without(self, kind: str, endings: tuple[str, ...]) -> tuple[str, ...]:
        """The names of that type that end with none of the endings."""
        if (kind, "") not in self._endings:
            self._endings[kind, ""] = tuple(name for name in self.lists[kind] if not name.endswith(endings))
        return self._endings[kind, ""]


@cache
def name_lists() -> NameLists:
    """The lists that come with garner; their sources are in the file NOTICE beside them."""
    return read_names(Path(__file__).with_name("names.txt.xz"))


def read_names(path: Path) -> NameLists:
    """The lists in the file. Raises ``InputError`` where it cannot be read, with the line at fault where one is."""
    try:
        lines = lzma.decompress(path.read_bytes()).decode().splitlines()
    except (OSError, lzma.LZMAError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: no lists of names can be read: {error}", "Make it anew; see NOTICE beside it.") from error
    found: dict[str, list[str]] = {}
    kind = ""
    for number, line in enumerate(lines, 1):
        if line.startswith("# "):
            kind = line[2:]
        if not kind or line != line.strip() or not line:
            raise InputError(f"{path}:{number}: neither '# TYPE' nor a name below one: {line!r}", "Make the file anew.")
        names = found.setdefault(kind, [])
        if not line.startswith("# "):
            names.append(line)
    try:
        return NameLists({kind: tuple(names) for kind, names in found.items()})
    except ValueError as error:
        raise InputError(f"{path}: {error}", "Make the file anew.") from error


def write_names(path: Path, lists: Mapping[str, Sequence[str]]) -> int:
    """Write the lists, each sorted, and return the file's bytes."""
    lines = [line for kind in TYPES for line in (f"# {kind}", *sorted(set(lists[kind])))]
    packed = lzma.compress("\n".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME)
    path.write_bytes(packed)
    return len(packed)
