"""Test files of published systems: every text brings its own question, and the gold answers just that."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.datasets.corpora.benchmarks import ENTRIES
from garner.datasets.corpora.corpus import Corpus, Role
from garner.datasets.files import CorpusFiles
from garner.datasets.readers.instructions import Instructions
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError
from garner.schema import Schema


def line(text: str, schema: object, label: object) -> str:
    question = {"instruction": "Extract.", "schema": schema, "input": text}
    return json.dumps({"instruction": json.dumps(question), "label": json.dumps(label)})


def read(reader: Instructions, *lines: str) -> list[Annotated | Refusal]:
    return list(reader.read(CorpusFiles("toy", {"f.json": "\n".join(lines).encode()}), "f.json"))


def one(reader: Instructions, text: str, schema: object, label: object) -> Annotated:
    (found,) = read(reader, line(text, schema, label))
    assert isinstance(found, Annotated)
    return found


def test_a_question_keeps_its_labels_in_its_own_order_and_words() -> None:
    found = one(Instructions("entities"), "Ann met Bo.", {"Person Name": [], "ACR": []}, {"Person Name": ["Bo"], "ACR": []})
    assert found.schema is not None
    assert found.schema.keys == ("entities.Person Name", "entities.ACR")
    assert [(each.type, each.start) for each in found.gold.entities] == [("Person Name", 8)]
    assert Schema.parse(found.schema.to_dict()) == found.schema


def test_the_same_value_given_twice_is_its_next_occurrence_and_a_missing_one_is_absent() -> None:
    found = one(Instructions("entities"), "甲打了甲。", {"人物": []}, {"人物": ["甲", "甲", "乙"]})
    assert [(each.text, each.start) for each in found.gold.entities] == [("甲", 0), ("甲", 3), ("乙", None)]


def test_a_value_is_placed_at_whole_words() -> None:
    found = one(Instructions("entities"), "cards with AR", {"field": []}, {"field": ["AR"]})
    assert [each.start for each in found.gold.entities] == [11]


def test_a_value_in_several_triples_is_one_end() -> None:
    pairs = [{"head": "甲", "tail": "乙"}, {"head": "甲", "tail": "丙"}]
    found = one(Instructions("relations"), "甲、乙、丙，甲", {"父亲": [], "丈夫": []}, {"父亲": pairs, "丈夫": []})
    assert [(each.type, each.text, each.start) for each in found.gold.entities] == [
        ("mention", "甲", 0),
        ("mention", "乙", 2),
        ("mention", "丙", 4),
    ]
    assert len({relation.head for relation in found.gold.relations}) == 1
    assert found.schema is not None
    assert found.schema.keys == ("relations.父亲", "relations.丈夫")


def test_an_event_has_its_values_and_no_trigger_and_nan_is_nothing() -> None:
    schema = {"event_type": "Attack", "arguments": ["place", "victim", "attacker"]}
    answer = {"event_type": "Attack", "arguments": {"victim": ["two men", "a boy"], "place": "Oslo", "attacker": "NAN"}}
    found = one(Instructions("event"), "In Oslo two men and a boy were hit.", schema, answer)
    (event,) = found.gold.events
    assert event.trigger is None
    assert [(each.role, each.grounding.start) for each in event.arguments] == [("victim", 8), ("victim", 20), ("place", 3)]
    assert found.schema is not None
    assert [role.name for role in found.schema.events[0].roles] == ["place", "victim", "attacker"]


def test_roles_may_be_asked_as_a_mapping_and_an_event_without_values_is_none() -> None:
    schema = {"event_type": "担保", "arguments": {"担保日期": "NAN", "担保人": "NAN"}}
    found = one(
        Instructions("event"), "无事。", schema, {"event_type": "担保", "arguments": {"担保日期": "NAN", "担保人": "NAN"}}
    )
    assert found.gold.events == ()
    assert found.schema is not None
    assert found.schema.keys == ("events.担保",)


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ({"event_type": "A", "arguments": ["x"]}, {"event_type": "A", "arguments": {"y": "b"}}),
        ({"event_type": "A", "arguments": ["x"]}, {"event_type": "B", "arguments": {"x": "b"}}),
    ],
)
def test_an_answer_to_what_was_not_asked_is_refused_with_its_line(schema: object, answer: object) -> None:
    found = one(Instructions("event"), "a b", schema, answer)
    assert found.gold.events == ()
    (refusal,) = found.refused
    assert refusal.lost is Lost.ANNOTATION
    assert refusal.reason == "answer to what was not asked"
    assert refusal.where.startswith("f.json:1")


@pytest.mark.parametrize("broken", ['{"instruction": "{}"', '{"label": "{}"}', "[]", '{"instruction": "{", "label": "{}"}'])
def test_a_file_that_is_no_test_file_is_refused_with_file_and_line(broken: str) -> None:
    good = line("a", {"X": []}, {"X": []})
    with pytest.raises(InputError, match=r"f\.json:2"):
        read(Instructions("entities"), good, broken)


@given(st.text(st.characters(codec="utf-8"), min_size=1), st.text(st.characters(codec="utf-8")))
def test_every_value_reads_in_the_text_as_answered_or_is_absent(value: str, rest: str) -> None:
    for text in (rest + value, rest):
        found = one(Instructions("entities"), text, {"X": []}, {"X": [value]})
        for entity in found.gold.entities:
            assert entity.text == value.strip()
            assert entity.start is None or text[entity.start : entity.end] == value.strip()
        assert len(found.gold.entities) + len(found.refused) == 1


def test_labels_as_written_are_neither_lowered_nor_cut() -> None:
    corpus = Corpus("x", "en/x", Role.HELD_OUT, "", Instructions("entities"), {}, as_written=True)
    for kind in ("entities", "relations", "events", "roles", "tasks", "choices"):
        assert corpus.named(kind, "Place-of_Birth/Home.Town") == ("Place-of_Birth/Home.Town", "")


def test_the_ten_files_keep_the_published_numbers() -> None:
    published = [corpus.published["test"] for corpus in ENTRIES]
    assert (len(published), sum(units for units, _ in published)) == (10, 9102)
    assert {corpus.language for corpus in ENTRIES} == {"en", "zh"}
    assert all(corpus.role is Role.HELD_OUT and corpus.strings for corpus in ENTRIES)
