"""Every matching mode by name. Scores of different modes do not compare; each score carries the title of its mode."""

from __future__ import annotations

from difflib import get_close_matches

from garner.errors import NotConfigured
from garner.evaluation.mode import Mode
from garner.evaluation.modes import (
    adelie,
    classification,
    events,
    exact,
    facts,
    offset,
    overlap,
    relations,
    ruie,
    strings,
    tables,
)
from garner.schema import Schema

__all__ = ["MODES", "mode_named", "modes_for"]

_ALL = (
    *(offset.OFFSET, offset.BOUNDARIES, offset.OUTERMOST, offset.NESTED),
    *(overlap.OVERLAP, overlap.PARTIAL, overlap.TYPE),
    *(strings.STRING, strings.STRING_SET),
    *(relations.RELATION, relations.RELATION_STRICT, relations.RELATION_STRING, relations.RELATION_STRING_SET),
    *(events.TRIGGER, events.ARGUMENT, events.ARGUMENT_OF_TYPE),
    *(events.TRIGGER_STRING, events.ARGUMENT_STRING, events.ARGUMENT_OF_TYPE_STRING),
    *(classification.CLASS, classification.ACCURACY),
    *(exact.TEXT_EXACT, exact.WORD_EXACT, exact.ALL_EXACT),
    *(facts.CARB, facts.FACT_STRING),
    *(tables.TABLE_HEADER, tables.TABLE_CONTENT),
    *(ruie.RUIE, ruie.RUIE_GROUNDED, ruie.RUIE_RELATION, ruie.RUIE_TRIGGER, ruie.RUIE_ARGUMENT),
    *(adelie.ADELIE, adelie.ADELIE_RELATION, adelie.ADELIE_TRIGGER, adelie.ADELIE_ARGUMENT),
    adelie.adelie_mentions(loses_capitals=True),
    adelie.adelie_relations({}, shrinks_gold=True),
)

MODES: dict[str, Mode] = {mode.name: mode for mode in _ALL}
"""All modes that need no further choice, by name."""


def mode_named(name: str) -> Mode:
    """The mode with that name, with or without its version (``offset`` or ``offset@1``).

    Raises ``NotConfigured`` for an unknown name or a version this release does not have.
    """
    bare, _, version = name.partition("@")
    if bare not in MODES:
        near = get_close_matches(bare, MODES, 3) or list(MODES)
        raise NotConfigured(f"there is no matching mode {bare!r}.", f"Choose one of {', '.join(near)}.")
    mode = MODES[bare]
    if version and version != str(mode.version):
        raise NotConfigured(f"this release has {mode.title}, not {name}.", "Score again with this release to compare.")
    return mode


def modes_for(schema: Schema) -> tuple[Mode, ...]:
    """The default modes for what a schema asks: places first, everything strict."""
    modes: list[Mode] = []
    if schema.entities:
        modes.append(offset.OFFSET)
    if schema.relations:
        modes += [relations.RELATION_STRICT, relations.RELATION]
    if schema.events:
        modes += [events.TRIGGER, events.ARGUMENT, events.ARGUMENT_OF_TYPE]
    if schema.labels:
        modes += [classification.CLASS, classification.accuracy_of([task.name for task in schema.labels])]
    if schema.facts:
        modes.append(facts.CARB)
    if schema.table:
        modes += [tables.TABLE_HEADER, tables.TABLE_CONTENT]
    return tuple(modes)
