"""From the file form of a schema to the ``Schema`` itself; whatever is wrong is refused with its place."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar

from garner.errors import SchemaError
from garner.schema.schema import Schema
from garner.schema.tree import Part, part_from_text, part_from_value
from garner.schema.types import Choice, Classification, EntityType, EventType, RelationType, Role

__all__ = ["load_schema", "parse_schema"]

SECTIONS = ("name", "description", "labels", "sentiment", "entities", "relations", "events", "facts", "table")
SENTIMENTS = ("positive", "neutral", "negative")

Named = TypeVar("Named", Choice, Classification, EntityType, EventType, RelationType, Role)


def load_schema(path: Path) -> Schema:
    """The schema in a YAML or JSON file. Raises ``SchemaError`` naming file, line and key path."""
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise SchemaError(f"there is no schema file {path}.", "Check the path, or use --entities person,company.") from None
    except UnicodeDecodeError as error:
        raise SchemaError(f"{path} is not UTF-8 text (byte {error.start}).", "Save the schema as UTF-8.") from None
    except OSError as error:
        raise SchemaError(f"{path} cannot be read: {error.strerror}.", "Check the path and its permissions.") from None
    return _schema(part_from_text(text, str(path)), path.stem)


def parse_schema(source: str | Mapping[str, object]) -> Schema:
    """The schema in a dict, or in YAML or JSON text. Raises ``SchemaError`` naming the key path and, for text, the line."""
    return _schema(part_from_text(source) if isinstance(source, str) else part_from_value(source), "schema")


def _schema(top: Part, default_name: str) -> Schema:
    fields = top.fields(SECTIONS, "a mapping with sections such as 'entities'")
    entities = _named(fields.get("entities"), _entity)
    types = [entity.name for entity in entities]
    facts, table = fields.get("facts"), fields.get("table")
    schema = Schema(
        name=_text(fields, "name", "a name") or default_name,
        description=_text(fields, "description", "a description"),
        labels=_labels(fields),
        entities=entities,
        relations=_named(fields.get("relations"), lambda name, part: _relation(name, part, types)),
        events=_named(fields.get("events"), lambda name, part: _event(name, part, types)),
        facts=facts is not None and facts.content is not None and facts.flag(),
        table=_text(fields, "table", "what the table should show") or None if table is not None else None,
    )
    if not schema.keys:
        top.refuse(
            "the schema asks for nothing.", "Add at least one of labels, sentiment, entities, relations, events, facts, table."
        )
    return schema


def _labels(fields: Mapping[str, Part]) -> tuple[Classification, ...]:
    labels = _named(fields.get("labels"), _classification)
    sentiment = fields.get("sentiment")
    if sentiment is None or sentiment.content is None:
        return labels
    if isinstance(sentiment.content, str) and sentiment.plain:
        if not sentiment.flag():
            return labels
        task = Classification("sentiment", tuple(Choice(name) for name in SENTIMENTS), description="The tone of the whole text")
    else:
        task = _classification("sentiment", sentiment)
    if any(label.name == task.name for label in labels):
        sentiment.refuse("'sentiment' stands under labels too.", "Keep one of the two.")
    return (*labels, task)


def _classification(name: str, part: Part) -> Classification:
    if not isinstance(part.content, Mapping):
        return Classification(name, _choices(part, part))
    fields = part.fields(("choices", "multiple", "description"), "choices")
    if "choices" not in fields:
        part.refuse("a classification needs choices.", "For example: {choices: [politics, sport], multiple: false}.")
    return Classification(
        name,
        _choices(fields["choices"], part),
        "multiple" in fields and fields["multiple"].flag(),
        _text(fields, "description", "a description"),
    )


def _choices(part: Part, owner: Part) -> tuple[Choice, ...]:
    choices = _named(part, lambda name, body: Choice(name, _description(body)))
    if len(choices) < 2:
        owner.refuse("a classification needs at least two choices.", "For example: choices: [politics, sport].")
    return choices


def _entity(name: str, part: Part) -> EntityType:
    if not isinstance(part.content, Mapping):
        return EntityType(name, _description(part))
    fields = part.fields(("description", "examples"), "a description")
    return EntityType(name, _text(fields, "description", "a description"), _texts(fields, "examples"))


def _relation(name: str, part: Part, types: Sequence[str]) -> RelationType:
    if not isinstance(part.content, Mapping):
        return RelationType(name, description=_description(part))
    fields = part.fields(("head", "tail", "description"), "head, tail and description")
    head, tail = _types(fields.get("head"), types), _types(fields.get("tail"), types)
    return RelationType(name, head, tail, _text(fields, "description", "a description"))


def _event(name: str, part: Part, types: Sequence[str]) -> EventType:
    if not isinstance(part.content, Mapping):
        return EventType(name, description=_description(part))
    fields = part.fields(("description", "roles", "examples"), "description and roles")
    roles = _named(fields.get("roles"), lambda role, body: _role(role, body, types))
    return EventType(name, roles, _text(fields, "description", "a description"), _texts(fields, "examples"))


def _role(name: str, part: Part, types: Sequence[str]) -> Role:
    if not isinstance(part.content, Mapping):
        return Role(name, _types(part, types))
    fields = part.fields(("types", "type", "description"), "types and description")
    return Role(name, _types(fields.get("types") or fields.get("type"), types), _text(fields, "description", "a description"))


def _types(part: Part | None, known: Sequence[str]) -> tuple[str, ...]:
    if part is None or part.content is None:
        return ()
    names = []
    for item in part.items("the name of an entity type, or a list of them"):
        name = _name(item.text("the name of an entity type"), item)
        if name in ("any", "*") and name not in known:
            return ()
        if name not in known:
            close = get_close_matches(name, known, n=1, cutoff=0.5)
            hint = f"Did you mean {close[0]!r}?" if close else f"Add {name!r} under entities, or leave it out for any type."
            item.refuse(f"unknown entity type {name!r}.", hint)
        names.append(name)
    return tuple(dict.fromkeys(names))


def _named(part: Part | None, build: Callable[[str, Part], Named]) -> tuple[Named, ...]:
    """What a section names: a mapping from names to bodies, or a list of names (or of one-entry mappings)."""
    if part is None or part.content is None:
        return ()
    if part.literal:
        part.refuse(f"expected names, found {part.content}.", "Write a list of names: [person, company].")
    if isinstance(part.content, Mapping):
        entries: Iterable[tuple[str, Part]] = part.content.items()
    else:
        entries = [entry for item in part.items("names") for entry in _entries(item)]
    built: dict[str, Named] = {}
    seen: dict[str, str] = {}
    for raw, body in entries:
        name = _name(raw, body)
        same = unicodedata.normalize("NFKC", name).casefold()
        if same in seen:
            twin = "twice" if seen[same] == name else f"beside {seen[same]!r}, from which it differs only in case or width"
            body.refuse(f"{name!r} stands {twin}.", "Keep one, or give them different names.")
        seen[same] = name
        built[name] = build(name, body)
    return tuple(built.values())


def _entries(item: Part) -> Iterable[tuple[str, Part]]:
    if isinstance(item.content, Mapping):
        return item.content.items()
    return [(item.text("a name"), Part(None, item.path, item.line, item.origin))]


def _name(raw: str, part: Part) -> str:
    name = unicodedata.normalize("NFC", raw).strip()
    if not name:
        part.refuse("a name is empty.")
    if any(unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp") for character in name):
        part.refuse(f"the name {name!r} holds a line break or control character.", "Names are single lines of text.")
    return name


def _description(part: Part) -> str:
    if part.literal:
        part.refuse(f"expected a description, found {part.content}.", "Leave it out, say it in words, or put it in quotes.")
    return "" if part.content is None else _lines(part.text("a description"))


def _text(fields: Mapping[str, Part], key: str, expected: str) -> str:
    part = fields.get(key)
    return "" if part is None or part.content is None else _lines(part.text(expected))


def _lines(text: str) -> str:
    """The text with one kind of line break."""
    return "\n".join(text.splitlines()).strip()


def _texts(fields: Mapping[str, Part], key: str) -> tuple[str, ...]:
    part = fields.get(key)
    if part is None or part.content is None:
        return ()
    return tuple(item.text("an example") for item in part.items("a list of examples"))
