"""A schema source as a tree that remembers where each part stands, so that every refusal can name the place."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import NoReturn

from garner.errors import SchemaError

__all__ = ["Part", "part_from_text", "part_from_value"]

_LITERALS = tuple(f"tag:yaml.org,2002:{kind}" for kind in ("int", "float", "bool"))


@dataclass(frozen=True, slots=True)
class Part:
    """A scalar (as text; ``None`` for null), a list or a mapping, with its key path and, for texts, its line.

    Scalars stay text, so that a label named ``no`` or ``1984`` keeps its name; ``plain`` tells that it was written unquoted,
    ``literal`` that it was a number or truth value rather than words.
    """

    content: str | tuple[Part, ...] | Mapping[str, Part] | None
    path: str
    line: int | None = None
    origin: str = ""
    plain: bool = False
    literal: bool = False

    def refuse(self, message: str, hint: str = "") -> NoReturn:
        """Raise a ``SchemaError`` that says where."""
        place = self.origin or "schema"
        if self.line is not None:
            place = f"{place}, line {self.line}"
        raise SchemaError(f"{place}: {self.path or 'top level'}: {message}", hint)

    def mapping(self, expected: str) -> Mapping[str, Part]:
        if not isinstance(self.content, Mapping):
            self.refuse(f"expected {expected}, found {self.kind}.")
        return self.content

    def fields(self, known: Sequence[str], expected: str) -> Mapping[str, Part]:
        """The mapping, once every key of it is known."""
        content = self.mapping(expected)
        for key, part in content.items():
            if key not in known:
                close = get_close_matches(key.casefold(), known, n=1, cutoff=0.5)
                hint = f"Did you mean {close[0]!r}?" if close else f"Known here: {', '.join(known)}."
                part.refuse(f"unknown key {key!r}.", hint)
        return content

    def text(self, expected: str) -> str:
        if not isinstance(self.content, str):
            self.refuse(f"expected {expected}, found {self.kind}.")
        return self.content

    def flag(self) -> bool:
        if isinstance(self.content, str) and self.plain and self.content.lower() in ("true", "false", "yes", "no"):
            return self.content.lower() in ("true", "yes")
        return self.refuse(f"expected true or false, found {self.kind}.")

    def items(self, expected: str) -> tuple[Part, ...]:
        """The parts of a list; a lone scalar counts as a list of one."""
        if isinstance(self.content, tuple):
            return self.content
        if isinstance(self.content, str):
            return (self,)
        return self.refuse(f"expected {expected}, found {self.kind}.")

    @property
    def kind(self) -> str:
        if self.content is None:
            return "nothing"
        if isinstance(self.content, str):
            return f"{self.content!r}"
        return "a list" if isinstance(self.content, tuple) else "a mapping"


def part_from_value(value: object, path: str = "", origin: str = "", inside: tuple[int, ...] = ()) -> Part:
    """The tree of a Python value (mappings, sequences, strings, numbers, booleans, ``None``)."""
    if id(value) in inside:
        Part(None, path, origin=origin).refuse("the schema contains itself.", "Write the inner part out.")
    inside = (*inside, id(value))
    if value is None:
        return Part(None, path, origin=origin)
    if isinstance(value, bool):
        return Part(str(value).lower(), path, origin=origin, plain=True, literal=True)
    if isinstance(value, str | int | float):
        return Part(str(value), path, origin=origin, literal=not isinstance(value, str))
    if isinstance(value, Mapping):
        entries = {str(key): part_from_value(item, _join(path, str(key)), origin, inside) for key, item in value.items()}
        return Part(entries, path, origin=origin)
    if isinstance(value, Sequence) and not isinstance(value, bytes):
        parts = tuple(part_from_value(item, f"{path}[{index}]", origin, inside) for index, item in enumerate(value))
        return Part(parts, path, origin=origin)
    return Part(None, path, origin=origin).refuse(f"a schema cannot hold a {type(value).__name__}.")


def part_from_text(text: str, origin: str = "") -> Part:
    """The tree of YAML or JSON text. Raises ``SchemaError`` with the line where it is neither."""
    import yaml

    if text.lstrip("\ufeff \t\r\n").startswith(("{", "[")):
        # JSON allows tabs between tokens and YAML does not; inside JSON strings a raw tab is not allowed anyway.
        text = text.replace("\t", " ")
    try:
        node = yaml.compose(text.removeprefix("\ufeff"), Loader=yaml.SafeLoader)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        reason = getattr(error, "problem", None) or str(error).splitlines()[0]
        line = None if mark is None else mark.line + 1
        Part(None, "", line, origin).refuse(f"neither YAML nor JSON: {reason}.")
    except RecursionError:
        Part(None, "", None, origin).refuse("nested too deeply.")
    if node is None:
        return Part({}, "", 1, origin)
    return _part(node, "", origin, ())


def _part(node: object, path: str, origin: str, inside: tuple[int, ...]) -> Part:
    import yaml

    assert isinstance(node, yaml.Node)
    line = node.start_mark.line + 1
    if id(node) in inside:
        Part(None, path, line, origin).refuse("the schema contains itself.", "Write the inner part out instead of an alias.")
    inside = (*inside, id(node))
    if isinstance(node, yaml.MappingNode):
        return Part(dict(_entries(node, path, origin, inside)), path, line, origin)
    if isinstance(node, yaml.SequenceNode):
        items = tuple(_part(item, f"{path}[{index}]", origin, inside) for index, item in enumerate(node.value))
        return Part(items, path, line, origin)
    assert isinstance(node, yaml.ScalarNode)
    plain = node.style is None
    if plain and node.tag == "tag:yaml.org,2002:null":
        return Part(None, path, line, origin)
    return Part(_whole(str(node.value)), path, line, origin, plain, plain and node.tag in _LITERALS)


def _entries(node: object, path: str, origin: str, inside: tuple[int, ...]) -> Iterator[tuple[str, Part]]:
    import yaml

    assert isinstance(node, yaml.MappingNode)
    seen: dict[str, int] = {}
    for key_node, value_node in node.value:
        line = key_node.start_mark.line + 1
        if not isinstance(key_node, yaml.ScalarNode):
            Part(None, path, line, origin).refuse("a key must be a name.")
        key = _whole(str(key_node.value))
        if key in seen:
            Part(None, _join(path, key), line, origin).refuse(f"{key!r} stands twice (first in line {seen[key]}).", "Keep one.")
        seen[key] = line
        part = _part(value_node, _join(path, key), origin, inside)
        # The key's line is where people look, also when the value begins further down.
        yield key, Part(part.content, part.path, line, origin, part.plain, part.literal)


def _whole(text: str) -> str:
    """Surrogate pairs, as JSON escapes write them, joined to the characters they stand for."""
    if not any("\ud800" <= character <= "\udfff" for character in text):
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _join(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key
