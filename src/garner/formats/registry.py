"""The formats by their names."""

from __future__ import annotations

from garner.formats.json_format import JsonFormat
from garner.formats.lines_format import LinesFormat
from garner.formats.protocol import Format
from garner.formats.slash_format import SlashFormat

__all__ = ["FORMATS"]

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in (JsonFormat(), SlashFormat(), LinesFormat())}
