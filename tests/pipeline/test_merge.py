"""What several passages found becomes one extraction in the document's own offsets, in whatever order they come."""

import random

from hypothesis import given
from hypothesis import strategies as st

from garner.pipeline.merge import Found, merge
from garner.schema import Schema
from garner.values import Argument, Entity, Event, Extraction, Fact, Grade, Grounding, Label, Relation, Table

SCHEMA = Schema.parse(
    {"labels": {"topic": ["a", "b"], "tags": {"choices": ["x", "y"], "multiple": True}}, "entities": ["word", "name"]}
)
TEXT = "ada met bob in rome and ada left bob in pisa"


def place(text, start, end, shift=0):
    return Grounding(text[start:end], start - shift, end - shift, text[start:end], Grade.VERBATIM)


def window(start, end, spans, **items):
    entities = tuple(
        Entity(f"e{number}", kind, place(TEXT, one, other, start), confidence)
        for number, (kind, one, other, confidence) in enumerate(spans)
    )
    return Found(start, Extraction(TEXT[start:end], entities=entities, **items))


def test_what_two_windows_both_saw_is_one_item_with_the_higher_confidence():
    merged = merge(
        TEXT, [window(0, 28, [("name", 24, 27, 0.6)]), window(20, 44, [("name", 24, 27, 0.9), ("name", 33, 36, 0.8)])], SCHEMA
    )
    assert [(each.id, each.start, each.end, each.confidence) for each in merged.entities] == [
        ("e1", 24, 27, 0.9),
        ("e2", 33, 36, 0.8),
    ]


def test_one_span_may_keep_two_types():
    merged = merge(TEXT, [window(0, 44, [("name", 0, 3, None), ("word", 0, 3, None)])], SCHEMA)
    assert [each.type for each in merged.entities] == ["name", "word"]


def test_a_mention_cut_by_a_window_gives_way_to_the_whole_one():
    cut = window(0, 10, [("name", 8, 10, 0.9)], relations=(Relation("r", "e0", "e0"),))
    whole = window(4, 44, [("name", 8, 11, 0.5)])
    merged = merge(TEXT, [cut, whole], SCHEMA)
    assert [(each.start, each.end) for each in merged.entities] == [(8, 11)]
    assert merged.relations == (Relation("r", "e1", "e1"),)


def test_where_two_windows_disagree_about_the_same_words_the_surer_one_stands():
    long, short = window(0, 30, [("name", 8, 19, 0.3)]), window(4, 44, [("word", 8, 11, 0.6)])
    assert [(each.type, each.start, each.end) for each in merge(TEXT, [long, short], SCHEMA).entities] == [("word", 8, 11)]
    unsure = window(4, 44, [("word", 8, 11, None)])
    assert len(merge(TEXT, [long, unsure], SCHEMA).entities) == 2
    both = window(4, 44, [("word", 8, 11, 0.6), ("name", 8, 19, 0.5)])
    assert len(merge(TEXT, [long, both], SCHEMA).entities) == 2


def test_a_nested_mention_inside_a_window_stays():
    merged = merge(TEXT, [window(0, 44, [("name", 8, 11, 0.5), ("name", 9, 11, 0.5)])], SCHEMA)
    assert [(each.start, each.end) for each in merged.entities] == [(8, 11), (9, 11)]


def test_one_answer_goes_to_the_choice_with_most_text_and_several_are_kept():
    short = Found(0, Extraction(TEXT[:10], (Label("topic", "a", 0.9), Label("tags", "x"))))
    long = Found(8, Extraction(TEXT[8:], (Label("topic", "b", 0.8), Label("tags", "y"), Label("tags", "x"))))
    labels = merge(TEXT, [short, long], SCHEMA).labels
    assert [(label.task, label.value) for label in labels if label.task == "topic"] == [("topic", "b")]
    assert {label.value for label in labels if label.task == "tags"} == {"x", "y"}


def meeting(start, *arguments, confidence=None):
    given = tuple(Argument(role, place(TEXT, one, other, start)) for role, one, other in arguments)
    return Event("meeting", place(TEXT, 4, 7, start), given, confidence)


WHO, WHOM, WHERE = ("who", 0, 3), ("whom", 8, 11), ("where", 15, 19)


def roles(merged):
    return [[each.role for each in event.arguments] for event in merged.events]


def test_an_event_that_another_passage_found_with_more_arguments_is_one_with_it():
    one = Found(0, Extraction(TEXT[:20], events=(meeting(0, WHO, confidence=0.9),)))
    other = Found(0, Extraction(TEXT, events=(meeting(0, WHO, WHOM, confidence=0.4),)))
    for found in ([one, other], [other, one]):
        merged = merge(TEXT, found, SCHEMA)
        assert roles(merged) == [["who", "whom"]]
        assert merged.events[0].confidence == 0.9


def test_events_that_each_say_something_of_their_own_stay_two():
    one = Found(0, Extraction(TEXT[:20], events=(meeting(0, WHO, WHERE),)))
    other = Found(0, Extraction(TEXT, events=(meeting(0, WHO, WHOM),)))
    assert sorted(roles(merge(TEXT, [one, other], SCHEMA))) == [["who", "where"], ["who", "whom"]]


def test_events_of_one_passage_are_never_one():
    two = (meeting(0, WHO), meeting(0, WHO, WHOM))
    assert roles(merge(TEXT, [Found(0, Extraction(TEXT, events=two))], SCHEMA)) == [["who"], ["who", "whom"]]
    # Nor by way of a third event that has the arguments of both.
    apart = Found(0, Extraction(TEXT[:20], events=(meeting(0, WHO), meeting(0, WHOM))))
    both = Found(0, Extraction(TEXT, events=(meeting(0, WHO, WHOM),)))
    assert len(merge(TEXT, [apart, both], SCHEMA).events) == 2


def test_relations_and_facts_keep_the_highest_confidence_whoever_found_them_first():
    def found(size, confidence):
        held = (Relation("r", "e0", "e1", confidence),)
        fact = Fact(place(TEXT, 0, 3), place(TEXT, 4, 7), place(TEXT, 8, 11), confidence=confidence)
        return window(0, size, [("name", 0, 3, None), ("name", 8, 11, None)], relations=held, facts=(fact,))

    for first, second in ((0.3, 0.8), (0.8, 0.3), (None, 0.8), (0.8, None)):
        for both in ([found(20, first), found(30, second)], [found(20, second), found(20, first)]):
            merged = merge(TEXT, both, SCHEMA)
            assert [each.confidence for each in (*merged.relations, *merged.facts)] == [0.8, 0.8]


def test_a_clipped_mention_gives_way_to_one_that_begins_where_its_window_begins():
    clipped = window(0, 10, [("name", 8, 10, 0.9)])
    merged = merge(TEXT, [clipped, window(8, 44, [("name", 8, 11, 0.5)])], SCHEMA)
    assert [(each.start, each.end) for each in merged.entities] == [(8, 11)]


def test_a_clipped_mention_gives_way_to_the_last_of_a_chain_and_its_argument_with_it():
    event = Event("e", None, (Argument("who", place(TEXT, 8, 10), "e0"),))
    clipped = window(0, 10, [("name", 8, 10, 0.9)], events=(event,))
    found = [clipped, window(2, 11, [("name", 4, 11, 0.5)]), window(8, 44, [("name", 8, 11, 0.5)])]
    merged = merge(TEXT, found, SCHEMA)
    assert [(each.start, each.end) for each in merged.entities] == [(4, 11)]
    (argument,) = merged.events[0].arguments
    assert (argument.entity, argument.grounding.text) == ("e1", "met bob")


def test_a_longer_mention_that_is_cut_on_the_same_side_is_no_whole_one():
    found = [window(0, 10, [("name", 8, 10, 0.9)]), window(2, 11, [("name", 8, 11, 0.9)])]
    assert [(each.start, each.end) for each in merge(TEXT, found, SCHEMA).entities] == [(8, 11), (8, 10)]


def test_a_mention_that_ends_with_its_window_stays_where_nobody_saw_it_go_on():
    found = [window(0, 11, [("name", 8, 11, None)]), window(2, 44, [("name", 4, 11, None)])]
    assert [(each.start, each.end) for each in merge(TEXT, found, SCHEMA).entities] == [(4, 11), (8, 11)]


def test_an_absent_entity_gives_way_to_the_one_of_its_type_and_name_found_elsewhere():
    absent = (Entity("a", "name", Grounding.absent("PISA")), Entity("b", "word", Grounding.absent("pisa")))
    event = Event("e", None, (Argument("where", Grounding.absent("PISA"), "a"),))
    one = Found(0, Extraction(TEXT[:20], entities=absent, relations=(Relation("r", "a", "b"),), events=(event,)))
    merged = merge(TEXT, [one, window(20, 44, [("name", 40, 44, None)])], SCHEMA)
    assert [(each.id, each.type, each.start) for each in merged.entities] == [("e1", "name", 40), ("e2", "word", None)]
    assert merged.relations == (Relation("r", "e1", "e2"),)
    (argument,) = merged.events[0].arguments
    assert (argument.entity, argument.grounding.start) == ("e1", 40)


def test_rows_that_say_the_same_elsewhere_and_columns_in_another_case_are_one():
    def table(start, columns, *rows):
        return Table("who", columns, tuple(tuple(place(TEXT, *cell, start) for cell in row) for row in rows))

    one = Found(0, Extraction(TEXT[:20], tables=(table(0, ("Who", "did"), ((0, 3), (4, 7))),)))
    other = Found(20, Extraction(TEXT[20:], tables=(table(20, ("who", "Did"), ((24, 27), (28, 32))),)))
    again = Table("who", ("who", "did"), ((Grounding.absent("ADA"), Grounding.absent("Met")), (Grounding.absent("x"), None)))
    (merged,) = merge(TEXT, [one, other, Found(30, Extraction(TEXT[30:], tables=(again,)))], SCHEMA).tables
    assert merged.columns == ("Who", "did")
    assert [[cell and cell.surface for cell in row] for row in merged.rows] == [["ada", "met"], ["ada", "left"], ["x", None]]


def test_tables_with_the_same_columns_become_one_with_each_row_once():
    def table(start, *rows):
        cells = tuple(tuple(cell and place(TEXT, *cell, start) for cell in row) for row in rows)
        return Table("who where", ("who", "where"), cells)

    one = Found(0, Extraction(TEXT[:20], tables=(table(0, ((8, 11), (15, 19))),)))
    other = Found(4, Extraction(TEXT[4:], tables=(table(4, ((8, 11), (15, 19)), ((33, 36), None)),)))
    (merged,) = merge(TEXT, [one, other], SCHEMA).tables
    assert [[cell and cell.start for cell in row] for row in merged.rows] == [[8, 15], [33, None]]


@st.composite
def windows(draw):
    """A text, mentions in it, and overlapping windows that each report what they hold whole."""
    length = draw(st.integers(5, 60))
    text = "".join(draw(st.lists(st.sampled_from("ab 京\u3042é😀"), min_size=length, max_size=length)))
    spans = draw(
        st.sets(
            st.tuples(st.integers(0, length - 2), st.integers(1, 4)).map(lambda pair: (pair[0], min(length, pair[0] + pair[1])))
        )
    )
    size, step = draw(st.integers(8, 20)), draw(st.integers(2, 4))
    starts = range(0, max(1, length - size + step), step)
    found = []
    for start in starts:
        end = min(length, start + size)
        held = [(one, other) for one, other in sorted(spans) if start <= one and other <= end]
        entities = tuple(
            Entity(f"e{number}", "word", place(text, one, other, start)) for number, (one, other) in enumerate(held)
        )
        found.append(Found(start, Extraction(text[start:end], entities=entities)))
    return text, spans, found


@given(windows(), st.randoms(use_true_random=False))
def test_merging_finds_exactly_what_was_found_in_any_order(case, shuffler: random.Random):
    text, spans, found = case
    merged = merge(text, found, SCHEMA)
    assert {(each.start, each.end) for each in merged.entities} <= spans
    untouched = {span for span in spans if any(start < span[0] and span[1] < start + len(each.text) for start, each in found)}
    assert untouched <= {(each.start, each.end) for each in merged.entities}
    shuffler.shuffle(found)
    assert merge(text, found, SCHEMA) == merged


@st.composite
def findings(draw):
    """Overlapping windows with relations, events and facts of all confidences, also two of one and the same window."""
    words = [(0, 3), (4, 7), (8, 11), (12, 14), (15, 19), (20, 23), (24, 27)]
    confidences = st.none() | st.sampled_from([0.1, 0.5, 0.9])
    found = []
    for start, end in draw(st.lists(st.sampled_from([(0, 14), (0, 28), (0, 44), (4, 23), (8, 44)]), min_size=1, max_size=5)):
        held = [span for span in words if start <= span[0] and span[1] <= end]
        some = draw(st.lists(st.sampled_from(held), min_size=1, unique=True))
        ends = st.integers(0, len(some) - 1).map("e{}".format)
        relations = draw(st.lists(st.builds(Relation, st.just("r"), ends, ends, confidences), max_size=2))
        given = st.sampled_from(held).map(lambda span, start=start: place(TEXT, *span, start))
        arguments = st.lists(st.builds(Argument, st.sampled_from(["who", "whom"]), given), max_size=2).map(tuple)
        events = draw(st.lists(st.builds(Event, st.just("e"), st.none() | given, arguments, confidences), max_size=3))
        facts = draw(st.lists(st.builds(Fact, given, given, given, confidence=confidences), max_size=2))
        items = {"relations": tuple(relations), "events": tuple(events), "facts": tuple(facts)}
        found.append(window(start, end, [("name", *span, None) for span in some], **items))
    return found


@given(findings(), st.randoms(use_true_random=False))
def test_merging_keeps_every_argument_and_confidence_in_any_order(found, shuffler: random.Random):
    merged = merge(TEXT, found, SCHEMA)
    for kind in ("relations", "facts", "events"):
        before = [each.confidence or 0.0 for part in found for each in getattr(part.extraction, kind)]
        assert max(before, default=0.0) == max([each.confidence or 0.0 for each in getattr(merged, kind)], default=0.0)
    most = max(len(part.extraction.events) for part in found)
    assert most <= len(merged.events) <= sum(len(part.extraction.events) for part in found)
    kept = [{(each.role, each.grounding.span) for each in event.arguments} for event in merged.events]
    for start, extraction in found:
        for event in extraction.events:
            own = {(each.role, (each.grounding.start + start, each.grounding.end + start)) for each in event.arguments}
            assert any(own <= others for others in kept)
    shuffler.shuffle(found)
    assert merge(TEXT, found, SCHEMA) == merged
