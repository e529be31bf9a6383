"""The schema of a corpus: every label it has, spelled out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from garner.datasets.corpora.corpus import Corpus, Named
from garner.datasets.record import Annotated
from garner.schema import Choice, Classification, EntityType, EventType, RelationType, Role, Schema
from garner.values import UNTYPED, Extraction

__all__ = ["schema_of"]


def schema_of(corpus: Corpus, annotated: Iterable[Annotated]) -> Schema:
    """What the corpus asks of every text: the labels that occur in any of its splits, sorted, each once.

    Relations say which entity types they join only where the corpus declares it.
    """
    seen = _Seen()
    for each in annotated:
        if each.schema is None:
            seen.add(each.gold)
    return Schema(
        name=corpus.name.replace("/", " ").replace("_", " "),
        labels=tuple(_task(corpus, task, sorted(values)) for task, values in sorted(seen.choices.items())),
        entities=tuple(dict.fromkeys(EntityType(*corpus.named("entities", label)) for label in sorted(seen.entities))),
        relations=tuple(dict.fromkeys(_relation(corpus, label) for label in sorted(seen.relations))),
        events=_events(corpus, seen.events),
        facts=seen.facts,
    )


class _Seen:
    """The raw labels met so far."""

    def __init__(self) -> None:
        self.choices: dict[str, set[str]] = {}
        self.entities: set[str] = set()
        self.relations: set[str] = set()
        self.events: dict[str, set[str]] = {}
        self.facts = False

    def add(self, gold: Extraction) -> None:
        for label in gold.labels:
            self.choices.setdefault(label.task, set()).add(label.value)
        self.entities.update(entity.type for entity in gold.entities if entity.type != UNTYPED)
        self.relations.update(relation.type for relation in gold.relations)
        for event in gold.events:
            self.events.setdefault(event.type, set()).update(argument.role for argument in event.arguments)
        self.facts = self.facts or bool(gold.facts)


def _task(corpus: Corpus, task: str, values: list[str]) -> Classification:
    name, description = corpus.named("tasks", task)
    choices = tuple(Choice(*corpus.named("choices", value)) for value in values)
    return Classification(name, choices, task in corpus.several, description)


def _relation(corpus: Corpus, label: str) -> RelationType:
    name, description = corpus.named("relations", label)
    head, tail = (tuple(corpus.named("entities", end).name for end in ends) for ends in corpus.ends.get(label, ((), ())))
    return RelationType(name, head, tail, description)


def _events(corpus: Corpus, raw: Mapping[str, set[str]]) -> tuple[EventType, ...]:
    """The event types with their roles; raw labels of one name are one type with the roles of all of them."""
    roles: dict[Named, dict[Named, None]] = {}
    for label in sorted(raw):
        own = roles.setdefault(corpus.named("events", label), {})
        own.update(dict.fromkeys(corpus.named("roles", role) for role in sorted(raw[label])))
    return tuple(
        EventType(event.name, tuple(Role(role.name, (), role.description) for role in own), event.description)
        for event, own in roles.items()
    )
