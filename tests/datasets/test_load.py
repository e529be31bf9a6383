"""Corpora are read the same from a folder and an archive, and what is lost is counted."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from garner.datasets import CORPORA, HELD_OUT_FOLDERS, CorpusRecord, GoldSpan, Role, data_folder, fingerprint_text, read_split
from garner.datasets.contamination import held_out_fingerprints
from garner.datasets.files import open_corpus
from garner.errors import InputError, NotConfigured

WNUT = "Ada\tB-person\nLovelace\tI-person\n\nacme\tB-creative-work\n"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data" / "en" / "ner" / "wnut17"
    folder.mkdir(parents=True)
    (folder / "wnut17train.conll").write_text(WNUT, encoding="utf-8")
    return tmp_path / "data"


def archive(data: Path, folder: str, into: Path) -> None:
    path = into / f"{folder}.tar.xz"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tarfile.open(path, "w:xz") as packed:
        packed.add(data / folder, Path(folder).name)


def test_labels_are_spelled_out(data: Path) -> None:
    assert read_split(data, "wnut17", "train").labels == ("creative work", "person")


def test_a_folder_and_its_archive_read_the_same(data: Path, tmp_path: Path) -> None:
    archive(data, "en/ner/wnut17", tmp_path / "packed")
    assert read_split(tmp_path / "packed", "wnut17", "train") == read_split(data, "wnut17", "train")


def test_the_fingerprint_changes_with_the_files(data: Path) -> None:
    before = read_split(data, "wnut17", "train").fingerprint
    (data / "en/ner/wnut17/wnut17train.conll").write_text(WNUT + "\nx\tO\n", encoding="utf-8")
    assert read_split(data, "wnut17", "train").fingerprint != before


def test_left_out_labels_and_filler_are_counted(tmp_path: Path) -> None:
    folder = tmp_path / "en/ner/stackoverflow_ner/StackOverflow"
    folder.mkdir(parents=True)
    rows = "x\tB-Code_Block\tx\tO\nPython\tB-Language\tx\tO\n\nQuestion_ID\tO\tx\tO\n"
    (folder / "train.txt").write_text(rows, encoding="utf-8")
    split = read_split(tmp_path, "stackoverflow", "train")
    assert split.labels == ("programming language",)
    assert split.refused == {"label left out: Code_Block": 1, "record with annotators' filler": 1}


@pytest.mark.parametrize(("name", "part"), [("wnut", "train"), ("wnut17", "dev2")])
def test_an_unknown_corpus_or_split_is_refused_with_what_there_is(data: Path, name: str, part: str) -> None:
    with pytest.raises(InputError, match="wnut17"):
        read_split(data, name, part)


def test_a_missing_corpus_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="en/ner/btc"):
        read_split(tmp_path, "btc", "train")


def test_a_damaged_archive_is_named(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "en/x.tar.xz").write_bytes(b"no archive")
    with pytest.raises(InputError, match=r"x\.tar\.xz cannot be read"):
        open_corpus(tmp_path, "en/x")


def test_the_data_folder_comes_from_the_argument_then_the_environment(tmp_path: Path) -> None:
    assert data_folder(tmp_path, {"GARNER_DATA": "/nowhere"}) == tmp_path
    assert data_folder(None, {"GARNER_DATA": str(tmp_path)}) == tmp_path
    with pytest.raises(NotConfigured, match="--data-dir"):
        data_folder(None, {})
    with pytest.raises(NotConfigured, match="no folder"):
        data_folder(tmp_path / "gone", {})


def test_a_span_that_is_no_mention_is_refused() -> None:
    for span in (GoldSpan(0, 0, "x"), GoldSpan(0, 9, "x"), GoldSpan(1, 3, "x"), GoldSpan(-1, 1, "x")):
        with pytest.raises(ValueError, match="no mention"):
            CorpusRecord("r", "a bc", (span,))


def test_every_entry_of_the_table_says_what_it_needs() -> None:
    assert len(CORPORA) > 40
    for name, corpus in CORPORA.items():
        assert corpus.name == name
        assert corpus.licence
        assert corpus.splits
        assert all(patterns for patterns in corpus.splits.values())
        held_out = corpus.folder in HELD_OUT_FOLDERS
        assert held_out == (corpus.role is Role.HELD_OUT), f"{name}: role and list of held-out folders disagree"
        assert (corpus.role is Role.TRAIN) == ("train" in corpus.splits)


def test_held_out_sentences_are_found_in_every_kind_of_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = {
        "columns.txt": "The\tO\ncat\tO\nsat\tO\n\nIt\tO\nslept\tO\n",
        "lines.jsonl": '{"tokens": ["A", "dog", "ran"]}\n{"nested": [{"text": "First one. Second one."}]}\n',
        "plain.txt": "id\tAn odd sentence here\n",
    }
    (tmp_path / "held").mkdir()
    for name, text in files.items():
        (tmp_path / "held" / name).write_text(text, encoding="utf-8")
    monkeypatch.setattr("garner.datasets.contamination.HELD_OUT_FOLDERS", ("held",))
    found = held_out_fingerprints(tmp_path)
    for sentence in ("the cat sat!", "It slept", "a dog ran", "First one", "second one.", "An odd sentence here"):
        assert fingerprint_text(sentence) in found, sentence
    assert "" not in found
    assert fingerprint_text("never seen") not in found


def test_a_missing_held_out_corpus_stops_the_check(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=HELD_OUT_FOLDERS[0]):
        held_out_fingerprints(tmp_path)
