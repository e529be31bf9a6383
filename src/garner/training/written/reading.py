"""The written texts as records, each with its own question: what is in it and what was looked for in vain."""

from __future__ import annotations

import hashlib
from importlib import resources

from garner.datasets import CorpusRecord, Refusal
from garner.datasets.readers.annotated_lines import parse_annotated_lines

__all__ = ["WRITTEN_LANGUAGES", "written_files", "written_records"]

WRITTEN_LANGUAGES = ("en", "zh", "ja")


def written_files(language: str) -> tuple[str, ...]:
    """The names of the files of one language, as in ``en/opinions``."""
    folder = resources.files(__package__).joinpath(language)
    return tuple(sorted(f"{language}/{file.name.removesuffix('.txt')}" for file in folder.iterdir()))


def written_records(name: str) -> tuple[CorpusRecord, ...]:
    """The texts of one language in the order of their files, or of one file.

    Each asks for the labels, relations, events and choices that its annotator had in mind, found or not; of all others it says
    nothing. Raises ``ValueError`` for a name without texts and for a text or annotation that cannot be read.
    """
    language = name.partition("/")[0]
    files = written_files(language) if language in WRITTEN_LANGUAGES else ()
    if name != language:
        files = tuple(file for file in files if file == name)
    if not files:
        raise ValueError(f"nothing is written under {name!r}, only in {', '.join(WRITTEN_LANGUAGES)}")
    records = []
    for file in files:
        raw = resources.files(__package__).joinpath(f"{file}.txt").read_bytes()
        source = hashlib.sha256(raw).hexdigest()
        for read in parse_annotated_lines(raw.decode("utf-8"), f"{file}.txt"):
            faults = (read,) if isinstance(read, Refusal) else read.refused
            if isinstance(read, Refusal) or read.schema is None or faults:
                raise ValueError(f"{'; '.join(f'{fault.where}: {fault.reason}' for fault in faults)}")
            records.append(CorpusRecord(read.id, read.text, read.schema, read.gold, f"written/{name}:train", source))
    return tuple(records)
