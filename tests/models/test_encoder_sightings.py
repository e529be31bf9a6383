"""Spans that are written like a label's example mentions are found as such, whatever their case, width and white space."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner import Schema
from garner.models.encoder.questions import questions_of
from garner.models.encoder.sightings import Sighting, examples_of, sightings
from garner.models.encoder.words import split_words
from garner.models.protocols import LabelText
from models.scripted_trunk import ScriptedTrunk, scripted

TEXT = "Ann left Rome for New York."


def seen(text: str, examples: list[tuple[str, ...]], most_words: int = 12) -> list[tuple[str, int]]:
    words = split_words(text)
    found = sightings(text, words, examples_of(examples), most_words)
    return [(text[words[each.first][0] : words[each.end - 1][1]], each.label) for each in found]


@pytest.mark.parametrize(
    ("text", "example"),
    [
        ("in ROME.", "Rome"),
        ("to New  York", "new york"),
        ("to New\nYork", " New York "),
        ("at ＩＢＭ today", "IBM"),
        ("in der STRASSE", "Straße"),
        ("東京へ", "東京"),
        ("an A.B. again", "A.B."),
    ],
)
def test_spellings_that_differ_in_case_width_and_white_space_are_one(text: str, example: str) -> None:
    (found,) = seen(text, [(example,)])
    assert examples_of([(found[0],)]).labels.keys() == examples_of([(example,)]).labels.keys()


@pytest.mark.parametrize("example", ["", " ", "Rom", "left", "Ann left"])
def test_only_what_is_written_like_an_example_counts(example: str) -> None:
    assert seen("Rome, again", [(example,)]) == []


def test_an_example_of_two_labels_counts_for_both_and_one_within_another_too() -> None:
    assert seen(TEXT, [("New York", "York"), (), ("new york",)]) == [("New York", 0), ("New York", 2), ("York", 0)]


def test_spans_have_no_more_words_than_can_be_answered() -> None:
    assert seen(TEXT, [("New York",)], 1) == []
    assert seen(TEXT, [("New York",)], 2) == [("New York", 0)]


@given(st.text(alphabet="aAbß Ａ東京 .\n", max_size=12), st.lists(st.text(alphabet="aAbß Ａ東京 .", max_size=4), max_size=4))
def test_every_span_that_is_written_so_is_found_and_no_other(text: str, examples: list[str]) -> None:
    words, known = split_words(text), examples_of([(example,) for example in examples])
    expected = []
    for first in range(len(words)):
        for end in range(first + 1, min(first + 3, len(words)) + 1):
            (letters,) = [*examples_of([(text[words[first][0] : words[end - 1][1]],)]).labels]
            expected += [Sighting(first, end, label) for label in known.labels.get(letters, ())]
    assert sightings(text, words, known, 3) == expected


def test_a_schema_is_compiled_with_the_examples_of_its_entity_types_and_events() -> None:
    schema = Schema.parse({"entities": {"city": {"examples": ["Rome"]}}, "events": {"trip": {"examples": ["left", "Rome"]}}})
    questions = questions_of(schema)
    city, trip = dict(questions.entities)["city"], questions.events[0].label
    assert questions.examples.labels == {"rome": (city, trip), "left": (trip,)}


@pytest.mark.parametrize(("sighting", "found"), [(0.0, []), (2.0, []), (3.0, ["Rome"])])
def test_a_span_that_is_written_like_an_example_gains_log_odds(sighting: float, found: list[str]) -> None:
    trunk = ScriptedTrunk({("Rome", "city"): -2.5, ("Ann", "city"): -2.5})
    encoder = scripted(trunk, description_share=0.0, example_sighting=sighting)
    (spans,) = encoder.score([TEXT], [LabelText("city", "", ("rome", "Oslo"))])
    assert [TEXT[each.start : each.end] for each in spans] == found


def test_what_is_remembered_and_what_is_read_anew_gain_the_same_once() -> None:
    schema = Schema.parse({"entities": {"city": {"examples": ["Rome"]}}, "events": {"trip": {"examples": ["left"]}}})
    trunk = ScriptedTrunk({("Rome", "city"): -1.0, ("left", "trip"): -1.0})
    encoder = scripted(trunk, description_share=0.0, example_sighting=3.0)
    expected = encoder.answer_schema([TEXT, TEXT, "Rome"], schema)
    assert [event.trigger for event in expected[0].events] == ["left"]
    encoder.remember(4)
    for _ in range(2):
        assert encoder.answer_schema([TEXT, TEXT, "Rome"], schema) == expected
        (evidence,) = encoder.evidence([TEXT], schema)
        assert evidence.spans[2, 0, evidence.columns[dict(evidence.questions.entities)["city"]]] == 2.0


def test_gains_reach_labels_of_every_group() -> None:
    schema = Schema.parse({"entities": {f"kind {number}": {"examples": ["Rome"]} for number in range(5)}})
    trunk = ScriptedTrunk({("Rome", f"kind {number}"): -1.0 for number in range(5)})
    encoder = scripted(trunk, labels=2, description_share=0.0, example_sighting=1.5)
    (evidence,) = encoder.evidence(["In Rome"], schema)
    assert evidence.spans[1, 0].tolist() == [0.5] * 5
