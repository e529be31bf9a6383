"""The items of an extraction, each tied to its place in the text."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.values.grounding import Grade, Grounding

__all__ = ["UNTYPED", "Argument", "Entity", "Event", "Extraction", "Fact", "Label", "Relation", "Table"]

UNTYPED = "mention"
"""The type of an entity of which no type is known: what stands there is the end of a relation, or plays a role, and no more."""


@dataclass(frozen=True, slots=True)
class Label:
    """The answer to one classification task of the schema; several of one task where it allows several."""

    task: str
    value: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """A mention with its type. ``id`` is unique within the document; relations and arguments refer to it."""

    id: str
    type: str
    grounding: Grounding
    confidence: float | None = None

    @property
    def text(self) -> str:
        """The words of the text, or the value as answered where it is absent from the text."""
        return self.grounding.surface

    @property
    def start(self) -> int | None:
        return self.grounding.start

    @property
    def end(self) -> int | None:
        return self.grounding.end

    @property
    def grade(self) -> Grade:
        return self.grounding.grade


@dataclass(frozen=True, slots=True)
class Relation:
    """``head`` and ``tail`` are ids of entities of the same extraction."""

    type: str
    head: str
    tail: str
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """What fills a role of an event; ``entity`` is the id of the entity at the same place, if there is one."""

    role: str
    grounding: Grounding
    entity: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event with its trigger word (``None`` where the model named none) and arguments."""

    type: str
    trigger: Grounding | None = None
    arguments: tuple[Argument, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """An open IE fact: who, does what, to whom, and when and where if said."""

    subject: Grounding
    predicate: Grounding
    object: Grounding
    time: Grounding | None = None
    place: Grounding | None = None
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to an on-demand request: one cell a column in every row, ``None`` where the text says nothing."""

    request: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Grounding | None, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one text.

    Raises ``ValueError`` when an item does not equal the text at its place, when two entities share an id, or when a relation
    or argument refers to an entity that is not there.
    """

    text: str
    labels: tuple[Label, ...] = ()
    entities: tuple[Entity, ...] = ()
    relations: tuple[Relation, ...] = ()
    events: tuple[Event, ...] = ()
    facts: tuple[Fact, ...] = ()
    tables: tuple[Table, ...] = ()

    def __post_init__(self) -> None:
        for grounding in self.groundings():
            if grounding.text is not None and self.text[grounding.start : grounding.end] != grounding.text:
                raise ValueError(f"the text does not read {grounding.text!r} at {grounding.start}:{grounding.end}")
        known = {entity.id for entity in self.entities}
        if len(known) != len(self.entities):
            raise ValueError("two entities share an id")
        referred = {end for relation in self.relations for end in (relation.head, relation.tail)}
        referred |= {argument.entity for event in self.events for argument in event.arguments if argument.entity}
        if unknown := referred - known:
            raise ValueError(f"no entity has the id {', '.join(sorted(unknown))}")

    def groundings(self) -> Iterator[Grounding]:
        """The grounding of every value of every item, in the order of the items."""
        for entity in self.entities:
            yield entity.grounding
        for event in self.events:
            if event.trigger is not None:
                yield event.trigger
            for argument in event.arguments:
                yield argument.grounding
        for fact in self.facts:
            for part in (fact.subject, fact.predicate, fact.object, fact.time, fact.place):
                if part is not None:
                    yield part
        for table in self.tables:
            for row in table.rows:
                for cell in row:
                    if cell is not None:
                        yield cell

    def entity(self, identifier: str) -> Entity:
        """The entity with that id; ``KeyError`` if there is none."""
        for entity in self.entities:
            if entity.id == identifier:
                return entity
        raise KeyError(identifier)
