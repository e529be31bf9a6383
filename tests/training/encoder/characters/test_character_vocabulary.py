"""Which characters are kept, and how they are counted."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from types import SimpleNamespace

import pytest

from garner.datasets import Role
from garner.errors import InputError
from garner.training.encoder.characters import counts as module
from garner.training.encoder.characters.counts import corpus_texts, coverage, written_texts
from garner.training.encoder.characters.vocabulary import (
    choose_characters,
    ids_of,
    kept_characters,
    parse_characters,
    write_characters,
)


def test_what_was_seen_comes_before_everyday_characters_and_these_before_the_rest() -> None:
    rows = {each: row for row, each in enumerate("龘齉黌日a本")}
    assert choose_characters(rows, ["黌", "没"], size=3) == ["黌"]
    assert choose_characters(rows, ["黌"], size=6) == sorted("黌a日本")
    assert choose_characters(rows, ["黌"], size=7) == sorted("黌a日本龘")


def test_the_file_is_read_as_it_was_written() -> None:
    characters = [chr(0x3000 + number) for number in range(200)]
    assert parse_characters(write_characters(characters)) == tuple(characters)


def test_a_character_listed_twice_is_refused() -> None:
    with pytest.raises(InputError, match=r"U\+65E5"):
        parse_characters("日本\n日\n")


def test_kept_characters_hold_everyday_chinese_and_japanese() -> None:
    kept = kept_characters()
    assert len(kept) == 7998
    assert list(kept) == sorted(kept)
    assert set("这国际新闻、。日本経済駅ひらがなカタカナーABCabc019２Ａ") <= set(kept)


@pytest.mark.parametrize(("written", "stands_for"), [("・", "·"), ("〜", "～"), ("¥", "￥"), ("ﾊ", "ハ"), ("｡", "。")])
def test_a_character_the_tagger_lacks_takes_its_twin(written: str, stands_for: str) -> None:
    ids = {character: number for number, character in enumerate(kept_characters(), 2)}
    assert ids_of(written, ids) == [ids[stands_for]]
    assert ids_of(" 😂", ids) == [1, 1]


def test_coverage_is_of_running_text_by_kind() -> None:
    counts = Counter("日本本です です😂")
    assert coverage(counts, frozenset("日です"), "han") == (3, pytest.approx(1 / 3), ("本",))
    assert coverage(counts, frozenset("日です")).characters == 8
    assert coverage(Counter(), frozenset(), "kana").characters == 0


def test_only_what_may_be_trained_on_is_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    roles = {"a": ("zh", Role.TRAIN), "b": ("zh", Role.HELD_OUT), "c": ("zh", Role.RESEARCH), "d": ("ja", Role.TRAIN)}
    monkeypatch.setattr(
        module, "CORPORA", {name: SimpleNamespace(language=of, role=role) for name, (of, role) in roles.items()}
    )
    splits = {split: SimpleNamespace(records=[SimpleNamespace(text=split)]) for split in ("train", "dev", "test")}
    monkeypatch.setattr(module, "read_corpus", lambda data, name: {f"{name}_{split}": read for split, read in splits.items()})
    monkeypatch.setattr(module, "is_held_out", lambda name, split: split.endswith("test"))
    assert list(corpus_texts(Path(), "zh")) == ["train", "dev"]


def test_texts_written_for_garner_are_counted() -> None:
    assert "。" in next(iter(written_texts("ja")))
