"""Which parts of each corpus the span scorer is trained on, and under which names: what a schema says in full is sometimes more
than a scorer of spans can learn."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["SELECTIONS", "WHOLE", "Selection", "selection_of"]


@dataclass(frozen=True, slots=True)
class Selection:
    """What is taken of a corpus.

    - ``entities``, ``triggers`` and ``arguments`` say which spans are taken.
    - ``ends`` names head and tail of a relation, for corpora whose mentions have no type of their own.
    - ``names`` gives labels another name, ``left_out`` are labels (as named here) that are not trained on.
    - ``filler`` are words put in by annotators for text that is gone: records with one are left out.
    """

    entities: bool = True
    triggers: bool = True
    arguments: bool = True
    ends: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)
    left_out: frozenset[str] = frozenset()
    filler: frozenset[str] = frozenset()


WHOLE = Selection()
"""Everything, under its own names."""

SELECTIONS: Mapping[str, Selection] = {
    "stackoverflow": Selection(
        left_out=frozenset(("code block", "output block")),
        filler=frozenset(("Question_ID", "Question_URL", "CODE_BLOCK", "OUTPUT_BLOCK", "Answer_to_Question_ID")),
    ),
    "litbank_events": Selection(names={"event": "event trigger"}),
    "geneva": Selection(arguments=False),
    "materials": Selection(triggers=False, arguments=False),
    "wetlab": Selection(triggers=False, arguments=False),
    "scierc": Selection(names={"other scientific term": "scientific term"}),
    "semeval2010": Selection(
        ends={
            "cause of": ("cause", "effect"),
            "component of": ("part of something", "whole that has parts"),
            "moved to": ("thing that moves or comes from somewhere", "destination"),
            "produced by": ("product", "producer"),
            "comes from": ("thing that moves or comes from somewhere", "origin"),
            "member of": ("member of a group", "group or collection"),
            "message about": ("message", "topic of a message"),
            "contained in": ("content", "container"),
            "instrument used by": ("instrument", "user of an instrument"),
        }
    ),
    "phee": Selection(
        names={
            "adverse event": "event trigger",
            "potential therapeutic event": "event trigger",
            "effect": "adverse or therapeutic effect",
            "treated disorder": "disorder",
            "earlier disorder of the patient": "disorder",
            "age of the patient": "age",
            "gender of the patient": "gender",
            "ethnicity of the patient": "ethnicity",
            "number of patients": "population",
            "duration of the treatment": "duration",
            "time elapsed until the effect": "time elapsed",
        },
        left_out=frozenset(("drug combination", "speculation", "negation", "severity")),
    ),
    "muc": Selection(
        names={
            "individual perpetrator": "perpetrator",
            "perpetrator organization": "organization of the perpetrators",
            "physical target": "target of an attack",
        }
    ),
    "crudeoil": Selection(
        triggers=False,
        arguments=False,
        left_out=frozenset(("modality cue", "intensity cue", "other activities", "place", "group of countries")),
    ),
    "mams": Selection(
        names={f"{polarity} aspect": "aspect term" for polarity in ("positive", "negative", "neutral")},
    ),
}
"""By the name of the corpus; every other is taken whole."""


def selection_of(corpus: str) -> Selection:
    """The selection for the corpus, or for the family of parts it belongs to."""
    return SELECTIONS.get(corpus) or SELECTIONS.get(corpus.partition("/")[0]) or WHOLE
