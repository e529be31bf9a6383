"""What must never be trained on follows from the roles of the corpora, in every script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from garner.datasets import CORPORA, Annotated, Corpus, Gold, Refusal, Role
from garner.datasets.files import CorpusFiles
from garner.datasets.held_out import (
    check_trainable,
    held_out_fingerprints,
    is_held_out,
    is_test_split,
    stands_in,
    training_split,
)
from garner.datasets.strings import strings_of
from garner.errors import InputError

HELD = "The ferry to the island leaves at nine from the western pier."
TRAINED = "The museum shows paintings which were lost for thirty years."
TESTED = "Her letters were found in the attic of a house near the lake."
RESEARCHED = "They sold the orchard to a company that builds wooden boats."


@dataclass(frozen=True)
class Lines:
    """A line a text; lines that begin with ``!`` are refused."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for number, line in enumerate(files.text(name).splitlines()):
            yield Refusal("marked", f"{name}:{number}") if line.startswith("!") else Gold(f"{number}", line).annotated()


def corpus(name: str, role: Role, *splits: str) -> Corpus:
    return Corpus(name, name, role, "MIT", Lines(), {split: (f"{split}.txt",) for split in splits})


ENTRIES = (
    corpus("held", Role.HELD_OUT, "train", "test"),
    corpus("plain", Role.TRAIN, "train", "test"),
    corpus("study", Role.RESEARCH, "train", "test"),
    corpus("whole", Role.TRAIN, "all"),
    corpus("family/one", Role.TRAIN, "train"),
    corpus("family/two", Role.TRAIN, "train"),
)


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    files = {
        "held/train.txt": f"{HELD}\n!A line that its reader refuses for some reason.\n",
        "held/test.txt": "国会は昨日、新しい予算案を可決した。\n",
        "plain/train.txt": f"{TRAINED}\n",
        "plain/test.txt": f"{TESTED}\n",
        "study/train.txt": "Nothing that is held out stands here, be it short or long.\n",
        "study/test.txt": f"{RESEARCHED}\n",
    }
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content, encoding="utf-8")
    for name in list(CORPORA):
        monkeypatch.delitem(CORPORA, name)
    for entry in ENTRIES:
        monkeypatch.setitem(CORPORA, entry.name, entry)
    return tmp_path


def test_held_out_corpora_and_every_test_split_are_forbidden_and_the_rest_is_not(root: Path) -> None:
    forbidden = held_out_fingerprints(root)
    assert stands_in(HELD, forbidden)
    assert stands_in(TESTED, forbidden)
    assert stands_in(RESEARCHED, forbidden)
    assert not stands_in(TRAINED, forbidden)
    assert not stands_in("Nothing that is held out stands here, be it short or long.", forbidden)


def test_a_text_that_its_reader_refuses_is_forbidden_all_the_same(root: Path) -> None:
    assert stands_in("a line that its reader refuses, for some reason", held_out_fingerprints(root))


def test_a_text_is_forbidden_for_one_of_its_sentences_where_sentences_count(root: Path) -> None:
    forbidden = held_out_fingerprints(root)
    assert stands_in(f"{TRAINED} {HELD}", forbidden)
    assert not stands_in(f"{TRAINED} {HELD}", forbidden, sentences=False)
    assert stands_in("昨日は雨だった。国会は昨日、新しい予算案を可決した。", forbidden)


def test_a_corpus_that_is_not_there_is_an_error_because_nobody_can_tell_what_it_forbids(root: Path) -> None:
    (root / "held/test.txt").unlink()
    with pytest.raises(InputError, match=r"held has no file test\.txt"):
        held_out_fingerprints(root)


@pytest.mark.parametrize(
    ("split", "expected"),
    [("test", True), ("github_test", True), ("test-noise", True), ("train", False), ("dev", False), ("contest", False)],
)
def test_a_test_split_is_known_by_its_name(split: str, expected: bool) -> None:
    assert is_test_split(split) is expected


def test_every_split_of_a_held_out_corpus_is_held_out(root: Path) -> None:
    assert is_held_out("held", "train")
    assert is_held_out("plain", "test")
    assert not is_held_out("plain", "train")


@pytest.mark.parametrize(("name", "split"), [("plain", "train"), ("whole", "all"), ("study", "train"), ("family/one", "train")])
def test_a_corpus_alone_means_what_it_can_be_trained_on(root: Path, name: str, split: str) -> None:
    assert training_split(name) == (name, split)
    assert training_split(f"{name}:{split}") == (name, split)


@pytest.mark.parametrize(
    ("name", "message"), [("family", "several parts"), ("plain:dev", "no split 'dev'"), ("nil", "called 'nil'")]
)
def test_a_name_that_stands_for_no_split_is_refused(root: Path, name: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        training_split(name)


@pytest.mark.parametrize(
    ("name", "research", "message"),
    [
        ("held:train", True, "held is held out"),
        ("plain:test", True, "plain:test is a test split"),
        ("study:train", False, "for research only"),
        ("study:test", True, "is a test split"),
    ],
)
def test_training_on_what_is_kept_apart_is_refused(root: Path, name: str, research: bool, message: str) -> None:
    with pytest.raises(InputError, match=message):
        check_trainable(*training_split(name), research=research)


def test_training_on_what_may_be_trained_on_is_not_refused(root: Path) -> None:
    check_trainable("plain", "train")
    check_trainable("study", "train", research=True)


@pytest.mark.parametrize(
    ("name", "content", "expected"),
    [
        ("a.txt", "One here. Two there.\n\nThree", {"One here. Two there.", "Two there.", "Three"}),
        ("a.conll", "中\tO\n国\tO\n\nx\tO\n", {"中 国", "O O"}),
        ("a.json", json.dumps({"a": [{"b": ["New", "York"]}, "甲。乙"]}), {"New York", "甲。", "乙"}),
        ("a.jsonl", '{"a": "one"}\n{"a": "two"}\n', {"one", "two"}),
        ("a.json", '{"a": "cut sh', {'{"a": "cut sh'}),
        ("a.bin", "not a text", set()),
    ],
)
def test_strings_are_found_whatever_the_format(name: str, content: str, expected: set[str]) -> None:
    found = set(strings_of(CorpusFiles("f", {name: content.encode()})))
    assert expected <= found
    assert bool(found) == bool(expected)
