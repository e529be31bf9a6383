"""A folder as brat reads it: each text with its annotations in a file beside it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from garner.errors import OutputError
from garner.values import UNTYPED, Grounding, Result

__all__ = ["write_brat"]

_UNSAFE = re.compile(r"[^\w.-]+")
_BREAK = re.compile(r"\s*[\r\n\u2028\u2029]\s*")


def write_brat(folder: str | Path, results: Iterable[Result]) -> Counter[str]:
    """Write ``NAME.txt`` and ``NAME.ann`` for every result, named after its id; returns how many items of each kind the format
    cannot hold.

    Spaces in names of types become underscores. An argument that is no entity becomes one of type ``mention``. Raises
    ``OutputError`` when a file cannot be written.
    """
    left_out: Counter[str] = Counter()
    taken: set[str] = set()
    try:
        Path(folder).mkdir(parents=True, exist_ok=True)
        for result in results:
            name = _file_name(result.id, taken)
            lines = "".join(f"{line}\n" for line in _Annotations(result, left_out).lines())
            # As bytes: brat counts every character, so line ends must stay.
            (Path(folder) / f"{name}.txt").write_bytes(result.text.encode("utf-8", "backslashreplace"))
            (Path(folder) / f"{name}.ann").write_bytes(lines.encode("utf-8", "backslashreplace"))
    except OSError as error:
        raise OutputError(
            f"{folder} cannot be written: {error.strerror}.", "Check the folder and the room on the disk."
        ) from None
    return left_out


class _Annotations:
    """The lines of one text."""

    def __init__(self, result: Result, left_out: Counter[str]) -> None:
        self._result = result
        self._left_out = left_out
        self._lines: list[str] = []
        self._bound = 0
        self._entities: dict[str, str] = {}

    def lines(self) -> Iterator[str]:
        extraction = self._result.extraction
        for kind in ("labels", "facts", "tables"):
            if items := len(getattr(extraction, kind)):
                self._left_out[kind] += items
        for entity in extraction.entities:
            if (name := self._text_bound(entity.type, entity.grounding)) is None:
                self._left_out["entities without a place"] += 1
            else:
                self._entities[entity.id] = name
        number = 0
        for relation in extraction.relations:
            head, tail = self._entities.get(relation.head), self._entities.get(relation.tail)
            if head is None or tail is None:
                self._left_out["relations without a place"] += 1
            else:
                number += 1
                self._lines.append(f"R{number}\t{_type(relation.type)} Arg1:{head} Arg2:{tail}")
        self._events()
        yield from self._lines

    def _events(self) -> None:
        number = 0
        for event in self._result.events:
            trigger = None if event.trigger is None else self._text_bound(event.type, event.trigger)
            if trigger is None:
                self._left_out["events without a trigger"] += 1
                continue
            roles: Counter[str] = Counter()
            parts = [f"{_type(event.type)}:{trigger}"]
            for argument in event.arguments:
                name = self._entities.get(argument.entity or "") or self._text_bound(UNTYPED, argument.grounding)
                if name is None:
                    self._left_out["arguments without a place"] += 1
                    continue
                roles[argument.role] += 1
                repeated = str(roles[argument.role]) if roles[argument.role] > 1 else ""
                parts.append(f"{_type(argument.role)}{repeated}:{name}")
            number += 1
            self._lines.append(f"E{number}\t{' '.join(parts)}")

    def _text_bound(self, label: str, grounding: Grounding) -> str | None:
        if grounding.start is None or grounding.end is None:
            return None
        pieces, start = [], grounding.start
        for gap in _BREAK.finditer(self._result.text, grounding.start, grounding.end):
            pieces.append((start, gap.start()))
            start = gap.end()
        pieces = [(begin, end) for begin, end in (*pieces, (start, grounding.end)) if begin < end]
        self._bound += 1
        places = ";".join(f"{begin} {end}" for begin, end in pieces)
        surface = " ".join(self._result.text[begin:end] for begin, end in pieces)
        self._lines.append(f"T{self._bound}\t{_type(label)} {places}\t{surface}")
        return f"T{self._bound}"


def _type(label: str) -> str:
    """A name as brat allows it: no white space and no colon."""
    return re.sub(r"[\s:;]+", "_", label.strip())


def _file_name(identifier: str, taken: set[str]) -> str:
    name = base = _UNSAFE.sub("_", identifier).strip("._")[:80] or "text"
    number = 1
    while name.casefold() in taken:
        number += 1
        name = f"{base}-{number}"
    taken.add(name.casefold())
    return name
