"""A schema in the file form, for people and for storage."""

from __future__ import annotations

from collections.abc import Iterable

from garner.schema.schema import Schema
from garner.schema.types import Choice, EntityType, EventType, RelationType

__all__ = ["schema_to_dict", "schema_to_yaml"]


def schema_to_dict(schema: Schema) -> dict[str, object]:
    """The file form as plain dicts and lists; parsing it gives an equal schema."""
    record: dict[str, object] = {"name": schema.name}
    sections: dict[str, object] = {
        "description": schema.description,
        "labels": {
            task.name: _filled(choices=_choices(task.choices), multiple=task.multiple, description=task.description)
            for task in schema.labels
        },
        "entities": {entity.name: _entity(entity) for entity in schema.entities},
        "relations": {relation.name: _relation(relation) for relation in schema.relations},
        "events": {event.name: _event(event) for event in schema.events},
        "facts": schema.facts,
        "table": schema.table,
    }
    return record | {name: section for name, section in sections.items() if section}


def schema_to_yaml(schema: Schema) -> str:
    """The file form as YAML text."""
    import yaml

    return yaml.safe_dump(schema_to_dict(schema), allow_unicode=True, sort_keys=False, width=110)


def _choices(choices: Iterable[Choice]) -> object:
    choices = tuple(choices)
    if any(choice.description for choice in choices):
        return {choice.name: choice.description or None for choice in choices}
    return [choice.name for choice in choices]


def _entity(entity: EntityType) -> object:
    if not entity.examples:
        return entity.description or None
    return _filled(description=entity.description, examples=list(entity.examples))


def _relation(relation: RelationType) -> object:
    return _filled(head=list(relation.head), tail=list(relation.tail), description=relation.description) or None


def _event(event: EventType) -> object:
    roles = {
        role.name: _filled(types=list(role.types), description=role.description) if role.description else list(role.types)
        for role in event.roles
    }
    return _filled(description=event.description, roles=roles, examples=list(event.examples)) or None


def _filled(**fields: object) -> dict[str, object]:
    return {name: value for name, value in fields.items() if value}
