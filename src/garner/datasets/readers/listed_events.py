"""JSON lines of sentences with events, each a list of mentions in roles, its trigger one of them (FewFC)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.record import Annotated, Refusal
from garner.values import Grounding

__all__ = ["ListedEvents"]

TRIGGER = "trigger"


@dataclass(frozen=True, slots=True)
class ListedEvents:
    """``content`` is the text, ``events`` have a ``type`` and ``mentions`` with ``word``, half-open ``span`` and ``role``.

    A role reads ``type/role``, for its code means something else in each type: the ``sub-org`` of a pledge pledges, that of a
    lawsuit sues. A second trigger is refused, an argument that is given twice is kept once and refused once.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _convert)


def _convert(record: Record, where: str) -> Annotated:
    gold = Gold(where, record["content"])
    for event in record["events"]:
        _add_event(gold, event)
    return gold.annotated()


def _add_event(gold: Gold, event: Record) -> None:
    label = event["type"]
    trigger: Grounding | None = None
    arguments: dict[tuple[str, Grounding], None] = {}
    for mention in event["mentions"]:
        role, word, (start, end) = mention["role"], mention["word"], mention["span"]
        place = gold.place(start, end, word)
        if place is None:
            continue
        key = (f"{label}/{role}", place)
        if role == TRIGGER and trigger is not None:
            gold.refuse("event with a second trigger", f"{label} {word!r}")
        elif role == TRIGGER:
            trigger = place
        elif key in arguments:
            gold.refuse("annotated twice", f"{label} {role} {word!r}")
        else:
            arguments[key] = None
    gold.event(label, trigger, arguments)
