"""The encoder that ships: its files, and that it finds what is plainly there."""

from __future__ import annotations

import json

import pytest

from garner import Extractor, Schema
from garner.models.encoder import Encoder, LabelText
from garner.models.encoder.weights import check_files, packaged_weights
from garner.models.registry import list_models

TEXT = "Marie Curie was born in Warsaw and won the Nobel Prize in Physics in 1903."
LABELS = [LabelText("person"), LabelText("city", "a town or city"), LabelText("award"), LabelText("組織")]


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return Encoder.load(threads=1)


def test_every_file_is_as_it_was_written() -> None:
    assert check_files(packaged_weights()).name.startswith("garner-")
    assert next(each for each in list_models({}) if each.name == "encoder").ready


def test_it_finds_what_is_plainly_there(encoder: Encoder) -> None:
    found = {(TEXT[span.start : span.end], span.label) for span in encoder.score([TEXT], LABELS)[0]}
    assert ("Marie Curie", "person") in found
    assert ("Warsaw", "city") in found


def test_words_past_the_longest_span_are_still_read(encoder: Encoder) -> None:
    text = "it rained " * 40 + "when Marie Curie came to Warsaw ."
    assert "Marie Curie" in {text[span.start : span.end] for span in encoder.score([text], LABELS)[0]}


def test_it_answers_a_whole_schema(encoder: Encoder) -> None:
    schema = Schema.parse(
        {
            "labels": {"topic": ["science", "sports"]},
            "entities": ["person", "city"],
            "relations": {"born in": {"head": "person", "tail": "city"}},
            "events": {"birth": {"roles": {"child": "person", "place": "city"}}},
        }
    )
    result = Extractor(schema, encoder).extract(TEXT)
    assert result.complete
    assert [label.value for label in result.labels] == ["science"]


def test_the_weights_that_ship_stay_within_their_size() -> None:
    assert sum(path.stat().st_size for path in packaged_weights().rglob("*") if path.is_file()) < 40_000_000
    thresholds = json.loads((packaged_weights() / "model.json").read_text("utf-8"))["thresholds"]
    assert all(0 < threshold < 1 for threshold in thresholds.values())
