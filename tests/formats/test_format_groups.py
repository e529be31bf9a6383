"""Wide schemas are asked in groups, and the order of the groups does not matter."""

import pytest
from drafts import CALM, ENTITIES, SCHEMAS, WIDE, drafts
from hypothesis import given
from hypothesis import strategies as st

from garner.formats import FORMATS, NotExpressible, group, restricted
from garner.schema import Choice, Classification, EntityType, Schema
from garner.values import Draft, Label


@CALM
@given(SCHEMAS, st.integers(1, 5), st.integers(1, 5))
def test_every_key_is_asked_once_in_the_order_of_the_schema(schema, most, fitting):
    parts = group(schema, lambda part: len(part.keys) <= fitting, most)
    assert [key for part in parts for key in part.keys] == list(schema.keys)
    assert all(1 <= len(part.keys) <= min(most, fitting) for part in parts)


def test_as_many_keys_as_fit_stand_together():
    schema = Schema(entities=tuple(EntityType(f"type {number}") for number in range(100)))
    assert [len(part.keys) for part in group(schema, lambda part: len(part.keys) <= 30, 24)] == [24, 24, 24, 24, 4]
    assert [len(part.keys) for part in group(schema, lambda part: len(part.keys) <= 30, 200)] == [30, 30, 30, 10]


def test_a_key_that_does_not_fit_alone_is_a_group_of_its_own():
    parts = group(WIDE, lambda part: not part.relations, 100)
    assert [part.keys for part in parts if part.relations] == [("relations.acquired",)]
    assert len(group(ENTITIES, lambda part: False, 3)) == len(ENTITIES.keys)


def test_a_narrow_schema_is_left_whole():
    assert group(WIDE, lambda part: True, 100) == (WIDE,)
    with pytest.raises(ValueError, match="room for one key"):
        group(WIDE, lambda part: True, 0)


@CALM
@given(st.data())
def test_the_answer_is_the_same_in_whatever_order_the_groups_are_asked(data):
    schema = data.draw(SCHEMAS)
    draft = data.draw(drafts(schema))
    parts = group(schema, lambda part: True, data.draw(st.integers(1, 3)))
    orders = [parts, data.draw(st.permutations(parts))]
    format_ = FORMATS[data.draw(st.sampled_from(sorted(FORMATS)))]
    answers = []
    for order in orders:
        answer = Draft()
        for part in order:
            try:
                answer += format_.read(format_.write(restricted(draft, part), part), part).draft
            except NotExpressible:
                return
        answers.append(answer)
    assert as_sets(answers[0]) == as_sets(answers[1])
    # Nothing is lost by cutting, but for types of heads and tails that only the whole schema names.
    assert as_sets(answers[0])[:2] == as_sets(draft)[:2]
    assert as_sets(answers[0])[4:] == as_sets(draft)[4:]


def as_sets(draft):
    events = {(event.type, event.trigger, frozenset(event.arguments)) for event in draft.events}
    return [set(draft.labels), set(draft.entities), set(draft.relations), events, set(draft.facts), set(draft.tables)]


@pytest.mark.parametrize("format_", sorted(FORMATS))
@pytest.mark.parametrize("name", ["<think>", "<THINK>", "<Reasoning> of it"])
def test_a_label_that_looks_like_the_beginning_of_reasoning_is_read_as_a_label(format_, name):
    schema = Schema(labels=(Classification(name, (Choice("person"),)),))
    draft = Draft(labels=(Label(name, "person"),))
    assert FORMATS[format_].read(FORMATS[format_].write(draft, schema), schema).draft == draft
