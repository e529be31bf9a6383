"""What is written is read back as it was, in every format, or it is refused."""

import json
import re
from dataclasses import replace

import jsonschema
import pytest
from drafts import CALM, ENTITIES, SPANS, WIDE, questions
from hypothesis import assume, given
from hypothesis import strategies as st

from garner.formats import FORMATS, NotExpressible, answer_json_schema, in_schema_order, plain, restricted
from garner.formats.nulls import is_null
from garner.schema import Choice, Classification, EntityType, EventType, Role, Schema
from garner.values import Draft, DraftArgument, DraftEntity, DraftEvent, DraftFact, DraftRelation, DraftTable, Label

FORMAT_NAMES = ["json", "slash", "lines"]
DEALS = Draft(
    labels=(Label("topic", "business"), Label("themes", "energy"), Label("themes", "trade")),
    entities=(DraftEntity("company", "Acme"), DraftEntity("person", "Ada"), DraftEntity("job title", "CEO")),
    relations=(DraftRelation("acquired", "Acme", "Beta", "company"),),
    events=(DraftEvent("acquisition", "bought", (DraftArgument("buyer", "Acme"), DraftArgument("target", "Beta"))),),
    facts=(DraftFact("Acme", "bought", "Beta", None, "Paris"),),
    tables=(DraftTable(("who", "what"), (("Acme", "bought Beta"), ("Ada", ""))),),
)


def halves_meet(value: object) -> bool:
    """Whether two halves of a character follow each other, which JSON cannot say."""
    return re.search(r"\\ud[89ab]..\\ud[c-f]", repr(value)) is not None


@pytest.mark.parametrize("name", FORMAT_NAMES)
@CALM
@given(question=questions())
def test_reading_what_was_written_gives_the_same_draft_without_a_problem(name, question):
    schema, draft = question
    try:
        reply = FORMATS[name].write(draft, schema)
    except NotExpressible:
        assert halves_meet(draft) or halves_meet(schema)
        return
    reply.encode("utf-8")
    answer = FORMATS[name].read(reply, schema)
    assert answer.draft == draft
    assert answer.problems == ()
    assert answer.complete


@pytest.mark.parametrize("name", ["slash", "lines"])
@CALM
@given(spans=st.lists(SPANS, max_size=5), types=st.lists(st.sampled_from(ENTITIES.entities), min_size=5, max_size=5))
def test_the_line_formats_keep_the_order_of_mentions(name, spans, types):
    draft = Draft(entities=tuple(DraftEntity(kind.name, span) for kind, span in zip(types, spans, strict=False)))
    assume(not halves_meet(draft))
    assert FORMATS[name].read(FORMATS[name].write(draft, ENTITIES), ENTITIES).draft == draft


def test_ordinary_answers_look_as_the_papers_write_them():
    draft = Draft(entities=(DraftEntity("company", "Acme"), DraftEntity("person", "Ada O'Hara (CEO)")))
    one_label = Schema(labels=(Classification("topic", (Choice("社会"),)),), entities=ENTITIES.entities)
    assert FORMATS["lines"].write(draft, ENTITIES) == "company: Acme; person: Ada O'Hara (CEO)"
    assert FORMATS["lines"].write(Draft(), ENTITIES) == "None"
    assert FORMATS["slash"].write(Draft(labels=(Label("topic", "社会"),), entities=draft.entities), one_label) == (
        "社会/NER/:company;Acme:person;Ada O'Hara (CEO)"
    )
    entities = {"company": ["Acme"], "person": ["Ada O'Hara (CEO)"], "job title": [], "人物": []}
    assert json.loads(FORMATS["json"].write(draft, ENTITIES)) == {"entities": entities}


def test_every_section_has_its_line():
    assert FORMATS["lines"].write(DEALS, WIDE).split("\n") == [
        "[labels] topic: business; themes: energy; themes: trade",
        "[entities] company: Acme; person: Ada; job title: CEO",
        "[relations] acquired: Acme, Beta, company, None",
        "[events] acquisition: bought, buyer: Acme, target: Beta",
        "[facts] fact: Acme, bought, Beta, None, Paris",
        "[table] columns: who, what; row: Acme, bought Beta; row: Ada, None",
    ]
    assert FORMATS["slash"].write(DEALS, WIDE).split("\n") == [
        "topic=business;themes=energy,trade/NER/:company;Acme:person;Ada:job title;CEO",
        "/RE/:acquired;Acme;Beta;company;",
        "/EE/:acquisition;bought;buyer;Acme;target;Beta",
        "/OIE/:fact;Acme;bought;Beta;;Paris",
        "/TAB/:columns;who;what:row;Acme;bought Beta:row;Ada;",
    ]


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize(
    ("draft", "said"),
    [
        (Draft(entities=(DraftEntity("planet", "Mars"),)), "'planet' is no entity type"),
        (Draft(entities=(DraftEntity("company", ""),)), "empty string"),
        (Draft(entities=(DraftEntity("company", "Acme", 0.5),)), "no confidences"),
        (Draft(entities=(DraftEntity("company", "Acme", None, 0, 4),)), "no places"),
        (Draft(entities=(DraftEntity("company", "\ud83d\ude00"),)), "surrogates"),
        (Draft(labels=(Label("topic", "war"),)), "'war' is no choice"),
        (Draft(labels=(Label("topic", "sport"), Label("topic", "business"))), "answered twice"),
        (Draft(relations=(DraftRelation("acquired", "", "Beta"),)), "head of acquired"),
        (Draft(relations=(DraftRelation("acquired", "Acme", "Beta", "planet"),)), "'planet' is no entity type"),
        (Draft(events=(DraftEvent("acquisition"),)), "says nothing"),
        (Draft(events=(DraftEvent("acquisition", "bought", (DraftArgument("price", "1"),)),)), "'price' is no role"),
        (Draft(tables=(DraftTable(()),)), "without columns"),
        (Draft(tables=(DraftTable(("a",)), DraftTable(("b",)))), "several"),
    ],
)
def test_what_a_format_cannot_say_is_refused(name, draft, said):
    with pytest.raises(NotExpressible, match=said):
        FORMATS[name].write(draft, WIDE)


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_facts_nobody_asked_for_are_refused(name):
    with pytest.raises(NotExpressible, match="does not ask"):
        FORMATS[name].write(Draft(facts=DEALS.facts), ENTITIES)


@CALM
@given(questions(st.text("abc xyz東", min_size=1, max_size=8).filter(lambda text: not is_null(text) and text == text.strip())))
def test_what_is_written_follows_the_json_schema_of_the_answer(question):
    schema, draft = question
    # A model that is held to the schema answers every single choice, and states types exactly where several are allowed.
    answered = {label.task for label in draft.labels}
    missing = [Label(task.name, task.choices[0].name) for task in schema.labels if task.name not in answered]
    ends = {
        relation.name: [types[0] if len(types) > 1 else None for types in (relation.head, relation.tail)]
        for relation in schema.relations
    }
    relations = [replace(item, head_type=ends[item.type][0], tail_type=ends[item.type][1]) for item in draft.relations]
    draft = replace(draft, labels=(*draft.labels, *missing), relations=tuple(relations))
    if halves_meet(schema):
        return
    shape = answer_json_schema(schema)
    jsonschema.Draft202012Validator.check_schema(shape)
    jsonschema.validate(json.loads(FORMATS["json"].write(draft, schema)), shape)


def test_the_json_schema_is_closed_and_asks_for_everything():
    def objects(part):
        if isinstance(part, dict):
            if part.get("type") == "object":
                yield part
            for inner in part.values():
                yield from objects(inner)

    found = list(objects(answer_json_schema(WIDE)))
    assert len(found) > 7
    for part in found:
        assert part["additionalProperties"] is False
        assert part["required"] == list(part["properties"])
    relation = answer_json_schema(WIDE)["properties"]["relations"]["properties"]["acquired"]["items"]["properties"]
    assert relation["head_type"] == {"type": "string", "enum": ["company", "person"]}
    assert "tail_type" not in relation
    assert answer_json_schema(WIDE)["properties"]["labels"]["properties"]["topic"] == {
        "type": "string",
        "enum": ["business", "sport"],
    }


def test_a_restricted_draft_can_be_written():
    schema = Schema(
        labels=(Classification("topic", (Choice("a"), Choice("b"))),),
        entities=(EntityType("company"),),
        events=(EventType("sale", (Role("seller"),)),),
    )
    draft = Draft(
        labels=(Label("topic", "b", 0.9), Label("topic", "a"), Label("mood", "good")),
        entities=(DraftEntity("company", "Acme", 0.3, 0, 4), DraftEntity("person", "Ada")),
        events=(
            DraftEvent("sale", None, (DraftArgument("buyer", "x"),)),
            DraftEvent("sale", "sold", (DraftArgument("seller", "y"),)),
        ),
        facts=DEALS.facts,
        tables=DEALS.tables,
    )
    kept = restricted(draft, schema)
    assert kept == Draft(
        labels=(Label("topic", "b"),),
        entities=(DraftEntity("company", "Acme"),),
        events=(DraftEvent("sale", "sold", (DraftArgument("seller", "y"),)),),
    )
    for format_ in FORMATS.values():
        assert format_.read(format_.write(kept, schema), schema).draft == kept


@CALM
@given(questions())
def test_the_order_of_the_schema_is_reached_once_and_loses_nothing(question):
    schema, draft = question
    assert in_schema_order(draft, schema) == draft
    turned = Draft(
        draft.labels[::-1], draft.entities[::-1], draft.relations[::-1], draft.events[::-1], draft.facts, draft.tables
    )
    assert sorted(map(repr, in_schema_order(turned, schema).entities)) == sorted(map(repr, draft.entities))
    assert plain(draft) == draft
