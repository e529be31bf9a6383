"""What the encoder sees: the scores its answers are made of, kept so that no text is read twice."""

from __future__ import annotations

import numpy as np
import pytest

from garner import Schema
from garner.models.encoder.reading import Link
from models.scripted_trunk import NEVER, ScriptedTrunk, scripted

TEXT = "Acme bought Bolt in Rome, Ann said."
SCHEMA = Schema.parse(
    {
        "entities": ["company", "city"],
        "relations": {"owns": {"head": ["company"], "tail": ["company"]}},
        "events": {"purchase": {"roles": ["buyer"]}},
        "labels": {"topic": ["deals", "sport"]},
    }
)
SPANS = {
    ("Acme", "company"): 3.0,
    ("Bolt", "company"): 1.0,
    ("Rome", "city"): 2.0,
    ("bought", "purchase"): 2.5,
    ("Acme", "buyer"): 2.0,
}
TEXTS = [TEXT, "", "🙂 Rome", "Acme"]


def trunk() -> ScriptedTrunk:
    return ScriptedTrunk(SPANS, {("bought", "deals"): 1.5}, {("Acme", "Bolt", "owns"): 2.0, ("bought", "Acme", "buyer"): 3.0})


def test_evidence_holds_the_log_odds_of_every_span_label_and_choice():
    (seen,) = scripted(trunk()).evidence([TEXT], SCHEMA)
    numbers = dict(seen.questions.entities)
    assert seen.spans.shape == (seen.words, 12, 4)
    assert seen.spans[0, 0, seen.columns[numbers["company"]]] == 3.0
    assert seen.spans[4, 0, seen.columns[numbers["city"]]] == 2.0
    assert seen.spans[1, 0, seen.columns[seen.questions.events[0].label]] == 2.5
    assert seen.spans[0, 0, seen.columns[seen.questions.events[0].roles[0].label]] == 2.0
    assert [seen.choices[label] for _, label in seen.questions.tasks[0].choices] == [1.5, NEVER]
    pair = Link((0, 1), (2, 3), numbers["company"], numbers["company"])
    assert seen.links([pair], [seen.questions.relations[0].label])[0, 0] == 2.0


def test_what_ends_behind_the_last_word_is_no_span():
    (seen,) = scripted(trunk()).evidence(["Acme Bolt"], SCHEMA)
    assert np.isneginf(seen.spans[1, 1:]).all() and np.isfinite(seen.spans[1, 0]).all()


@pytest.mark.parametrize(
    ("place", "words", "whole"),
    [((0, 4), (0, 1), True), ((1, 4), (0, 1), False), ((0, 11), (0, 2), True), ((4, 5), None, False), ((20, 24), (4, 5), True)],
)
def test_a_place_is_told_by_the_words_it_touches(place, words, whole):
    (seen,) = scripted(trunk()).evidence([TEXT], SCHEMA)
    assert (seen.words_at(*place), seen.is_whole(*place)) == (words, whole)


def test_texts_without_words_have_evidence_too():
    seen = scripted(trunk()).evidence(["", "  ", "🙂"], SCHEMA)
    assert [each.words for each in seen] == [0, 0, 1]


@pytest.mark.parametrize("threshold", [None, 0.1, 0.8])
def test_an_encoder_that_remembers_answers_the_same(threshold):
    plain, remembering = scripted(trunk()), scripted(trunk())
    remembering.remember(10)
    expected = plain.answer_schema(TEXTS, SCHEMA, threshold)
    assert expected[0].entities and expected[0].labels
    for _ in range(2):
        assert remembering.answer_schema(TEXTS, SCHEMA, threshold) == expected


def test_a_text_is_read_once_for_its_answer_and_its_evidence():
    script = trunk()
    encoder = scripted(script)
    encoder.remember(10)
    encoder.answer_schema([TEXT], SCHEMA)
    read, joined = list(script.reads), list(script.calls)
    encoder.evidence([TEXT], SCHEMA)
    encoder.answer_schema([TEXT], SCHEMA, 0.7)
    assert (script.reads, script.calls) == (read, joined)


def test_an_encoder_with_other_thresholds_remembers_with_the_one_it_came_from():
    script = trunk()
    encoder = scripted(script)
    encoder.remember(10)
    encoder.answer_schema([TEXT], SCHEMA)
    before = list(script.calls)
    other = encoder.replaced(thresholds={"entities": 0.9})
    assert [each.text for each in other.answer_schema([TEXT], SCHEMA)[0].entities] == ["Acme"]
    assert script.calls == before


def test_another_schema_and_another_share_of_descriptions_are_read_for_themselves():
    script = trunk()
    encoder = scripted(script)
    encoder.remember(10)
    encoder.evidence([TEXT], SCHEMA)
    before = len(script.calls)
    encoder.evidence([TEXT], Schema.of(["city"]))
    encoder.replaced(description_share=0.7).evidence([TEXT], SCHEMA)
    assert len(script.calls) == before + 2


def test_only_the_texts_read_last_are_remembered():
    script = trunk()
    encoder = scripted(script)
    encoder.remember(2)
    for text in ("Acme", "Bolt", "Rome"):
        encoder.evidence([text], SCHEMA)
    before = len(script.calls)
    encoder.evidence(["Rome", "Bolt"], SCHEMA)
    assert len(script.calls) == before
    encoder.evidence(["Acme"], SCHEMA)
    assert len(script.calls) == before + 1


def test_pairs_that_were_scored_are_not_scored_again():
    script = trunk()
    scored: list[int] = []

    class Counting(ScriptedTrunk):
        def pair(self, inputs):
            scored.append(len(inputs["heads"]))
            return super().pair(inputs)

    encoder = scripted(Counting(script.spans, script.classes, script.links))
    encoder.remember(4)
    draft = encoder.answer_schema([TEXT], SCHEMA)[0]
    assert [(each.head, each.tail) for each in draft.relations] == [("Acme", "Bolt")]
    before = list(scored)
    (seen,) = encoder.evidence([TEXT], SCHEMA)
    company = dict(seen.questions.entities)["company"]
    links = [Link((0, 1), (2, 3), company, company), Link((2, 3), (0, 1), company, company)]
    assert seen.links(links, [seen.questions.relations[0].label])[:, 0].tolist() == [2.0, NEVER]
    assert scored == before


def test_evidence_of_groups_that_were_asked_apart_is_one():
    schema = Schema.of([f"label {number}" for number in range(70)])
    script = ScriptedTrunk({("Acme", "label 3"): 1.0, ("Acme", "label 69"): 2.0})
    (seen,) = scripted(script, labels=16).evidence([TEXT], schema)
    assert seen.spans.shape[2] == 70 and len(script.calls) > 4
    numbers = dict(seen.questions.entities)
    assert [seen.spans[0, 0, seen.columns[numbers[f"label {number}"]]] for number in (3, 69, 5)] == [1.0, 2.0, NEVER]
