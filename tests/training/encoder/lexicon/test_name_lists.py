"""The lists of names: what comes with garner, how they are stored, and how they are taken from dictionaries."""

from __future__ import annotations

import lzma
import struct
from pathlib import Path

import pytest

from garner.errors import InputError
from garner.training.encoder.lexicon.jieba import chinese_names
from garner.training.encoder.lexicon.names import TYPES, NameLists, name_lists, read_names, write_names
from garner.training.encoder.lexicon.sudachi import japanese_names, words_of


def test_the_lists_that_come_with_garner_are_whole() -> None:
    names = name_lists()
    assert all(len(names.lists[kind]) >= 200 for kind in TYPES)
    assert names.has("ja surname", "佐藤") and names.has("ja country", "フランス") and names.has("zh place", "河南省")


def test_lists_come_back_as_they_were_written(tmp_path: Path) -> None:
    lists = {kind: [f"{kind[:2]}二", f"{kind[:2]}一"] for kind in TYPES}
    path = tmp_path / "names.xz"
    assert write_names(path, lists) == path.stat().st_size
    assert read_names(path) == NameLists({kind: tuple(sorted(names)) for kind, names in lists.items()})


@pytest.mark.parametrize(
    ("text", "told"),
    [("佐藤\n", ":1: "), ("# ja surname\n\n佐藤", ":2: "), ("# ja surname\n佐藤", "zh place"), ("", "ja surname")],
)
def test_a_file_of_another_form_is_refused_with_its_line(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "names.xz"
    path.write_bytes(lzma.compress(text.encode()))
    with pytest.raises(InputError, match=told):
        read_names(path)


def test_a_cut_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "names.xz"
    path.write_bytes(lzma.compress(b"# ja surname")[:-9])
    with pytest.raises(InputError, match="no lists of names"):
        read_names(path)


def string(text: str) -> bytes:
    length = len(text)
    return (bytes([length]) if length < 128 else bytes([0x80 | length >> 8, length & 0xFF])) + text.encode("utf-16-le")


def dictionary(words: list[tuple[str, str, int, int]]) -> bytes:
    """A dictionary in Sudachi's layout of words with part of speech, left number and cost."""
    parts = sorted({part for _, part, _, _ in words})
    head = struct.pack("<QQ256s", 0xCE9F011A92394434, 0, b"made") + struct.pack("<H", len(parts))
    head += b"".join(string(name) for part in parts for name in [*part.split(","), "*", "*"])
    head += struct.pack("<HH", 2, 3) + bytes(12) + struct.pack("<I", 2) + bytes(8) + struct.pack("<I", 5) + bytes(5)
    head += struct.pack("<I", len(words)) + b"".join(struct.pack("<hhh", left, 0, cost) for _, _, left, cost in words)
    entries = [string(word) + bytes([len(word)]) + struct.pack("<H", parts.index(part)) for word, part, _, _ in words]
    places = [len(head) + 4 * len(words) + sum(map(len, entries[:number])) for number in range(len(entries))]
    return head + struct.pack(f"<{len(places)}I", *places) + b"".join(entries)


WORDS = [
    ("佐藤", "名詞,固有名詞,人名,姓", 1, 9770),
    ("珍姓", "名詞,固有名詞,人名,姓", 1, 10000),
    ("別姓", "名詞,固有名詞,人名,姓", -1, 9770),
    ("栄作", "名詞,固有名詞,人名,名", 1, 10617),
    ("ジョーダン", "名詞,固有名詞,人名,一般", 1, 5496),
    ("静岡県", "名詞,固有名詞,地名,一般", 1, 9000),
    ("静岡県焼津", "名詞,固有名詞,地名,一般", 1, 9000),
    ("フランス", "名詞,固有名詞,地名,国", 1, 2000),
    ("青空大学", "名詞,固有名詞,一般,*", 1, 9000),
    ("青空工業", "名詞,固有名詞,一般,*", 1, 9000),
    ("青空駅", "名詞,固有名詞,一般,*", 1, 9000),
    ("SORA", "名詞,固有名詞,一般,*", 1, 9000),
    ("鉛筆", "名詞,普通名詞,一般,*", 1, 5000),
]


def test_japanese_names_have_the_type_that_the_dictionary_says(tmp_path: Path) -> None:
    path = tmp_path / "system.dic"
    path.write_bytes(dictionary(WORDS))
    assert len(list(words_of(path))) == len(WORDS)
    assert japanese_names(path, 10) == {
        "ja surname": ["佐藤"],
        "ja given name": ["栄作"],
        "ja foreign name": ["ジョーダン"],
        "ja place": ["静岡県"],
        "ja country": ["フランス"],
        "ja organization": ["青空大学"],
        "ja company": ["青空工業"],
        "ja other": ["鉛筆"],
    }


@pytest.mark.parametrize("cut", [0, 7, 200, 300, -1])
def test_a_dictionary_cut_short_or_of_another_layout_is_refused(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "system.dic"
    data = dictionary([(word, part, left, cost) for word, part, left, cost in WORDS])
    path.write_bytes(data[:cut] if cut >= 0 else b"SudachiBinaryDic" + data)
    with pytest.raises(InputError, match="Sudachi"):
        list(words_of(path))


def test_chinese_names_look_like_their_type(tmp_path: Path) -> None:
    lines = [
        "王小明 9 nr",
        "李小明 8 nr",
        "万古长青 7 nr",
        "布莱尔 6 nrt",
        "登基 5 nrt",
        "金坛县 4 ns",
        "金坛 4 ns",
        "关联 90 ns",
    ]
    lines += ["清华大学 3 nt", "中巴关系 3 nt", "太平洋集团 3 nt", "铅笔 2 n", "的 99 uj"]
    path = tmp_path / "dict.txt"
    path.write_text("\n".join(lines), encoding="utf-8")
    found = chinese_names(path, 100)
    assert found["zh given name"] == ["小明"] and found["zh foreign name"] == ["布莱尔"]
    assert found["zh place"] == ["金坛县", "金坛"] and found["zh other"] == ["铅笔"]
    assert found["zh organization"] == ["清华大学"] and found["zh company"] == ["太平洋集团"]


def test_a_line_that_is_no_entry_is_told(tmp_path: Path) -> None:
    path = tmp_path / "dict.txt"
    path.write_text("王小明 9 nr\n王小明 nr\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"dict\.txt:2: "):
        chinese_names(path, 10)
