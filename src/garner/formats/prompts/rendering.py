"""From a passage and a schema to the messages a language model is asked with."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from garner.errors import NotConfigured
from garner.formats.canonical import restricted
from garner.formats.prompts.guide import guide
from garner.formats.prompts.languages import LANGUAGES, language_of
from garner.formats.prompts.templates import fill, sections, versions
from garner.formats.registry import FORMATS
from garner.schema import Schema
from garner.values import Draft, Message, Problem

__all__ = ["PromptStyle", "passage_marks", "render", "render_correction"]

_MOST_PROBLEMS = 8
_LONGEST_PROBLEM = 300


@dataclass(frozen=True, slots=True)
class PromptStyle:
    """In which format, language and version of the prompt a model is asked.

    ``language`` is ``en``, ``zh``, ``ja`` or ``auto``, which takes the language of each passage. ``name`` is stored with
    results. Raises ``NotConfigured`` for what there is not.
    """

    format: str = "json"
    language: str = "auto"
    version: str = "1"

    def __post_init__(self) -> None:
        _one_of("format", self.format, FORMATS)
        _one_of("language", self.language, ("auto", *LANGUAGES))
        _one_of("version of that prompt", self.version, versions(self.format))

    @property
    def name(self) -> str:
        return f"{self.format}-{self.version}-{self.language}"


def _one_of(kind: str, given: str, known: Iterable[str]) -> None:
    if given not in known:
        raise NotConfigured(f"There is no {kind} {given!r}.", f"Choose one of: {', '.join(known)}.")


def render(
    passage: str, schema: Schema, prompt: PromptStyle, demonstrations: Sequence[tuple[str, Draft]] = ()
) -> tuple[Message, ...]:
    """The conversation that asks ``schema`` of ``passage``: instructions, demonstrations as earlier turns, the passage.

    The texts stand between marks that occur in none of them. A demonstration shows what its draft says about this schema; what
    the schema does not ask, and confidences and places, are left out of it.
    """
    language = language_of(passage) if prompt.language == "auto" else prompt.language
    words = sections(language, prompt.format, prompt.version)
    format_ = FORMATS[prompt.format]
    marks = passage_marks([passage, *(text for text, _ in demonstrations)])
    empty = format_.write(Draft(), schema)
    rules = "\n".join(words[name] for name in _asked(schema) if name in words)
    messages = [
        Message("system", fill(words["system"], schema=guide(schema, words), empty=empty, rules=rules, **marks).rstrip("\n"))
    ]
    for text, draft in demonstrations:
        messages.append(Message("user", fill(words["user"], passage=text, **marks)))
        messages.append(Message("assistant", format_.write(restricted(draft, schema), schema)))
    messages.append(Message("user", fill(words["user"], passage=passage, **marks)))
    return tuple(messages)


def render_correction(problems: Sequence[Problem], passage: str, prompt: PromptStyle) -> str:
    """What to say to a model whose last reply had these problems."""
    language = language_of(passage) if prompt.language == "auto" else prompt.language
    words = sections(language, prompt.format, prompt.version)
    said = [f"{problem.where}: {problem.message}" if problem.where else problem.message for problem in problems]
    lines = [f"- {' '.join(line[:_LONGEST_PROBLEM].split())}" for line in dict.fromkeys(said)]
    return fill(words["correction"], problems="\n".join(lines[:_MOST_PROBLEMS]))


def passage_marks(texts: Sequence[str]) -> dict[str, str]:
    """A tag as ``open`` and ``close`` between which each of the texts may stand: it stands in none of them."""
    joined = "\n".join(texts).casefold()
    number = 1
    mark = "text"
    while f"</{mark}" in joined or f"<{mark}>" in joined:
        number += 1
        mark = f"text-{number}"
    return {"open": f"<{mark}>", "close": f"</{mark}>"}


def _asked(schema: Schema) -> list[str]:
    """The sections of the schema, and ``types`` where ends of relations may be of several types."""
    asked = list(dict.fromkeys(key.partition(".")[0] for key in schema.keys))
    if any(len(types) > 1 for relation in schema.relations for types in (relation.head, relation.tail)):
        asked.insert(asked.index("relations") + 1, "types")
    return asked
