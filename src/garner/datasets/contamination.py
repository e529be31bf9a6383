"""Which sentences must not be trained on: every sentence of every held-out corpus, by fingerprint."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

from garner.datasets.files import CorpusFiles, open_corpus
from garner.datasets.record import fingerprint_text

__all__ = ["HELD_OUT_FOLDERS", "held_out_fingerprints"]

HELD_OUT_FOLDERS = (
    "en/cls/agnews_devtest",
    "en/ee/rams_devtest",
    "en/ee/wikievents_devtest",
    "en/ner/conll2003_evalonly",
    "en/ner/crossner",
    "en/ner/fewnerd_adelie_test",
    "en/ner/fewnerd_oneke_test",
    "en/ner/genia_nested_test",
    "en/ner/mit_movie",
    "en/ner/mit_restaurant",
    "en/openie/carb",
    "en/openie/lsoie_eval",
    "en/openie/odie_test",
    "en/openie/robust_inputs",
    "en/re/adelie_closed_test",
    "en/re/conll04_json",
    "en/re/fewrel_val",
    "en/re/nyt11_test",
    "en/re/redocred_devtest",
    "multi/benchmark/scir_test",
)
"""The English corpora (and the mixed benchmark) that nothing is trained on."""

_TEXT_FILES = (".txt", ".json", ".jsonl", ".jsonlines", ".conll", ".tsv", ".dat", ".data", ".oie", ".csv", ".conllu")
_PIECES = re.compile(r"\n+|(?<=[.!?])\s+|Text: '|\t|<text>|Sentence: ")


def held_out_fingerprints(root: Path) -> frozenset[str]:
    """Fingerprints of the sentences of all held-out corpora under the data folder ``root``.

    The files are read without regard to their format: every string of a JSON file, every line, every column of tokens joined,
    each whole and cut at sentence ends. That finds sentences and some strings that are none, which costs nothing. Raises
    ``InputError`` when a held-out corpus is not there, because then nobody can tell what must be left out.
    """
    found: set[str] = set()
    for folder in HELD_OUT_FOLDERS:
        for string in _strings(open_corpus(root, folder)):
            found.add(fingerprint_text(string))
            found.update(fingerprint_text(piece) for piece in _PIECES.split(string))
    found.discard("")
    return frozenset(found)


def _strings(files: CorpusFiles) -> Iterator[str]:
    for name in files.match(("*",)):
        if not name.endswith(_TEXT_FILES):
            continue
        text = files.text(name)
        if text.lstrip()[:1] in ("{", "["):
            yield from _json_strings(text)
        else:
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
