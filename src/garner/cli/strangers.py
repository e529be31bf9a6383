"""A guard of ``garner refine``: the user is told of answers to be corrected under a schema that is not theirs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TYPE_CHECKING

from garner.files import Note, Unreadable
from garner.files.answers import Answered
from garner.values import Document, Draft, Extraction, Result

if TYPE_CHECKING:
    from garner.schema import Schema

__all__ = ["noting_strangers"]

_SHOWN = 5


def noting_strangers(found: Iterable[Document | Unreadable | Note], schema: Schema) -> Iterator[Document | Unreadable | Note]:
    """The same, and behind it a note where the answers held something, and nothing that the schema asks for."""
    asked, fits = dict.fromkeys(schema.keys), False
    strange: dict[str, None] = {}
    for item in found:
        if isinstance(item, Answered) and not fits:
            held = _keys_of(item.answer.extraction if isinstance(item.answer, Result) else item.answer)
            fits = not asked.keys().isdisjoint(held)
            strange |= held
        yield item
    if strange and not fits:
        message = f"The answers hold nothing that the schema asks for: they hold {_some(strange)}, it asks {_some(asked)}."
        yield Note("", "other_schema", message)


def _keys_of(answer: Draft | Extraction) -> dict[str, None]:
    """What an answer holds, as the keys of a schema name it."""
    keys = {f"labels.{each.task}": None for each in answer.labels}
    keys |= {f"entities.{each.type}": None for each in answer.entities}
    keys |= {f"relations.{each.type}": None for each in answer.relations}
    keys |= {f"events.{each.type}": None for each in answer.events}
    return keys | ({"facts": None} if answer.facts else {}) | ({"table": None} if answer.tables else {})


def _some(keys: Iterable[str]) -> str:
    names = list(islice(keys, _SHOWN + 1))
    return ", ".join([*names[:_SHOWN], *(["..."] if len(names) > _SHOWN else [])])
