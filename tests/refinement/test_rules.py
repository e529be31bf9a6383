"""Each rule that needs no model."""

import asyncio

import pytest

from garner.formats import Code
from garner.refinement.loop import refine
from garner.refinement.protocols import Case, Judgement, Refinement
from garner.refinement.rules import RuledPruner, RulesDetector
from garner.schema import Schema
from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    Decision,
    Defect,
    DefectKind,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Mention,
    Problem,
    Relation,
    Table,
    claims_of,
)

TEXT = "Ann met Bob in Rome on Monday."
SCHEMA = Schema.parse(
    {
        "labels": {"topic": ["people", "places"], "tags": {"choices": ["new", "old"], "multiple": True}},
        "entities": ["person", "city"],
        "relations": {"knows": {"head": "person", "tail": "person"}, "near": {}},
        "events": {"meeting": {"roles": {"who": {"types": ["person"]}, "where": {}}}},
        "facts": True,
    }
)


def at(words: str) -> Grounding:
    start = TEXT.index(words)
    return Grounding(words, start, start + len(words), words, Grade.VERBATIM)


GONE = Grounding.absent("Eve")
ANN, BOB, ROME = Entity("a", "person", at("Ann")), Entity("b", "person", at("Bob")), Entity("r", "city", at("Rome"))


def found(extraction: Extraction, problems=(), demonstrations=(), schema: Schema = SCHEMA) -> list[Defect]:
    case = Case(schema, extraction, tuple(problems), tuple(demonstrations))
    defects = asyncio.run(RulesDetector().detect(case)).defects
    assert all((each.probability, each.detector) == (1.0, "rules") for each in defects)
    assert {each.drop for each in defects if each.drop} <= set(claims_of(extraction))
    return list(defects)


def kinds(defects: list[Defect]) -> list[tuple[DefectKind, str]]:
    return [(each.kind, each.drop.value if each.drop else "") for each in defects]


def mended(extraction: Extraction, demonstrations=()) -> Extraction:
    how = Refinement((RulesDetector(),))
    return asyncio.run(refine(Case(SCHEMA, extraction, (), demonstrations), how)).extraction


def test_a_good_answer_has_no_defects():
    event = Event("meeting", at("met"), (Argument("who", at("Ann"), "a"), Argument("where", at("Rome"), "r")))
    answer = Extraction(
        TEXT,
        (Label("topic", "people"), Label("tags", "new"), Label("tags", "old")),
        (ANN, BOB, ROME, Entity("m", "mention", at("Monday"))),
        (Relation("knows", "a", "b"), Relation("near", "r", "m")),
        (event, Event("meeting", at("met"), event.arguments[:1]), Event("meeting"), Event("meeting", None, event.arguments)),
        (Fact(at("Ann"), Grounding.absent("has met"), at("Bob")),),
    )
    assert found(answer, [Problem("json_repaired", "a comma"), Problem("prose_around", "Sure!")], ["Eve"]) == []


@pytest.mark.parametrize("code", [*(code for code in Code if code.is_loss), "choice_missing"])
def test_a_reply_that_was_not_read_whole_is_malformed(code):
    (defect,) = found(Extraction(TEXT), [Problem(str(code), "torn"), Problem(str(code), "torn again")])
    assert (defect.kind, defect.reason, defect.drop, defect.add) == (DefectKind.MALFORMED, "torn", None, None)


def test_every_value_that_stands_nowhere_is_dropped_with_what_hangs_on_it():
    answer = Extraction(
        TEXT,
        entities=(ANN, Entity("x", "person", GONE)),
        relations=(Relation("knows", "a", "x"),),
        events=(Event("meeting", at("met"), (Argument("who", GONE, "x"), Argument("where", at("Rome")))),),
        facts=(Fact(GONE, at("met"), at("Bob")),),
    )
    assert [kind for kind, _ in kinds(found(answer))] == [DefectKind.ABSENT] * 3
    after = mended(answer)
    assert after.entities == (ANN,)
    assert (after.relations, after.facts) == ((), ())
    assert after.events == (Event("meeting", at("met"), (Argument("where", at("Rome")),)),)


def test_an_event_without_its_trigger_keeps_its_arguments_and_a_fact_goes_without_time():
    where = (Argument("where", at("Rome")),)
    answer = Extraction(
        TEXT,
        events=(Event("meeting", GONE, where, 0.5), Event("meeting", Grounding.absent("Max"))),
        facts=(Fact(at("Ann"), at("met"), at("Bob"), GONE, at("Rome"), 0.5),),
    )
    after = mended(answer)
    assert after.events == (Event("meeting", None, where, 0.5),)
    assert after.facts == (Fact(at("Ann"), at("met"), at("Bob"), None, at("Rome"), 0.5),)


def test_absent_cells_are_emptied():
    schema = Schema.parse({"table": "who and where"})
    answer = Extraction(TEXT, tables=(Table("who and where", ("name", "town"), ((at("Ann"), GONE),)),))
    (defect,) = found(answer, schema=schema)
    assert (defect.kind, defect.drop) == (DefectKind.ABSENT, Claim(ClaimKind.CELL, "town", "0", (Mention("Eve"),)))


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Extraction(TEXT, (Label("topic", "weather"),)), "no choice 'topic.weather'"),
        (Extraction(TEXT, (Label("mood", "good"),)), "no choice 'mood.good'"),
        (Extraction(TEXT, (), (Entity("x", "dog", at("Ann")),)), "no entity type 'dog'"),
        (Extraction(TEXT, (), (ANN, ROME), (Relation("knows", "a", "r"),)), "'Rome' is a city, expected person"),
        (Extraction(TEXT, (), (ANN, BOB), (Relation("likes", "a", "b"),)), "no relation 'likes'"),
        (Extraction(TEXT, events=(Event("party", None, (Argument("who", at("Ann")),)),)), "no event type 'party'"),
        (Extraction(TEXT, events=(Event("meeting", None, (Argument("why", at("Ann")),)),)), "no role 'meeting.why'"),
        (
            Extraction(TEXT, (), (ROME,), (), (Event("meeting", None, (Argument("who", at("Rome"), "r"),)),)),
            "'Rome' is a city, expected person",
        ),
        (Extraction(TEXT, tables=(Table("x", ("a",), ((at("Ann"),),)),)), "does not ask for a table"),
    ],
)
def test_what_the_schema_does_not_allow_is_dropped(answer, reason):
    (defect,) = found(answer)
    assert defect.kind is DefectKind.MISMATCH
    assert reason in defect.reason
    assert defect.drop not in claims_of(mended(answer))


def test_a_mention_without_a_type_is_an_end_of_relations_only():
    schema = Schema.of(["person"])
    assert [each.kind for each in found(Extraction(TEXT, (), (Entity("m", "mention", at("Ann")),)), schema=schema)] == [
        DefectKind.MISMATCH
    ]


def test_of_two_answers_to_a_task_that_takes_one_the_surer_stays():
    answer = Extraction(TEXT, (Label("topic", "people", 0.4), Label("topic", "places", 0.6)))
    assert kinds(found(answer)) == [(DefectKind.MISMATCH, "people")]
    assert mended(answer).labels == (Label("topic", "places", 0.6),)
    unsure = Extraction(TEXT, (Label("topic", "people"), Label("topic", "places")))
    assert mended(unsure).labels == (Label("topic", "people"),), "of equally sure ones the first"


def test_what_is_said_twice_is_said_once():
    fact = Fact(at("Ann"), at("met"), at("Bob"))
    who = Argument("who", at("Ann"), "a")
    answer = Extraction(
        TEXT,
        (Label("topic", "people"), Label("topic", "people")),
        (ANN, BOB, Entity("a2", "person", at("Ann"))),
        (Relation("knows", "a", "b", 0.1), Relation("knows", "a2", "b", 0.8)),
        (Event("meeting", at("met"), (who, who), 0.2), Event("meeting", at("met"), (who, who), 0.9)),
        (fact, fact),
    )
    defects = found(answer)
    assert {each.kind for each in defects} == {DefectKind.DUPLICATE}
    assert len(defects) == len({each.drop for each in defects}) == 6
    after = mended(answer)
    assert after.entities == (ANN, BOB)
    assert after.relations == (Relation("knows", "a", "b", 0.8),)
    assert after.events == (Event("meeting", at("met"), (who,), 0.9),)
    assert (after.labels, after.facts) == (answer.labels[:1], (fact,))


def test_a_value_of_a_demonstration_that_the_text_does_not_say_is_leaked():
    demonstrations = ["Éve and Romeo live in Romes."]
    near = Grounding("Romes", 15, 19, "Rome", Grade.NEAR, 1)
    answer = Extraction(TEXT, (), (Entity("x", "person", GONE), Entity("y", "city", near), Entity("z", "city", at("Ann"))))
    assert kinds(found(answer, demonstrations=demonstrations)) == [(DefectKind.LEAKED, "Eve"), (DefectKind.LEAKED, "Rome")]
    assert kinds(found(answer)) == [(DefectKind.ABSENT, "Eve")], "a value with a typing error is no defect"
    inside = Extraction(TEXT, (), (Entity("x", "person", Grounding.absent("rome")), Entity("y", "city", near)))
    assert kinds(found(inside, demonstrations=["Romeo and Romesh"])) == [(DefectKind.ABSENT, "rome")], "whole words only"


def test_a_claim_is_named_once():
    twice = Extraction(TEXT, (), (Entity("x", "dog", GONE), Entity("y", "dog", GONE)))
    assert kinds(found(twice)) == [(DefectKind.ABSENT, "Eve")]


def test_the_trace_says_what_was_dropped_and_why():
    answer = Extraction(TEXT, (), (ANN, Entity("x", "person", GONE)))
    outcome = asyncio.run(refine(Case(SCHEMA, answer), Refinement((RulesDetector(),))))
    first = outcome.rounds[0]
    assert first.decision is Decision.ACCEPTED
    assert first.dropped == (Claim(ClaimKind.ENTITY, "person", "", (Mention("Eve"),)),)
    assert first.defects[0].reason == "'Eve' stands nowhere in the text."


def test_a_torn_reply_alone_changes_nothing_by_hand():
    """C01: a malformed reply is found; without asking again the answer stands as it was read."""
    answer = Extraction(TEXT, (), (ANN,))
    case = Case(SCHEMA, answer, (Problem("reply_cut", "the reply ended in the middle"),))
    outcome = asyncio.run(refine(case, Refinement((RulesDetector(),))))
    assert outcome.extraction is answer
    assert [each.decision for each in outcome.rounds] == [Decision.UNCHANGED]
    assert [each.kind for each in outcome.rounds[0].defects] == [DefectKind.MALFORMED]


def test_the_pruner_is_not_asked_about_an_answer_that_breaks_a_rule():
    class Trusting:
        name = "trusting"
        asked = 0

        async def judge(self, case):
            Trusting.asked += 1
            return Judgement(0.95)

    pruner = RuledPruner(Trusting())
    text = "Ada left."
    ada = Entity("e1", "person", Grounding("Ada", 0, 3, "Ada", Grade.VERBATIM))
    bob = Entity("e2", "person", Grounding.absent("Bob"))
    schema = Schema.of(["person"])
    right = asyncio.run(pruner.judge(Case(schema, Extraction(text, entities=(ada,))))).right
    wrong = asyncio.run(pruner.judge(Case(schema, Extraction(text, entities=(ada, bob))))).right
    assert (right, wrong, Trusting.asked, pruner.name) == (0.95, 0.0, 1, "trusting")
