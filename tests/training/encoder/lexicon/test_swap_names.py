"""Names of a text are replaced by others of their type, and everything else of the text stays."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.training.encoder.gold import GoldLink, GoldSpan, LabelledText
from garner.training.encoder.lexicon import listed_names, name_lists, swap_names
from garner.training.encoder.lexicon.swap import type_of_label

NAMES = name_lists()


def marked(*pieces: str | tuple[str, str]) -> LabelledText:
    """A text of pieces, of which pairs are mentions with their label."""
    text, spans = "", []
    for piece in pieces:
        surface, label = piece if isinstance(piece, tuple) else (piece, "")
        if label:
            spans.append(GoldSpan(len(text), len(text) + len(surface), label))
        text += surface
    return LabelledText("made", text, tuple(spans))


def surfaces(text: LabelledText) -> list[str]:
    return [text.text[span.start : span.end] for span in text.spans]


def outside(text: LabelledText) -> list[str]:
    """What stands before, between and after the mentions."""
    edges = [0, *(edge for span in text.spans for edge in (span.start, span.end)), len(text.text)]
    return [text.text[start:end] for start, end in zip(edges[::2], edges[1::2], strict=True)]


MENTIONS = st.sampled_from(
    [
        *[
            (name, "person")
            for name in ("佐藤栄作", "田中", "マイケル・ジョーダン", "王小明", "欧阳修", "迈克尔·乔丹", "X", "赤い彗星")
        ],
        *[(name, "location") for name in ("静岡県", "日本", "東京", "河南省", "昆明", "山")],
        *[(name, "organization") for name in ("京都大学", "清华大学", "党", "株式会社青空", "北京银行")],
        *[(name, "製品名") for name in ("青い鉛筆", "田中")],
    ]
)
FILLERS = st.text(alphabet="のはとで、。的在了aA 田中", max_size=5)


@settings(max_examples=200)
@given(st.lists(st.tuples(FILLERS, MENTIONS), max_size=8), FILLERS, st.integers())
def test_nothing_but_the_names_changes_and_spans_cover_the_other_names(
    parts: list[tuple[str, tuple[str, str]]], last: str, seed: int
) -> None:
    text = marked(*(piece for part in parts for piece in part), last)
    links = tuple(GoldLink(one.place, two.place, "knows") for one, two in zip(text.spans, text.spans[1:], strict=False))
    text = LabelledText(text.id, text.text, text.spans, links, (), tuple(span.place for span in text.spans[:2]))
    swapped = swap_names(text, NAMES, Random(seed), 0.7)
    assert [span.label for span in swapped.spans] == [span.label for span in text.spans]
    assert outside(swapped) == outside(text)
    renamed: dict[str, set[str]] = {}
    for old, new in zip(surfaces(text), surfaces(swapped), strict=True):
        renamed.setdefault(old, set()).add(new)
    assert all(len(new) == 1 for new in renamed.values())
    moved = dict(zip([span.place for span in text.spans], [span.place for span in swapped.spans], strict=True))
    assert [(link.head, link.tail) for link in swapped.links] == [(moved[link.head], moved[link.tail]) for link in links]
    assert swapped.mentions == tuple(moved[place] for place in text.mentions)
    assert swap_names(text, NAMES, Random(seed), 0.7) == swapped


@pytest.mark.parametrize(
    ("label", "surface", "kinds"),
    [
        ("person", "佐藤栄作", ("ja surname", "ja given name")),
        ("人名", "田中", ("ja surname",)),
        ("person", "マイケル・ジョーダン", ("ja foreign name", "ja foreign name")),
        ("location", "日本", ("ja country",)),
        ("地名", "静岡県", ("ja place",)),
        ("organization", "京都大学", ("ja organization",)),
    ],
)
def test_a_japanese_name_gives_way_to_one_that_looks_the_same(label: str, surface: str, kinds: tuple[str, ...]) -> None:
    for seed in range(20):
        name = surfaces(swap_names(marked((surface, label), "は"), NAMES, Random(seed), 1.0))[0]
        parts = name.split("・") if "・" in surface else [name]
        if len(kinds) > len(parts):
            cuts = [(name[:cut], name[cut:]) for cut in range(1, len(name))]
            assert any(all(NAMES.has(kind, part) for kind, part in zip(kinds, cut, strict=True)) for cut in cuts)
        elif "・" in surface or kinds != ("ja country",):
            assert all(NAMES.has(kind, part) for kind, part in zip(kinds, parts, strict=True))
        if surface[-1] in "県学":
            assert name[-1] == surface[-1]


def test_chinese_names_are_surname_and_given_name_or_written_by_sound() -> None:
    text = marked(("王小明", "人名"), "和", ("迈克尔·乔丹", "person"), "在", ("河南省", "地名"))
    for seed in range(20):
        person, foreign, place = surfaces(swap_names(text, NAMES, Random(seed), 1.0))
        assert NAMES.has("zh surname", person[:1]) or NAMES.has("zh surname", person[:2])
        assert all(NAMES.has("zh foreign name", part) for part in foreign.split("·"))
        assert NAMES.has("zh place", place) and place.endswith("省")


def test_a_surname_alone_is_replaced_as_within_the_full_name() -> None:
    text = marked(("佐藤栄作", "person"), "と", ("佐藤", "person"), "は")
    full, alone = surfaces(swap_names(text, NAMES, Random(3), 1.0))
    assert full.startswith(alone) and alone != "佐藤"


def test_mentions_within_others_and_of_two_types_stay() -> None:
    nested = LabelledText(
        "made", "静岡県の田中", (GoldSpan(0, 3, "location"), GoldSpan(0, 6, "person"), GoldSpan(4, 6, "person"))
    )
    two = marked(("田中", "person"), "は", ("田中", "company"))
    odd = marked(("田中", "person"), "は", ("田中", "product"))
    for text in (nested, two, odd):
        assert swap_names(text, NAMES, Random(1), 1.0) == text


def test_a_link_to_a_place_within_a_name_keeps_the_name() -> None:
    text = LabelledText("made", "佐藤栄作は", (GoldSpan(0, 4, "person"),), (GoldLink((0, 4), (0, 2), "named"),))
    assert swap_names(text, NAMES, Random(1), 1.0) == text


def test_no_share_changes_nothing_and_labels_of_other_things_have_no_type() -> None:
    text = marked(("佐藤栄作", "person"), "は")
    assert swap_names(text, NAMES, Random(1), 0.0) == text
    assert [type_of_label(label) for label in ("Person", "地名", "company", "product")] == ["person", "place", "company", ""]


@given(st.integers())
def test_listed_names_stand_under_their_labels(seed: int) -> None:
    text = listed_names(NAMES, Random(seed))
    kinds = {"location": "place", "country": "country", "organization": "organization", "company": "company"}
    language = text.id.removeprefix("names:")
    for span, surface in zip(text.spans, surfaces(text), strict=True):
        assert span.label == "person" or NAMES.has(f"{language} {kinds[span.label]}", surface)
    assert listed_names(NAMES, Random(seed)) == text
