"""brat's standoff format: a text (``.txt``) with its annotations beside it (``.ann``)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError
from garner.values import Grounding

__all__ = ["Brat"]

_LINE = re.compile(r"(?P<id>[TREAMN][^\t ]*|\*)\t(?P<content>[^\t]*[^\t ])[\t ]*(?P<surface>.*)")
_MENTION = re.compile(r"(?P<label>\S+) (?P<stretches>[0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)")
_REFUSED = {"A": "attribute", "M": "attribute", "N": "normalisation"}
_UNKNOWN = "reference to what is not there"


@dataclass(frozen=True, slots=True)
class Brat:
    """The whole text of each ``.ann`` file with its entities (T), events (E), relations (R) and equivalences (*).

    A role that an event has several times is numbered by brat (Theme, Theme2) and comes under its one name; roles of a file
    that count from 1 (Arg1, Arg2) keep their numbers. What is said of an event is said of its trigger: a relation joins
    triggers, an argument that is an event is its trigger. An equivalence relates the first of its mentions to each other one.
    ``trigger_entities``: every trigger is an entity too, not only the ends of relations.
    Notes (#) are no annotations. Refused, each with its line: spans of several stretches, references to what is not
    there, attributes (A, M) and normalisations (N), for which an extraction has no place, and lines not of the format.
    """

    trigger_entities: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` where no line of a file is of the format."""
        text_name = name.removesuffix(".ann") + ".txt"
        if not files.has(text_name):
            yield Refusal("annotations without a text", name)
            return
        gold = Gold(name, files.text(text_name))
        lines = list(_lines(files.text(name), name))
        broken = [line for line in lines if not line.id]
        if lines and len(broken) == len(lines):
            raise InputError(f"{broken[0].where}: not a brat annotation: {broken[0].content[:60]!r}.", "Is it another format?")
        gold.refused.extend(Refusal("line not understood", line.where, Lost.ANNOTATION) for line in broken)
        _Document(gold, lines, self.trigger_entities).convert()
        yield gold.annotated()


class _Line(NamedTuple):
    """A line of an ``.ann`` file; without an id it is not of the format."""

    where: str
    id: str
    content: str
    surface: str = ""


def _lines(text: str, name: str) -> Iterator[_Line]:
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() and not line.startswith("#"):
            match = _LINE.fullmatch(line.rstrip("\r"))
            yield _Line(f"{name}:{number}", *match.groups()) if match else _Line(f"{name}:{number}", "", line)


class _Document:
    """The annotations of one text: mentions first, for events and relations refer to them, and to events of later lines."""

    def __init__(self, gold: Gold, lines: Sequence[_Line], trigger_entities: bool) -> None:
        self._gold = gold
        self._lines = lines
        self._events = {line.id: _trigger(line.content) for line in lines if line.id.startswith("E")}
        self._triggers = set() if trigger_entities else set(self._events.values())
        self._numbered = {
            role for line in lines if line.id.startswith("E") for role in re.findall(r" (\S*[^0-9\s])1:", line.content)
        }
        self._mentions: dict[str, tuple[str, Grounding | None]] = {}

    def convert(self) -> None:
        """Add every line to the gold; what is refused of a line comes with its place."""
        for kind, convert in (("T", self._mention), ("E", self._event), ("R", self._relation), ("*", self._equivalence)):
            for line in self._lines:
                if line.id.startswith(kind):
                    known = len(self._gold.refused)
                    convert(line)
                    refused = self._gold.refused[known:]
                    self._gold.refused[known:] = [each._replace(where=f"{line.where}: {line.content}") for each in refused]
        for line in self._lines:
            if line.id[:1] in _REFUSED:
                refusal = Refusal(_REFUSED[line.id[0]], f"{line.where}: {line.content}", Lost.ANNOTATION)
                self._gold.refused.append(refusal)

    def _mention(self, line: _Line) -> None:
        match = _MENTION.fullmatch(line.content)
        if match is None:
            self._gold.refuse("line not understood")
            return
        label = match["label"]
        numbers = [int(number) for number in re.findall("[0-9]+", match["stretches"])]
        gaps = zip(numbers[1:-1:2], numbers[2::2], strict=True)
        if any(start < end or self._gold.text[end:start].strip() for end, start in gaps):
            self._gold.refuse("discontinuous span")
            self._mentions[line.id] = label, None
            return
        place = self._gold.place(numbers[0], numbers[-1], line.surface or None)
        self._mentions[line.id] = label, place
        if line.id not in self._triggers:
            self._gold.entity(label, place)

    def _event(self, line: _Line) -> None:
        label, *parts = line.content.split()
        known = self._place(self._events[line.id])
        trigger = known[1] if known else None
        arguments: dict[tuple[str, Grounding], None] = {}
        for role, reference in map(self._argument, parts):
            filler = self._place(reference)
            if trigger is None:
                self._gold.refuse("argument of a refused event")
            elif filler is None or filler[1] is None:
                self._gold.refuse(_UNKNOWN if filler is None else "argument that was refused")
            elif (role, filler[1]) in arguments:
                self._gold.refuse("annotated twice")
            else:
                arguments[role, filler[1]] = None
        if trigger is None:
            self._gold.refuse("event without its trigger")
        else:
            self._gold.event(label.partition(":")[0], trigger, arguments)

    def _argument(self, part: str) -> tuple[str, str]:
        """Role and reference of an argument such as ``Theme2:T4``."""
        numbered, _, reference = part.partition(":")
        role = numbered.rstrip("0123456789")
        return (numbered if not role or role in self._numbered else role), reference

    def _relation(self, line: _Line) -> None:
        label, *parts = line.content.split()
        references = [part.partition(":")[2] for part in parts]
        if len(references) != 2:
            self._gold.refuse("relation that does not join two")
            return
        self._join(label, *references)

    def _equivalence(self, line: _Line) -> None:
        label, *references = line.content.split()
        for other in references[1:]:
            self._join(label, references[0], other)

    def _join(self, label: str, head: str, tail: str) -> None:
        ends = [self._place(head), self._place(tail)]
        if None in ends:
            self._gold.refuse(_UNKNOWN)
            return
        self._gold.relation(label, *(self._gold.end(*end) for end in ends if end is not None))

    def _place(self, reference: str) -> tuple[str, Grounding | None] | None:
        """Label and place of a mention, or of the trigger of an event; ``None`` where there is no such annotation."""
        return self._mentions.get(self._events.get(reference, reference))


def _trigger(content: str) -> str:
    return content.split(maxsplit=1)[0].partition(":")[2]
