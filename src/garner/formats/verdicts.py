"""What a model replies to a question of self-correction: one word, or the items that it finds fault with."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from garner.formats.json_answers.reply import without_thinking
from garner.formats.problems import Code, Report
from garner.formats.prompts.languages import LANGUAGES
from garner.formats.prompts.templates import sections
from garner.formats.registry import FORMATS
from garner.schema import Schema
from garner.values import Draft, Problem

__all__ = ["Verdict", "read_choice", "read_verdict"]

_DECORATION = " \t\r\n\ufeff*_`#>\"'“”‘’「」『』"
_STILL_MEANT = {
    "correct": ("right", "no", "正確", "没有", "无", "否", "正解", "なし", "ありません", "いいえ"),
    "yes": ("true", "correct", "对", "正确", "正しい"),
    "no": ("false", "incorrect", "not", "不", "没有", "错"),
}
_BRACKET = re.compile(r"[\[{]")


@dataclass(frozen=True, slots=True)
class Verdict:
    """The items named (none: nothing is at fault), and every repair and loss of reading them.

    ``readable`` is false where the reply says nothing about the question; ``draft`` is then empty.
    """

    draft: Draft = field(default_factory=Draft)
    problems: tuple[Problem, ...] = ()
    readable: bool = True


def read_verdict(reply: str, schema: Schema, version: str, *, cut: bool = False) -> Verdict:
    """What a reply to ``render_question`` says about the only label of ``schema``; never raises because of what it says.

    The word for "nothing" counts in any of the languages and with words behind it, as long as no JSON follows. Whole items of a
    reply that was ``cut`` are read, and the cut is a problem.
    """
    report = Report()
    text = without_thinking(reply, report).strip(_DECORATION)
    if _begins(text, _meant("correct", version)) and not _BRACKET.search(text):
        return Verdict(problems=report.problems())
    answer = FORMATS["json"].read(reply, schema, cut)
    codes = {problem.code for problem in answer.problems}
    unread = not answer.draft and (not answer.complete or Code.UNREADABLE_REPLY in codes or Code.UNKNOWN_LABEL in codes)
    return Verdict(answer.draft, answer.problems, readable=not unread)


def read_choice(reply: str, version: str) -> bool | None:
    """Whether a reply to ``render_judgement`` says yes; ``None`` where it says neither yes nor no."""
    text = without_thinking(reply, Report()).strip(_DECORATION)
    no, yes = (_begins(text, _meant(word, version)) for word in ("no", "yes"))
    return None if no == yes else yes


def _meant(word: str, version: str) -> tuple[str, ...]:
    asked = (sections(language, "questions", version)[word].casefold() for language in LANGUAGES)
    return (*asked, *_STILL_MEANT[word])


def _begins(text: str, words: tuple[str, ...]) -> bool:
    """Whether the text begins with one of the words and not with a longer one."""
    folded = text[:100].casefold()
    return any(
        folded.startswith(word) and not (word.isascii() and folded[len(word) : len(word) + 1].isalnum()) for word in words
    )
