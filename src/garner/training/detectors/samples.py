"""One text with a question and its right answer: what extractors are run on, and their answers compared with."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from garner.schema import Schema
from garner.training.detectors.comparing import Judged
from garner.values import Event, Extraction

__all__ = ["Sample", "narrowed", "trimmed"]


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
