"""A schema in words, for a prompt: every guideline, example, type, role and choice it holds."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from garner.formats.prompts.templates import fill
from garner.schema import Classification, EntityType, EventType, RelationType, Schema

__all__ = ["guide"]


def guide(schema: Schema, words: Mapping[str, str]) -> str:
    """The schema as headed lists, in the words of one language."""
    blocks = []
    if schema.description:
        blocks.append(_line(schema.description))
    for name, entries in (
        ("labels", [_task(task, words) for task in schema.labels]),
        ("entities", [_entity(entity, words) for entity in schema.entities]),
        ("relations", [_relation(relation, words) for relation in schema.relations]),
        ("events", [_event(event, words) for event in schema.events]),
    ):
        if entries:
            blocks.append("\n".join([words[f"{name} heading"], *entries]))
    if schema.facts:
        blocks.append(words["facts heading"])
    if schema.table:
        blocks.append(fill(words["table heading"], request=_line(schema.table)))
    return "\n\n".join(blocks)


def _line(text: str) -> str:
    """A text on one line, so that no description can look like a rule of its own."""
    return " ".join(text.split())


def _entry(name: str, *parts: str) -> str:
    said = " ".join(part for part in parts if part)
    return f"- {name}: {said}" if said else f"- {name}"


def _sentence(text: str) -> str:
    line = _line(text)
    return line if not line or line[-1] in ".!?:;。！？：；」』）)" else line + ("。" if ord(line[-1]) > 0x2E7F else ".")


def _task(task: Classification, words: Mapping[str, str]) -> str:
    kind = words["label several" if task.multiple else "label one"]
    lines = [_entry(task.name, _sentence(task.description), fill(kind, choices=_names(task.choices, words)))]
    lines += [f"  - {choice.name}: {_line(choice.description)}" for choice in task.choices if choice.description]
    return "\n".join(lines)


def _entity(entity: EntityType, words: Mapping[str, str]) -> str:
    return _entry(entity.name, _sentence(entity.description), _examples(entity.examples, words))


def _relation(relation: RelationType, words: Mapping[str, str]) -> str:
    ends = ""
    if relation.head or relation.tail:
        head = words["listed"].join(relation.head) or words["any type"]
        ends = fill(words["ends"], head=head, tail=words["listed"].join(relation.tail) or words["any type"])
    return _entry(relation.name, _sentence(relation.description), ends)


def _event(event: EventType, words: Mapping[str, str]) -> str:
    roles = fill(words["roles"], roles=_names(event.roles, words)) if event.roles else ""
    lines = [_entry(event.name, _sentence(event.description), _examples(event.examples, words), roles)]
    for role in event.roles:
        types = f" ({words['listed'].join(role.types)})" if role.types else ""
        if types or role.description:
            said = f": {_line(role.description)}" if role.description else ""
            lines.append(f"  - {role.name}{types}{said}")
    return "\n".join(lines)


def _names(named: Iterator[object] | tuple[object, ...], words: Mapping[str, str]) -> str:
    return words["listed"].join(str(getattr(item, "name", item)) for item in named)


def _examples(examples: tuple[str, ...], words: Mapping[str, str]) -> str:
    if not examples:
        return ""
    quoted = [fill(words["example"], example=_line(example)) for example in examples]
    return fill(words["examples"], examples=words["listed"].join(quoted))
