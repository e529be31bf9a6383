"""Finding the JSON in a reply: past byte order marks, reasoning, code fences and prose."""

from __future__ import annotations

import re
from contextlib import suppress

from garner.formats.json_answers.tolerant import read_tolerant_at
from garner.formats.json_answers.values import JsonValue, read_strict, read_strict_at, unpacked
from garner.formats.nulls import is_null
from garner.formats.problems import Code, Report, show

__all__ = ["find_values", "without_thinking"]

_MOST_STRICT_FAILURES = 3
_THINKING = re.compile(r"\s*<(think|thinking|reasoning|reflection)>", re.IGNORECASE)
_THINKING_END = re.compile(r"</(?:think|thinking|reasoning|reflection)>", re.IGNORECASE)
_FENCED = re.compile(r"```[\w-]*[ \t]*\r?\n?(.*?)```\s*\Z", re.DOTALL)
_FENCE = re.compile(r"```[\w-]*")
# A bracket that begins JSON, unlike one in prose: a key, a string or another bracket follows.
_BEGINNING = re.compile(
    r"""\{(?=\s{0,99}(?:["'`“‘„{}/]|[^\W\d][\w -]{0,60}:|\.\.\.|\Z))"""
    r"""|\[(?=\s{0,99}(?:["'`“‘„\[{(\]]|\.\.\.|\Z))"""
)


def without_thinking(reply: str, report: Report) -> str:
    """The reply after its reasoning block; empty where the reasoning never ended."""
    opening = _THINKING.match(reply)
    if opening is None and reply.lstrip()[:1] in ("{", "["):
        return reply
    ending = _THINKING_END.search(reply)
    if ending:
        report.add(Code.THINKING_REMOVED, "a block of reasoning before the answer was passed over")
        return reply[ending.end() :]
    if opening:
        report.add(Code.REPLY_CUT, "the reply ended before its reasoning did")
        return ""
    return reply


def find_values(reply: str, report: Report) -> list[JsonValue]:
    """Every JSON object or list of the reply; empty where there is none. A whole reply that says "nothing" is ``[None]``."""
    text = reply.removeprefix("\ufeff")
    if text is not reply and len(text) < len(reply):
        report.add(Code.JSON_REPAIRED, "a byte order mark")
    try:
        return [unpacked(read_strict(text, report), report)]
    except ValueError:
        pass
    text = without_thinking(text, report).strip()
    fenced = _FENCED.fullmatch(text)
    if fenced:
        report.add(Code.FENCE_REMOVED, "the answer stood in a code fence")
        text = fenced.group(1)
    if not text and Code.REPLY_CUT in report:
        return []
    if is_null(text):
        report.add(Code.JSON_REPAIRED, f"{show(text)} for an empty answer")
        return [None]
    try:
        return [unpacked(read_strict(text, report), report)]
    except ValueError:
        return _search(text, report)


def _search(text: str, report: Report) -> list[JsonValue]:
    values: list[JsonValue] = []
    around: list[str] = []
    position = failures = 0
    while found := _BEGINNING.search(text, position):
        around.append(text[position : found.start()])
        value, position, strict = _read_at(text, found.start(), failures < _MOST_STRICT_FAILURES, report)
        failures += not strict
        values.append(value)
    around.append(text[position:])
    if values:
        _report_around(around, report)
    return values


def _read_at(text: str, start: int, try_strict: bool, report: Report) -> tuple[JsonValue, int, bool]:
    """A value, where it ends and whether it is JSON by the book."""
    if try_strict:
        # The strict reader is fast, but the error it raises counts all lines before it.
        with suppress(ValueError):
            return *read_strict_at(text, start, report), True
    return *read_tolerant_at(text, start, report), False


def _report_around(around: list[str], report: Report) -> None:
    prose = []
    for piece in around:
        bare = _FENCE.sub("", piece)
        if len(bare) < len(piece):
            report.add(Code.FENCE_REMOVED, "the answer stood in a code fence")
        if bare.strip(" \t\r\n,;"):
            prose.append(bare.strip())
    if prose:
        report.add(Code.PROSE_AROUND, f"passed over: {show(' ... '.join(piece[:100] for piece in prose[:5]))}")
