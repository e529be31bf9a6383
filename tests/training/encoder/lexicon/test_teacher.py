"""A tagger is believed about a label only where everything it found under the label looks right."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from garner.errors import InputError
from garner.training.encoder.gold import GoldSpan
from garner.training.encoder.lexicon.teacher import RULES, Token, believed, line_of, pseudo_texts

TEXT = "田中と鈴木は約30万円増を得た"
NAMES = [Token(0, 2, "名詞-固有名詞-人名-姓"), Token(3, 5, "名詞-固有名詞-人名-姓")]
FOUND = [(0, 2, "Person"), (3, 5, "Person"), (6, 12, "Money")]


def test_what_looks_right_is_labelled_without_what_stands_around_it() -> None:
    spans, labels = believed(TEXT, FOUND, NAMES)
    assert [(TEXT[span.start : span.end], span.label) for span in spans] == [
        ("田中", "person"),
        ("鈴木", "person"),
        ("約30万円", "money"),
    ]
    assert {"person", "money", "date"} <= set(labels) and "war" not in labels


@pytest.mark.parametrize("found", [FOUND[1:], FOUND[2:]])
def test_persons_are_not_asked_of_a_text_with_one_that_was_missed(found: list[tuple[int, int, str]]) -> None:
    spans, labels = believed(TEXT, found, NAMES)
    assert "person" not in labels and {span.label for span in spans} == {"money"}


def test_persons_are_not_asked_of_a_text_where_the_dictionary_knows_none() -> None:
    assert "person" not in believed(TEXT, FOUND, NAMES[:1])[1]


def test_a_label_with_one_odd_surface_is_not_asked() -> None:
    text = "3人と増益と20％"
    spans, labels = believed(text, [(0, 2, "N_Person"), (3, 5, "Percent"), (6, 9, "Percent")], [])
    assert spans == (GoldSpan(0, 2, "number of people"),)
    assert "percentage" not in labels and "number of people" in labels


def test_types_that_are_wrong_too_often_are_no_labels() -> None:
    types = {kind for rule in RULES.values() for kind in rule.types}
    assert types.isdisjoint({"Company", "City", "Product_Other", "Position_Vocation", "Dish"})


def test_long_texts_come_back_as_sentences_that_were_read_for_the_same_labels(tmp_path: Path) -> None:
    path = tmp_path / "taught.jsonl"
    long = "雨が降った。" * 40 + TEXT + "。"
    start = len(long) - len(TEXT) - 1
    moved = [(start + first, start + last, kind) for first, last, kind in FOUND]
    tokens = [Token(start + token.start, start + token.end, token.part) for token in NAMES]
    lines = [
        line_of("made", "1", TEXT, believed(TEXT, FOUND, NAMES)),
        line_of("made", "2", long, believed(long, moved, tokens)),
    ]
    path.write_text("".join(lines), encoding="utf-8")
    short, *pieces = pseudo_texts(path)
    assert short.id == "made:1" and len(pieces) == 41
    assert [piece.text[span.start : span.end] for piece in pieces for span in piece.spans] == ["田中", "鈴木", "約30万円"]
    assert all(piece.asked == short.asked and piece.asked and "person" in piece.asked.spans for piece in pieces)


@pytest.mark.parametrize(
    "line",
    [
        "no JSON",
        "[]",
        json.dumps({"corpus": "made", "id": "1", "text": "田中", "labels": ["person"]}),
        json.dumps({"corpus": "made", "id": "1", "text": "田中", "spans": [[0, 9, "person"]], "labels": ["person"]}),
        json.dumps({"corpus": "made", "id": "1", "text": "田中", "spans": [[0, 2, "person"]], "labels": ["date"]}),
    ],
)
def test_a_line_that_is_no_text_with_spans_is_told(tmp_path: Path, line: str) -> None:
    path = tmp_path / "taught.jsonl"
    path.write_text(line_of("made", "1", TEXT, believed(TEXT, FOUND, NAMES)) + line + "\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"taught\.jsonl:2: "):
        pseudo_texts(path)
