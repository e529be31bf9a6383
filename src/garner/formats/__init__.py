"""How schema and answer are written for a model and read back."""

from __future__ import annotations

from garner.formats.canonical import in_schema_order, plain
from garner.formats.json_format import JsonFormat
from garner.formats.json_schema import answer_json_schema
from garner.formats.problems import Code
from garner.formats.protocol import Format, NotExpressible, ReadAnswer

__all__ = ["FORMATS", "Code", "Format", "NotExpressible", "ReadAnswer", "answer_json_schema", "in_schema_order", "plain"]

FORMATS: dict[str, Format] = {format_.name: format_ for format_ in (JsonFormat(),)}
