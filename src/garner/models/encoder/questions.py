"""A schema as the labels that the networks are asked: which there are, what each is for, and which are asked together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from garner.models.encoder.label_texts import choice_text, label_text
from garner.models.encoder.layout import CLASS, RELATION, SPAN
from garner.models.encoder.sightings import Examples, examples_of
from garner.schema import EntityType, Schema

__all__ = ["GENERAL_KINDS", "AskedEvent", "AskedLabel", "AskedRelation", "AskedRole", "AskedTask", "Questions", "questions_of"]

GENERAL_KINDS = ("person", "organization", "location", "date", "miscellaneous", "thing")
"""Kinds that together leave little out that a relation may join; in English, which finds them in every language."""


class AskedLabel(NamedTuple):
    """The words of a label and what it is asked of: ``SPAN``, ``CLASS`` or ``RELATION``; ``plain`` is its name
    alone, without description and examples."""

    text: str
    kind: int
    plain: str
    examples: tuple[str, ...] = ()


class AskedRelation(NamedTuple):
    """A relation type with its label and the entity types its ends may have (none: any)."""

    name: str
    label: int
    head: tuple[str, ...]
    tail: tuple[str, ...]


class AskedRole(NamedTuple):
    """A role with its label and the entity types that may fill it (none: any span)."""

    name: str
    label: int
    types: tuple[str, ...]


class AskedEvent(NamedTuple):
    """An event type, the label of its triggers, and its roles."""

    name: str
    label: int
    roles: tuple[AskedRole, ...]


class AskedTask(NamedTuple):
    """A classification and the label of each of its choices."""

    name: str
    multiple: bool
    choices: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Questions:
    """The labels of a schema by number. ``groups`` are numbers asked together, every label in one of them.

    ``entities`` holds name and label of every entity type, those included that relations or roles name and the schema does not
    ask for; ``wanted`` are the names asked for. Roles of one name and description share a label, with each other and with an
    entity type. ``general`` are the labels among them that only say where ends of relations may stand whose types nothing
    names. ``examples`` are the example mentions of all of them.
    """

    labels: tuple[AskedLabel, ...]
    groups: tuple[tuple[int, ...], ...]
    entities: tuple[tuple[str, int], ...]
    wanted: frozenset[str]
    relations: tuple[AskedRelation, ...]
    events: tuple[AskedEvent, ...]
    tasks: tuple[AskedTask, ...]
    general: frozenset[int]
    examples: Examples


@lru_cache(maxsize=64)
def questions_of(schema: Schema, most: int = 64) -> Questions:
    """The questions of a schema, at most ``most`` in a group.

    Labels that are judged by each other stay together where they fit: a relation with the types of its ends, an event with its
    roles, the choices of a classification. Numbers and groups follow the names, so that the order of a schema changes nothing.
    """
    labels = _Labels()
    named = {each.name: each for each in (*_types_named(schema), *schema.entities)}
    kinds = {each.name: each for each in _general_kinds(schema)} | named
    entities = tuple((name, labels.add(SPAN, name, kinds[name].description, kinds[name].examples)) for name in sorted(kinds))
    events = tuple(
        AskedEvent(
            event.name,
            labels.add(SPAN, event.name, event.description, event.examples),
            tuple(AskedRole(role.name, labels.shared(role.name, role.description), role.types) for role in event.roles),
        )
        for event in sorted(schema.events, key=lambda event: event.name)
    )
    relations = tuple(
        AskedRelation(each.name, labels.add(RELATION, each.name, each.description), each.head, each.tail)
        for each in sorted(schema.relations, key=lambda each: each.name)
    )
    tasks = _tasks(schema, labels)
    numbers = dict(entities)
    units = [
        *((each.label, *(numbers[name] for name in (*each.head, *each.tail))) for each in relations),
        *((event.label, *(role.label for role in event.roles)) for event in events),
        *((number,) for number in numbers.values()),
        *(tuple(label for _, label in task.choices) for task in tasks),
    ]
    wanted = frozenset(entity.name for entity in schema.entities)
    general = frozenset(number for name, number in entities if name not in named)
    examples = examples_of(label.examples for label in labels.all)
    return Questions(tuple(labels.all), _grouped(units, most), entities, wanted, relations, events, tasks, general, examples)


class _Labels:
    """The labels so far; those that are words alone may be shared."""

    def __init__(self) -> None:
        self.all: list[AskedLabel] = []
        self._numbers: dict[str, int] = {}

    def add(self, kind: int, name: str, description: str = "", examples: Sequence[str] = ()) -> int:
        text = label_text(name, description, examples)
        self.all.append(AskedLabel(text, kind, name, tuple(examples)))
        if kind == SPAN:
            self._numbers.setdefault(text, len(self.all) - 1)
        return len(self.all) - 1

    def add_choice(self, text: str, plain: str) -> int:
        self.all.append(AskedLabel(text, CLASS, plain))
        return len(self.all) - 1

    def shared(self, name: str, description: str) -> int:
        known = self._numbers.get(label_text(name, description))
        return self.add(SPAN, name, description) if known is None else known


def _types_named(schema: Schema) -> Iterable[EntityType]:
    """The entity types that relations and roles name."""
    named = [name for relation in schema.relations for name in (*relation.head, *relation.tail)]
    named += [name for event in schema.events for role in event.roles for name in role.types]
    return (EntityType(name) for name in named)


def _general_kinds(schema: Schema) -> Iterable[EntityType]:
    """What is looked for where a relation may join anything and the schema asks for no entities that it could join."""
    if schema.entities or all(relation.head and relation.tail for relation in schema.relations):
        return ()
    return map(EntityType, GENERAL_KINDS)


def _tasks(schema: Schema, labels: _Labels) -> tuple[AskedTask, ...]:
    """The classifications; a choice that several of them have is asked with its task's name."""
    times = Counter(choice.name for task in schema.labels for choice in task.choices)
    return tuple(
        AskedTask(
            task.name,
            task.multiple,
            tuple(
                (
                    each.name,
                    labels.add_choice(
                        choice_text(task.name, each.name, each.description, with_task=times[each.name] > 1),
                        choice_text(task.name, each.name, with_task=times[each.name] > 1),
                    ),
                )
                for each in task.choices
            ),
        )
        for task in sorted(schema.labels, key=lambda task: task.name)
    )


def _grouped(units: Iterable[Sequence[int]], most: int) -> tuple[tuple[int, ...], ...]:
    """Every number once, those of a unit in the first group that has room for all of them that stand in none yet."""
    groups: list[list[int]] = []
    placed: set[int] = set()
    for unit in units:
        new = [number for number in dict.fromkeys(unit) if number not in placed]
        placed.update(new)
        for begin in range(0, len(new), most):
            part = new[begin : begin + most]
            group = next((each for each in groups if len(each) + len(part) <= most), None)
            if group is None:
                groups.append(part)
            else:
                group += part
    return tuple(tuple(sorted(group)) for group in groups)
