"""Typed access to the fields of a JSON record; whatever does not fit is refused with its key path."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import NoReturn, TypeVar

from garner.errors import InputError

__all__ = ["Fields"]

Choice = TypeVar("Choice", bound=StrEnum)


@dataclass(frozen=True, slots=True)
class Fields:
    """A JSON object and the key path that leads to it. Every method raises ``InputError`` where the field does not fit."""

    content: Mapping[str, object]
    path: str = ""

    @classmethod
    def of(cls, value: object, path: str = "") -> Fields:
        if not isinstance(value, Mapping):
            raise InputError(f"{path or 'the record'}: expected an object, found {_kind(value)}.")
        return cls(value, path)

    def refuse(self, name: str, expected: str) -> NoReturn:
        found = _kind(self.content[name]) if name in self.content else "nothing"
        raise InputError(f"{self.path}{'.' if self.path else ''}{name}: expected {expected}, found {found}.")

    def text(self, name: str) -> str:
        value = self.content.get(name)
        return value if isinstance(value, str) else self.refuse(name, "text")

    def optional_text(self, name: str) -> str | None:
        return None if self.content.get(name) is None else self.text(name)

    def whole(self, name: str) -> int:
        value = self.content.get(name)
        return value if isinstance(value, int) and not isinstance(value, bool) else self.refuse(name, "a whole number")

    def optional_whole(self, name: str) -> int | None:
        return None if self.content.get(name) is None else self.whole(name)

    def number(self, name: str) -> float:
        value = self.content.get(name)
        return value if isinstance(value, int | float) and not isinstance(value, bool) else self.refuse(name, "a number")

    def optional_number(self, name: str) -> float | None:
        return None if self.content.get(name) is None else self.number(name)

    def choice(self, name: str, choices: type[Choice]) -> Choice:
        value = self.text(name)
        return choices(value) if value in set(choices) else self.refuse(name, f"one of {', '.join(choices)}")

    def part(self, name: str) -> Fields:
        value = self.content.get(name)
        return Fields(value, self._join(name)) if isinstance(value, Mapping) else self.refuse(name, "an object")

    def optional_part(self, name: str) -> Fields | None:
        return None if self.content.get(name) is None else self.part(name)

    def parts(self, name: str) -> tuple[Fields, ...]:
        return tuple(Fields.of(item, f"{self._join(name)}[{index}]") for index, item in enumerate(self._items(name)))

    def texts(self, name: str) -> tuple[str, ...]:
        return tuple(item if isinstance(item, str) else self.refuse(name, "a list of texts") for item in self._items(name))

    def rows(self, name: str) -> tuple[tuple[Fields | None, ...], ...]:
        """A list of lists of objects or nulls."""
        rows = []
        for index, row in enumerate(self._items(name)):
            cells = row if isinstance(row, list) else self.refuse(name, "a list of lists")
            place = f"{self._join(name)}[{index}]"
            rows.append(tuple(None if cell is None else Fields.of(cell, place) for cell in cells))
        return tuple(rows)

    def number_rows(self, name: str, width: int) -> tuple[tuple[int, ...], ...]:
        """A list of lists of ``width`` whole numbers; none where the field is missing."""
        rows = self._items(name) if name in self.content else []
        for row in rows:
            if not (isinstance(row, list) and len(row) == width and all(type(number) is int for number in row)):
                self.refuse(name, f"lists of {width} whole numbers")
        return tuple(tuple(row) for row in rows if isinstance(row, list))

    def _items(self, name: str) -> list[object]:
        value = self.content.get(name)
        return value if isinstance(value, list) else self.refuse(name, "a list")

    def _join(self, name: str) -> str:
        return f"{self.path}.{name}" if self.path else name


def _kind(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, str | int | float):
        shown = repr(value)
        return shown if len(shown) <= 40 else f"{shown[:37]}..."
    return "an object" if isinstance(value, Mapping) else "a list"
