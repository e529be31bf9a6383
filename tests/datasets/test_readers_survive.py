"""Whatever stands in a file, a reader answers with records, refusals or an ``InputError`` that names the place."""

from __future__ import annotations

import json
import random

import pytest

from garner.datasets import CORPORA, Annotated, Corpus, Refusal
from garner.datasets.files import CorpusFiles
from garner.errors import InputError

READERS = sorted({repr(corpus.reader): corpus for corpus in CORPORA.values()}.values(), key=lambda corpus: corpus.name)
FIELDS = """text tokens token sentence sentences labels label entities relations ner h t head tail type messages content
instruction output input schema table category question answer options triples spo_list""".split()


def _random_bytes(size: int) -> bytes:
    return random.Random(size).randbytes(size)


def _records(value: object) -> bytes:
    """One record in which every field that readers ask for has the same value."""
    return json.dumps(dict.fromkeys(FIELDS, value)).encode()


GARBAGE = {
    "nothing": b"",
    "white space": b" \r\n\t\n \n",
    "a byte order mark alone": b"\xef\xbb\xbf",
    "random bytes": _random_bytes(600),
    "random bytes, other": _random_bytes(37),
    "zeros": bytes(100),
    "Latin-1": "Caf\xe9 \xe0 la cr\xe8me\tO\r\n".encode("latin-1") * 3,
    "UTF-16": "a\tO\nb\tB-X\n".encode("utf-16"),
    "words in lines": b"\xef\xbb\xbfone two three\r\n\r\nfour\tfive\tsix\r\n> seven | eight",
    "one column": b"one\ntwo\n\nthree\n",
    "many columns": b"1\t2\t3\t4\t5\t6\t7\t8\t9\t10\n" * 3,
    "columns with commas": b'id,text,label\n1,"cut in the midd',
    "a wrong header": b"this,that\n1,2\n3,4\n",
    "a null in a table": b"id,text,label\n1,\x00,x\n",
    "only a header": b"id\ttext\tlabel\n",
    "XML cut short": b"<?xml version='1.0'?><sentences><sentence><text>Good",
    "XML of something else": b"<html><sentence><aspectTerm/></sentence></html>",
    "marks without ends": b"<e1>one two ####[('a',\n$T$ good\n$T$\n",
    "a list of nothing known behind ####": b"good food####[1, 2]\n",
    "JSON cut short": b'{"text": "abc", "entities": [{"start": 0, "e',
    "JSON nested too deep": b"[" * 100_000,
    **{
        f"JSON {name}": text.encode()
        for name, text in {
            "null": "null",
            "number": "17",
            "string": '"text"',
            "empty object": "{}",
            "empty list": "[]",
            "list of nulls": "[null, null]",
            "list of numbers": "[1, 2]",
            "list of strings": '["a", "b"]',
            "list of empty lists": "[[], []]",
            "list of empty objects": "[{}, {}]",
            "object of nulls": '{"a": null}',
            "object of lists": '{"a": [1], "b": [[1, 2]]}',
            "object of objects": '{"a": {"b": {"c": 1}}}',
        }.items()
    },
    **{
        f"{shape} with {name} in all fields": before + _records(value) + after
        for shape, (before, after) in {"line": (b"", b"\n"), "list": (b"[", b"]")}.items()
        for name, value in {
            "null": None,
            "numbers": 3,
            "strings": "abc",
            "lists of numbers": [1, 2],
            "lists of strings": ["a", "b"],
            "lists of lists": [["a", 7], [7, "a"]],
            "objects": {"a": 1},
            "lists of objects": [{"text": "a", "start": -4, "end": 99, "type": None}],
        }.items()
    },
}


def names_in(corpus: Corpus) -> list[str]:
    """Names that the patterns of the first split match, and of files that readers expect beside them."""
    names = [pattern.replace("*", "a") for pattern in next(iter(corpus.splits.values()))]
    return [*names, *(name.rpartition(".")[0] + ending for name in names for ending in (".txt", ".ann"))]


def answer(corpus: Corpus, garbage: bytes) -> None:
    name, *others = names_in(corpus)
    files = CorpusFiles(corpus.folder, {each.partition("#")[0]: garbage for each in (name, *others)})
    try:
        answers = list(corpus.reader.read(files, name))
    except InputError as error:
        assert any(each.partition("#")[0] in str(error) for each in (name, *others))
        return
    for each in answers:
        assert isinstance(each, Annotated | Refusal)
        assert not isinstance(each, Refusal) or (each.reason and each.where)


@pytest.mark.parametrize("corpus", READERS, ids=[corpus.name for corpus in READERS])
def test_garbage_is_answered_by_name_and_line(corpus: Corpus) -> None:
    for kind, garbage in GARBAGE.items():
        try:
            answer(corpus, garbage)
        except Exception as error:
            error.add_note(f"given {kind}")
            raise
