"""What models really answer: everything that can be read is read, and every repair and loss has its code."""

import pytest
from drafts import CALM, ENTITIES, WIDE, questions
from hypothesis import given
from hypothesis import strategies as st

from garner.formats import FORMATS, Code, NotExpressible
from garner.schema import Choice, Classification, EntityType, EventType, RelationType, Role, Schema
from garner.values import Draft, DraftArgument, DraftEvent, DraftFact, DraftRelation, DraftTable, Label

FORMAT_NAMES = ["json", "slash", "lines"]
ACME = [("company", "Acme")]


def read(reply, schema=ENTITIES, name="json"):
    return FORMATS[name].read(reply, schema)


def mentions(answer):
    return [(entity.type, entity.text) for entity in answer.draft.entities]


def codes(answer):
    return {problem.code for problem in answer.problems}


@pytest.mark.parametrize(
    ("reply", "found", "reported"),
    [
        ('{"entities": {"company": ["Acme"]}}', ACME, set()),
        ('{"company": ["Acme"], "person": [], "job title": null}', ACME, set()),
        ('[{"type": "company", "text": "Acme"}]', ACME, set()),
        ('{"entities": [{"entity_type": "company", "span": "Acme"}]}', ACME, set()),
        ('  {"company": ["Acme"]}\n', ACME, set()),
        ("{}", [], set()),
        ("[]", [], set()),
        ("null", [], set()),
        ('{"entities": {"company": "NAN", "person": "None", "人物": "無"}}', [], set()),
        ('{"entities": {"company": ["None", "NAN"]}}', [("company", "None"), ("company", "NAN")], set()),
        ("None", [], {"json_repaired"}),
        ("なし", [], {"json_repaired"}),
        ('\ufeff{"company": ["Acme"]}', ACME, {"json_repaired"}),
        ('Here it is: {"company": ["Acme"]} I hope this helps!', ACME, {"prose_around"}),
        ('As asked [see above]: {"company": ["Acme"]}', ACME, {"prose_around"}),
        ('```json\n{"company": ["Acme"]}\n```', ACME, {"fence_removed"}),
        ('Sure:\n```\n{"company": ["Acme"]}\n```\nDone.', ACME, {"fence_removed", "prose_around"}),
        ('<think>{"company": ["Beta"]}?</think>\n{"company": ["Acme"]}', ACME, {"thinking_removed"}),
        ('maybe {"company": ["Beta"]}\n</think>{"company": ["Acme"]}', ACME, {"thinking_removed"}),
        ('{"company": ["Acme</think>"]}', [("company", "Acme</think>")], set()),
        ("{'company': ['Acme']}", ACME, {"json_repaired"}),
        ("{'company': ['O'Hara's', 'Acme']}", [("company", "O'Hara's"), ("company", "Acme")], {"json_repaired"}),
        ('{"company": ["the "big" Acme", "Beta"]}', [("company", 'the "big" Acme'), ("company", "Beta")], {"json_repaired"}),
        ("{“company”: [“Acme”]}", ACME, {"json_repaired"}),
        ('{"company": ["Acme",],}', ACME, {"json_repaired"}),
        ('{"company": ["Acme" "Beta"]}', [*ACME, ("company", "Beta")], {"json_repaired"}),
        ('{"company": ["Acme"] // one\n /* two */ }', ACME, {"json_repaired"}),
        ('{"company": ["Acme"], "person": None}', ACME, {"json_repaired"}),
        ('{"company": ["Acme"], "person": NaN}', ACME, {"json_repaired"}),
        ("{company: [Acme]}", ACME, {"json_repaired"}),
        ('{"company": ["Ac\nme"]}', [("company", "Ac\nme")], {"json_repaired"}),
        (r'{"company": ["C:\dir\_x"]}', [("company", r"C:\dir_x")], {"json_repaired"}),
        ('{"company": ["\\ud83d\\ude00 Acme\\u00e9"]}', [("company", "😀 Acmeé")], set()),
        ('{"company": ["Acme"}', ACME, {"json_repaired"}),
        ('{"company": ["Acme"]]}', ACME, {"json_repaired"}),
        ('{"company": ("Acme",)}', ACME, {"json_repaired"}),
        ('{"company": {"Acme", "Beta"}}', [*ACME, ("company", "Beta")], {"json_repaired", "value_converted"}),
        ('"{\\"company\\": [\\"Acme\\"]}"', ACME, {"json_repaired"}),
        ('{"company": ["Acme"], "company": ["Beta"]}', [*ACME, ("company", "Beta")], {"duplicate_key"}),
        ('{"company": ["Acme"]}\n{"person": ["Ada"]}', [*ACME, ("person", "Ada")], {"several_answers"}),
        ('{"company": ["Acme"]} {"company": ["Acme"]}', ACME, {"several_answers"}),
        ('{"result": {"entities": {"company": ["Acme"]}}}', ACME, {"wrapper_removed"}),
        ('{"output": [{"type": "company", "text": "Acme"}]}', ACME, {"wrapper_removed"}),
        ('{"answer": "{\\"company\\": [\\"Acme\\"]}"}', ACME, {"wrapper_removed", "json_repaired"}),
        ('{"entities": [["Acme", "company"]]}', ACME, {"value_converted"}),
        ('{"Company": ["Acme"]}', ACME, {"label_matched"}),
        ('{"companies": ["Acme"]}', ACME, {"label_matched"}),
        ('{"Job_Titles": ["CEO"]}', [("job title", "CEO")], {"label_matched"}),
        ('{"ｃｏｍｐａｎｙ": ["Acme"]}', ACME, {"label_matched"}),
        ('{"company": "Acme"}', ACME, {"value_converted"}),
        ('{"company": [3.50, true]}', [("company", "3.50"), ("company", "true")], {"value_converted"}),
        ('{"company": [["Acme", "Beta"]]}', [*ACME, ("company", "Beta")], {"value_converted"}),
        ('{"company": [{"text": "Acme", "start": 4}]}', ACME, {"field_ignored"}),
        ('{"company": ["Acme"], "planet": []}', ACME, {"field_ignored"}),
        ('{"company": ["Acme"], "explanation": "It is a firm."}', ACME, {"field_ignored"}),
        ('{"company": ["Acme"], "planet": ["Mars"]}', ACME, {"unknown_label"}),
        ("- company: Acme\n- person: none", ACME, {"wrong_format"}),
        ("**Company**\n* Acme\n\n**Person**\n", ACME, {"wrong_format"}),
        ("1. Acme (company)", ACME, {"wrong_format"}),
    ],
)
def test_a_reply_is_read_whole_and_each_repair_is_reported(reply, found, reported):
    answer = read(reply)
    assert mentions(answer) == found
    assert codes(answer) == reported
    assert answer.complete


@pytest.mark.parametrize(
    ("reply", "found", "reported"),
    [
        ('{"company": ["Acme", "Be', ACME, {"reply_cut"}),
        ('{"company": ["Acme", "Beta"', [*ACME, ("company", "Beta")], {"reply_cut"}),
        ('{"company": ["Acme"], "per', ACME, {"reply_cut"}),
        ('{"company": ["Acme"], "person":', ACME, {"reply_cut"}),
        ('```json\n{"company": ["Acme", "Be\n```', ACME, {"reply_cut", "fence_removed", "json_repaired"}),
        ('{"company": ["Acme"', ACME, {"reply_cut"}),
        ("<think>hm", [], {"reply_cut", "unreadable_reply"}),
        ('{"company": ["Acme", ...]}', ACME, {"answer_elided"}),
        ('{"company": ["Acme", {"a": 1}]}', ACME, {"value_lost"}),
        ('["Acme"]', [], {"value_lost", "unreadable_reply"}),
        ('{"planet": ["Mars"]}', [], {"unknown_label", "unreadable_reply"}),
        ("I could not find anything of that kind.", [], {"unreadable_part", "unreadable_reply"}),
        ("<html><body>502 Bad Gateway</body></html>", [], {"unreadable_part", "unreadable_reply"}),
        ("", [], {"empty_reply"}),
        (" \n", [], {"empty_reply"}),
    ],
)
def test_a_loss_is_reported_and_makes_the_answer_incomplete(reply, found, reported):
    answer = read(reply)
    assert mentions(answer) == found
    assert codes(answer) == reported
    assert not answer.complete


def test_the_value_of_an_unknown_label_stands_in_its_problem():
    (problem,) = read('{"company": ["Acme"], "planet": ["Mars", 4]}').problems
    assert problem.message == '"planet" is not asked by the schema: ["Mars", 4]'


def test_a_label_that_could_be_two_is_unknown():
    schema = Schema(entities=(EntityType("Jobs"), EntityType("jobs"), EntityType("firm")))
    answer = read('{"firm": ["a"], "JOBS": ["b"], "jobs": ["c"]}', schema)
    assert mentions(answer) == [("firm", "a"), ("jobs", "c")]
    assert codes(answer) == {"unknown_label"}


RELATION = (DraftRelation("acquired", "Acme", "Beta"),)
EVENT = (DraftEvent("acquisition", "bought", (DraftArgument("buyer", "Acme"),)),)


@pytest.mark.parametrize(
    ("reply", "expected", "reported"),
    [
        ('{"acquired": [{"head": "Acme", "tail": "Beta"}]}', Draft(relations=RELATION), set()),
        ('{"acquired": [{"subject": "Acme", "object": "Beta"}]}', Draft(relations=RELATION), set()),
        ('[{"relation": "acquired", "head": "Acme", "tail": "Beta"}]', Draft(relations=RELATION), set()),
        ('{"relations": {"acquired": [["Acme", "Beta"]]}}', Draft(relations=RELATION), {"value_converted"}),
        ('{"acquired": [{"head": "Acme", "tail": "NAN"}]}', Draft(), {"value_lost", "unreadable_reply"}),
        ('{"acquired": [{"head": "None", "tail": null}]}', Draft(), set()),
        (
            '{"acquired": [{"head": {"text": "Acme", "type": "Company"}, "tail": "Beta", "tail_type": "planet"}]}',
            Draft(relations=(DraftRelation("acquired", "Acme", "Beta", "company"),)),
            {"label_matched", "unknown_label"},
        ),
        (
            '{"event_type": "acquisition", "trigger": "bought", "arguments": {"buyer": "Acme", "target": "NAN"}}',
            Draft(events=EVENT),
            set(),
        ),
        ('{"acquisition": [{"trigger": "bought", "arguments": {"buyer": ["Acme"]}}]}', Draft(events=EVENT), set()),
        ('{"acquisition": [{"trigger": "bought", "buyer": "Acme"}]}', Draft(events=EVENT), set()),
        (
            '{"events": [{"type": "acquisition", "trigger": "bought", "arguments": [{"role": "buyer", "text": "Acme"}]}]}',
            Draft(events=EVENT),
            set(),
        ),
        (
            '{"events": {"acquisition": {"trigger": "bought", "arguments": {"Buyer": "Acme"}}}}',
            Draft(events=EVENT),
            {"value_converted", "label_matched"},
        ),
        ('{"event_type": "acquisition", "arguments": {"buyer": "NAN", "target": "NAN"}}', Draft(), set()),
        (
            '{"acquisition": [{"trigger": "bought", "arguments": {"buyer": "Acme", "price": "$1"}}]}',
            Draft(events=EVENT),
            {"unknown_label"},
        ),
        ('{"facts": [{"subject": "A", "predicate": "b", "object": "C"}]}', Draft(facts=(DraftFact("A", "b", "C"),)), set()),
        ('{"facts": [["A", "b", "C", "now"]]}', Draft(facts=(DraftFact("A", "b", "C", "now"),)), {"value_converted"}),
        (
            '{"table": {"columns": ["a"], "rows": [["N/A"], ["x"]]}}',
            Draft(tables=(DraftTable(("a",), (("",), ("x",))),)),
            set(),
        ),
        ('{"table": [{"a": "1", "b": "2"}]}', Draft(tables=(DraftTable(("a", "b"), (("1", "2"),)),)), {"value_converted"}),
        (
            '{"table": {"columns": ["a", "b"], "rows": [["1"]]}}',
            Draft(tables=(DraftTable(("a", "b"), (("1", ""),)),)),
            {"value_converted"},
        ),
        (
            '{"table": "| a | b |\\n|---|---|\\n| 1 | x\\\\|y |"}',
            Draft(tables=(DraftTable(("a", "b"), (("1", "x|y"),)),)),
            {"value_converted"},
        ),
        ('{"labels": {"topic": "Sport", "themes": []}}', Draft(labels=(Label("topic", "sport"),)), {"label_matched"}),
        (
            '{"labels": {"themes": "energy, trade"}}',
            Draft(labels=(Label("themes", "energy"), Label("themes", "trade"))),
            {"value_converted"},
        ),
        (
            '{"labels": {"themes": {"energy": true, "trade": false}}}',
            Draft(labels=(Label("themes", "energy"),)),
            {"value_converted"},
        ),
        ('{"labels": "sport"}', Draft(labels=(Label("topic", "sport"),)), set()),
        ('{"topic": "sport"}', Draft(labels=(Label("topic", "sport"),)), set()),
    ],
)
def test_the_shapes_of_other_systems_are_read(reply, expected, reported):
    answer = read(reply, WIDE)
    assert answer.draft == expected
    assert codes(answer) == reported


def test_a_second_answer_to_a_single_choice_and_a_foreign_choice_are_losses():
    for reply, code in (('{"topic": ["sport", "business"]}', Code.VALUE_LOST), ('{"topic": "politics"}', Code.UNKNOWN_CHOICE)):
        answer = read(reply, WIDE)
        assert code in codes(answer)
        assert not answer.complete


def test_a_choice_called_none_is_a_choice():
    schema = Schema(labels=(Classification("tone", (Choice("good"), Choice("none"))),))
    for name, reply in (("json", '{"labels": {"tone": "none"}}'), ("slash", "none/TC/"), ("lines", "tone: none")):
        answer = read(reply, schema, name)
        assert answer.draft.labels == (Label("tone", "none"),)
        assert not answer.problems


def test_one_name_in_two_sections_is_told_by_the_shape_of_the_value():
    schema = Schema(
        entities=(EntityType("merger"),), relations=(RelationType("merger"),), events=(EventType("merger", (Role("buyer"),)),)
    )
    assert read('{"merger": ["x"]}', schema).draft.entities
    assert read('{"merger": [{"head": "x", "tail": "y"}]}', schema).draft.relations
    assert read('{"merger": [{"trigger": "x", "arguments": {}}]}', schema).draft.events


@pytest.mark.parametrize(
    ("name", "reply", "found", "reported", "complete"),
    [
        ("lines", "company: Acme; person: Ada", [*ACME, ("person", "Ada")], set(), True),
        ("lines", "company: Acme\nperson: Ada", [*ACME, ("person", "Ada")], set(), True),
        ("lines", "company: Acme, Inc.", [("company", "Acme, Inc.")], set(), True),
        ("lines", "None", [], set(), True),
        ("lines", "Company：Acme；person：Ada", [*ACME, ("person", "Ada")], {"layout_repaired", "label_matched"}, True),
        ("lines", "company: Acme; Beta", [*ACME, ("company", "Beta")], {"layout_repaired"}, True),
        ("lines", "Here you are:\n- **Company**: Acme", ACME, {"layout_repaired", "label_matched", "prose_around"}, True),
        ("lines", "```\ncompany: Acme\n```", ACME, {"fence_removed"}, True),
        ("lines", "<think>so</think>company: Acme", ACME, {"thinking_removed"}, True),
        ("lines", 'company: Acme; person: "Ad', [*ACME, ("person", '"Ad')], {"reply_cut"}, False),
        ("lines", "company: Acme; planet: Mars", ACME, {"unknown_label"}, True),
        ("lines", '{"company": ["Acme"]}', ACME, {"wrong_format"}, True),
        ("lines", "I see nothing of the kind", [], {"unreadable_part", "unreadable_reply"}, False),
        ("lines", "", [], {"empty_reply"}, False),
        ("slash", "/NER/:company;Acme:person;Ada", [*ACME, ("person", "Ada")], set(), True),
        ("slash", "/NER/", [], set(), True),
        ("slash", "NER/:Company;Acme", ACME, {"label_matched"}, True),
        ("slash", ":company;Acme", ACME, {"layout_repaired"}, True),
        (
            "slash",
            "/NER/:company;Acme 12:30:person;Ada",
            [("company", "Acme 12:30"), ("person", "Ada")],
            {"layout_repaired"},
            True,
        ),
        ("slash", "/NER/:company;Acme:perso", ACME, {"reply_cut"}, False),
        ("slash", "The answer:\n/NER/:company;Acme", ACME, {"prose_around"}, True),
        ("slash", "/NER/:company;Acme:planet;Mars", ACME, {"unknown_label"}, True),
        ("slash", "blah blah", [], {"unreadable_part", "unreadable_reply"}, False),
    ],
)
def test_the_line_formats_are_read_with_the_same_care(name, reply, found, reported, complete):
    answer = read(reply, ENTITIES, name)
    assert mentions(answer) == found
    assert codes(answer) == reported
    assert answer.complete is complete


@pytest.mark.parametrize(("name", "mark"), [("slash", "/RE/"), ("lines", "[relations]")])
def test_a_missing_section_is_a_loss(name, mark):
    whole = FORMATS[name].write(Draft(labels=(Label("topic", "sport"),)), WIDE)
    answer = read(whole[: whole.index(mark)], WIDE, name)
    assert answer.draft.labels == (Label("topic", "sport"),)
    assert "reply_cut" in codes(answer)
    assert not answer.complete


def test_an_unquoted_comma_never_makes_another_relation_of_one():
    answer = read("acquired: Acme, Inc., Beta", Schema(relations=WIDE.relations), "lines")
    assert not answer.draft
    assert {"value_lost"} <= codes(answer)
    assert "Acme; Inc.; Beta" in answer.problems[0].message


@CALM
@given(question=questions(), share=st.floats(0, 1, exclude_max=True))
def test_a_cut_reply_gives_only_whole_items_and_is_incomplete(question, share):
    schema, draft = question
    try:
        reply = FORMATS["json"].write(draft, schema)
    except NotExpressible:
        return
    answer = read(reply[: int(len(reply) * share)], schema)
    assert not answer.complete
    assert answer.problems
    assert set(answer.draft.labels) <= set(draft.labels)
    assert set(answer.draft.entities) <= set(draft.entities)
    assert {(item.type, item.head, item.tail) for item in answer.draft.relations} <= {
        (item.type, item.head, item.tail) for item in draft.relations
    }
    assert {argument for event in answer.draft.events for argument in event.arguments} <= {
        argument for event in draft.events for argument in event.arguments
    }


SCRAPS = st.sampled_from(
    [
        *"{}[]():;,/\"'\\\n `#*-|",
        "company",
        "entities",
        "Acme",
        "null",
        "...",
        "```",
        "</think>",
        "/NER/",
        "[labels]",
        "：",
        "“",
        "1",
    ]
)


@pytest.mark.parametrize("name", FORMAT_NAMES)
@CALM
@given(reply=st.lists(SCRAPS, max_size=40).map("".join) | st.text(max_size=60))
def test_no_reply_makes_the_reader_fail_and_no_loss_is_silent(name, reply):
    for schema in (ENTITIES, WIDE):
        answer = read(reply, schema, name)
        assert answer.complete or answer.problems
        assert answer.complete == (not any(Code(problem.code).is_loss for problem in answer.problems))


HOSTILE = [
    '{"a":',
    "[",
    "(",
    '"',
    "{",
    '\\"',
    "'it's',",
    '["x",',
    ":;",
    "a: b; ",
    "/NER/:",
    '"a" ',
    "[a}",
    "a//",
    "/*",
    "...,",
    "{'",
    "<think>",
]
HOSTILE += [
    "```",
    "|-|\n",
    "- x\n",
    '"\\',
    '";"',
    '\\";',
    "company: x, ",
    '{"company":["x"]}',
    "[1",
    "] [",
    "[{] ",
    " ",
    "[entities]",
]


@pytest.mark.parametrize("name", FORMAT_NAMES)
@pytest.mark.parametrize("unit", HOSTILE)
def test_a_long_hostile_reply_is_read_in_one_go(name, unit):
    answer = read(unit * (50_000 // len(unit)), WIDE, name)
    assert len(answer.problems) < 10_000
    assert all(len(problem.message) < 2_000 for problem in answer.problems)


@pytest.mark.parametrize("name", FORMAT_NAMES)
def test_ten_thousand_items_are_read(name):
    from garner.values import DraftEntity

    draft = Draft(entities=tuple(DraftEntity("company", f"Acme {number}") for number in range(10_000)))
    answer = read(FORMATS[name].write(draft, ENTITIES), ENTITIES, name)
    assert answer.draft == draft
