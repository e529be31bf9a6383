"""What several passages found becomes one extraction in the document's own offsets, in whatever order they come."""

import random

from hypothesis import given
from hypothesis import strategies as st

from garner.pipeline.merge import Found, merge
from garner.schema import Schema
from garner.values import Argument, Entity, Event, Extraction, Grade, Grounding, Label, Relation, Table

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


def test_a_nested_mention_inside_a_window_stays():
    merged = merge(TEXT, [window(0, 44, [("name", 8, 11, 0.5), ("name", 9, 11, 0.5)])], SCHEMA)
    assert [(each.start, each.end) for each in merged.entities] == [(8, 11), (9, 11)]


def test_one_answer_goes_to_the_choice_with_most_text_and_several_are_kept():
    short = Found(0, Extraction(TEXT[:10], (Label("topic", "a", 0.9), Label("tags", "x"))))
    long = Found(8, Extraction(TEXT[8:], (Label("topic", "b", 0.8), Label("tags", "y"), Label("tags", "x"))))
    labels = merge(TEXT, [short, long], SCHEMA).labels
    assert [(label.task, label.value) for label in labels if label.task == "topic"] == [("topic", "b")]
    assert {label.value for label in labels if label.task == "tags"} == {"x", "y"}


def test_events_at_one_trigger_join_their_arguments():
    def event(start, *arguments):
        given = tuple(Argument(role, place(TEXT, one, other, start)) for role, one, other in arguments)
        return Event("meeting", place(TEXT, 4, 7, start), given)

    one = Found(0, Extraction(TEXT[:20], events=(event(0, ("who", 0, 3)),)))
    other = Found(0, Extraction(TEXT, events=(event(0, ("who", 0, 3), ("whom", 8, 11)),)))
    (merged,) = merge(TEXT, [one, other], SCHEMA).events
    assert [(each.role, each.grounding.start) for each in merged.arguments] == [("who", 0), ("whom", 8)]


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
