"""One text with a question and its right answer: what extractors are run on, and their answers compared with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from random import Random

from garner.schema import Schema
from garner.training.detectors.comparing import Judged
from garner.values import UNTYPED, Entity, Event, Extraction

__all__ = ["Sample", "narrowed", "partly_untyped", "trimmed", "untyped"]


@dataclass(frozen=True, slots=True)
class Sample:
    """A text, what is asked of it and its gold, which answers nothing else.

    ``corpus`` is written ``corpus:split``; ``language`` is empty where nobody says it.
    """

    id: str
    text: str
    schema: Schema
    gold: Extraction
    corpus: str
    judged: Judged = field(default_factory=Judged)
    language: str = ""

    @property
    def key(self) -> str:
        """What no other sample is called."""
        return f"{self.corpus}/{self.id}"


def narrowed(sample: Sample, schema: Schema) -> Sample:
    """The sample asked less."""
    return replace(sample, schema=schema, gold=trimmed(sample.gold, schema)) if schema != sample.schema else sample


def untyped(sample: Sample) -> Sample:
    """The sample asked for its relations alone, between whatever they join: entities have no type, and each place is one."""
    relations = tuple(replace(each, head=(), tail=()) for each in sample.schema.relations)
    schema = replace(sample.schema, labels=(), entities=(), relations=relations, events=(), facts=False, table=None)
    gold = trimmed(sample.gold, schema)
    ends: dict[object, Entity] = {}
    for each in gold.entities:
        ends.setdefault(each.grounding.span or each.grounding.surface, replace(each, type=UNTYPED))
    now = {each.id: ends[each.grounding.span or each.grounding.surface].id for each in gold.entities}
    moved = (replace(each, head=now[each.head], tail=now[each.tail]) for each in gold.relations)
    related = tuple(dict.fromkeys(each for each in moved if each.head != each.tail))
    gold = replace(gold, entities=tuple(ends.values()), relations=related)
    return replace(sample, id=f"{sample.id} untyped", schema=schema, gold=gold)


def partly_untyped(samples: Iterable[Sample], share: float, seed: int) -> Iterator[Sample]:
    """The samples, a share of those with typed relations ``untyped``: people ask so, and few corpora do."""
    for each in samples:
        typed = each.schema.entities and each.schema.relations
        yield untyped(each) if typed and Random(f"{seed} untyped {each.key}").random() < share else each


def trimmed(extraction: Extraction, schema: Schema) -> Extraction:
    """What of it answers the schema, without confidence lost or ids changed: no facts, no tables, and mentions of types that
    are not asked only where a relation begins or ends with them."""
    choices = {task.name: {choice.name for choice in task.choices} for task in schema.labels}
    relation_types = {relation.name for relation in schema.relations}
    relations = tuple(each for each in extraction.relations if each.type in relation_types)
    ends = {end for relation in relations for end in (relation.head, relation.tail)}
    types = {entity.name for entity in schema.entities}
    entities = tuple(each for each in extraction.entities if each.type in types or each.id in ends)
    kept = {entity.id for entity in entities}
    roles = {event.name: {role.name for role in event.roles} for event in schema.events}
    return Extraction(
        extraction.text,
        tuple(each for each in extraction.labels if each.value in choices.get(each.task, ())),
        entities,
        relations,
        tuple(_event(each, roles[each.type], kept) for each in extraction.events if each.type in roles),
    )


def _event(event: Event, roles: Collection[str], kept: Collection[str]) -> Event:
    return replace(
        event,
        arguments=tuple(
            replace(each, entity=each.entity if each.entity in kept else None) for each in event.arguments if each.role in roles
        ),
    )
