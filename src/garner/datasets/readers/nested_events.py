"""PHEE's format: events whose arguments have arguments of their own, by character starts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.record import Annotated, Refusal
from garner.values import Grounding

__all__ = ["NestedEvents"]

_PLACED = ("text", "start", "entity_id", "value", "event_id", "event_type", "Trigger")

Arguments = list[tuple[str, Grounding | None]]


@dataclass(frozen=True, slots=True)
class NestedEvents:
    """PHEE's JSON lines: ``context``, and per event a ``Trigger`` and arguments with lists of ``text`` and ``start``.

    An argument within an argument becomes one of the event, with both names (``Treatment.Drug``); a ``Combination`` within
    one becomes an event of its own. Negation, speculation and severity are the words that show them.
    Spans of several pieces are refused.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _convert)


def _convert(record: Record, where: str) -> Annotated:
    gold = Gold(record["id"], record["context"], where)
    for annotation in record["annotations"]:
        for event in annotation["events"]:
            _add(gold, event)
    return gold.annotated()


def _add(gold: Gold, event: Record) -> None:
    triggers = _places(gold, event.get("Trigger"))
    arguments: Arguments = []
    inner: list[Record] = []
    _collect(gold, event, "", arguments, inner)
    gold.event(event["event_type"], triggers[0] if triggers else None, arguments)
    for each in inner:
        _add(gold, each)


def _collect(gold: Gold, node: Record, prefix: str, arguments: Arguments, inner: list[Record]) -> None:
    """Gather the arguments of a node and of the nodes in it, and the events that stand in it."""
    for name, part in node.items():
        if name in _PLACED:
            continue
        if isinstance(part, list):
            inner.extend(part)
            continue
        arguments += [(prefix + name, place) for place in _places(gold, part)]
        _collect(gold, part, f"{prefix}{name}.", arguments, inner)


def _places(gold: Gold, part: Record) -> list[Grounding | None]:
    """The place of every filler of one piece; the others are refused."""
    placed = []
    for pieces, starts in zip(part["text"], part["start"], strict=True) if part else ():
        if len(pieces) != 1 or len(starts) != 1:
            gold.refuse("discontinuous span", repr(pieces))
        else:
            placed.append(gold.place(starts[0], starts[0] + len(pieces[0]), pieces[0]))
    return placed
