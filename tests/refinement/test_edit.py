"""Each rule of editing an answer, by hand."""

import pytest

from garner.refinement.edit import Edit, edited
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
)

TEXT = "Ann Lee met Bob in Rome on Monday."


def at(words: str) -> Grounding:
    start = TEXT.index(words)
    return Grounding(words, start, start + len(words), words, Grade.VERBATIM)


def said(words: str, type_name: str = "") -> Mention:
    start = TEXT.index(words)
    return Mention(words, start, start + len(words), type_name)


def entity(type_name: str, words: str) -> Claim:
    return Claim(ClaimKind.ENTITY, type_name, "", (said(words),))


def relation(name: str, head: Mention, tail: Mention) -> Claim:
    return Claim(ClaimKind.RELATION, name, "", (head, tail))


ANN, BOB, ROME = (
    Entity("e1", "person", at("Ann Lee"), 0.9),
    Entity("e2", "person", at("Bob"), 0.8),
    Entity("e3", "city", at("Rome")),
)
MEETING = Event("meeting", at("met"), (Argument("who", at("Ann Lee"), "e1"), Argument("where", at("Rome"), "e3")), 0.7)
ANSWER = Extraction(
    TEXT,
    (Label("topic", "people"),),
    (ANN, BOB, ROME),
    (Relation("knows", "e1", "e2", 0.6), Relation("in", "e2", "e3", 0.5)),
    (MEETING,),
)


def names(extraction: Extraction) -> list[tuple[str, str, str]]:
    return [(each.id, each.type, each.text) for each in extraction.entities]


def test_relations_and_arguments_go_with_an_end_that_is_dropped():
    after = edited(ANSWER, [Edit(entity("city", "Rome"))])
    assert names(after) == [("e1", "person", "Ann Lee"), ("e2", "person", "Bob")]
    assert after.relations == ANSWER.relations[:1]
    assert after.events[0].arguments == MEETING.arguments[:1]


def test_an_argument_stays_where_another_entity_stands_at_its_place():
    twice = Extraction(TEXT, (), (ROME, Entity("e4", "place", at("Rome"))), (), (Event("e", None, MEETING.arguments[1:]),))
    after = edited(twice, [Edit(entity("city", "Rome"))])
    assert after.events[0].arguments == (Argument("where", at("Rome"), "e4"),)


def test_relations_and_arguments_follow_an_end_that_moves():
    after = edited(ANSWER, [Edit(entity("person", "Ann Lee"), entity("person", "Ann"), 0.95)])
    assert names(after)[0] == ("e1", "person", "Ann")
    assert after.entities[0].confidence == 0.95
    assert after.relations == ANSWER.relations
    assert after.events[0].arguments[0] == Argument("who", at("Ann"), "e1")


def test_relations_follow_an_end_that_is_renamed():
    after = edited(ANSWER, [Edit(entity("city", "Rome"), entity("place", "Rome"))])
    assert names(after)[2] == ("e3", "place", "Rome")
    assert (after.relations, after.events) == (ANSWER.relations, ANSWER.events)


def test_an_entity_that_moves_to_where_its_like_stands_becomes_that_one():
    answer = Extraction(TEXT, (), (ANN, BOB, Entity("e9", "person", at("Ann"))), (Relation("knows", "e9", "e2"),))
    after = edited(answer, [Edit(entity("person", "Ann"), entity("person", "Ann Lee"))])
    assert names(after) == [("e1", "person", "Ann Lee"), ("e2", "person", "Bob")]
    assert after.relations == (Relation("knows", "e1", "e2"),)


def test_what_is_added_stands_in_the_order_of_the_text_under_an_id_of_its_own():
    after = edited(ANSWER, [Edit(None, entity("date", "Monday"), 0.4), Edit(None, entity("word", "met"), 0.3)])
    assert [each[1:] for each in names(after)] == [
        ("person", "Ann Lee"),
        ("word", "met"),
        ("person", "Bob"),
        ("city", "Rome"),
        ("date", "Monday"),
    ]
    assert len({each.id for each in after.entities}) == 5
    assert after.entities[1].confidence == 0.3


def test_what_stands_is_not_added_again():
    edits = [Edit(None, entity("city", "Rome"), 1.0), Edit(None, Claim(ClaimKind.LABEL, "topic", "people"), 1.0)]
    assert edited(ANSWER, edits) == ANSWER


def test_ends_of_an_added_relation_become_entities():
    claim = relation("met", said("Lee", "person"), said("Monday"))
    after = edited(ANSWER, [Edit(None, claim, 0.9)])
    added = {each.text: each for each in after.entities if each.id not in ("e1", "e2", "e3")}
    assert {text: each.type for text, each in added.items()} == {"Lee": "person", "Monday": "mention"}
    assert Relation("met", added["Lee"].id, added["Monday"].id, 0.9) in after.relations


def test_an_added_relation_takes_the_entities_that_stand_there():
    after = edited(ANSWER, [Edit(None, relation("visits", said("Ann Lee", "person"), said("Rome")), 0.9)])
    assert names(after) == names(ANSWER)
    assert Relation("visits", "e1", "e3", 0.9) in after.relations


def test_an_added_relation_follows_an_end_that_moves_in_the_same_edit_and_goes_with_one_that_is_dropped():
    claims = [relation("visits", said("Ann Lee", "person"), said("Rome", "city"))]
    claims.append(relation("likes", said("Ann Lee", "person"), said("Bob", "person")))
    edits = [Edit(None, claim, 0.9) for claim in claims]
    edits += [Edit(entity("person", "Ann Lee"), entity("person", "Ann")), Edit(entity("person", "Bob"))]
    after = edited(ANSWER, edits)
    assert names(after) == [("e1", "person", "Ann"), ("e3", "city", "Rome")]
    assert after.relations == (Relation("visits", "e1", "e3", 0.9),)


def test_an_untyped_mention_goes_with_the_last_relation_that_needs_it():
    answer = Extraction(TEXT, (), (ANN, Entity("e2", "mention", at("Bob"))), (Relation("knows", "e1", "e2"),))
    after = edited(answer, [Edit(relation("knows", said("Ann Lee", "person"), said("Bob", "mention")))])
    assert names(after) == [("e1", "person", "Ann Lee")]


def test_a_relation_turns_round_in_its_place():
    before = relation("in", said("Bob", "person"), said("Rome", "city"))
    after = edited(ANSWER, [Edit(before, relation("in", said("Rome", "city"), said("Bob", "person")), 0.8)])
    assert set(after.relations) == {ANSWER.relations[0], Relation("in", "e3", "e2", 0.8)}


def test_of_duplicates_one_stays_with_the_highest_confidence_and_takes_over_what_refers_to_the_others():
    answer = Extraction(
        TEXT,
        (Label("topic", "people", 0.1), Label("topic", "people", 0.7)),
        (ANN, BOB, Entity("e7", "person", at("Bob"), 0.95)),
        (Relation("knows", "e1", "e7"),),
        (MEETING_ALONE, Event("meeting", at("met"), (), 0.9), Event("meeting", at("met"), MEETING_ALONE.arguments)),
    )
    claims = [entity("person", "Bob"), Claim(ClaimKind.LABEL, "topic", "people"), MEETS]
    after = edited(answer, [Edit(claim, duplicate=True) for claim in claims])
    assert after.labels == (Label("topic", "people", 0.7),)
    assert [(each.id, each.confidence) for each in after.entities] == [("e1", 0.9), ("e2", 0.95)]
    assert after.relations == (Relation("knows", "e1", "e2"),)
    assert after.events == answer.events[:2], "two events at one trigger are told apart by their arguments"


MEETING_ALONE = Event("meeting", at("met"), (Argument("who", at("Ann Lee"), "e1"),), 0.7)
MEETS = Claim(ClaimKind.EVENT, "meeting", "", (said("met"),))


def test_an_event_goes_with_its_arguments_and_keeps_them_when_it_moves():
    assert edited(ANSWER, [Edit(MEETS)]).events == ()
    moved = edited(ANSWER, [Edit(MEETS, Claim(ClaimKind.EVENT, "visit", "", (said("met Bob"),)))]).events
    assert moved == (Event("visit", at("met Bob"), MEETING.arguments, 0.7),)
    bare = edited(ANSWER, [Edit(MEETS, Claim(ClaimKind.EVENT, "meeting"))]).events
    assert bare == (Event("meeting", None, MEETING.arguments, 0.7),)


def argument(role: str, words: str, *trigger: Mention, event: str = "meeting") -> Claim:
    return Claim(ClaimKind.ARGUMENT, event, role, (said(words), *trigger))


def test_an_argument_joins_its_event_and_the_entity_at_its_place():
    after = edited(ANSWER, [Edit(None, argument("who", "Bob", said("met")), 0.5)])
    assert after.events[0].arguments == (*MEETING.arguments, Argument("who", at("Bob"), "e2"))


def test_an_argument_brings_its_event_where_there_is_none_yet():
    event = Claim(ClaimKind.EVENT, "stay")
    for edits in ([Edit(None, argument("when", "Monday", event="stay"), 0.5)], [Edit(None, event, 0.4)]):
        edits.append(Edit(None, argument("where", "Rome", event="stay"), 0.5))
        stays = [each for each in edited(ANSWER, edits).events if each.type == "stay"]
        assert len(stays) == 1
        assert Argument("where", at("Rome"), "e3") in stays[0].arguments


def test_an_argument_is_not_added_to_an_event_that_is_dropped():
    assert edited(ANSWER, [Edit(MEETS), Edit(None, argument("who", "Bob", said("met")))]).events == ()


def test_an_argument_moves_within_the_event_that_has_it():
    first, second = (Event("stay", None, (Argument("who", at(words)),)) for words in ("Ann Lee", "Bob"))
    answer = Extraction(TEXT, events=(first, second))
    after = edited(answer, [Edit(argument("who", "Bob", event="stay"), argument("who", "Ann", event="stay"))])
    assert after.events == (first, Event("stay", None, (Argument("who", at("Ann")),)))


def test_the_first_of_several_edits_of_one_claim_counts():
    rome = entity("city", "Rome")
    edits = [Edit(rome, entity("place", "Rome")), Edit(rome), Edit(rome, entity("date", "Monday"))]
    assert names(edited(ANSWER, edits))[2] == ("e3", "place", "Rome")
    assert len(edited(ANSWER, [Edit(rome, duplicate=True), Edit(rome)]).entities) == 2


def test_labels_change_places_and_go():
    people, places = Claim(ClaimKind.LABEL, "topic", "people"), Claim(ClaimKind.LABEL, "topic", "places")
    assert edited(ANSWER, [Edit(people, places, 0.6)]).labels == (Label("topic", "places", 0.6),)
    assert edited(ANSWER, [Edit(people)]).labels == ()


def test_facts_are_dropped_added_and_cut():
    fact = Fact(at("Ann Lee"), at("met"), at("Bob"), at("Monday"), at("Rome"), 0.5)
    parts = tuple(map(said, ("Ann Lee", "met", "Bob", "Monday", "Rome")))
    whole = Claim(ClaimKind.FACT, "", "time place", parts)
    less = Claim(ClaimKind.FACT, "", "place", (*parts[:3], parts[4]))
    answer = Extraction(TEXT, facts=(fact,))
    assert edited(answer, [Edit(whole)]).facts == ()
    assert edited(answer, [Edit(whole, less)]).facts == (Fact(*map(at, ("Ann Lee", "met", "Bob")), None, at("Rome"), 0.5),)
    assert edited(Extraction(TEXT), [Edit(None, whole, 0.5)]).facts == (fact,)


def cell(column: str, row: int, words: str) -> Claim:
    return Claim(ClaimKind.CELL, column, str(row), (said(words),))


def test_cells_are_emptied_changed_and_filled_and_rows_keep_their_numbers():
    answer = Extraction(TEXT, tables=(Table("who", ("name", "town"), ((at("Ann Lee"), None), (at("Bob"), at("Rome")))),))
    assert edited(answer, [Edit(cell("name", 0, "Ann Lee"))]).tables[0].rows == ((None, None), (at("Bob"), at("Rome")))
    edits = [Edit(cell("name", 0, "Ann Lee"), cell("name", 0, "Ann")), Edit(None, cell("town", 0, "Rome"))]
    edits += [Edit(None, cell("name", 7, "Lee")), Edit(None, cell("town", 7, "Rome")), Edit(None, cell("town", 1, "met"))]
    rows = edited(answer, edits).tables[0].rows
    assert rows == ((at("Ann"), at("Rome")), (at("Bob"), at("Rome")), (at("Lee"), at("Rome")))


@pytest.mark.parametrize(
    ("edit", "fault"),
    [
        (Edit(entity("city", "Bob")), "does not claim"),
        (Edit(None, Claim(ClaimKind.ENTITY, "city", "", (Mention("Paris"),))), "has no place"),
        (Edit(None, Claim(ClaimKind.ENTITY, "city", "", (Mention("Paris", 0, 5),))), "does not read"),
        (Edit(None, cell("name", 0, "Bob")), "no table has a column"),
    ],
)
def test_what_cannot_be_done_is_an_error(edit, fault):
    with pytest.raises(ValueError, match=fault):
        edited(ANSWER, [edit])


@pytest.mark.parametrize(
    ("drop", "add", "duplicate"),
    [(None, None, False), (MEETS, entity("city", "Rome"), False), (None, MEETS, True), (MEETS, MEETS, True)],
)
def test_an_edit_that_makes_no_sense_is_refused(drop, add, duplicate):
    with pytest.raises(ValueError, match=r"an edit|takes the place|duplicate"):
        Edit(drop, add, None, duplicate)


def test_an_answer_of_many_items_is_edited_at_one_go():
    """A linear step; a quadratic one would not come to its end here."""
    many = 20_000
    text = "ab " * many
    places = [Grounding("ab", 3 * number, 3 * number + 2, "ab", Grade.VERBATIM) for number in range(many)]
    entities = tuple(Entity(f"e{number}", "thing", place) for number, place in enumerate(places))
    chain = tuple(Relation("next", f"e{number}", f"e{number + 1}") for number in range(many - 1))
    arguments = tuple(Argument("part", place, f"e{number}") for number, place in enumerate(places))
    answer = Extraction(text, (), entities, chain, (Event("all", None, arguments),))
    claims = [Claim(ClaimKind.ENTITY, "thing", "", (Mention("ab", 3 * number, 3 * number + 2),)) for number in range(many)]
    shorter = [Claim(ClaimKind.ENTITY, "thing", "", (Mention("a", 3 * number, 3 * number + 1),)) for number in range(many)]
    moved = edited(answer, [Edit(old, new) for old, new in zip(claims, shorter, strict=True)])
    assert moved.relations == chain
    assert {each.grounding.text for each in moved.events[0].arguments} == {"a"}
    assert edited(answer, [Edit(claim) for claim in claims[1:]]).relations == ()
