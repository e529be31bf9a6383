"""The parts of a schema: what may be asked of a text."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Choice", "Classification", "EntityType", "EventType", "RelationType", "Role"]


@dataclass(frozen=True, slots=True)
class Choice:
    """One possible answer of a classification."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Classification:
    """A question about the whole text: exactly one of ``choices``, or any number of them where ``multiple``."""

    name: str
    choices: tuple[Choice, ...]
    multiple: bool = False
    description: str = ""


@dataclass(frozen=True, slots=True)
class EntityType:
    """A kind of mention to find."""

    name: str
    description: str = ""
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RelationType:
    """A directed relation between mentions; ``head`` and ``tail`` name the entity types allowed, empty for any."""

    name: str
    head: tuple[str, ...] = ()
    tail: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class Role:
    """A role of an event; ``types`` name the entity types that may fill it, empty for any."""

    name: str
    types: tuple[str, ...] = ()
    description: str = ""


@dataclass(frozen=True, slots=True)
class EventType:
    """A kind of event with its roles."""

    name: str
    roles: tuple[Role, ...] = ()
    description: str = ""
    examples: tuple[str, ...] = ()
