"""A schema says the same thing in every form, and a wrong one is refused with its place."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.errors import SchemaError
from garner.schema import Schema
from garner.schema.render import schema_to_yaml

DEALS = """
name: deals
description: Business news
labels:
  topic: {choices: [politics, business, sport], multiple: false}
sentiment: true
entities:
  company: A business, by its name
  money: {description: An amount with its currency, examples: ["$3.2 billion"]}
relations:
  acquired: {head: company, tail: [company, money], description: The head bought the tail}
events:
  acquisition: {description: One buys another, roles: {buyer: company, price: {types: money, description: paid}, when: }}
facts: true
table: who announced what, and when
"""


def test_the_file_form_holds_every_task():
    schema = Schema.parse(DEALS)
    assert schema.keys == (
        "labels.topic",
        "labels.sentiment",
        "entities.company",
        "entities.money",
        "relations.acquired",
        "events.acquisition",
        "facts",
        "table",
    )
    assert schema.entities[1].examples == ("$3.2 billion",)
    assert schema.relations[0].tail == ("company", "money")
    assert [(role.name, role.types) for role in schema.events[0].roles] == [
        ("buyer", ("company",)),
        ("price", ("money",)),
        ("when", ()),
    ]
    assert [choice.name for choice in schema.labels[1].choices] == ["positive", "neutral", "negative"]


def test_yaml_json_and_dict_forms_are_equal():
    schema = Schema.parse(DEALS)
    assert Schema.parse(schema.to_dict()) == schema
    assert Schema.parse(schema_to_yaml(schema)) == schema
    assert Schema.parse(json.dumps(schema.to_dict(), indent="\t")) == schema


def test_names_keep_their_spelling_even_where_yaml_sees_booleans_and_numbers():
    assert [entity.name for entity in Schema.parse("entities: [no, yes, 1984, 1.50, 人物, ほうこく]").entities] == [
        "no",
        "yes",
        "1984",
        "1.50",
        "人物",
        "ほうこく",
    ]


REFUSED = {
    "misspelt section": ("entites: [a]", "line 1: entites: unknown key 'entites'. Did you mean 'entities'?"),
    "misspelt field": ("entities:\n  a:\n    descripton: x", "line 3: entities.a.descripton: unknown key"),
    "same name twice in a list": ("entities:\n  - a\n  - a", "line 3: entities[1]: 'a' stands twice"),
    "names that differ in case only": ("entities: [Person, person]", "differs only in case"),
    "same key twice": ("entities: {a: x}\nentities: {b: y}", "line 2: entities: 'entities' stands twice (first in line 1)"),
    "unknown head type": (
        "entities: [company]\nrelations:\n  r: {head: compny}",
        "line 3: relations.r.head: unknown entity type 'compny'. Did you mean 'company'?",
    ),
    "unknown role type": (
        "entities: [person]\nevents: {e: {roles: {who: place}}}",
        "events.e.roles.who: unknown entity type 'place'",
    ),
    "asks nothing": ("name: x", "asks for nothing"),
    "empty file": ("", "asks for nothing"),
    "empty sections": ("entities:\nrelations: {}", "asks for nothing"),
    "not a mapping": ("- a", "expected a mapping"),
    "broken yaml": ("entities: [a", "line 1"),
    "an alias that contains itself": ("entities: &e\n  a: *e", "contains itself"),
    "one choice": ("labels: {t: [x]}", "at least two choices"),
    "empty choices": ("labels: {t: {choices: []}}", "at least two choices. For example: choices: [politics, sport]."),
    "a number for names": ("entities: 5", "entities: expected names, found 5. Write a list of names"),
    "a truth value for names": ("events: true", "events: expected names, found true."),
    "a number for a description": ("entities: {1: 2}", "entities.1: expected a description, found 2."),
    "a number for choices": ("labels: {stars: {choices: 5}}", "labels.stars.choices: expected names, found 5."),
    "no choices": ("labels: {t: {multiple: true}}", "needs choices"),
    "flag that is no flag": ("facts: maybe", "expected true or false, found 'maybe'"),
    "empty name": ("entities: ['  ']", "a name is empty"),
    "line break in a name": ('entities: ["a\\nb"]', "line break or control character"),
    "sentiment twice": ("sentiment: true\nlabels: {sentiment: [a, b]}", "stands under labels too"),
}


@pytest.mark.parametrize("case", list(REFUSED))
def test_a_wrong_schema_is_refused_with_its_place(case):
    source, message = REFUSED[case]
    with pytest.raises(SchemaError) as refused:
        Schema.parse(source)
    assert message in str(refused.value)


@pytest.mark.parametrize("source", [{"entities": 5}, {"entities": True}, {"entities": {1: 2}}, {"labels": {"a": 1.5}}])
def test_numbers_are_no_names_in_a_dict_either(source):
    with pytest.raises(SchemaError, match=r"expected (names|a description), found"):
        Schema.parse(source)


def test_what_is_quoted_is_words():
    schema = Schema.parse('entities: {"1": "2", year: "1984"}\nlabels: {stars: [1, 2]}')
    assert [(entity.name, entity.description) for entity in schema.entities] == [("1", "2"), ("year", "1984")]
    assert Schema.parse(schema_to_yaml(schema)) == Schema.parse(schema.to_dict()) == schema


@pytest.mark.parametrize("names", ["person", b"person", {"person": "A human being"}, 5, None])
def test_what_is_no_list_of_names_is_refused(names):
    with pytest.raises(SchemaError, match=r"list of names\. Write Schema\.of"):
        Schema.of(names)


def test_a_dict_that_contains_itself_is_refused():
    cyclic: dict[str, object] = {}
    cyclic["entities"] = cyclic
    with pytest.raises(SchemaError, match="contains itself"):
        Schema.parse(cyclic)


def test_a_file_is_named_in_the_refusal(tmp_path):
    path = tmp_path / "bad.yaml"
    path.write_text("entities:\n  a: {exmples: [x]}\n")
    with pytest.raises(
        SchemaError, match=r"bad\.yaml, line 2: entities\.a\.exmples: unknown key 'exmples'\. Did you mean 'examples'"
    ):
        Schema.load(path)


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00entities"])
def test_a_missing_or_wrongly_encoded_file_is_refused_by_name(tmp_path, content):
    path = tmp_path / "schema.yaml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SchemaError, match=r"schema\.yaml"):
        Schema.load(path)


def test_five_hundred_labels_are_ordinary():
    assert len(Schema.of(f"type {number}" for number in range(500)).entities) == 500


def test_only_keeps_what_is_asked_and_nothing_else():
    schema = Schema.parse(DEALS)
    part = schema.only(["relations.acquired", "facts", "labels.topic"])
    assert part.keys == ("labels.topic", "relations.acquired", "facts")
    assert part.relations == schema.relations


def test_fingerprints_tell_schemas_apart():
    one, other = Schema.of(["a", "b"]), Schema.of(["b", "a"])
    assert one.fingerprint == Schema.of(["a", "b"]).fingerprint != other.fingerprint


names = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1).filter(lambda name: name.strip())


@given(
    st.lists(names, min_size=1, max_size=8, unique_by=lambda name: name.casefold().strip()),
    st.text(st.characters(exclude_categories=["Cs"])),
)
def test_any_names_in_any_script_survive_the_file_form(names, description):
    try:
        schema = Schema.parse({"entities": dict.fromkeys(names, description)})
    except SchemaError as error:
        assert "differs only in case or width" in str(error) or "stands twice" in str(error)
    else:
        assert Schema.parse(schema_to_yaml(schema)) == schema
