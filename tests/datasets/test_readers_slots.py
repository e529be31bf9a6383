"""Readers of utterances with intents and slots."""

from __future__ import annotations

import json

import pytest

from garner.datasets.corpora.english_slots import ENTRIES
from garner.datasets.corpora.slot_names import NLUPP, SPANS
from garner.datasets.files import CorpusFiles
from garner.datasets.inventory import schema_of
from garner.datasets.readers.protocol import Reader
from garner.datasets.readers.slots import AnnotatedSlots, SegmentSlots, SlotSpans, TokenSlots
from garner.datasets.record import Annotated
from garner.errors import InputError
from garner.schema import Schema

NAME = "part/train.json"


def kept(reader: Reader, content: object) -> list[Annotated]:
    raw = content if isinstance(content, str) else json.dumps(content)
    read = list(reader.read(CorpusFiles("made", {NAME: raw.encode()}), NAME))
    assert all(isinstance(each, Annotated) for each in read)
    return [each for each in read if isinstance(each, Annotated)]


def slots(record: Annotated) -> list[tuple[str, int | None, str]]:
    return [(entity.type, entity.start, entity.text) for entity in record.gold.entities]


def labels(record: Annotated) -> list[tuple[str, str]]:
    return [(label.task, label.value) for label in record.gold.labels]


SNIPS = {"GetWeather": [{"data": [{"text": "Rain in "}, {"text": " Rome ", "entity": "city"}, {"text": "?"}]}]}
SLURP = {
    "tokens": [{"surface": surface} for surface in ("wake", "me", "at", "six", "am", "please")],
    "entities": [{"span": [3, 4], "type": "time"}],
    "scenario": "alarm",
    "action": "set",
    "intent": "set",
}
NLU = {
    "text": "Refund and fees for May",
    "intents": ["refund", "fees_interests"],
    "slots": {"date_period": {"text": "May", "span": [20, 23], "value": {"month": 5}}},
}
SPAN = {
    "userInput": {"text": "13 people"},
    "labels": [{"slot": "people", "valueSpan": {"endIndex": 2}}, {"slot": "time", "valueSpan": {}}],
}


def test_segments_join_to_the_utterance_and_slots_lose_the_space_around_them() -> None:
    (record,) = kept(SegmentSlots(), SNIPS)
    assert record.text == "Rain in  Rome ?"
    assert slots(record) == [("city", 9, "Rome")]
    assert labels(record) == [("intent", "GetWeather")]


def test_tokens_numbered_by_a_slot_are_its_place_and_the_intent_is_scenario_and_action() -> None:
    (record,) = kept(TokenSlots(), json.dumps(SLURP))
    assert slots(record) == [("time", 11, "six am")]
    assert labels(record) == [("scenario", "alarm"), ("intent", "alarm_set")]


def test_slots_of_scattered_or_missing_tokens_are_refused() -> None:
    entities = [{"span": [0, 3], "type": "time"}, {"span": [5, 6], "type": "time"}]
    (record,) = kept(TokenSlots(), json.dumps({**SLURP, "entities": entities}))
    assert [each.reason for each in record.refused] == ["discontinuous span", "span outside the text"]


def test_an_utterance_may_have_several_intents_or_none() -> None:
    record, bare = kept(AnnotatedSlots(), [NLU, {"text": "tomorrow"}])
    assert labels(record) == [("intent", "refund"), ("intent", "fees_interests")]
    assert slots(record) == [("date_period", 20, "May")]
    assert not bare.gold.labels


def test_a_slot_that_is_not_at_its_span_is_refused() -> None:
    (record,) = kept(AnnotatedSlots(), [{**NLU, "slots": {"date": {"text": "May", "span": [19, 22]}}}])
    assert [each.reason for each in record.refused] == ["surface differs from the text"]


def test_a_span_without_a_start_starts_the_text_and_one_without_an_end_is_refused() -> None:
    (record,) = kept(SlotSpans(), [SPAN])
    assert slots(record) == [("people", 0, "13")]
    assert [each.reason for each in record.refused] == ["span outside the text"]


@pytest.mark.parametrize(
    ("reader", "content"),
    [
        (SegmentSlots(), '{"GetWeather": [{"data"'),
        (SegmentSlots(), '{"GetWeather": [{"data": [{"entity": "city"}]}]}'),
        (SegmentSlots(), "[]"),
        (TokenSlots(), '{"tokens": []}'),
        (AnnotatedSlots(), '[{"intents": []}]'),
        (AnnotatedSlots(), '[{"text": "a", "slots": {"date": {"text": "a", "span": [0]}}}]'),
        (SlotSpans(), '[{"userInput": {}}]'),
        (SlotSpans(), "{}"),
    ],
)
def test_what_is_not_of_the_format_is_named_with_its_place(reader: Reader, content: str) -> None:
    with pytest.raises(InputError, match=NAME):
        kept(reader, content)


def test_schemas_of_slot_corpora_survive_their_file_form() -> None:
    made: dict[type, object] = {
        SegmentSlots: {**SNIPS, "RateBook": SNIPS["GetWeather"]},
        TokenSlots: f"{json.dumps(SLURP)}\n{json.dumps({**SLURP, 'scenario': 'iot', 'action': 'coffee'})}",
        AnnotatedSlots: [NLU],
        SlotSpans: [SPAN],
    }
    for corpus in ENTRIES:
        schema = schema_of(corpus, kept(corpus.reader, made[type(corpus.reader)]))
        assert Schema.parse(schema.to_dict()) == schema


def test_names_of_slots_are_told_apart() -> None:
    for corpus in ENTRIES:
        if corpus.labels in (NLUPP, SPANS):
            names = [corpus.named("entities", label.removeprefix("entities.")).name for label in corpus.labels]
            assert len(set(names)) == len(names)
