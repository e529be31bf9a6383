"""Texts with their answers marked in them, as people write them by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.record import Annotated, Lost, Refusal
from garner.schema import Choice, Classification, EntityType, EventType, RelationType, Role, Schema
from garner.values import Extraction, Grounding

__all__ = ["AnnotatedLines", "parse_annotated_lines"]

_BRACKET = re.compile(r"[\[\]|]")


@dataclass(frozen=True, slots=True)
class AnnotatedLines:
    """One text a line, each mention in brackets with its label; lines that begin with ``>`` say more about the text before.

    ::

        # a comment
        [Marie Curie|physicist] discovered [radium|chemical element] in [[Paris|city] laboratory|place of work].
        > relation: discovered | Marie Curie | radium
        > event: discovery | discovered | discoverer=Marie Curie; discovered thing=radium
        > choice: topic | science | sport, business
        > absent: politician, award
        > absent relation: born in
        > absent event: accident

    Brackets may be nested. A relation has a name, a head and a tail, an event a name, a trigger (or nothing) and roles; values
    are found in the text, those of marked mentions first. A choice names task, answer and the answers it was not; ``absent``
    names labels (or relations, or events) that somebody looked for and did not find. What was found and what was looked for
    become the record's own schema.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        yield from parse_annotated_lines(files.text(name), name)


class _Block(NamedTuple):
    number: int
    line: str
    notes: list[tuple[int, str]]


def parse_annotated_lines(content: str, name: str) -> Iterator[Annotated | Refusal]:
    """The records of such a file; ``name`` stands before the line number in ids and refusals."""
    for block in _blocks(content):
        where = f"{name}:{block.number}"
        parsed = _unmark(block.line)
        if parsed is None:
            yield Refusal("brackets do not match", where)
            continue
        text, mentions = parsed
        gold = Gold(where, text, where)
        for start, end, label in mentions:
            gold.entity(label, gold.place(start, end))
        asked = _Asked()
        for number, note in block.notes:
            if not _add(gold, note, text, mentions, asked):
                gold.refused.append(Refusal("line of no known form", f"{name}:{number}", Lost.ANNOTATION))
        annotated = gold.annotated()
        yield Annotated(annotated.id, annotated.text, annotated.gold, annotated.refused, asked.schema(annotated.gold))


def _blocks(content: str) -> Iterator[_Block]:
    block: _Block | None = None
    for number, line in enumerate(map(str.strip, content.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith(">"):
            if block is not None:
                block.notes.append((number, line[1:].strip()))
            continue
        if block is not None:
            yield block
        block = _Block(number, line, [])
    if block is not None:
        yield block


def _unmark(line: str) -> tuple[str, list[tuple[int, int, str]]] | None:
    """The text without its marks and the mentions as (start, end, label); ``None`` where brackets do not match."""
    text, place = "", 0
    open_at: list[int] = []
    mentions: list[tuple[int, int, str]] = []
    for found in _BRACKET.finditer(line):
        if found.start() < place:
            continue
        text += line[place : found.start()]
        place = found.end()
        if found[0] == "[":
            open_at.append(len(text))
            continue
        end = line.find("]", place)
        label = line[place:end].strip()
        if found[0] == "]" or not open_at or end < 0 or not label or "[" in label or "|" in label:
            return None
        start = open_at.pop()
        if start == len(text):
            return None
        mentions.append((start, len(text), label))
        place = end + 1
    return None if open_at else (text + line[place:], mentions)


class _Asked:
    """What the notes say was asked beside what was found."""

    def __init__(self) -> None:
        self.absent: dict[str, list[str]] = {"absent": [], "absent relation": [], "absent event": []}
        self.tasks: list[Classification] = []

    def schema(self, gold: Extraction) -> Schema:
        """The question that gold and notes answer together."""
        roles: dict[str, dict[str, None]] = {event: {} for event in self.absent["absent event"]}
        for event in gold.events:
            roles.setdefault(event.type, {}).update(dict.fromkeys(argument.role for argument in event.arguments))
        entities = dict.fromkeys([*(each.type for each in gold.entities), *self.absent["absent"]])
        relations = dict.fromkeys([*(each.type for each in gold.relations), *self.absent["absent relation"]])
        return Schema(
            "annotated",
            labels=tuple(self.tasks),
            entities=tuple(map(EntityType, entities)),
            relations=tuple(map(RelationType, relations)),
            events=tuple(EventType(event, tuple(map(Role, own))) for event, own in roles.items()),
        )


def _add(gold: Gold, note: str, text: str, mentions: list[tuple[int, int, str]], asked: _Asked) -> bool:
    kind, _, rest = note.partition(":")
    cells = [cell.strip() for cell in rest.split("|")]
    if kind == "relation" and len(cells) == 3:
        head, tail = (_end(gold, value, text, mentions) for value in cells[1:])
        gold.relation(cells[0], head, tail)
    elif kind == "event" and len(cells) == 3 and cells[0]:
        roles = [part.partition("=") for part in cells[2].split(";") if part.strip()]
        trigger = _value(gold, cells[1], text, mentions) if cells[1] else None
        gold.event(cells[0], trigger, [(role.strip(), _value(gold, value.strip(), text, mentions)) for role, _, value in roles])
    elif kind == "choice" and len(cells) == 3 and cells[1]:
        others = [each.strip() for each in cells[2].split(",") if each.strip()]
        gold.choice(cells[0], cells[1])
        asked.tasks.append(Classification(cells[0], tuple(map(Choice, dict.fromkeys([cells[1], *others])))))
    elif kind in asked.absent:
        asked.absent[kind] += [each.strip() for each in rest.split(",") if each.strip()]
    else:
        return False
    return True


def _value(gold: Gold, value: str, text: str, mentions: list[tuple[int, int, str]]) -> Grounding | None:
    """The place of a value: of the marked mention with these words, else of its first occurrence; refused if there is none."""
    start = next((start for start, end, _ in mentions if text[start:end] == value), text.find(value) if value else -1)
    if start < 0:
        gold.refuse("value not in the text", value)
        return None
    return gold.place(start, start + len(value))


def _end(gold: Gold, value: str, text: str, mentions: list[tuple[int, int, str]]) -> str | None:
    label = next((label for start, end, label in mentions if text[start:end] == value), None)
    if label is None:
        gold.refuse("end of a relation that is not marked", value)
        return None
    return gold.end(label, _value(gold, value, text, mentions))
