"""Bullets and plain lines where JSON was asked."""

from __future__ import annotations

from garner.formats.problems import Code, Report, show
from garner.schema import Schema
from garner.values import Draft

__all__ = ["read_bullets"]


def read_bullets(reply: str, schema: Schema, report: Report) -> Draft:
    report.add(Code.UNREADABLE_PART, f"no JSON in {show(reply)}")
    return Draft()
