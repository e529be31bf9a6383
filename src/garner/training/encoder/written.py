"""What was written for this project: sentences annotated in the text, ``[Marie Curie|scientist] worked in [Paris|city].``, and
the texts of ``garner.training.written``, each with its own question."""

from __future__ import annotations

import hashlib
import re
from importlib import resources

from garner.training.encoder.gold import GoldSpan, LabelledText
from garner.training.encoder.spans import read_texts
from garner.training.written import WRITTEN_LANGUAGES, written_files, written_records

__all__ = ["WRITTEN", "WRITTEN_BY_LANGUAGE", "is_written", "parse_written", "written_texts"]

WRITTEN = "written"
"""The name of the sentences in a recipe's mix."""
WRITTEN_BY_LANGUAGE = {
    f"{WRITTEN}/{name}": language for language in WRITTEN_LANGUAGES for name in (language, *written_files(language))
}
"""The names of the texts with questions of their own, all of a language or of one file, and their languages."""

_MARKED = re.compile(r"\[([^\[\]|]+)\|([^\[\]|]+)\]")


def is_written(name: str) -> bool:
    """Whether that is the name of texts written for this project."""
    return name == WRITTEN or name in WRITTEN_BY_LANGUAGE


def written_texts(name: str = WRITTEN) -> tuple[tuple[LabelledText, ...], str]:
    """The texts of that name and the SHA-256 of their files. Raises ``ValueError`` for what cannot be read."""
    if name in WRITTEN_BY_LANGUAGE:
        records = written_records(name.removeprefix(f"{WRITTEN}/"))
        sources = "\n".join(dict.fromkeys(record.source for record in records))
        return tuple(read_texts(record) for record in records), hashlib.sha256(sources.encode()).hexdigest()
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
