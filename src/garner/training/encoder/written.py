"""Sentences written for this project, annotated in the text: ``[Marie Curie|scientist] worked in [Paris|city].``"""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from importlib import resources

from garner.datasets import CorpusRecord, GoldSpan

__all__ = ["WRITTEN", "parse_written", "written_records"]

WRITTEN = "written"
"""The name of this corpus in a recipe's mix."""

_MARKED = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


def written_records() -> tuple[tuple[CorpusRecord, ...], str]:
    """The records of ``written_sentences.txt`` and the SHA-256 of the file."""
    raw = resources.files(__package__).joinpath("written_sentences.txt").read_bytes()
    lines = (line for line in raw.decode("utf-8").splitlines() if line.strip() and not line.startswith("#"))
    return tuple(parse_written(f"written:{number}", line) for number, line in enumerate(lines)), hashlib.sha256(raw).hexdigest()


def parse_written(identifier: str, line: str) -> CorpusRecord:
    """The record of one marked line. Raises ``ValueError`` where brackets remain that mark nothing."""
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
    return CorpusRecord(identifier, text, tuple(spans), Counter())
