"""The formats by their names."""

from __future__ import annotations

from garner.formats.json_format import JsonFormat
from garner.formats.protocol import Format

__all__ = ["FORMATS"]

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in (JsonFormat(),)}
