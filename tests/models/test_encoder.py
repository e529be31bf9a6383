"""The encoder that ships: what it answers does not depend on company, order or padding, and lies in the text."""

from __future__ import annotations

import itertools
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner import Extractor, Schema
from garner.errors import ContextTooLong, ModelError
from garner.models.encoder import Encoder, LabelText, ScoredSpan
from garner.models.encoder.weights import FILES, packaged_weights
from garner.models.protocols import SpanScorer

LABELS = [LabelText("person"), LabelText("city", "a town or city"), LabelText("award"), LabelText("組織")]
TEXTS = [
    "Marie Curie was born in Warsaw and won the Nobel Prize in Physics in 1903.",
    "In Rome, Ada Lovelace met nobody.",
    "rain",
    "Toni Morrison, the author of Beloved, died in New York City; her last prize was the National Humanities Medal.",
]
any_text = st.text(st.characters(), max_size=80) | st.text("Paris東京 \u0301👍🏽\u200d\x00\ud800\n.,-'’", max_size=40)
few = settings(max_examples=25, deadline=None)


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(threads=1)


def surfaces(text: str, spans: list[ScoredSpan]) -> set[tuple[str, str]]:
    return {(text[span.start : span.end], span.label) for span in spans}


def same(left: list[ScoredSpan], right: list[ScoredSpan]) -> bool:
    """Equal but for the last digits of single precision."""
    return [span[:3] for span in left] == [span[:3] for span in right] and all(
        abs(one.confidence - other.confidence) < 1e-4 for one, other in zip(left, right, strict=True)
    )


def test_it_is_a_span_scorer(encoder: Encoder) -> None:
    assert isinstance(encoder, SpanScorer)
    assert encoder.name.startswith("encoder:")


def test_it_finds_what_is_plainly_there(encoder: Encoder) -> None:
    found = surfaces(TEXTS[0], encoder.score(TEXTS[:1], LABELS)[0])
    assert ("Marie Curie", "person") in found
    assert ("Warsaw", "city") in found


def test_a_description_weighs_as_much_as_the_card_says(encoder: Encoder) -> None:
    text, described = "They met in London on 5 July.", [LabelText("date", "A date or part of one")]
    by_share = {}
    for share in (0.0, 0.2, 1.0):
        card = replace(encoder._weights.card, description_share=share)
        by_share[share] = Encoder(replace(encoder._weights, card=card)).score([text], described, 0.01)[0]
    assert same(by_share[0.0], encoder.score([text], [LabelText("date")], 0.01)[0])
    assert same(by_share[0.2], encoder.score([text], described, 0.01)[0])
    assert not same(by_share[1.0], by_share[0.0])


def test_a_batch_answers_as_its_texts_alone(encoder: Encoder) -> None:
    together = encoder.score(TEXTS, LABELS, 0.02)
    for text, spans in zip(TEXTS, together, strict=True):
        assert same(encoder.score([text], LABELS, 0.02)[0], spans)


def test_padding_by_a_longer_text_changes_nothing(encoder: Encoder) -> None:
    long_text = "word " * 200
    assert same(encoder.score([TEXTS[1], long_text], LABELS, 0.02)[0], encoder.score(TEXTS[1:2], LABELS, 0.02)[0])


def test_the_order_of_the_labels_changes_nothing(encoder: Encoder) -> None:
    assert encoder.score(TEXTS, LABELS[::-1], 0.02) == encoder.score(TEXTS, LABELS, 0.02)


def test_many_labels_are_read_in_groups_whatever_their_order(encoder: Encoder) -> None:
    many = [*LABELS, *(LabelText(f"kind {number} of chemical") for number in range(96))]
    found = encoder.score(TEXTS[:2], many)
    assert found == encoder.score(TEXTS[:2], many[::-1])
    assert ("Marie Curie", "person") in surfaces(TEXTS[0], found[0])


def test_spans_do_not_overlap_unless_nested_ones_are_wanted(encoder: Encoder) -> None:
    flat = encoder.score(TEXTS[3:], LABELS, 1e-6)[0]
    assert all(left.end <= right.start for left, right in itertools.pairwise(flat))
    nested = encoder.score(TEXTS[3:], LABELS, 1e-6, nested=True)[0]
    assert set(flat) < set(nested)
    assert len({(span.start, span.end) for span in nested}) == len(nested)


def test_a_higher_threshold_keeps_the_more_probable_spans(encoder: Encoder) -> None:
    low, high = (encoder.score(TEXTS, LABELS, threshold, nested=True) for threshold in (0.1, 0.6))
    for many, few_spans in zip(low, high, strict=True):
        assert few_spans == [span for span in many if span.confidence >= 0.6]


@given(any_text)
@few
def test_any_text_is_read_and_every_span_lies_on_words_of_it(text: str) -> None:
    encoder = Encoder.load(threads=1) if not _loaded else _loaded[0]
    _loaded[:] = [encoder]
    for span in encoder.score([text], LABELS, 0.001)[0]:
        assert 0 <= span.start < span.end <= len(text)
        surface = text[span.start : span.end]
        assert surface == surface.strip()
        for edge in (span.start, span.end):
            around = text[max(0, edge - 1) : edge + 1]
            assert not (len(around) == 2 and 0 < edge < len(text) and around.isascii() and around.isalnum()), (
                "cut inside a word"
            )
        assert 0.001 <= span.confidence <= 1.0


_loaded: list[Encoder] = []


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01\x02", "\ud800", "\u200b"])
def test_a_text_without_words_has_no_spans(encoder: Encoder, text: str) -> None:
    assert encoder.score([text, TEXTS[0]], LABELS)[0] in ([], encoder.score([text], LABELS)[0])
    if text != "\ud800":
        assert encoder.score([text], LABELS, 0.0) == [[]] or text == "\u200b"


def test_no_texts_and_no_labels_are_answered_with_nothing(encoder: Encoder) -> None:
    assert encoder.score([], LABELS) == []
    assert encoder.score(TEXTS, []) == [[] for _ in TEXTS]


@pytest.mark.parametrize("name", ["", " ", "x" * 2000, "word " * 500, "\ud800", "👍"])
def test_odd_label_names_are_read(encoder: Encoder, name: str) -> None:
    encoder.score(TEXTS[:1], [LabelText(name), LabelText("person", "word " * 500)])


def test_two_labels_of_one_name_are_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="same name"):
        encoder.score(TEXTS, [LabelText("person"), LabelText("person", "again")])


def test_a_text_up_to_the_longest_is_read_and_a_longer_one_refused(encoder: Encoder) -> None:
    room = encoder.max_tokens
    fits = "a " * room
    assert encoder.count_tokens(fits) == room
    assert len(encoder.score([fits], LABELS)) == 1
    with pytest.raises(ContextTooLong, match=str(room + 1)):
        encoder.score([fits + "a"], LABELS)


def test_a_passage_is_shorter_than_the_longest_text(encoder: Encoder) -> None:
    assert 0 < encoder.room(LABELS) < encoder.max_tokens


def test_words_past_the_longest_span_are_still_read(encoder: Encoder) -> None:
    text = "it rained " * 40 + "when Marie Curie came to Warsaw ."
    assert ("Marie Curie", "person") in surfaces(text, encoder.score([text], LABELS)[0])


def test_an_empty_folder_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.json"):
        Encoder.load(tmp_path)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("missing", [True, False])
def test_a_missing_or_damaged_file_is_named(tmp_path: Path, name: str, missing: bool) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(packaged_weights(), folder)
    if missing:
        (folder / name).unlink()
    else:
        (folder / name).write_bytes(b"damaged")
    with pytest.raises(ModelError, match=name.replace(".", r"\.")):
        Encoder.load(folder)


@pytest.mark.parametrize(
    ("text", "told"),
    [("Marie Curie lived in Warsaw.", False), ("山田太郎は東京に住んでいます。", True), ("王小明住在北京。", True)],
)
def test_a_text_in_a_language_the_encoder_was_not_trained_on_is_told(encoder: Encoder, text: str, told: bool) -> None:
    result = Extractor(Schema.of(["person", "city"]), encoder).extract(text)
    assert [problem.code for problem in result.problems] == (["unfamiliar_language"] if told else [])


def test_a_card_that_names_no_languages_is_read(tmp_path: Path) -> None:
    folder = tmp_path / "weights"
    shutil.copytree(packaged_weights(), folder)
    card = json.loads((folder / "model.json").read_text("utf-8"))
    assert card.pop("languages") == ["en"]
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    assert Encoder.load(folder, threads=1).languages == ()


@pytest.mark.parametrize("card", ["{", "[]", '{"format": 99}', '{"format": 1, "name": "x"}'])
def test_a_card_of_another_form_is_refused(tmp_path: Path, card: str) -> None:
    (tmp_path / "model.json").write_text(card, encoding="utf-8")
    with pytest.raises(ModelError, match=r"model\.json"):
        Encoder.load(tmp_path)


def test_the_weights_that_ship_stay_within_their_size() -> None:
    assert sum(path.stat().st_size for path in packaged_weights().iterdir()) < 40_000_000
    assert json.loads((packaged_weights() / "model.json").read_text())["threshold"] < 1
