"""The formats by their names."""

from __future__ import annotations

from garner.formats.json_answers.format import JsonFormat
from garner.formats.protocol import Format
from garner.formats.text_answers.lines_format import LinesFormat
from garner.formats.text_answers.slash_format import SlashFormat

__all__ = ["FORMATS"]

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in (JsonFormat(), SlashFormat(), LinesFormat())}
