"""A schema becomes labels: each once, in groups that keep together what is judged by each other."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner import Schema
from garner.models.encoder.label_texts import choice_text, label_text
from garner.models.encoder.layout import CLASS, RELATION, SPAN
from garner.models.encoder.questions import GENERAL_KINDS, Questions, questions_of
from garner.schema import EntityType, RelationType

SCHEMA = Schema.parse(
    {
        "labels": {"topic": ["art", "trade"], "spam": ["yes", "no"]},
        "entities": {"person": None, "city": {"description": "a town", "examples": ["Rome", "Oslo"]}},
        "relations": {"lives in": {"head": "person", "tail": "city"}},
        "events": {
            "birth": {"roles": {"child": "person", "time": None}},
            "death": {"roles": {"person": "person", "time": None}},
        },
    }
)


def texts(questions: Questions, kind: int) -> list[str]:
    return [label.text for label in questions.labels if label.kind == kind]


@pytest.mark.parametrize(
    ("description", "examples", "text"),
    [
        ("", (), "drug"),
        ("a medicine", (), "drug: a medicine"),
        ("", ("aspirin", "insulin"), "drug, such as aspirin, insulin"),
        ("a medicine", tuple("abcdefg"), "drug: a medicine, such as a, b, c, d, e"),
    ],
)
def test_a_label_is_its_name_its_description_and_at_most_five_examples(
    description: str, examples: tuple[str, ...], text: str
) -> None:
    assert label_text("drug", description, examples) == text


@pytest.mark.parametrize(
    ("choice", "with_task", "text"),
    [("sport", False, "sport: about it"), ("sport", True, "topic: sport: about it"), ("Yes", False, "topic: Yes: about it")],
)
def test_a_choice_is_asked_with_its_task_where_it_alone_says_little(choice: str, with_task: bool, text: str) -> None:
    assert choice_text("topic", choice, "about it", with_task=with_task) == text


def test_every_part_of_a_schema_is_asked_as_what_it_is() -> None:
    questions = questions_of(SCHEMA)
    assert texts(questions, CLASS) == ["spam: yes", "spam: no", "art", "trade"]
    assert texts(questions, RELATION) == ["lives in"]
    assert sorted(texts(questions, SPAN)) == ["birth", "child", "city: a town, such as Rome, Oslo", "death", "person", "time"]
    assert len(questions.groups) == 1


def test_roles_of_one_name_are_asked_once() -> None:
    birth, death = questions_of(SCHEMA).events
    assert birth.roles[1].label == death.roles[1].label
    assert dict(questions_of(SCHEMA).entities)["person"] == death.roles[0].label


def test_entity_types_that_only_relations_and_roles_name_are_looked_for_but_not_wanted() -> None:
    questions = questions_of(SCHEMA.only(["relations.lives in", "events.birth"]))
    assert [name for name, _ in questions.entities] == ["city", "person"]
    assert questions.wanted == frozenset()


@pytest.mark.parametrize(
    ("schema", "is_open"),
    [
        (Schema(relations=(RelationType("owns"),)), True),
        (Schema(relations=(RelationType("owns", head=("company",)),)), True),
        (Schema(relations=(RelationType("owns", head=("company",), tail=("person",)),)), False),
        (Schema(relations=(RelationType("owns"),), entities=(EntityType("company"),)), False),
        (SCHEMA.only(["relations.lives in"]), False),
        (SCHEMA, False),
    ],
)
def test_general_kinds_are_asked_where_a_relation_may_join_anything_and_no_entities_are_asked(
    schema: Schema, is_open: bool
) -> None:
    questions = questions_of(schema)
    general = {name for name, label in questions.entities if label in questions.general}
    assert general == (set(GENERAL_KINDS) if is_open else set())
    assert not general & questions.wanted


def test_a_general_kind_that_the_schema_names_itself_is_that_type() -> None:
    questions = questions_of(Schema(relations=(RelationType("wrote", head=("person",)),)))
    assert {name for name, label in questions.entities if label in questions.general} == set(GENERAL_KINDS) - {"person"}
    assert len(questions.entities) == len(GENERAL_KINDS)


sizes = st.lists(st.integers(2, 50), max_size=4)
names = st.lists(st.sampled_from([f"type {number}" for number in range(60)]), unique=True, min_size=1, max_size=60)


@given(names, sizes, st.lists(st.tuples(st.integers(0, 59), st.integers(0, 59)), max_size=12), st.integers(8, 40))
def test_every_label_stands_in_one_group_and_what_belongs_together_in_the_same_where_it_fits(
    types: list[str], tasks: list[int], ends: list[tuple[int, int]], most: int
) -> None:
    relations = {
        f"relation {number}": {"head": types[head % len(types)], "tail": types[tail % len(types)]}
        for number, (head, tail) in enumerate(ends)
    }
    labels = {f"task {number}": [f"choice {number}.{each}" for each in range(size)] for number, size in enumerate(tasks)}
    questions = questions_of(Schema.parse({"labels": labels, "entities": types, "relations": relations}), most)
    assert sorted(number for group in questions.groups for number in group) == list(range(len(questions.labels)))
    assert all(1 <= len(group) <= most for group in questions.groups)
    for task in questions.tasks:
        own = {label for _, label in task.choices}
        assert len(own) > most or any(own <= set(group) for group in questions.groups)


def test_groups_do_not_depend_on_the_order_of_the_schema() -> None:
    many = [f"type {number}" for number in range(500)]
    forwards, backwards = (questions_of(Schema.of(order)) for order in (many, many[::-1]))
    assert forwards.groups == backwards.groups
    assert forwards.labels == backwards.labels
    assert len(forwards.groups) == 8
