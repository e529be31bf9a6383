"""An encoder of random weights: what it answers does not depend on company, order or padding, and lies in the text."""

from __future__ import annotations

import itertools
import json
import threading
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner import Extractor, Schema
from garner.errors import ContextTooLong, ModelError
from garner.models.encoder import Encoder, LabelText
from garner.models.encoder.trunk import OnnxTrunk
from garner.models.encoder.weights import FILES, check_files, open_trunk, read_card
from garner.models.protocols import SchemaScorer
from garner.values import Draft
from models.random_encoder import write_random_encoder

SCHEMA = Schema.parse(
    {
        "labels": {"topic": ["art", "trade", "体育"], "tone": {"choices": ["warm", "cold"], "multiple": True}},
        "entities": {"person": None, "city": "a town or city", "組織": None},
        "relations": {"lives in": {"head": "person", "tail": "city"}, "knows": {}},
        "events": {"birth": {"roles": {"child": "person", "when": None}}, "出生": {"roles": {"地点": "city"}}},
    }
)
LABELS = [LabelText("person"), LabelText("city", "a town or city"), LabelText("award"), LabelText("組織")]
TEXTS = [
    "Marie Curie was born in Warsaw and won the Nobel Prize in Physics in 1903.",
    "东京的公司在日本，中国人的会社名は東京公司。",
    "In Rome, Ada Lovelace met nobody.",
    "rain",
    "東京のABC公司",
    "",
    "👍🏽 👩‍👩‍👧",
]
any_text = st.text(st.characters(), max_size=80) | st.text("Paris東京公司 \u0301👍🏽\u200d\x00\ud800\n.,-'’", max_size=40)
few = settings(max_examples=15, deadline=None)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_random_encoder(tmp_path_factory.mktemp("encoder") / "random")


@pytest.fixture(scope="module")
def encoder(folder: Path) -> Encoder:
    return Encoder.load(folder, threads=1)


@pytest.fixture(scope="module")
def trunk(folder: Path) -> OnnxTrunk:
    return open_trunk(folder, read_card(folder), threads=1)


def same(left: Draft, right: Draft) -> bool:
    """Equal but for the last digits of single precision."""

    def items(draft: Draft) -> list[tuple[object, float | None]]:
        found: list[tuple[object, float | None]] = [((each.task, each.value), each.confidence) for each in draft.labels]
        found += [((each.type, each.start, each.end), each.confidence) for each in draft.entities]
        found += [((each.type, each.head_span, each.tail_span), each.confidence) for each in draft.relations]
        found += [((each.type, each.trigger_span, each.arguments), each.confidence) for each in draft.events]
        return found

    one, other = items(left), items(right)
    return [key for key, _ in one] == [key for key, _ in other] and all(
        abs((first or 0.0) - (second or 0.0)) < 1e-4 for (_, first), (_, second) in zip(one, other, strict=True)
    )


def test_it_is_a_schema_scorer(encoder: Encoder) -> None:
    assert isinstance(encoder, SchemaScorer)
    assert encoder.name == "encoder:random"


def test_the_schema_asks_for_every_kind_and_random_weights_answer_each(encoder: Encoder) -> None:
    drafts = encoder.answer_schema(TEXTS, SCHEMA)
    assert all(any(getattr(draft, kind) for draft in drafts) for kind in ("labels", "entities", "relations", "events"))
    assert any(event.arguments for draft in drafts for event in draft.events)
    assert all(len([label for label in draft.labels if label.task == "topic"]) == 1 for draft in drafts)


def test_a_batch_answers_as_its_texts_alone(encoder: Encoder) -> None:
    texts = [*TEXTS, *(f"{text} {other}" for text, other in itertools.permutations(TEXTS[:4], 2))]
    for text, draft in zip(texts, encoder.answer_schema(texts, SCHEMA), strict=True):
        assert same(encoder.answer_schema([text], SCHEMA)[0], draft)


@given(any_text)
@few
def test_padding_by_a_longer_text_changes_nothing(encoder: Encoder, text: str) -> None:
    alone = encoder.answer_schema([text], SCHEMA)[0]
    assert same(encoder.answer_schema([text, "it rained " * 20, "東京" * 60], SCHEMA)[0], alone)


def test_the_order_of_the_schema_changes_nothing(encoder: Encoder) -> None:
    turned = Schema(
        labels=SCHEMA.labels[::-1], entities=SCHEMA.entities[::-1], relations=SCHEMA.relations[::-1], events=SCHEMA.events[::-1]
    )
    assert encoder.answer_schema(TEXTS, turned) == encoder.answer_schema(TEXTS, SCHEMA)


def test_the_order_of_labels_changes_nothing_and_many_are_read_in_groups(encoder: Encoder) -> None:
    many = [*LABELS, *(LabelText(f"kind {number} of chemical") for number in range(496))]
    found = encoder.score(TEXTS[:3], many)
    assert found == encoder.score(TEXTS[:3], many[::-1])
    assert {span.label for spans in found for span in spans} - {label.name for label in LABELS}


def test_spans_do_not_overlap_unless_nested_ones_are_wanted(encoder: Encoder) -> None:
    flat = encoder.score(TEXTS[:1], LABELS, 1e-6)[0]
    assert all(left.end <= right.start for left, right in itertools.pairwise(flat))
    nested = encoder.score(TEXTS[:1], LABELS, 1e-6, nested=True)[0]
    assert set(flat) < set(nested)
    assert len({(span.start, span.end) for span in nested}) == len(nested)


def test_a_higher_threshold_keeps_the_more_probable_spans(encoder: Encoder) -> None:
    low, high = (encoder.score(TEXTS, LABELS, threshold, nested=True) for threshold in (0.1, 0.6))
    for many, few_spans in zip(low, high, strict=True):
        assert few_spans == [span for span in many if span.confidence >= 0.6]


@given(any_text)
@few
def test_any_text_is_read_and_every_value_stands_where_the_draft_says(encoder: Encoder, text: str) -> None:
    (draft,) = encoder.answer_schema([text], SCHEMA, 0.01)
    values = [(each.text, (each.start, each.end)) for each in draft.entities]
    values += [(each.head, each.head_span) for each in draft.relations] + [
        (each.tail, each.tail_span) for each in draft.relations
    ]
    for event in draft.events:
        values += [(event.trigger, event.trigger_span), *((each.text, each.span) for each in event.arguments)]
    for value, (start, end) in values:
        assert 0 <= start < end <= len(text)
        assert text[start:end] == value == value.strip()


@given(any_text)
@few
def test_the_extractor_reads_any_text_and_only_the_script_may_be_a_problem(encoder: Encoder, text: str) -> None:
    result = Extractor(SCHEMA, encoder).extract(text)
    assert {each.code for each in result.problems} <= {"unfamiliar_language"}
    assert len([label for label in result.labels if label.task == "topic"]) == bool(text.strip())


@pytest.mark.parametrize("text", ["", " \n\t", "\x00\x01\x02", "\ud800", "\u200b", "x", "東", "👍🏽"])
def test_texts_almost_without_words_are_told_what_they_are_as_a_whole(encoder: Encoder, text: str) -> None:
    (draft,) = encoder.answer_schema([text], SCHEMA)
    assert len([label for label in draft.labels if label.task == "topic"]) == 1


@given(any_text)
@few
def test_tokens_are_counted_as_they_are_made(trunk: OnnxTrunk, text: str) -> None:
    assert trunk.tokens.count(text) == len(trunk.tokens.tokenise(text).tokens)


def test_no_texts_and_no_questions_are_answered_with_nothing(encoder: Encoder) -> None:
    assert encoder.answer_schema([], SCHEMA) == []
    assert encoder.score([], LABELS) == []
    assert encoder.score(TEXTS, []) == [[] for _ in TEXTS]
    assert encoder.answer_schema(TEXTS, Schema(facts=True)) == [Draft()] * len(TEXTS)


@pytest.mark.parametrize("name", ["", " ", "x" * 2000, "word " * 500, "東" * 2000, "\ud800", "👍"])
def test_odd_label_names_are_read(encoder: Encoder, name: str) -> None:
    encoder.score(TEXTS[:2], [LabelText(name), LabelText("person", "word " * 500, ("東京",) * 9)])


def test_two_labels_of_one_name_are_refused(encoder: Encoder) -> None:
    with pytest.raises(ValueError, match="same name"):
        encoder.score(TEXTS, [LabelText("person"), LabelText("person", "again")])


@pytest.mark.parametrize("word", ["a ", "東"])
def test_a_text_up_to_the_longest_is_read_and_a_longer_one_refused(encoder: Encoder, word: str) -> None:
    fits = next(word * count for count in range(300, 1, -1) if encoder.count_tokens(word * count) <= encoder.max_tokens)
    assert encoder.count_tokens(fits) == encoder.max_tokens
    assert len(encoder.answer_schema([fits], SCHEMA)) == 1
    with pytest.raises(ContextTooLong, match=str(encoder.max_tokens)):
        encoder.answer_schema([fits + word], SCHEMA)


def test_a_very_long_text_in_two_scripts_is_read_whole(encoder: Encoder) -> None:
    text = ("Ann lives in Rome and knows Bob. " * 8 + "東京の公司は日本の会社。" * 8) * 4
    result = Extractor(SCHEMA, encoder).extract(text)
    assert result.complete
    assert result.problems == ()
    assert {label.task for label in result.labels} >= {"topic"}


def test_a_passage_is_shorter_than_the_longest_text(encoder: Encoder) -> None:
    assert 0 < encoder.room(LABELS) < encoder.max_tokens


def test_threads_that_share_an_encoder_get_the_same_answers(folder: Path) -> None:
    encoder = Encoder.load(folder, threads=1)
    alone = Encoder.load(folder, threads=1).answer_schema(TEXTS, SCHEMA)
    found: dict[int, list[Draft]] = {}
    threads = [
        threading.Thread(target=lambda number=number: found.update({number: encoder.answer_schema(TEXTS, SCHEMA)}), daemon=True)
        for number in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert [found[number] for number in range(8)] == [alone] * 8


def test_the_trunk_is_opened_once_when_the_first_text_comes(folder: Path) -> None:
    opened: list[OnnxTrunk] = []
    card = read_card(folder)

    def opener() -> OnnxTrunk:
        time.sleep(0.05)  # so that the threads do meet here
        opened.append(open_trunk(folder, card, 1))
        return opened[-1]

    encoder = Encoder(card, opener)
    assert (encoder.answer_schema([], SCHEMA), opened) == ([], [])
    threads = [threading.Thread(target=encoder.count_tokens, args=("Ann in Rome",), daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    encoder.score(TEXTS, LABELS)
    assert len(opened) == 1


def test_an_encoder_with_other_fields_of_its_card_shares_the_trunk(folder: Path) -> None:
    opened: list[OnnxTrunk] = []
    card = read_card(folder)
    encoder = Encoder(card, lambda: opened.append(open_trunk(folder, card, 1)) or opened[-1])  # type: ignore[func-returns-value]
    other = encoder.replaced(passage_tokens=7, thresholds={"entities": 0.9})
    assert (other.room(LABELS), other.threshold, encoder.room(LABELS)) == (7, 0.9, 64)
    assert all(span.confidence >= 0.9 for spans in other.score(TEXTS, LABELS) for span in spans)
    assert encoder.score(TEXTS, LABELS) == Encoder.load(folder, 1).score(TEXTS, LABELS)
    assert len(opened) == 1


@pytest.mark.parametrize(
    ("text", "share"),
    [
        ("", 0.0),
        ("12 !", 0.0),
        ("Ann came 👍🏽👩‍👩‍👧", 0.0),
        ("東京の公司", 0.2),
        ("日本", 0.0),
        ("Анна живёт", 1.0),
        ("한국", 1.0),
        ("ab Анна cd", 0.5),
    ],
)
def test_letters_in_words_of_unknown_tokens_count_as_unread(encoder: Encoder, text: str, share: float) -> None:
    assert encoder.unread_share(text) == pytest.approx(share)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("Анна живёт в Москве и работает в школе.", "100 %"),
        ("안나는 서울에 살고 학교에서 일합니다.", "100 %"),
        ("Ann lives in Rome 👍🏽 and met Анна.", ""),
        ("中国人在日本的公司。", ""),
        ("東京は日本", ""),
    ],
)
def test_a_text_in_a_script_without_tokens_is_told(encoder: Encoder, text: str, told: str) -> None:
    result = Extractor(SCHEMA, encoder).extract(text)
    problems = [each for each in result.problems if each.code == "unfamiliar_language"]
    assert [f"no tokens for {told} of the letters" in each.message for each in problems] == [True] * bool(told)


def test_a_text_in_a_language_the_encoder_was_not_trained_on_is_told(tmp_path: Path) -> None:
    encoder = Encoder.load(write_random_encoder(tmp_path / "encoder", languages=["en"]), threads=1)
    told = {text: [each.code for each in Extractor(SCHEMA, encoder).extract(text).problems] for text in TEXTS[:2]}
    assert told == {TEXTS[0]: [], TEXTS[1]: ["unfamiliar_language"]}


def test_an_empty_folder_is_no_encoder(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=r"model\.json"):
        Encoder.load(tmp_path)


@pytest.mark.parametrize("name", FILES)
def test_a_missing_or_damaged_file_is_named(folder: Path, name: str) -> None:
    path = folder / name
    content = path.read_bytes()
    try:
        path.write_bytes(b"damaged")
        with pytest.raises(ModelError, match=name):
            check_files(folder)
        with pytest.raises(ModelError, match=name):
            Encoder.load(folder).count_tokens(TEXTS[0])
        path.unlink()
        with pytest.raises(ModelError, match=name):
            Encoder.load(folder)
    finally:
        path.write_bytes(content)


def test_an_encoder_of_the_first_format_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (tmp_path / "model.json").write_text('{"format": 1, "name": "x"}', "utf-8")
    with pytest.raises(ModelError, match="format 1") as caught:
        Encoder.load(tmp_path)
    assert "Train it again" in str(caught.value.hint)


@pytest.mark.parametrize(
    "change",
    [
        {"format": 99},
        {"trunks": {"words": {"sha256": {}, "weights": {}}}},
        {"sha256": None},
        {"weights": []},
        {"weights": {"read": 3}},
        {"thresholds": {"tables": 0.5}},
        {"thresholds": {"entities": 2}},
        {"thresholds": {"entities": "high"}},
        {"calibration": {"entities": {"slope": 0.0}}},
        {"calibration": {"entities": {"steepness": 1.0}}},
        {"calibration": {"entities": [1.0, 0.0]}},
        {"colour": "red"},
    ],
)
def test_a_card_of_another_form_is_refused(folder: Path, tmp_path: Path, change: dict[str, object]) -> None:
    table = json.loads((folder / "model.json").read_text("utf-8")) | change
    (tmp_path / "model.json").write_text(json.dumps(table), "utf-8")
    with pytest.raises(ModelError, match=r"model\.json"):
        Encoder.load(tmp_path)


@pytest.mark.parametrize("card", ["{", "[]", "3", '{"format": 2, "name": "x"}'])
def test_what_is_no_card_is_refused(tmp_path: Path, card: str) -> None:
    (tmp_path / "model.json").write_text(card, "utf-8")
    with pytest.raises(ModelError, match=r"model\.json"):
        Encoder.load(tmp_path)
