"""Wide schemas, asked in groups of labels."""

from __future__ import annotations

from collections.abc import Callable

from garner.schema import Schema

__all__ = ["group"]


def group(schema: Schema, fits: Callable[[Schema], bool], most: int) -> tuple[Schema, ...]:
    """The schema cut into parts of at most ``most`` keys, each of which ``fits``, in the schema's own order.

    A key (one classification, entity type, relation with its head and tail types, event with its roles, the facts, the table)
    is never cut; one that does not fit alone is a part of its own all the same. Each key is asked in exactly one part, so the
    answer to the whole is the sum of the drafts, in any order. Raises ``ValueError`` where ``most`` is not positive.
    """
    if most < 1:
        raise ValueError("a group needs room for one key")
    keys = schema.keys
    if not keys:
        return (schema,)
    parts: list[Schema] = []
    start = 0
    while start < len(keys):
        size = _largest(schema, keys[start : start + most], fits)
        parts.append(schema.only(keys[start : start + size]))
        start += size
    return tuple(parts)


def _largest(schema: Schema, keys: tuple[str, ...], fits: Callable[[Schema], bool]) -> int:
    """How many of the first keys fit together, at least one; found by halving, since more keys never fit better."""
    if fits(schema.only(keys)):
        return len(keys)
    fitting, too_many = 1, len(keys)
    while too_many - fitting > 1:
        middle = (fitting + too_many) // 2
        if fits(schema.only(keys[:middle])):
            fitting = middle
        else:
            too_many = middle
    return fitting
