"""Texts annotated by hand: marks come out of the text, everything said of it goes in, and what fits nowhere is refused."""

from __future__ import annotations

from hypothesis import given, strategies

from garner.datasets import Annotated, Refusal
from garner.datasets.readers.annotated_lines import parse_annotated_lines

SAMPLE = """
# about discoveries
[Marie Curie|physicist] discovered [radium|chemical element] in a [[Paris|city] laboratory|place of work].
> relation: discovered | Marie Curie | radium
> event: discovery | discovered | discoverer=Marie Curie; place=Paris
> choice: topic | science | sport, business
> absent: politician, award
> absent relation: born in
> absent event: accident

Nothing here.
"""


def one(content: str) -> Annotated:
    [record] = parse_annotated_lines(content, "x.txt")
    assert isinstance(record, Annotated)
    return record


def test_marks_leave_the_text_and_become_items() -> None:
    first, second = parse_annotated_lines(SAMPLE, "x.txt")
    assert isinstance(first, Annotated)
    assert isinstance(second, Annotated)
    assert first.text == "Marie Curie discovered radium in a Paris laboratory."
    assert [(each.type, each.text) for each in first.gold.entities] == [
        ("physicist", "Marie Curie"),
        ("chemical element", "radium"),
        ("city", "Paris"),
        ("place of work", "Paris laboratory"),
    ]
    [relation] = first.gold.relations
    ends = [first.gold.entity(end).text for end in (relation.head, relation.tail)]
    assert (relation.type, ends) == ("discovered", ["Marie Curie", "radium"])
    [event] = first.gold.events
    assert (event.type, event.trigger.text if event.trigger else None) == ("discovery", "discovered")
    assert [(each.role, each.grounding.surface) for each in event.arguments] == [
        ("discoverer", "Marie Curie"),
        ("place", "Paris"),
    ]
    assert [(each.task, each.value) for each in first.gold.labels] == [("topic", "science")]
    assert (second.text, second.gold.entities, second.id) == ("Nothing here.", (), "x.txt:11")


def test_what_was_looked_for_in_vain_is_asked() -> None:
    schema = one(SAMPLE.rpartition("\n\n")[0]).schema
    assert schema is not None
    asked = {each.name for each in schema.entities}
    assert asked == {"physicist", "chemical element", "city", "place of work", "politician", "award"}
    assert [each.name for each in schema.relations] == ["discovered", "born in"]
    assert {each.name: [role.name for role in each.roles] for each in schema.events} == {
        "accident": [],
        "discovery": ["discoverer", "place"],
    }
    assert [choice.name for choice in schema.labels[0].choices] == ["science", "sport", "business"]


def test_lines_that_fit_no_form_are_refused_with_their_place() -> None:
    record = one(
        "[Ada|person] wrote.\n> wrote: Ada\n> relation: wrote | Ada\n> relation: wrote | Ada | wrote\n> event: x | none | a=Ada"
    )
    assert [(each.where, each.reason) for each in record.refused if "form" in each.reason] == [
        ("x.txt:2", "line of no known form"),
        ("x.txt:3", "line of no known form"),
    ]
    assert {each.reason for each in record.refused} == {
        "line of no known form",
        "end of a relation that is not marked",
        "relation without an end",
        "value not in the text",
    }


def test_brackets_that_do_not_match_refuse_the_text() -> None:
    for line in ("[Ada|person wrote", "Ada|person] wrote", "[Ada] wrote", "[|person] wrote", "[Ada|] wrote", "a ] b"):
        [refusal] = parse_annotated_lines(line, "x.txt")
        assert isinstance(refusal, Refusal), line
        assert refusal.where == "x.txt:1"


WORDS = strategies.text("ab 東京é", min_size=1, max_size=6).map(str.strip).filter(bool)
PIECES = strategies.lists(strategies.tuples(WORDS, strategies.none() | strategies.sampled_from(["person", "city"])), min_size=1)


@given(PIECES)
def test_marking_and_reading_are_inverse(pieces: list[tuple[str, str | None]]) -> None:
    line = " ".join(words if label is None else f"[{words}|{label}]" for words, label in pieces)
    record = one(line)
    assert record.text == " ".join(words for words, _ in pieces)
    marked = sorted((label, words) for words, label in pieces if label)
    assert sorted((each.type, each.text) for each in record.gold.entities) == marked
