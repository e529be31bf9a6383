"""A draft's strings find their places; relations and arguments their entities; nothing is dropped in silence."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.pipeline import linking
from garner.pipeline.assemble import assemble
from garner.schema import Schema
from garner.values import (
    Draft,
    DraftArgument,
    DraftEntity,
    DraftEvent,
    DraftFact,
    DraftRelation,
    DraftTable,
    Grade,
    Label,
)

SCHEMA = Schema.parse(
    {
        "labels": {"topic": ["a", "b"]},
        "entities": ["company", "person", "city"],
        "relations": {"based in": {"head": "company", "tail": "city"}, "knows": {}},
        "events": {"sale": {"roles": {"buyer": "company", "price": None}}},
        "facts": True,
        "table": "who sold what",
    }
)
TEXT = "Acme bought Bolt. Acme sits in Paris, Bolt in Rome. Paris, who runs Acme, knows Bo. 收购 for €5."


def entities(*pairs):
    return Draft(entities=tuple(DraftEntity(kind, text) for kind, text in pairs))


def spans(extraction, kind=None):
    return [(each.text, each.start, each.end) for each in extraction.entities if kind in (None, each.type)]


def test_equal_values_of_one_type_take_different_places():
    extraction, problems = assemble(TEXT, entities(("company", "Acme"), ("company", "Acme")), SCHEMA)
    assert [start for _, start, _ in spans(extraction)] == [0, 18]
    assert problems == ()


def test_more_answers_than_places_are_told_not_doubled():
    extraction, problems = assemble("Acme!", entities(("company", "Acme"), ("company", "Acme")), SCHEMA)
    assert len(extraction.entities) == 1
    assert [problem.code for problem in problems] == ["repeated_item"]


def test_one_span_may_bear_two_types():
    extraction, _ = assemble("Paris runs.", entities(("person", "Paris"), ("city", "Paris")), SCHEMA)
    assert [(each.type, each.start) for each in extraction.entities] == [("person", 0), ("city", 0)]


def test_an_absent_value_stays_with_its_grade_and_is_reported():
    extraction, problems = assemble(TEXT, entities(("company", "Globex Corporation")), SCHEMA)
    assert extraction.entities[0].grade is Grade.ABSENT
    assert [problem.code for problem in problems] == ["value_absent"]


def test_places_given_by_a_scorer_are_kept():
    draft = Draft(entities=(DraftEntity("company", "Acme", 0.7, 18, 22),))
    (entity,) = assemble(TEXT, draft, SCHEMA).extraction.entities
    assert (entity.start, entity.end, entity.grade, entity.confidence) == (18, 22, Grade.VERBATIM, 0.7)


def test_ends_with_places_mean_the_entities_there_though_others_stand_closer():
    found = entities(("company", "Acme"), ("company", "Acme"), ("company", "Acme"), ("city", "Paris"))
    draft = found + Draft(relations=(DraftRelation("knows", "Acme", "Paris", None, "city", 0.9, (0, 4), (31, 36)),))
    extraction, problems = assemble(TEXT, draft, SCHEMA)
    (relation,) = extraction.relations
    assert [extraction.entity(end).start for end in (relation.head, relation.tail)] == [0, 31]
    assert (len(extraction.entities), problems) == (4, ())


def test_an_end_whose_place_holds_no_entity_of_its_type_becomes_one_there():
    draft = entities(("person", "Paris")) + Draft(
        relations=(DraftRelation("based in", "Acme", "Paris", "company", "city", 0.9, (18, 22), (52, 57)),)
    )
    extraction, _ = assemble(TEXT, draft, SCHEMA)
    (relation,) = extraction.relations
    ends = [extraction.entity(end) for end in (relation.head, relation.tail)]
    assert [(end.type, end.start) for end in ends] == [("company", 18), ("city", 52)]


def test_a_place_of_an_end_at_which_it_does_not_stand_is_told_and_looked_up():
    draft = Draft(relations=(DraftRelation("knows", "Paris", "Bo", None, None, 0.9, (0, 5), (80, 82)),))
    extraction, problems = assemble(TEXT, draft, SCHEMA)
    assert "offsets_wrong" in [problem.code for problem in problems]
    assert {entity.text for entity in extraction.entities} == {"Paris", "Bo"}


def test_triggers_and_arguments_with_places_stay_there():
    text = "They sold it, then sold Acme to Acme."
    event = DraftEvent("sale", "sold", (DraftArgument("buyer", "Acme", (32, 36)),), 0.8, (5, 9))
    extraction, problems = assemble(text, Draft(events=(event,)), SCHEMA)
    (found,) = extraction.events
    assert (found.trigger.span, found.arguments[0].grounding.span, problems) == ((5, 9), (32, 36), ())


def test_of_an_event_with_some_places_the_others_are_looked_up():
    text = "They sold it, then sold Acme."
    draft = Draft(
        events=(DraftEvent("sale", "sold", (DraftArgument("buyer", "Acme"),), None, (5, 9)), DraftEvent("sale", "sold"))
    )
    extraction, _ = assemble(text, draft, SCHEMA)
    assert [event.trigger.start for event in extraction.events] == [5, 19]
    assert extraction.events[0].arguments[0].grounding.start == 24


def test_a_relation_joins_the_nearest_entities_of_the_allowed_types():
    found = entities(("company", "Acme"), ("company", "Acme"), ("company", "Acme"), ("city", "Paris"), ("person", "Paris"))
    draft = found + Draft(relations=(DraftRelation("based in", "Acme", "Paris"),))
    extraction, problems = assemble(TEXT, draft, SCHEMA)
    (relation,) = extraction.relations
    head, tail = extraction.entity(relation.head), extraction.entity(relation.tail)
    assert (head.start, tail.type, tail.start) == (18, "city", 31)
    assert problems == ()


def test_an_end_that_no_entity_names_becomes_an_entity():
    extraction, _ = assemble(TEXT, Draft(relations=(DraftRelation("based in", "Bolt", "Rome"),)), SCHEMA)
    assert {(each.type, each.text) for each in extraction.entities} == {("company", "Bolt"), ("city", "Rome")}
    untyped, _ = assemble(TEXT, Draft(relations=(DraftRelation("knows", "Paris", "Bo"),)), SCHEMA)
    assert {each.type for each in untyped.entities} == {"mention"}


def test_two_relations_between_new_ends_share_their_entities():
    twice = (DraftRelation("knows", "Paris", "Bo"), DraftRelation("knows", "Bo", "Paris"))
    extraction, _ = assemble(TEXT, Draft(relations=twice), SCHEMA)
    assert len(extraction.entities) == 2
    assert len(extraction.relations) == 2


def test_a_type_the_relation_does_not_allow_is_reported():
    draft = entities(("person", "Bo")) + Draft(relations=(DraftRelation("based in", "Acme", "Bo"),))
    _, problems = assemble(TEXT, draft, SCHEMA)
    assert [problem.code for problem in problems] == ["relation_type_mismatch"]


def test_arguments_take_the_place_nearest_their_trigger_and_the_entity_there():
    sale = DraftEvent("sale", "收购", (DraftArgument("buyer", "Acme"), DraftArgument("price", "€5")))
    draft = entities(("company", "Acme"), ("company", "Acme"), ("company", "Acme")) + Draft(events=(sale,))
    extraction, _ = assemble(TEXT, draft, SCHEMA)
    (event,) = extraction.events
    assert event.trigger.text == "收购"
    buyer, price = event.arguments
    assert (buyer.grounding.start, extraction.entity(buyer.entity).start) == (68, 68)
    assert (price.grounding.text, price.entity) == ("€5", None)


def test_an_event_without_a_trigger_keeps_its_arguments_together():
    sale = DraftEvent("sale", None, (DraftArgument("buyer", "Bolt"), DraftArgument("price", "Rome")))
    (event,) = assemble(TEXT, Draft(events=(sale,)), SCHEMA).extraction.events
    assert event.trigger is None
    assert [each.grounding.start for each in event.arguments] == [38, 46]


def test_facts_and_tables_point_into_the_text():
    draft = Draft(
        facts=(DraftFact("Acme", "bought", "Bolt", time="yesterday"),),
        tables=(DraftTable(("who", "what"), (("Acme", "Bolt"), ("Bo", ""))),),
    )
    extraction, problems = assemble(TEXT, draft, SCHEMA)
    (fact,) = extraction.facts
    assert (fact.subject.start, fact.predicate.start, fact.object.start, fact.time.grade) == (0, 5, 12, Grade.ABSENT)
    (table,) = extraction.tables
    assert table.request == "who sold what"
    assert [[cell and cell.text for cell in row] for row in table.rows] == [["Acme", "Bolt"], ["Bo", None]]
    assert [problem.code for problem in problems] == ["value_absent"]


def relate(text, draft, *relations):
    """The entities, the relations with their ends looked up, and the codes of the problems."""
    extraction, problems = assemble(text, draft + Draft(relations=relations), SCHEMA)
    linked = [(extraction.entity(each.head), extraction.entity(each.tail)) for each in extraction.relations]
    return extraction.entities, linked, [problem.code for problem in problems]


def test_an_end_in_another_spelling_finds_its_entity():
    text = "Acme sits in Zürich."
    listed = entities(("company", "Acme"), ("city", "Zürich"))
    found, ((_, tail),), problems = relate(text, listed, DraftRelation("knows", "ACME", "Zurich"))
    assert (len(found), tail.type, tail.text, problems) == (2, "city", "Zürich", [])


def test_an_end_that_is_near_a_listed_place_finds_the_entity_there_whatever_its_type():
    text = "Acme sits in Winterthur."
    listed = entities(("company", "Acme"), ("person", "Winterthur"))
    found, ((_, tail),), problems = relate(text, listed, DraftRelation("based in", "Acme", "Winterhur"))
    assert (len(found), tail.text, problems) == (2, "Winterthur", ["relation_type_mismatch"])


def test_a_name_in_its_own_spelling_comes_before_a_nearer_one_in_another():
    text = "Müller left. Muller knows Bo."
    listed = entities(("person", "Müller"), ("person", "Muller"), ("person", "Bo"))
    _, ((head, _),), _ = relate(text, listed, DraftRelation("knows", "Müller", "Bo"))
    assert head.text == "Müller"


def test_a_stated_type_that_no_entity_of_the_name_has_gets_its_own_entity():
    text = "Paris runs Acme."
    listed = entities(("person", "Paris"), ("company", "Acme"))
    found, ((head, tail),), problems = relate(text, listed, DraftRelation("knows", "Paris", "Acme", head_type="city"))
    assert [(each.type, each.start) for each in (head, tail)] == [("city", 0), ("company", 11)]
    assert (len(found), problems) == (3, [])
    _, ((head, _),), problems = relate(text, listed, DraftRelation("based in", "Paris", "Acme", "city", "city"))
    assert (head.type, problems) == ("city", ["relation_type_mismatch"])


def test_ends_that_no_entity_names_stand_where_they_are_closest():
    text = "Bolt grew. Much later Rome fell, when Bolt chose Rome."
    _, ((head, tail),), _ = relate(text, Draft(), DraftRelation("based in", "Bolt", "Rome"))
    assert (head.start, tail.start) == (38, 49)
    _, ((_, tail),), _ = relate(
        "Bo! Paris. Paris, as Acme", entities(("company", "Acme")), DraftRelation("based in", "Acme", "Paris")
    )
    assert tail.start == 11


def test_an_end_stands_free_before_it_stands_inside_another_name():
    _, ((head, tail),), _ = relate("Bolt Rome left Bolt for Rome", Draft(), DraftRelation("based in", "Bolt Rome", "Rome"))
    assert (head.start, tail.start) == (0, 24)
    listed = entities(("company", "Rome Air"))
    _, ((_, tail),), _ = relate("Bolt, Rome Air, and now Rome", listed, DraftRelation("based in", "Bolt", "Rome"))
    assert tail.start == 24


@pytest.mark.parametrize(("start", "end"), [(0, 4), (80, 200), (-4, -1), (22, 18), (18, None), (None, 22), (18, 18)])
def test_wrong_places_given_by_a_model_are_looked_up_and_reported(start, end):
    draft = Draft(entities=(DraftEntity("company", "Bolt", 0.7, start, end),))
    extraction, problems = assemble(TEXT, draft, SCHEMA)
    assert spans(extraction) == [("Bolt", 12, 16)]
    assert [problem.code for problem in problems] == ["offsets_wrong"]


def test_a_place_given_for_another_spelling_is_kept_as_normalised():
    draft = Draft(entities=(DraftEntity("company", "ACME", None, 18, 22), DraftEntity("company", "Bolt")))
    extraction, problems = assemble(TEXT, draft, SCHEMA)
    assert [(each.start, each.grade) for each in extraction.entities] == [(18, Grade.NORMALISED), (12, Grade.VERBATIM)]
    assert problems == ()


@pytest.mark.parametrize("confidences", [(0.2, 0.9, None), (0.9, None, 0.2), (None, 0.2, 0.9)])
def test_what_is_answered_twice_keeps_the_highest_confidence(confidences):
    relations = tuple(DraftRelation("based in", "Bolt", "Rome", confidence=each) for each in confidences)
    events = tuple(DraftEvent("sale", "bought", (DraftArgument("buyer", "Acme"),), each) for each in confidences)
    extraction, _ = assemble(TEXT, Draft(relations=relations, events=events), SCHEMA)
    assert [each.confidence for each in extraction.relations] == [0.9]
    assert [each.confidence for each in extraction.events] == [0.9]


def test_two_events_at_one_trigger_stay_two():
    def sale(price):
        return DraftEvent("sale", "bought", (DraftArgument("buyer", "Acme"), DraftArgument("price", price)))

    extraction, _ = assemble("Acme bought Bolt for €1 and Cogs for €2.", Draft(events=(sale("€1"), sale("€2"))), SCHEMA)
    assert [[each.grounding.text for each in event.arguments] for event in extraction.events] == [
        ["Acme", "€1"],
        ["Acme", "€2"],
    ]


values = st.text(st.sampled_from("aB 京あé😀İß\n-"), min_size=1, max_size=6)
names = st.sampled_from(["company", "person", "city"])
offsets = st.none() | st.integers(-3, 45)
drafts = st.builds(
    Draft,
    labels=st.just((Label("topic", "a"),)),
    entities=st.lists(
        st.builds(DraftEntity, names, values) | st.builds(DraftEntity, names, values, st.none(), offsets, offsets), max_size=6
    ).map(tuple),
    relations=st.lists(
        st.builds(
            DraftRelation,
            st.sampled_from(["based in", "knows", "unheard of"]),
            values,
            values,
            st.none() | names,
            st.none() | names,
        ),
        max_size=4,
    ).map(tuple),
    events=st.lists(
        st.builds(
            DraftEvent,
            st.just("sale"),
            st.none() | values,
            st.lists(st.builds(DraftArgument, st.sampled_from(["buyer", "price"]), values), max_size=3).map(tuple),
        ),
        max_size=3,
    ).map(tuple),
    facts=st.lists(st.builds(DraftFact, values, values, values, st.none() | values), max_size=3).map(tuple),
)


@given(st.text(st.sampled_from("aB 京あé😀İß\n-"), max_size=40), drafts)
def test_any_draft_on_any_text_gives_a_checked_extraction_that_keeps_every_value(text, draft):
    # Building the extraction checks every surface and every reference.
    extraction, problems = assemble(text, draft, SCHEMA)
    kept = {(each.type, each.grounding.value) for each in extraction.entities}
    repeated = [problem for problem in problems if problem.code == "repeated_item"]
    assert len({(each.type, each.text) for each in draft.entities} - kept) <= len(repeated)
    assert len(extraction.facts) == len(draft.facts)
    for relation in draft.relations:
        stated = {each for each in (relation.head_type, relation.tail_type) if each}
        assert stated <= {entity.type for entity in extraction.entities}
    assert len(extraction.events) >= len(set(draft.events)) > 0 or not draft.events


@pytest.mark.parametrize("count", [2000])
def test_many_equal_mentions_are_linked_without_comparing_all_pairs(count):
    text = "Acme in Paris. " * count
    found = entities(*[("company", "Acme"), ("city", "Paris")] * count)
    draft = found + Draft(relations=tuple(DraftRelation("based in", "Acme", "Paris") for _ in range(50)))
    extraction, _ = assemble(text, draft, SCHEMA)
    assert len(extraction.entities) == 2 * count
    assert len(extraction.relations) == 1


def test_many_equal_relations_look_at_the_entities_once(monkeypatch):
    sorted_once = []
    monkeypatch.setattr(linking, "_nearest_pair", lambda heads, tails: sorted_once.append(1) or (heads[0], tails[0]))
    text = "Acme in Paris. " * 5
    found = entities(*[("company", "Acme"), ("city", "Paris")] * 5)
    assemble(text, found + Draft(relations=tuple(DraftRelation("based in", "Acme", "Paris") for _ in range(40))), SCHEMA)
    assert len(sorted_once) == 1
