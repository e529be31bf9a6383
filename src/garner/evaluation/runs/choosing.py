"""Which modes a data set is scored under, and which of its texts."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence

from garner.datasets.record import CorpusRecord
from garner.evaluation.mode import Mode
from garner.evaluation.modes import mode_named, modes_for
from garner.evaluation.modes.classification import ACCURACY, accuracy_of
from garner.schema import Schema

__all__ = ["chosen_modes", "distinct_schemas", "mode_for", "sampled"]

# Where the gold has no places of its own, the mode that compares strings instead.
_AS_STRINGS = {
    "offset": "string",
    "relation": "relation-string",
    "relation-strict": "relation-string",
    "trigger": "trigger-string",
    "argument": "argument-string",
    "argument-of-type": "argument-of-type-string",
}


def chosen_modes(schemas: Sequence[Schema], strings: bool, names: Iterable[str] = ()) -> tuple[Mode, ...]:
    """The modes by name; without a name, those that fit what the texts are asked (``schemas``, each once).

    The default modes compare places, or strings where the gold has no places of its own (``strings``). Relations between
    mentions that the schema does not type are not scored by the types of their ends. Raises ``NotConfigured`` for an unknown
    name, with the names that come near.
    """
    schema = schemas[0] if len(schemas) == 1 else None
    if wanted := tuple(names):
        return tuple(mode_for(name, schema) for name in dict.fromkeys(wanted))
    fitting = [mode.name for mode in modes_for(schema or _everything(schemas))]
    if not any(each.entities for each in schemas) and "relation-strict" in fitting:
        fitting.remove("relation-strict")
    if strings:
        fitting = [_AS_STRINGS.get(name, name) for name in fitting]
    return tuple(mode_for(name, schema) for name in dict.fromkeys(fitting))


def mode_for(name: str, schema: Schema | None) -> Mode:
    """The mode of that name for texts that are all asked ``schema`` (``None``: each has its own question).

    The accuracy of a task counts every text that is asked, also one whose right answer is none of the choices.
    """
    mode = mode_named(name)
    if mode is ACCURACY and schema is not None:
        return accuracy_of([task.name for task in schema.labels])
    return mode


def _everything(schemas: Sequence[Schema]) -> Schema:
    """A schema that asks every kind of item that one of these does."""
    return Schema(
        labels=next((each.labels for each in schemas if each.labels), ()),
        entities=next((each.entities for each in schemas if each.entities), ()),
        relations=next((each.relations for each in schemas if each.relations), ()),
        events=next((each.events for each in schemas if each.events), ()),
        facts=any(each.facts for each in schemas),
        table=next((each.table for each in schemas if each.table), None),
    )


def distinct_schemas(records: Iterable[CorpusRecord]) -> tuple[Schema, ...]:
    """The schemas of the records, each once."""
    # Most records share one object: comparing large schemas by content thousands of times would take minutes.
    objects = {id(record.schema): record.schema for record in records}
    return tuple(dict.fromkeys(objects.values()))


def sampled(records: Sequence[CorpusRecord], limit: int | None, seed: int) -> tuple[CorpusRecord, ...]:
    """``limit`` of the records drawn at random, in the order of the data; all where they are no more than that.

    Equal arguments draw equal samples, and a larger ``limit`` a sample that holds the smaller one. The first so many would not
    do: corpora are sorted by topic, source or label.
    """
    if limit is None or limit >= len(records):
        return tuple(records)
    drawn = random.Random(seed).sample(range(len(records)), len(records))[:limit]
    return tuple(records[number] for number in sorted(drawn))
