"""Bullets, headed lists and Markdown tables where JSON was asked."""

from __future__ import annotations

import re

from garner.formats.json_answers.items import Place
from garner.formats.json_answers.tables import markdown_table
from garner.formats.nulls import is_null
from garner.formats.problems import Code, Report, show
from garner.formats.text_answers.lines_reader import HEADING, LinesReader
from garner.formats.text_answers.records import Records, without_fences
from garner.schema import Schema
from garner.values import Draft

__all__ = ["read_bullets"]

_BULLET = re.compile(r"\s*(?:[-*+•・‣]|\d{1,3}[.)、])\s+")
_LABEL_AND_REST = re.compile(r"([^:：]{1,200})[:：](.*)")
_SPAN_AND_LABEL = re.compile(r"(.*\S)\s*(?:[(（]([^()（）]{1,100})[)）]|\s[-–—→>]+\s([^-–—→>]{1,100}))")
_LONGEST_LINE = 500
_QUOTES = "*`\"'“”‘’「」 \t"


def read_bullets(reply: str, schema: Schema, report: Report) -> Draft:
    """Whatever a reply without any JSON says in lists; what is read is reported as ``wrong_format``."""
    found = Report()
    text = without_fences(reply, Report())
    reader = _BulletReader(schema, found)
    draft = LinesReader(schema, found).read(text) if HEADING.search(text) else reader.read(text)
    table = markdown_table(text, Place(found, "table")) if schema.table else None
    if table is not None:
        draft += Draft(tables=(table,))
    if not draft:
        report.add(Code.UNREADABLE_PART, f"no JSON in {show(text)}")
        return draft
    report.add(Code.WRONG_FORMAT, "no JSON in the reply; it was read as a list")
    report.take(found)
    return draft


class _BulletReader:
    def __init__(self, schema: Schema, report: Report) -> None:
        self._report = report
        self._records = Records(schema, report)
        self._sections = self._records.sections
        self._heading: str | None = None
        self._lines = LinesReader(schema, report, self._records)

    def read(self, text: str) -> Draft:
        prose = [line.strip() for line in text.split("\n") if not self._line(line)]
        draft = self._records.draft()
        if draft and prose:
            self._report.add(Code.PROSE_AROUND, f"passed over: {show(' ... '.join(piece[:100] for piece in prose[:5]))}")
        return draft

    def _line(self, line: str) -> bool:
        """Read one line; false where it says nothing that was asked."""
        if not line.strip():
            return True
        bare = _BULLET.sub("", line, count=1).strip()
        entities = self._sections.names["entities"]
        if heading := entities.find(bare.strip(_QUOTES + "#:：")):
            self._heading = heading.name
            return True
        parts = _LABEL_AND_REST.match(bare)
        if parts is not None:
            label, rest = parts.group(1).strip(_QUOTES), parts.group(2).strip(_QUOTES)
            if match := entities.find(label):
                return self._entities(match.name, re.split(r"[;；]|,\s+|、" if ";" not in rest else "[;；]", rest))
            if self._records.find(label, [section for section in self._records.asked if section != "entities"]):
                self._lines.read(f"{label}: {rest}")
                return True
            if match := entities.find(rest):
                return self._entities(match.name, [label])
        turned = _SPAN_AND_LABEL.fullmatch(bare) if len(bare) < _LONGEST_LINE else None
        if turned and (match := entities.find((turned.group(2) or turned.group(3)).strip(_QUOTES))):
            return self._entities(match.name, [turned.group(1)])
        if self._heading is not None and bare != line.strip():
            return self._entities(self._heading, [bare])
        return False

    def _entities(self, name: str, spans: list[str]) -> bool:
        found = [span.strip(_QUOTES) for span in spans]
        self._sections.named("entities", name, [span for span in found if not is_null(span)])
        return True
