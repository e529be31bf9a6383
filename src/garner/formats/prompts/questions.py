"""The questions of self-correction: is anything extracted that should not be there, is anything left out (SCIR, detection)."""

from __future__ import annotations

import json
from dataclasses import dataclass
from enum import StrEnum

from garner.errors import NotConfigured
from garner.formats.previous import to_be_shown
from garner.formats.prompts.guide import guide
from garner.formats.prompts.languages import LANGUAGES, language_of
from garner.formats.prompts.rendering import passage_marks
from garner.formats.prompts.templates import fill, sections, versions
from garner.formats.registry import FORMATS
from garner.schema import Schema
from garner.values import Draft, DraftArgument, DraftEntity, DraftEvent, DraftRelation, Message

__all__ = ["Asking", "QuestionStyle", "render_judgement", "render_question"]

_PROMPT = "questions"
_JSON = FORMATS["json"]


class Asking(StrEnum):
    """What is asked about one label (events: about one event, or about all of a type); the sections of the templates."""

    REDUNDANT_ENTITIES = "redundant entities"
    REDUNDANT_RELATIONS = "redundant relations"
    REDUNDANT_EVENTS = "redundant events"
    REDUNDANT_LABELS = "redundant labels"
    MISSING_ENTITIES = "missing entities"
    MISSING_RELATIONS = "missing relations"
    MISSING_EVENTS = "missing events"
    MISSING_ARGUMENTS = "missing arguments"
    MISSING_LABELS = "missing labels"
    CHOICE_LABELS = "choice labels"


@dataclass(frozen=True, slots=True)
class QuestionStyle:
    """In which language (``en``, ``zh``, ``ja``, or ``auto``: that of each text) and version of the prompt is asked.

    ``name`` is stored with every defect. Raises ``NotConfigured`` for what there is not.
    """

    language: str = "auto"
    version: str = "1"

    def __post_init__(self) -> None:
        for kind, given, known in (
            ("language", self.language, ("auto", *LANGUAGES)),
            ("version of these questions", self.version, versions(_PROMPT)),
        ):
            if given not in known:
                raise NotConfigured(f"There is no {kind} {given!r}.", f"Choose one of: {', '.join(known)}.")

    @property
    def name(self) -> str:
        return f"{_PROMPT}-{self.version}-{self.language}"


def render_question(passage: str, schema: Schema, found: Draft, asking: Asking, style: QuestionStyle) -> tuple[Message, ...]:
    """The question about the only label of ``schema``, for which ``found`` was extracted from ``passage``.

    What was found is shown, and the reply asked for, as the ``json`` format writes an answer to that schema; where nothing is
    to be found fault with, the reply is one word.
    """
    words = _words(passage, style)
    label = schema.keys[0].partition(".")[2]
    reply = fill(words["reply"], correct=words["correct"], form=_form(schema))
    return _messages(passage, schema, found, f"{fill(words[asking], label=label)}\n{reply}", words)


def render_judgement(passage: str, schema: Schema, found: Draft, style: QuestionStyle) -> tuple[Message, ...]:
    """The question whether ``found`` is the right answer to ``schema`` as it stands; the reply is a word for yes or no."""
    words = _words(passage, style)
    return _messages(passage, schema, found, fill(words["judgement"], yes=words["yes"], no=words["no"]), words)


def _words(passage: str, style: QuestionStyle) -> dict[str, str]:
    return sections(language_of(passage) if style.language == "auto" else style.language, _PROMPT, style.version)


def _messages(passage: str, schema: Schema, found: Draft, question: str, words: dict[str, str]) -> tuple[Message, ...]:
    answer = _JSON.write(to_be_shown(found, schema), schema)
    marks = passage_marks([passage, answer])
    asked = fill(words["question"], passage=passage, schema=guide(schema, words), found=answer, question=question, **marks)
    return Message("system", fill(words["system"], **marks)), Message("user", asked)


def _form(schema: Schema) -> str:
    """What the reply looks like, with an ellipsis for each value, also for a choice: one that stood there would be chosen."""
    if schema.labels:
        return json.dumps(
            {"labels": {task.name: ["..."] if task.multiple else "..." for task in schema.labels}}, ensure_ascii=False
        )
    dots = Draft(
        entities=tuple(DraftEntity(entity.name, "...") for entity in schema.entities),
        relations=tuple(DraftRelation(relation.name, "...", "...") for relation in schema.relations),
        events=tuple(
            DraftEvent(event.name, "...", tuple(DraftArgument(role.name, "...") for role in event.roles))
            for event in schema.events
        ),
    )
    return _JSON.write(dots, schema)
