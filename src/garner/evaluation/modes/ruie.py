"""RUIE's scoring (arXiv 2409.11673, ``evaluation/metrics.py``): sets of normalised ``label: value`` strings.

The rules, in their order and, as there, gone through twice: white space becomes single spaces; none stay around
``, : ( ) . _ ; ' -``; lower case; braces go; runs of commas, of full stops and of semicolons become one; a typographic
apostrophe becomes a plain one; "location" is written "located", in values as in labels.

RUIE counts only predicted mentions whose label is in the schema and whose text is in the prompt: most invented names cost it
nothing. ``ruie`` counts them all; ``ruie-grounded`` leaves out the mentions that stand nowhere in the text, to repeat published
figures.
Its rule for relations named "na" never fires on answers in its own format (it looks for ``,na,``) and is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from garner.evaluation.mode import Key, Mode, Repeats, keyed
from garner.evaluation.units import Unit, arguments, entities, relations, triggers
from garner.values import Extraction, Grade

__all__ = ["RUIE", "RUIE_ARGUMENT", "RUIE_GROUNDED", "RUIE_RELATION", "RUIE_TRIGGER", "normalise_ruie"]

_AROUND = re.compile(r"\s*([,:().;'_-])\s*")
_RUNS = re.compile(r"([,.;])\1+")


@lru_cache(maxsize=65536)
def normalise_ruie(text: str) -> str:
    """The text under RUIE's rules.

    >>> normalise_ruie("  Location :  U. S.  { east } ")
    'located:u.s.east'
    """
    for _ in range(2):
        text = _AROUND.sub(r"\1", " ".join(text.split())).lower()
        text = text.replace("{", "").replace("}", "")
        text = _RUNS.sub(r"\1", text).replace("’", "'").replace("location", "located")
    return text.strip()


def _key(unit: Unit) -> Key:
    label = normalise_ruie(unit.label)
    return label, normalise_ruie(f"{unit.label}: {', '.join(part.value for part in unit.parts)}")


def _argument_key(unit: Unit) -> Key:
    """Role and value only: RUIE gives the trigger and its event type with the question."""
    role = unit.label.rpartition(".")[2]
    return normalise_ruie(unit.label), normalise_ruie(f"{role}: {unit.parts[-1].value}")


def _grounded(extraction: Extraction) -> Iterator[Unit]:
    return (unit for unit in entities(extraction) if unit.parts[0].grade is not Grade.ABSENT)


_SOURCE = "RUIE evaluation/metrics.py"
RUIE = Mode("ruie", 1, f"{_SOURCE}, every prediction counted", keyed(entities, _key, Repeats.IGNORE))
RUIE_GROUNDED = Mode(
    "ruie-grounded", 1, f"{_SOURCE}, absent mentions left out as there", keyed(_grounded, _key, Repeats.IGNORE)
)
RUIE_RELATION = Mode("ruie-relation", 1, _SOURCE, keyed(relations, _key, Repeats.IGNORE))
RUIE_TRIGGER = Mode("ruie-trigger", 1, _SOURCE, keyed(triggers, _key, Repeats.IGNORE))
RUIE_ARGUMENT = Mode("ruie-argument", 1, _SOURCE, keyed(arguments, _argument_key, Repeats.IGNORE))
