"""Sentences written for this project, annotated in the text: ``[Marie Curie|scientist] worked in [Paris|city].``"""

from __future__ import annotations

import hashlib
import re
from importlib import resources

from garner.training.encoder.spans import GoldSpan, LabelledText

__all__ = ["WRITTEN", "parse_written", "written_texts"]

WRITTEN = "written"
"""The name of this corpus in a recipe's mix."""

_MARKED = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


def written_texts() -> tuple[tuple[LabelledText, ...], str]:
    """The texts of ``written_sentences.txt`` and the SHA-256 of the file."""
    raw = resources.files(__package__).joinpath("written_sentences.txt").read_bytes()
    lines = (line for line in raw.decode("utf-8").splitlines() if line.strip() and not line.startswith("#"))
    return tuple(parse_written(f"written:{number}", line) for number, line in enumerate(lines)), hashlib.sha256(raw).hexdigest()


def parse_written(identifier: str, line: str) -> LabelledText:
    """The text of one marked line. Raises ``ValueError`` where brackets remain that mark nothing."""
    text, place = "", 0
    spans = []
    for found in _MARKED.finditer(line):
        text += line[place : found.start()]
        spans.append(GoldSpan(len(text), len(text) + len(found[1]), found[2].strip()))
        text += found[1]
        place = found.end()
    text += line[place:]
    if re.search(r"\[|\]|\|", text):
        raise ValueError(f"{identifier}: a mark is not of the form [words|label]: {line!r}")
    return LabelledText(identifier, text, tuple(spans))
