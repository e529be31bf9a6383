"""The written texts as records, each with its own question: what is in it and what was looked for in vain."""

from __future__ import annotations

import hashlib
from importlib import resources

from garner.datasets import CorpusRecord, Refusal
from garner.datasets.readers.annotated_lines import parse_annotated_lines

__all__ = ["WRITTEN_LANGUAGES", "written_records"]

WRITTEN_LANGUAGES = ("en", "zh", "ja")


def written_records(language: str) -> tuple[CorpusRecord, ...]:
    """The texts of one language in the order of their files.

    Each asks for the labels, relations, events and choices that its annotator had in mind, found or not; of all others it says
    nothing. Raises ``ValueError`` for a language without texts and for a text or annotation that cannot be read.
    """
    if language not in WRITTEN_LANGUAGES:
        raise ValueError(f"nothing is written in {language!r}, only in {', '.join(WRITTEN_LANGUAGES)}")
    folder = resources.files(__package__).joinpath(language)
    records = []
    for file in sorted(folder.iterdir(), key=lambda each: each.name):
        raw = file.read_bytes()
        source = hashlib.sha256(raw).hexdigest()
        for read in parse_annotated_lines(raw.decode("utf-8"), f"{language}/{file.name}"):
            faults = (read,) if isinstance(read, Refusal) else read.refused
            if isinstance(read, Refusal) or read.schema is None or faults:
                raise ValueError(f"{'; '.join(f'{fault.where}: {fault.reason}' for fault in faults)}")
            records.append(CorpusRecord(read.id, read.text, read.schema, read.gold, f"written/{language}:train", source))
    return tuple(records)
