"""What the model is asked: a few labels of one section of a schema, as terms in a row before the text."""

from __future__ import annotations

from collections.abc import Iterator
from enum import IntEnum
from typing import NamedTuple

from garner.schema import Schema

__all__ = ["AT_ONCE", "SECTIONS", "Kind", "Term", "questions_of", "section_of", "terms_of"]

SECTIONS = ("labels", "entities", "relations", "events")
AT_ONCE = {"labels": 1, "entities": 6, "relations": 6, "events": 3}
"""How many keys of a section are asked in one call, at most."""


class Kind(IntEnum):
    """What a token is part of; of a term also what the mark before it says."""

    TEXT = 0
    ENTITY = 1
    RELATION = 2
    EVENT = 3
    ROLE = 4
    TASK = 5
    CHOICE = 6


class Term(NamedTuple):
    """A label, or a part of one, as the model reads it."""

    kind: Kind
    words: str


def section_of(key: str) -> str:
    """``entities`` of ``entities.person``."""
    return key.partition(".")[0]


def questions_of(schema: Schema) -> list[Schema]:
    """The schema in the parts that are asked one by one. Facts and tables are in none."""
    parts = []
    for section, most in AT_ONCE.items():
        keys = [key for key in schema.keys if section_of(key) == section]
        parts += [schema.only(keys[start : start + most]) for start in range(0, len(keys), most)]
    return parts


def terms_of(schema: Schema) -> list[Term]:
    """The terms of a part, in its order: an event is followed by its roles, a classification by its choices."""
    return list(_terms(schema))


def _terms(schema: Schema) -> Iterator[Term]:
    for task in schema.labels:
        yield Term(Kind.TASK, task.name)
        yield from (Term(Kind.CHOICE, choice.name) for choice in task.choices)
    yield from (Term(Kind.ENTITY, entity.name) for entity in schema.entities)
    yield from (Term(Kind.RELATION, relation.name) for relation in schema.relations)
    for event in schema.events:
        yield Term(Kind.EVENT, event.name)
        yield from (Term(Kind.ROLE, role.name) for role in event.roles)
