"""Prompt templates: text files of named sections, one folder a language, one file a format and version."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from string import Template

__all__ = ["fill", "sections", "versions"]

_HEADER = re.compile(r"^\[([a-z ]+)\]\n", re.MULTILINE)


def versions(format_name: str) -> tuple[str, ...]:
    """The versions there are of a format's prompt, oldest first."""
    names = [entry.name for entry in (files("garner.formats") / "prompts" / "en").iterdir()]
    found = [name.removeprefix(f"{format_name}-").removesuffix(".txt") for name in names if name.startswith(f"{format_name}-")]
    return tuple(sorted(found, key=int))


@cache
def sections(language: str, format_name: str, version: str) -> dict[str, str]:
    """The sections of a format's template together with those all formats of that version share."""
    found: dict[str, str] = {}
    for name in ("common", format_name):
        path = files("garner.formats") / "prompts" / language / f"{name}-{version}.txt"
        pieces = _HEADER.split(path.read_text(encoding="utf-8"))
        found |= {header: text.removesuffix("\n") for header, text in zip(pieces[1::2], pieces[2::2], strict=True)}
    return found


def fill(template: str, **values: str) -> str:
    """The template with its ``${names}`` replaced; what is filled in is not looked at again."""
    return Template(template).substitute(values)
