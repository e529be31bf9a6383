"""Other names in the place of those of a text: what makes many Chinese and Japanese texts of few."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from random import Random
from typing import NamedTuple

from garner.training.encoder.gold import GoldSpan, LabelledText, Place
from garner.training.encoder.lexicon.names import NameLists

__all__ = ["swap_names", "type_of_label"]

_LABELS: Mapping[str, tuple[str, ...]] = {
    "person": (
        *("person", "person name", "politician", "athlete", "actor", "director", "scholar", "soldier", "artist or author"),
        *("artist", "scientist", "writer", "musician", "人名", "姓名", "人物", "人", "演员", "导演", "歌手", "作者"),
    ),
    "place": (
        *("location", "place", "place name", "location name", "geopolitical entity", "country, city or state", "country"),
        *("city", "city or town", "state", "state or province", "county", "district", "province", "地名", "地点", "场所"),
        *("国・行政区画", "国家", "城市", "行政区", "地理位置", "場所", "国名", "都道府県名", "市区町村名"),
    ),
    "organization": (
        *("organization", "educational institution", "government agency", "school", "group", "组织机构", "组织", "机构"),
        *("机构名", "组织名", "組織名", "組織", "その他の組織名", "政治的組織名", "政府", "团体机构", "法人名"),
    ),
    "company": (
        "company",
        "corporation",
        "company name",
        "business",
        "公司",
        "企业",
        "公司名",
        "会社",
        "会社名",
        "企業名",
        "企業",
    ),
}
_KANA = re.compile("[ぁ-ゖァ-ヺ]")
_HAN = "[㐀-鿿々〆ヶ]"
_PARTED = re.compile(r"([・･·•=＝\s])")
_KATAKANA = re.compile("[ァ-ヺー]{2,}")
_JAPANESE_NAME = re.compile(f"(?:{_HAN}|[ぁ-ゖ]){{2,6}}")
_CHINESE_NAME = re.compile(f"{_HAN}{{2,4}}")
_HAN_OR_KANA = re.compile(f"(?:{_HAN}|[ぁ-ヺー・（）]){{2,20}}")
_LEGAL_FORM = re.compile(r"(株式会社|有限会社|合同会社|\(株\)|（株）|㈱)?(.*?)(株式会社|有限会社|\(株\)|（株）|㈱)?")
_ENDINGS = (
    *(
        "株式会社",
        "有限公司",
        "出版社",
        "委员会",
        "研究所",
        "製作所",
        "信用金庫",
        "ホールディングス",
        "グループ",
        "システム",
        "共和国",
    ),
    *(
        "大学部",
        "大学",
        "学院",
        "公司",
        "集团",
        "银行",
        "銀行",
        "政府",
        "医院",
        "協会",
        "协会",
        "组织",
        "センター",
        "法院",
        "学校",
        "学園",
        "病院",
    ),
    *(
        "工業",
        "鉄道",
        "電鉄",
        "自動車",
        "製薬",
        "化学",
        "証券",
        "保険",
        "放送",
        "電機",
        "部",
        "局",
        "院",
        "会",
        "党",
        "军",
        "庁",
        "省",
        "駅",
    ),
    *(
        "县",
        "県",
        "市",
        "区",
        "町",
        "村",
        "郡",
        "都",
        "府",
        "道",
        "国",
        "州",
        "镇",
        "乡",
        "山",
        "河",
        "川",
        "江",
        "湖",
        "島",
        "岛",
        "港",
    ),
    *("湾", "海", "路", "城", "洲", "寺", "橋", "桥", "社", "団", "队", "庭", "館", "馆", "厅"),
)
"""How names tell what they are names of; a longer ending stands before one that it ends with."""
_FEW = 8
"""Names of one ending that there must be for one of them to be another's stead."""


class _Swap(NamedTuple):
    start: int
    end: int
    name: str


@cache
def type_of_label(label: str) -> str:
    """``person``, ``place``, ``organization`` or ``company`` where the label stands for names of that type, else nothing."""
    return next((kind for kind, labels in _LABELS.items() if label.casefold() in labels), "")


def swap_names(text: LabelledText, names: NameLists, random: Random, share: float = 0.5) -> LabelledText:
    """The text with other names of the same type in the place of a ``share`` of its names.

    All mentions that read the same are replaced alike, and a surname alone as within the full name. What no list can replace
    stays: mentions that overlap another, whose labels are of several types or of none of the four, or that look like no name of
    their type. Texts with kana are taken for Japanese, others for Chinese.
    """
    renaming = _Renaming("ja" if _KANA.search(text.text) else "zh", names, random)
    chosen: dict[str, str] = {}
    for surface, kind in _replaceable(text).items():
        if random.random() < share:
            name = renaming.another(surface, kind)
            if name:
                chosen[surface] = name
    surfaces = ((start, end, text.text[start:end]) for start, end in sorted(_places_of(text)))
    swaps = [_Swap(start, end, chosen[surface]) for start, end, surface in surfaces if surface in chosen]
    return _with_swaps(text, swaps) if swaps else text


def _replaceable(text: LabelledText) -> dict[str, str]:
    """The surfaces that may be replaced, in order, with their type: every mention that reads so is of that one type (or has no
    label, or next to that of its type one of none) and overlaps no other place."""
    types: dict[Place, set[str]] = {place: set() for place in _places_of(text)}
    for span in text.spans:
        types[span.place].add(type_of_label(span.label))
    places = sorted(types)
    found: dict[str, set[str]] = {}
    reach = 0
    for number, (start, end) in enumerate(places):
        alone = start >= reach and (number + 1 == len(places) or places[number + 1][0] >= end)
        kinds = types[start, end]
        found.setdefault(text.text[start:end], set()).update((kinds - {""} or kinds) if alone else {""})
        reach = max(reach, end)
    return {surface: min(kinds) for surface, kinds in found.items() if len(kinds) == 1 and "" not in kinds}


def _places_of(text: LabelledText) -> set[Place]:
    linked = {place for link in text.links for place in (link.head, link.tail)}
    return {span.place for span in text.spans} | linked | set(text.mentions)


def _with_swaps(text: LabelledText, swaps: list[_Swap]) -> LabelledText:
    """``swaps`` are in order and apart; every place of the text lies beside each, or is it."""
    pieces, last = [], 0
    for swap in swaps:
        pieces += [text.text[last : swap.start], swap.name]
        last = swap.end
    pieces.append(text.text[last:])

    def moved(place: Place) -> Place:
        start, end = (at + sum(len(swap.name) - (swap.end - swap.start) for swap in swaps if swap.end <= at) for at in place)
        return start, end

    spans = tuple(GoldSpan(*moved(span.place), span.label) for span in text.spans)
    links = tuple(link._replace(head=moved(link.head), tail=moved(link.tail)) for link in text.links)
    mentions = tuple(moved(place) for place in text.mentions)
    return replace(text, text="".join(pieces), spans=spans, links=links, mentions=mentions)


class _Renaming:
    """Other names for the names of one text; parts that were replaced once are replaced the same way again."""

    def __init__(self, language: str, names: NameLists, random: Random) -> None:
        self.language, self.names, self.random = language, names, random
        self.parts: dict[tuple[str, str], str] = {}

    def another(self, surface: str, kind: str) -> str:
        """Another name of that type that looks like the surface; nothing where it looks like none that the lists know."""
        if kind == "person":
            return self._japanese_person(surface) if self.language == "ja" else self._chinese_person(surface)
        if not _HAN_OR_KANA.fullmatch(surface):
            return ""
        if kind == "place":
            countries = self.language == "ja" and self.names.has("ja country", surface)
            return self._alike(surface, "country" if countries else "place")
        return self._organization(surface, kind)

    def _one(self, kind: str, part: str) -> str:
        if (kind, part) not in self.parts:
            self.parts[kind, part] = self.random.choice(self.names.lists[f"{self.language} {kind}"])
        return self.parts[kind, part]

    def _japanese_person(self, surface: str) -> str:
        pieces = _PARTED.split(surface)
        if all(_KATAKANA.fullmatch(piece) for piece in pieces[::2]):
            return "".join(piece if number % 2 else self._one("foreign name", piece) for number, piece in enumerate(pieces))
        if len(pieces) == 3 and all(_JAPANESE_NAME.fullmatch(piece) for piece in pieces[::2]):
            return self._one("surname", pieces[0]) + pieces[1] + self._one("given name", pieces[2])
        if len(pieces) > 1 or not _JAPANESE_NAME.fullmatch(surface):
            return ""
        if self.names.has("ja surname", surface):
            return self._one("surname", surface)
        cut = self._surname_of(surface)
        if cut:
            return self._one("surname", surface[:cut]) + self._one("given name", surface[cut:])
        return self._one("given name", surface) if self.names.has("ja given name", surface) else ""

    def _surname_of(self, surface: str) -> int:
        """Where the given name begins, or 0: the cut between a known surname and a known given name, else after the longest
        known surname that leaves one to three characters."""
        cuts = [cut for cut in range(1, len(surface)) if self.names.has("ja surname", surface[:cut])]
        whole = [cut for cut in cuts if self.names.has("ja given name", surface[cut:])]
        return max(whole, default=max((cut for cut in cuts if len(surface) - cut <= 3), default=0))

    def _chinese_person(self, surface: str) -> str:
        pieces = _PARTED.split(surface)
        if len(pieces) > 1:
            if not all(_CHINESE_NAME.fullmatch(piece) or len(piece) > 4 for piece in pieces[::2]):
                return ""
            return "".join(piece if number % 2 else self._one("foreign name", piece) for number, piece in enumerate(pieces))
        if not _CHINESE_NAME.fullmatch(surface):
            return ""
        if self.names.has("zh foreign name", surface):
            return self._one("foreign name", surface)
        surname = next((surface[:cut] for cut in (2, 1) if self.names.has("zh surname", surface[:cut])), "")
        if not surname or len(surface) - len(surname) > 2:
            return ""
        given = self._one("given name", surface[len(surname) :]) if surface != surname else ""
        return self._one("surname", surname) + given

    def _organization(self, surface: str, kind: str) -> str:
        form = _LEGAL_FORM.fullmatch(surface)
        if self.language == "ja" and form and form[2] and (form[1] or form[3]):
            return (form[1] or "") + self._alike(form[2], "company", strict=False) + (form[3] or "")
        return self._alike(surface, kind) or (self._alike(surface, "company") if kind == "organization" else "")

    def _alike(self, surface: str, kind: str, strict: bool = True) -> str:
        """Another name with the surface's ending; where the surface has none, one without; nothing where there are too few, or,
        unless ``strict``, any."""
        if (kind, surface) in self.parts:
            return self.parts[kind, surface]
        listed = f"{self.language} {kind}"
        ending = next((end for end in _ENDINGS if surface.endswith(end) and surface != end), "")
        if ending:
            others = self.names.ending(listed, ending)
        elif self.names.has(listed, surface) or not strict:
            others = self.names.without(listed, _ENDINGS)
        else:
            others = ()
        if len(others) < _FEW:
            others = () if strict else self.names.lists[listed]
        if others:
            self.parts[kind, surface] = self.random.choice(others)
        return self.parts.get((kind, surface), "")
