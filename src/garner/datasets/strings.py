"""Every string in the files of a corpus, read without regard to their format."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from garner.datasets.files import CorpusFiles

__all__ = ["strings_of"]

_TEXT_FILES = tuple(
    ".txt .json .jsonl .jsonlines .conll .conllu .bmes .tsv .csv .dat .data .oie .xml .train .dev .test .annotated".split()
)
_PIECES = re.compile(r"\n+|(?<=[.!?])\s+|(?<=[。！？])|Text: '|\t|<text>|Sentence: ")


def strings_of(files: CorpusFiles) -> Iterator[str]:
    """Every string of a JSON file, every line of another, every list of words and column of tokens joined, each whole and cut
    at sentence ends. Files with other endings than those of texts are passed over."""
    for name in files.match(("*",)):
        if name.endswith(_TEXT_FILES):
            text = files.text(name)
            strings = _json_strings(text) if text.lstrip()[:1] in ("{", "[") else _lines(text)
            for string in strings:
                yield string
                pieces = _PIECES.split(string)
                if len(pieces) > 1:
                    yield from pieces


def _lines(text: str) -> Iterator[str]:
    yield from text.split("\n")
    yield from _columns(text)


def _json_strings(text: str) -> Iterator[str]:
    try:
        values: list[object] = [json.loads(text)]
    except json.JSONDecodeError:
        values = []
        for line in text.splitlines():
            try:
                values.append(json.loads(line))
            except json.JSONDecodeError:
                yield line
    while values:
        value = values.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            values.extend(value.values())
        elif isinstance(value, list):
            if value and all(isinstance(item, str) for item in value):
                yield " ".join(value)
            values.extend(value)


def _columns(text: str) -> Iterator[str]:
    """Blocks between blank lines, read down each of the first three columns."""
    for block in re.split(r"\n\s*\n", text):
        rows = [line.split() for line in block.split("\n") if line.strip()]
        for column in range(3):
            yield " ".join(row[column] for row in rows if len(row) > column)
