"""How schema and answer are written for a model and read back."""

from __future__ import annotations

from garner.formats.canonical import in_schema_order, plain, restricted
from garner.formats.groups import group
from garner.formats.json_answers.schema import answer_json_schema
from garner.formats.names import Match, Names
from garner.formats.previous import draft_about, draft_of, to_be_shown
from garner.formats.problems import Code
from garner.formats.prompts.feedback import render_feedback
from garner.formats.prompts.languages import language_of
from garner.formats.prompts.questions import Asking, QuestionStyle, render_judgement, render_question
from garner.formats.prompts.rendering import PromptStyle, render, render_correction
from garner.formats.protocol import Format, NotExpressible, ReadAnswer
from garner.formats.registry import FORMATS
from garner.formats.verdicts import Verdict, read_choice, read_verdict

__all__ = [
    "FORMATS",
    "Asking",
    "Code",
    "Format",
    "Match",
    "Names",
    "NotExpressible",
    "PromptStyle",
    "QuestionStyle",
    "ReadAnswer",
    "Verdict",
    "answer_json_schema",
    "draft_about",
    "draft_of",
    "group",
    "in_schema_order",
    "language_of",
    "plain",
    "read_choice",
    "read_verdict",
    "render",
    "render_correction",
    "render_feedback",
    "render_judgement",
    "render_question",
    "restricted",
    "to_be_shown",
]
