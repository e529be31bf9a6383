"""The JSON schema of an answer in the ``json`` format."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from garner.schema import RelationType, Schema

__all__ = ["answer_json_schema"]

_STRING = {"type": "string"}
_STRING_OR_NULL = {"type": ["string", "null"]}
_STRINGS = {"type": "array", "items": _STRING}


def answer_json_schema(schema: Schema) -> dict[str, object]:
    """The JSON schema that an answer to ``schema`` follows, as servers with structured outputs take it.

    It keeps to the strict subset: every object closed, every property required, choices as enumerations. Head and tail state
    their types where the relation allows several. Descriptions are left to the prompt, so that they are not paid for twice.

    >>> from garner.schema import EntityType, Schema
    >>> sorted(answer_json_schema(Schema(entities=(EntityType("company"),)))["properties"])
    ['entities']
    """
    sections: dict[str, object] = {}
    if schema.labels:
        sections["labels"] = _object(
            {task.name: _choice([choice.name for choice in task.choices], task.multiple) for task in schema.labels}
        )
    if schema.entities:
        sections["entities"] = _object({entity.name: _STRINGS for entity in schema.entities})
    if schema.relations:
        sections["relations"] = _object({relation.name: _list(_relation(relation)) for relation in schema.relations})
    if schema.events:
        sections["events"] = _object({event.name: _list(_event(role.name for role in event.roles)) for event in schema.events})
    if schema.facts:
        fact = {"subject": _STRING, "predicate": _STRING, "object": _STRING, "time": _STRING_OR_NULL, "place": _STRING_OR_NULL}
        sections["facts"] = _list(_object(fact))
    if schema.table:
        sections["table"] = _object({"columns": _STRINGS, "rows": _list(_STRINGS)})
    return _object(sections)


def _object(properties: Mapping[str, object]) -> dict[str, object]:
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


def _list(items: object) -> dict[str, object]:
    return {"type": "array", "items": items}


def _choice(choices: list[str], multiple: bool) -> dict[str, object]:
    choice: dict[str, object] = {"type": "string", "enum": choices}
    return _list(choice) if multiple else choice


def _relation(relation: RelationType) -> dict[str, object]:
    ends: dict[str, object] = {"head": _STRING, "tail": _STRING}
    for end, types in (("head_type", relation.head), ("tail_type", relation.tail)):
        if len(types) > 1:
            ends[end] = _choice(list(types), multiple=False)
    return _object(ends)


def _event(roles: Iterable[str]) -> dict[str, object]:
    arguments: dict[str, object] = dict.fromkeys(roles, _STRINGS)
    return _object({"trigger": _STRING_OR_NULL, "arguments": _object(arguments)})
