"""What an extraction says, claim by claim."""

import pytest
from hypothesis import given, settings

from garner.values import (
    Argument,
    Claim,
    ClaimKind,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Label,
    Mention,
    Relation,
    Table,
    claims_of,
)
from refinement.random_answers import answers

TEXT = "Ann met Bob in Rome."


def at(words: str) -> Grounding:
    start = TEXT.index(words)
    return Grounding(words.lower(), start, start + len(words), words, Grade.NORMALISED)


def said(words: str, type_name: str = "") -> Mention:
    start = TEXT.index(words)
    return Mention(words, start, start + len(words), type_name)


def test_every_kind_of_item_makes_its_claims_in_the_order_of_the_items():
    answer = Extraction(
        TEXT,
        (Label("topic", "people", 0.5),),
        (Entity("e1", "person", at("Ann"), 0.5), Entity("e2", "person", at("Bob"))),
        (Relation("knows", "e1", "e2"),),
        (
            Event("meeting", at("met"), (Argument("who", at("Ann"), "e1"),)),
            Event("stay", None, (Argument("where", at("Rome")),)),
        ),
        (Fact(at("Ann"), at("met"), at("Bob"), place=at("Rome")),),
        (Table("all", ("name", "town"), ((at("Ann"), None), (None, at("Rome")))),),
    )
    assert claims_of(answer) == (
        Claim(ClaimKind.LABEL, "topic", "people"),
        Claim(ClaimKind.ENTITY, "person", "", (said("Ann"),)),
        Claim(ClaimKind.ENTITY, "person", "", (said("Bob"),)),
        Claim(ClaimKind.RELATION, "knows", "", (said("Ann", "person"), said("Bob", "person"))),
        Claim(ClaimKind.EVENT, "meeting", "", (said("met"),)),
        Claim(ClaimKind.ARGUMENT, "meeting", "who", (said("Ann"), said("met"))),
        Claim(ClaimKind.EVENT, "stay"),
        Claim(ClaimKind.ARGUMENT, "stay", "where", (said("Rome"),)),
        Claim(ClaimKind.FACT, "", "place", (said("Ann"), said("met"), said("Bob"), said("Rome"))),
        Claim(ClaimKind.CELL, "name", "0", (said("Ann"),)),
        Claim(ClaimKind.CELL, "town", "1", (said("Rome"),)),
    )


def test_time_and_place_of_a_fact_are_told_apart():
    facts = [Fact(at("Ann"), at("met"), at("Bob"), **{name: at("Rome")}) for name in ("time", "place")]
    assert len(set(claims_of(Extraction(TEXT, facts=tuple(facts))))) == 2


def test_confidence_and_ids_make_no_difference_to_what_is_claimed():
    one, other = (Extraction(TEXT, (), (Entity(name, "person", at("Ann"), sure),)) for name, sure in (("a", 0.1), ("b", 0.9)))
    assert claims_of(one) == claims_of(other)


def test_a_value_without_a_place_is_claimed_in_its_own_words():
    (claim,) = claims_of(Extraction(TEXT, (), (Entity("e1", "person", Grounding.absent("Eve")),)))
    assert claim.mentions == (Mention("Eve"),)
    assert claim.mentions[0].span is None


@pytest.mark.parametrize(
    ("mention", "stands"),
    [
        (Mention("Ann", 0, 3), True),
        (Mention("Rome.", 15, 20), True),
        (Mention("Ann", 1, 4), False),
        (Mention("Ann"), False),
        (Mention("Ann", 0), False),
        (Mention("", 2, 2), False),
        (Mention("me.", -3, 20), False),
        (Mention("Rome", -5, -1), False),
        (Mention("Rome.", 15, 99), False),
    ],
)
def test_a_mention_stands_where_the_text_has_its_words(mention, stands):
    assert Claim(ClaimKind.ENTITY, "x", "", (mention,)).stands_in(TEXT) is stands
    assert Claim(ClaimKind.ENTITY, "x", "", (said("Ann"), mention)).stands_in(TEXT) is stands


def test_a_claim_shows_its_words():
    assert Claim(ClaimKind.LABEL, "topic", "people").value == "people"
    assert Claim(ClaimKind.RELATION, "knows", "", (said("Ann"), said("Bob"))).value == "Ann → Bob"
    assert Claim(ClaimKind.EVENT, "stay").value == ""


@settings(deadline=None)
@given(answers())
def test_there_is_one_claim_for_every_item_and_those_with_a_place_stand_in_the_text(answer):
    claims = claims_of(answer)
    cells = [cell for table in answer.tables for row in table.rows for cell in row if cell]
    arguments = sum(len(event.arguments) for event in answer.events)
    sections = (answer.labels, answer.entities, answer.relations, answer.events, answer.facts, cells)
    assert len(claims) == sum(map(len, sections)) + arguments
    for claim in claims:
        placed = all(mention.span is not None for mention in claim.mentions)
        assert claim.stands_in(answer.text) is placed
