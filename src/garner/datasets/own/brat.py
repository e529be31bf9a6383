"""brat's standoff: a text, and its annotations in a file beside it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import NamedTuple

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.record import Annotated, Lost, Refusal
from garner.values import Grounding

__all__ = ["BratFolder"]

_TEXT_BOUND = re.compile(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)")
_RELATION = re.compile(r"(\S+) \S+?:(\S+) \S+?:(\S+)\s*")
_EVENT = re.compile(r"(\S+?):(\S+)((?: \S+?:\S+)*)\s*")
_NUMBER = re.compile(r"(?<=\D)\d+$")
_LEFT_ASIDE = {"A": "attribute", "M": "attribute", "N": "normalisation", "*": "equivalence"}


class _Line(NamedTuple):
    number: int
    name: str
    body: str
    surface: str


class BratFolder:
    """Text-bound annotations become entities, or triggers where an event begins with them; an event that is an argument stands
    there with its trigger. Fragments with nothing but white space between them are one stretch. Notes (``#``) are no gold."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        text_name = name.removesuffix(".ann") + ".txt"
        if not files.has(text_name):
            yield Refusal("annotations without a text", name)
        elif not (text := files.text(text_name)).strip():
            yield Refusal("record with an empty text", text_name)
        else:
            yield _Document(Gold(name.removesuffix(".ann"), text, name), name).read(files.text(name))


class _Document:
    """One text while its annotations are gone through: entities, then events, then relations."""

    def __init__(self, gold: Gold, name: str) -> None:
        self._gold = gold
        self._name = name
        self._bound: dict[str, tuple[str, Grounding | None]] = {}
        self._events: dict[str, str] = {}
        self._entities: dict[str, str | None] = {}

    def read(self, annotations: str) -> Annotated:
        lines = [found for number, line in enumerate(annotations.split("\n"), 1) if (found := self._line(number, line))]
        triggers = {match[2] for line in lines if line.name[0] == "E" and (match := _EVENT.fullmatch(line.body))}
        for kind, read in (("T", self._text_bound), ("E", self._event), ("R", self._relation)):
            for line in lines:
                if line.name[0] == kind:
                    self._placed(line, read)
            if kind == "T":
                self._entities = {
                    name: self._gold.entity(label, place)
                    for name, (label, place) in self._bound.items()
                    if name not in triggers and place is not None
                }
        return self._gold.annotated()

    def _line(self, number: int, line: str) -> _Line | None:
        cells = line.rstrip("\r").split("\t")
        kind = cells[0][:1]
        if not line.strip() or kind == "#":
            return None
        if kind in _LEFT_ASIDE:
            self._refuse(_LEFT_ASIDE[kind], number, cells[0])
        elif kind not in ("T", "E", "R") or len(cells) < 2:
            self._refuse("line that brat does not know", number, line[:60])
        else:
            found = _Line(number, cells[0], cells[1], cells[2] if len(cells) > 2 else "")
            if kind == "E" and (match := _EVENT.fullmatch(found.body)):
                self._events[found.name] = match[2]
            return found
        return None

    def _refuse(self, reason: str, number: int, what: str) -> None:
        self._gold.refused.append(Refusal(reason, f"{self._name}:{number}: {what}", Lost.ANNOTATION))

    def _placed(self, line: _Line, read: Callable[[_Line], None]) -> None:
        """What the line's own step refuses gets the line's number."""
        before = len(self._gold.refused)
        read(line)
        self._gold.refused[before:] = [
            refusal._replace(where=refusal.where.replace(self._name, f"{self._name}:{line.number}", 1))
            for refusal in self._gold.refused[before:]
        ]

    def _text_bound(self, line: _Line) -> None:
        match = _TEXT_BOUND.fullmatch(line.body.strip())
        if match is None:
            self._gold.refuse("line that cannot be read", line.body[:60])
            return
        label, places = match[1], [[int(number) for number in part.split()] for part in match[2].split(";")]
        gaps = [self._gold.text[before[1] : after[0]] for before, after in pairwise(places)]
        if any(gap.strip() for gap in gaps):
            self._gold.refuse("discontinuous span", f"{line.name} {line.surface[:40]!r}")
            self._bound[line.name] = label, None
        else:
            self._bound[line.name] = label, self._gold.place(places[0][0], places[-1][1], line.surface or None)

    def _event(self, line: _Line) -> None:
        match = _EVENT.fullmatch(line.body)
        if match is None:
            self._gold.refuse("line that cannot be read", line.body[:60])
            return
        arguments = []
        for argument in match[3].split():
            role, _, target = argument.partition(":")
            arguments.append((_NUMBER.sub("", role), self._target(target)))
        trigger = self._target(match[2])
        if trigger is not None:
            self._gold.event(match[1], trigger, arguments)

    def _relation(self, line: _Line) -> None:
        match = _RELATION.fullmatch(line.body)
        if match is None:
            self._gold.refuse("line that cannot be read", line.body[:60])
            return
        head, tail = self._entities.get(match[2]), self._entities.get(match[3])
        if head is None or tail is None:
            self._gold.refuse("relation whose end is no entity of the record", line.body[:60])
        else:
            self._gold.relation(match[1], head, tail)

    def _target(self, name: str) -> Grounding | None:
        """The place of an annotation, of an event's trigger; refused where there is no such annotation."""
        name = self._events.get(name, name)
        if name not in self._bound:
            self._gold.refuse("no annotation of that name", name)
            return None
        return self._bound[name][1]
