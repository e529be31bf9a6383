"""Corpora are read the same from a folder and an archive, under names people read, and what is lost is kept with its place."""

from __future__ import annotations

import tarfile
from pathlib import Path

import pytest

from garner.datasets import CORPORA, Role, corpora_called, data_folder, fingerprint_text, read_corpus, read_split
from garner.datasets.files import CorpusFiles, open_corpus
from garner.datasets.sources import SOURCES
from garner.errors import InputError, NotConfigured

WNUT = "Ada\tB-person\nLovelace\tI-person\n\nacme\tB-creative-work\n"
FOLDER = "en/ner/wnut17"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder with one corpus, every file of which holds the same two sentences."""
    corpus = CORPORA["wnut17"]
    folder = tmp_path / "data" / FOLDER
    folder.mkdir(parents=True)
    for patterns in corpus.splits.values():
        for name in patterns:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(WNUT, encoding="utf-8")
    return tmp_path / "data"


def test_records_carry_spelt_out_gold_and_the_question_of_the_whole_corpus(data: Path) -> None:
    split = read_split(data, "wnut17", "train")
    assert [entity.name for entity in split.schema.entities] == ["creative work", "person"]
    assert [(entity.type, entity.text) for entity in split.records[0].gold.entities] == [("person", "Ada Lovelace")]
    assert {record.schema for record in split.records} == {split.schema}
    assert {record.split for record in split.records} == {"wnut17:train"} == {split.name}
    assert {record.source for record in split.records} == {split.fingerprint}


def test_every_split_of_a_corpus_asks_the_same(data: Path) -> None:
    splits = read_corpus(data, "wnut17")
    assert list(splits) == list(CORPORA["wnut17"].splits)
    assert len({split.schema for split in splits.values()}) == 1


def test_a_folder_and_its_archive_read_the_same(data: Path, tmp_path: Path) -> None:
    path = tmp_path / "packed" / f"{FOLDER}.tar.xz"
    path.parent.mkdir(parents=True)
    with tarfile.open(path, "w:xz") as packed:
        packed.add(data / FOLDER, Path(FOLDER).name)
    assert read_split(tmp_path / "packed", "wnut17", "train") == read_split(data, "wnut17", "train")


def test_the_fingerprint_is_that_of_the_files_of_the_split(data: Path, tmp_path: Path) -> None:
    before = read_corpus(data, "wnut17")
    changed = tmp_path / "changed"
    (changed / FOLDER).mkdir(parents=True)
    [first, *others] = [name for patterns in CORPORA["wnut17"].splits.values() for name in patterns]
    (changed / FOLDER / first).write_text(f"{WNUT}\nx\tO\n", encoding="utf-8")
    for name in others:
        (changed / FOLDER / name).write_text(WNUT, encoding="utf-8")
    after = read_corpus(changed, "wnut17")
    differing = [split for split in before if before[split].fingerprint != after[split].fingerprint]
    assert differing == [next(iter(before))]


@pytest.mark.parametrize(("name", "part"), [("wnut", "train"), ("wnut17", "dev2")])
def test_an_unknown_corpus_or_split_is_refused_with_what_there_is(data: Path, name: str, part: str) -> None:
    with pytest.raises(InputError, match="wnut17"):
        read_split(data, name, part)


def test_a_family_is_no_corpus_but_names_its_parts() -> None:
    assert len(corpora_called("crossner")) == 5
    with pytest.raises(InputError, match=r"crossner has several parts.*crossner/ai"):
        read_split(Path(), "crossner", "test")


def test_a_missing_corpus_is_named_with_its_source(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"en/ner/btc is neither.*github\.com/"):
        read_split(tmp_path, "btc", "train")


def test_the_parts_of_a_file_are_files_of_their_own_with_one_content() -> None:
    files = CorpusFiles("made", {"all.json": b"{}", "other.json": b"[]"})
    assert files.match(["all.json#b", "*#a"]) == ["all.json#a", "all.json#b", "other.json#a"]
    assert files.text("all.json#a") == files.text("all.json") == "{}"
    assert len({files.fingerprint([name]) for name in ("all.json", "all.json#a", "all.json#b")}) == 3
    with pytest.raises(InputError, match="made has no file none"):
        files.text("none#a")
    own = CorpusFiles("own", {"notes #1.txt": b"x"})
    assert [own.text(name) for name in own.match(["*"])] == ["x"]


def test_a_file_of_two_encodings_is_refused_with_its_line_and_is_not_garbled() -> None:
    mixed = CorpusFiles("made", {"dev.txt": "東京\nKyōto\n".encode() + "café\n".encode("latin-1")})
    with pytest.raises(InputError, match=r"^dev\.txt:3: byte 0xE9 is not UTF-8"):
        mixed.text("dev.txt")
    pure = CorpusFiles("made", {"dev.txt": "plain\ncafé\n".encode("latin-1")})
    assert pure.text("dev.txt") == "plain\ncafé\n"


def test_a_character_written_as_two_surrogates_is_one_character() -> None:
    written = "é ".encode() + "\ud83c\udf55".encode("utf-8", "surrogatepass")
    assert CorpusFiles("made", {"a.json": written}).text("a.json") == "é 🍕"


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


def test_every_entry_of_the_table_says_what_it_needs() -> None:
    for name, corpus in CORPORA.items():
        assert corpus.name == name
        assert corpus.licence, name
        assert corpus.splits, name
        assert all(patterns for patterns in corpus.splits.values()), name
        assert corpus.role is not Role.OWN, name
        assert corpus.folder in SOURCES, name
        assert set(corpus.published) <= set(corpus.splits), name


def test_parts_and_single_corpora_have_names_that_cannot_be_confused() -> None:
    families = {name.partition("/")[0] for name in CORPORA if "/" in name}
    assert not families & set(CORPORA)


def test_texts_that_differ_in_case_and_marks_have_one_fingerprint() -> None:
    assert fingerprint_text("The U.S. economy -- again!") == fingerprint_text("the us economy, AGAIN")
    assert fingerprint_text("日本語。") == "日本語"
