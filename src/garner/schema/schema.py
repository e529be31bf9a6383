"""One schema for every task at once: the question garner puts to a text."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from garner.errors import SchemaError
from garner.schema.types import Classification, EntityType, EventType, RelationType

__all__ = ["Schema"]


@dataclass(frozen=True, slots=True)
class Schema:
    """What to look for: classifications (``labels``), entities, relations, events, open facts, an on-demand table.

    Build one with :meth:`load` (YAML or JSON file), :meth:`parse` (dict or YAML/JSON text), :meth:`from_models` (pydantic
    classes) or :meth:`of` (names); each refuses what is wrong with a ``SchemaError`` that names the place.

    >>> Schema.of(entities=["person", "company"]).entities[1].name
    'company'
    """

    name: str = "schema"
    description: str = ""
    labels: tuple[Classification, ...] = ()
    entities: tuple[EntityType, ...] = ()
    relations: tuple[RelationType, ...] = ()
    events: tuple[EventType, ...] = ()
    facts: bool = False
    table: str | None = None

    @classmethod
    def load(cls, path: str | Path) -> Schema:
        """The schema in a YAML or JSON file. Raises ``SchemaError`` with key path and line."""
        from garner.schema.parse import load_schema

        return load_schema(Path(path))

    @classmethod
    def parse(cls, source: str | Mapping[str, object]) -> Schema:
        """The schema in a dict or in YAML/JSON text. Raises ``SchemaError`` with the key path (and line, for text)."""
        from garner.schema.parse import parse_schema

        return parse_schema(source)

    @classmethod
    def from_models(cls, *models: type, name: str = "schema") -> Schema:
        """The schema that pydantic classes describe; docstrings and field descriptions become the guidelines."""
        from garner.schema.models import schema_from_models

        return schema_from_models(models, name)

    @classmethod
    def of(cls, entities: Iterable[str], name: str = "schema") -> Schema:
        """A schema of entity types known by their names alone. Raises ``SchemaError`` where these are no list of names."""
        if isinstance(entities, str | bytes):
            raise SchemaError(f"the entities are one text, {entities!r}, not a list of names.", "Write Schema.of(['person']).")
        if isinstance(entities, Mapping) or not isinstance(entities, Iterable):
            raise SchemaError(
                f"the entities are a {type(entities).__name__}, not a list of names.",
                "Write Schema.of(['person']), or Schema.parse({'entities': {'person': 'A human being'}}).",
            )
        return cls.parse({"name": name, "entities": list(entities)})

    @property
    def keys(self) -> tuple[str, ...]:
        """What is asked, one key each: ``labels.topic``, ``entities.company``, ..., ``facts``, ``table``."""
        return (
            *(f"labels.{task.name}" for task in self.labels),
            *(f"entities.{entity.name}" for entity in self.entities),
            *(f"relations.{relation.name}" for relation in self.relations),
            *(f"events.{event.name}" for event in self.events),
            *(("facts",) if self.facts else ()),
            *(("table",) if self.table else ()),
        )

    def only(self, keys: Iterable[str]) -> Schema:
        """The part of this schema that asks just ``keys``, in this schema's own order.

        Relations and roles keep the names of their types even where those entities are not asked.
        """
        wanted = set(keys)
        return replace(
            self,
            labels=tuple(task for task in self.labels if f"labels.{task.name}" in wanted),
            entities=tuple(entity for entity in self.entities if f"entities.{entity.name}" in wanted),
            relations=tuple(relation for relation in self.relations if f"relations.{relation.name}" in wanted),
            events=tuple(event for event in self.events if f"events.{event.name}" in wanted),
            facts=self.facts and "facts" in wanted,
            table=self.table if "table" in wanted else None,
        )

    @property
    def fingerprint(self) -> str:
        """Sixteen hexadecimal digits that equal schemas share."""
        content = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(content.encode("utf-8", "surrogatepass")).hexdigest()[:16]

    def to_dict(self) -> dict[str, object]:
        """The schema in the file form; ``Schema.parse(schema.to_dict()) == schema``."""
        from garner.schema.render import schema_to_dict

        return schema_to_dict(self)
