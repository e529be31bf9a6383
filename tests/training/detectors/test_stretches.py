"""A long text is cut between sentences and never inside an item; what stays is at its place."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as some

from garner.training.detectors.stretches import stretches_of
from garner.values import Argument, Entity, Event, Extraction, Grade, Grounding, Label, Relation

TEXT = "Ada met Bob in Rome. Cid left for Oslo. Dora stayed. " * 3


def at(start: int, end: int, text: str = TEXT) -> Grounding:
    return Grounding(text[start:end], start, end, text[start:end], Grade.VERBATIM)


def test_a_short_text_stays_as_it_is() -> None:
    gold = Extraction(TEXT, (Label("tone", "good"),))
    assert list(stretches_of(gold, len(TEXT))) == [(0, gold)]


def test_items_go_with_their_stretch_and_what_lies_across_a_cut_is_in_none() -> None:
    ada, bob, cid = Entity("1", "person", at(0, 3)), Entity("2", "person", at(8, 11)), Entity("3", "person", at(21, 24))
    gold = Extraction(
        TEXT,
        (Label("tone", "good"),),
        (ada, bob, cid),
        (Relation("met", "1", "2"), Relation("met", "2", "3")),
        (
            Event("meeting", at(4, 7), (Argument("guest", at(8, 11), "2"), Argument("guest", at(21, 24), "3"))),
            Event("trip", None, (Argument("guest", at(21, 24), "3"),)),
            Event("trip", None, (Argument("guest", at(8, 11)), Argument("guest", at(21, 24)))),
        ),
    )
    (start, first), (begin, second), *_ = stretches_of(gold, 25)
    assert (start, first.text) == (0, "Ada met Bob in Rome.")
    assert (begin, second.text[:8]) == (21, "Cid left")
    assert first.relations == (Relation("met", "1", "2"),)
    assert [each.grounding.start for each in second.entities] == [0]
    assert [(each.type, len(each.arguments)) for each in first.events] == [("meeting", 1)]
    assert [(each.type, len(each.arguments)) for each in second.events] == [("trip", 1)]
    assert first.labels == second.labels == ()


@settings(max_examples=80, deadline=None)
@given(some.lists(some.tuples(some.integers(0, len(TEXT) - 2), some.integers(1, 30)), max_size=6), some.integers(10, 120))
def test_every_mention_is_in_exactly_one_stretch_at_its_own_place(places: list[tuple[int, int]], most: int) -> None:
    spans = {(start, min(len(TEXT), start + length)) for start, length in places}
    spans = {(start, end) for start, end in spans if TEXT[start:end] == TEXT[start:end].strip()}
    gold = Extraction(TEXT, entities=tuple(Entity(f"{start} {end}", "x", at(start, end)) for start, end in sorted(spans)))
    found = [
        (start + (entity.start or 0), start + (entity.end or 0))
        for start, stretch in stretches_of(gold, most)
        for entity in stretch.entities
    ]
    assert sorted(found) == sorted(spans)
