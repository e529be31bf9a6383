"""Japanese names by type from a binary dictionary of Sudachi (the package ``sudachidict_core``, Apache-2.0).

The layout is that of Sudachi's system dictionaries, version 1 (all numbers little-endian): 8 bytes version, 8 bytes time, 256
bytes description; the parts of speech (count in 2 bytes, six strings each) and the matrix of connections (two counts in 2
bytes, then 2 bytes a cell); the trie (count in 4 bytes, 4 bytes each), the table of word numbers (length in 4 bytes), the
words' left and right number and cost (count in 4 bytes, 6 bytes a word), and where each word's entry stands (4 bytes a word).
An entry opens with its surface, the surface's length, and the number of its part of speech (2 bytes). A length takes one byte,
or two if the first has its top bit set; strings are UTF-16.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from zlib import crc32

from garner.errors import InputError

__all__ = ["Word", "japanese_names", "words_of"]

_VERSIONS = (0x7366D3F18BD111E7, 0xCE9F011A92394434)
_HEADER = 272
_JAPANESE = re.compile(r"[぀-ヿ㐀-鿿々〆ヶ]+")
_NATIVE = re.compile(r"[぀-ゟ㐀-鿿々ヶ]+")
_FOREIGN = re.compile(r"[ァ-ヴー]{2,8}")
_PREFECTURE = re.compile(r"(北海道|東京都|京都府|大阪府|.{2}県|神奈川県|和歌山県|鹿児島県)(?=.)")
_TOWN = re.compile(r"[^市区町村]{1,4}[市区郡](?=..)|[^市区町村]{1,4}[町村](?=.)")
_MAIN_PLACE = re.compile(r".{1,5}[都道府県市]")
_COMPANY = re.compile(
    r".*(工業|銀行|自動車|電機|電器|電気|製薬|薬品|産業|製作所|保険|生命|鉄道|電鉄|交通|放送|テレビ|販売|化学|建設|運輸|食品|商事"
    r"|電力|ガス|証券|信用金庫|ホールディングス|グループ|システムズ?|サービス|不動産|物産|重工|重工業|製鋼|製鉄|鉱業|商会|印刷"
    r"|出版|新聞社|百貨店|観光|航空|海運|倉庫|通信|電子|精機|精工|機械|製紙|石油|セメント|紡績|酒造|醸造|水産|乳業|製菓|製粉"
    r"|フーズ|エンジニアリング|コーポレーション|カンパニー|エレクトロニクス|テクノロジーズ?|ファーマ|バス)"
)
_ORGANIZATION = re.compile(
    r".*(大学|大学院|学園|高校|高等学校|学校|学院|協会|研究所|研究会|連盟|連合|連合会|組合|機構|財団|財団法人|新聞|委員会|党|省|庁"
    r"|警察署|裁判所|病院|学会|議会|同盟|事務所|センター|図書館|博物館|美術館|楽団|劇団|チーム|クラブ)"
)


class Word(NamedTuple):
    """A word with its part of speech (six fields) and its cost, which tells from which lexicon it comes; ``cost`` is None for
    a word that the dictionary does not split texts with."""

    surface: str
    part: tuple[str, ...]
    cost: int | None


def words_of(path: Path) -> Iterator[Word]:
    """The words of the dictionary file, in its order. Raises ``InputError`` for a file of another kind, or cut short."""
    try:
        data = path.read_bytes()
        yield from _words(data, path)
    except (OSError, struct.error, IndexError, UnicodeDecodeError) as error:
        raise InputError(f"{path} is no whole dictionary of Sudachi: {error}", "Install sudachidict_core again.") from error


def _words(data: bytes, path: Path) -> Iterator[Word]:
    version = struct.unpack_from("<Q", data)[0]
    if version not in _VERSIONS:
        raise InputError(f"{path} has another layout than Sudachi's version 1.", "Use sudachidict_core 20260723 or older.")
    place, parts = _HEADER + 2, []
    for _ in range(struct.unpack_from("<H", data, _HEADER)[0]):
        fields = []
        for _ in range(6):
            name, place = _string(data, place)
            fields.append(name)
        parts.append(tuple(fields))
    left, right = struct.unpack_from("<HH", data, place)
    place += 4 + left * right * 2
    place += 4 + 4 * struct.unpack_from("<I", data, place)[0]
    place += 4 + struct.unpack_from("<I", data, place)[0]
    count = struct.unpack_from("<I", data, place)[0]
    costs, entries = place + 4, place + 4 + 6 * count
    for number in range(count):
        surface, after = _string(data, struct.unpack_from("<I", data, entries + 4 * number)[0])
        after += 2 if data[after] & 0x80 else 1
        left_number, _, cost = struct.unpack_from("<hhh", data, costs + 6 * number)
        yield Word(surface, parts[struct.unpack_from("<H", data, after)[0]], cost if left_number >= 0 else None)


def _string(data: bytes, place: int) -> tuple[str, int]:
    length, place = data[place], place + 1
    if length & 0x80:
        length, place = (length & 0x7F) << 8 | data[place], place + 1
    return data[place : place + 2 * length].decode("utf-16-le"), place + 2 * length


def japanese_names(path: Path, most: int) -> dict[str, list[str]]:
    """The Japanese lists of ``names.TYPES``, at most ``most`` names each: a sample that is the same each time, after the
    prefectures and cities. The surfaces are written in Japanese script and have 2 to 12 characters; surnames, given names and
    places are those of the dictionary's first lexicon, which its costs tell, and no addresses."""
    found: dict[str, set[str]] = {
        f"ja {kind}": set()
        for kind in ("surname", "given name", "foreign name", "place", "country", "organization", "company", "other")
    }
    for word in words_of(path):
        if word.cost is not None and 2 <= len(word.surface) <= 12 and _JAPANESE.fullmatch(word.surface):
            kind = _type_of(word, word.cost)
            if kind:
                found[f"ja {kind}"].add(word.surface)
    return {kind: _sample(sorted(names), most) for kind, names in found.items()}


def _type_of(word: Word, cost: int) -> str:
    name, classical = word.surface, cost not in (10000, 11000, 15000)
    match word.part[:4]:
        case ("名詞", "固有名詞", "人名", "姓") if classical and len(name) <= 4 and _NATIVE.fullmatch(name):
            return "surname"
        case ("名詞", "固有名詞", "人名", "名") if classical and len(name) <= 5 and _NATIVE.fullmatch(name):
            return "given name"
        case ("名詞", "固有名詞", "人名", "一般") if 5490 <= cost <= 5500 and _FOREIGN.fullmatch(name):
            return "foreign name"
        case ("名詞", "固有名詞", "地名", "国"):
            return "country"
        case ("名詞", "固有名詞", "地名", "一般") if cost < 9800 and len(name) <= 6:
            return "" if _PREFECTURE.match(name) or _TOWN.match(name) else "place"
        case ("名詞", "固有名詞", "一般", "*"):
            return "organization" if _ORGANIZATION.fullmatch(name) else "company" if _COMPANY.fullmatch(name) else ""
        case ("名詞", "普通名詞", "一般", "*") if cost < 9000 and not name.isascii():
            return "other"
    return ""


def _sample(names: Sequence[str], most: int) -> list[str]:
    first = {name for name in names if _MAIN_PLACE.fullmatch(name)}
    return sorted(names, key=lambda name: (name not in first, crc32(name.encode())))[:most]
