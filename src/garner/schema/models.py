"""A schema from pydantic classes: the class says what it is by its fields, docstrings and descriptions are the guidelines.

* one ``Literal`` or ``Enum`` field (or a list of them: several answers) is a classification;
* ``head`` and ``tail`` make a relation, their annotations name the entity classes allowed;
* no field, or one field of type ``str``, is an entity; ``Field(examples=[...])`` gives examples;
* anything else is an event: each field is a role, ``trigger`` is the word that announces it.

A class is named by its own name spelled out (``ResearchPaper`` is "research paper") or by ``ConfigDict(title=...)``; a field by
its own name or ``Field(title=...)``.
"""

from __future__ import annotations

import enum
import inspect
import re
import types
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated, Literal, TypeGuard, Union, get_args, get_origin

from garner.errors import SchemaError
from garner.schema.schema import Schema

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.fields import FieldInfo

__all__ = ["schema_from_models"]


def schema_from_models(models: Sequence[object], name: str) -> Schema:
    """The schema of these classes and of the entity classes they mention. Raises ``SchemaError`` naming class and field."""
    sections: dict[str, dict[str, object]] = {"labels": {}, "entities": {}, "relations": {}, "events": {}}
    done: dict[type, str] = {}
    for model in models:
        if isinstance(model, list | tuple | set | frozenset):
            raise SchemaError(
                f"a {type(model).__name__} of classes where the classes themselves are expected.",
                "Write Schema.from_models(Person, Company), or put a star before the list: Schema.from_models(*classes).",
            )
        if not _is_model(model):
            raise SchemaError(f"{model!r} is not a pydantic class.", "Derive it from pydantic.BaseModel.")
        _add(model, sections, done, ())
    return Schema.parse({"name": name, **sections})


def _add(
    model: type[BaseModel], sections: dict[str, dict[str, object]], done: dict[type, str], inside: tuple[type, ...]
) -> None:
    if model in inside:
        chain = " -> ".join(each.__name__ for each in (*inside, model))
        raise SchemaError(f"the classes contain each other: {chain}.", "Let fields point to entity classes only.")
    if model in done:
        return
    done[model] = section = _section(model)
    for mentioned in _mentioned(model):
        _add(mentioned, sections, done, (*inside, model))
        if done[mentioned] != "entities":
            raise SchemaError(
                f"{model.__name__} refers to {mentioned.__name__}, which is not an entity.",
                "Let fields point to entity classes only.",
            )
    title = _title(model)
    if title in sections[section]:
        raise SchemaError(f"two classes are named {title!r} (the second: {model.__name__}).", "Give one ConfigDict(title=...).")
    sections[section][title] = _BODIES[section](model)


def _section(model: type[BaseModel]) -> str:
    fields = {name: field for name, field in model.model_fields.items() if name != "trigger"}
    if len(fields) == 1 and "trigger" not in model.model_fields:
        (field,) = fields.values()
        if _options(field)[0]:
            return "labels"
        if not _mentioned(model):
            return "entities"
    if set(fields) == {"head", "tail"}:
        return "relations"
    return "events" if model.model_fields else "entities"


def _classification(model: type[BaseModel]) -> object:
    (field,) = model.model_fields.values()
    options, multiple = _options(field)
    return {"choices": list(options), "multiple": multiple, "description": _guideline(model) or field.description or ""}


def _entity(model: type[BaseModel]) -> object:
    examples = [str(example) for field in model.model_fields.values() for example in field.examples or ()]
    description = _guideline(model) or next((field.description or "" for field in model.model_fields.values()), "")
    return {"description": description, "examples": examples}


def _relation(model: type[BaseModel]) -> object:
    ends = {end: [_title(each) for each in _classes(model.model_fields[end].annotation)] for end in ("head", "tail")}
    return {**ends, "description": _guideline(model)}


def _event(model: type[BaseModel]) -> object:
    roles: dict[str, object] = {}
    for name, field in model.model_fields.items():
        if name == "trigger":
            continue
        if _options(field)[0]:
            raise SchemaError(
                f"{model.__name__}.{name}: a role is filled by words of the text, not by a choice.",
                "Make the choice a classification of its own.",
            )
        roles[field.title or name.replace("_", " ")] = {
            "types": [_title(each) for each in _classes(field.annotation)],
            "description": field.description or "",
        }
    trigger = model.model_fields.get("trigger")
    return {
        "description": _guideline(model),
        "roles": roles,
        "examples": [str(each) for each in (trigger and trigger.examples) or ()],
    }


_BODIES = {"labels": _classification, "entities": _entity, "relations": _relation, "events": _event}


def _mentioned(model: type[BaseModel]) -> Iterable[type[BaseModel]]:
    return dict.fromkeys(each for field in model.model_fields.values() for each in _classes(field.annotation))


def _classes(annotation: object) -> list[type[BaseModel]]:
    if _is_model(annotation):
        return [annotation]
    return [each for argument in get_args(annotation) for each in _classes(argument)]


def _options(field: FieldInfo) -> tuple[tuple[str, ...], bool]:
    """The choices of a ``Literal`` or ``Enum`` field and whether it takes several of them."""
    return _choices_of(field.annotation, several=False)


def _choices_of(annotation: object, several: bool) -> tuple[tuple[str, ...], bool]:
    origin = get_origin(annotation)
    if origin is Literal:
        return tuple(str(value) for value in get_args(annotation)), several
    if isinstance(annotation, type) and issubclass(annotation, enum.Enum):
        return tuple(str(member.value) for member in annotation), several
    inner = [argument for argument in get_args(annotation) if argument not in (type(None), ...)]
    if origin in (Union, types.UnionType, Annotated) and inner:
        return _choices_of(inner[0], several)
    if origin in (list, set, frozenset, tuple) and inner:
        return _choices_of(inner[0], several=True)
    return (), False


def _title(model: type[BaseModel]) -> str:
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", " ", model.__name__).replace("_", " ")
    return model.model_config.get("title") or " ".join(
        word if len(word) > 1 and word.isupper() else word.lower() for word in words.split()
    )


def _guideline(model: type[BaseModel]) -> str:
    return inspect.cleandoc(model.__dict__.get("__doc__") or "")


def _is_model(candidate: object) -> TypeGuard[type[BaseModel]]:
    from pydantic import BaseModel

    return isinstance(candidate, type) and issubclass(candidate, BaseModel)
