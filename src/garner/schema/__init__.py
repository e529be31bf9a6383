"""One schema for every task: parsed from files, dicts, pydantic classes or names; refused with the place when wrong."""

from garner.schema.schema import Schema
from garner.schema.types import Choice, Classification, EntityType, EventType, RelationType, Role

__all__ = ["Choice", "Classification", "EntityType", "EventType", "RelationType", "Role", "Schema"]
