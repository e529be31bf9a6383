"""Hand-made cases: what each mode says of the same answer."""

from __future__ import annotations

import pytest

from evaluation.building import TEXT, at, counted, found, mentions, scores
from garner.errors import NotConfigured
from garner.evaluation import MODES, accuracy_of, adelie_mentions, adelie_relations, directed, mode_named, modes_for
from garner.evaluation.modes.ruie import normalise_ruie
from garner.schema import Schema
from garner.values import Argument, Entity, Event, Extraction, Grade, Grounding, Label, Relation

REPEATED = "ab cd ab"

# What: gold, predicted, mode -> right, predicted, gold
MENTIONS = {
    "right words at a wrong place are wrong": (
        found(("person", 0, 2), text=REPEATED),
        found(("person", 6, 8), text=REPEATED),
        {"offset": (0, 1, 1), "string": (1, 1, 1), "overlap": (0, 1, 1)},
    ),
    "a repeated prediction is one more claim": (
        found(("person", 0, 2)),
        found(("person", 0, 2), ("person", 0, 2)),
        {"offset": (1, 2, 1), "string": (1, 2, 1), "string-set": (1, 1, 1), "overlap": (1, 2, 1), "ruie": (1, 1, 1)},
    ),
    "two mentions of one name are two items, or one in a set": (
        found(("person", 0, 2), ("person", 6, 8), text=REPEATED),
        found(("person", 0, 2), text=REPEATED),
        {"offset": (1, 1, 2), "string": (1, 1, 2), "string-set": (1, 1, 1), "adelie": (1, 1, 1)},
    ),
    "a value that stands nowhere is a false positive": (
        found(("person", 0, 2)),
        found(("person", 0, 2), ("person", "zz")),
        {"offset": (1, 2, 1), "string": (1, 2, 1), "ruie": (1, 2, 1), "ruie-grounded": (1, 1, 1), "overlap": (1, 2, 1)},
    ),
    "an invented label is a false positive": (
        found(("person", 0, 2)),
        found(("person", 0, 2), ("wizard", 0, 2)),
        {"offset": (1, 2, 1), "string": (1, 2, 1), "adelie": (0, 1, 1), "boundaries": (1, 2, 1)},
    ),
    "a wrong boundary earns half where overlap counts": (
        found(("person", 0, 5)),
        found(("person", 3, 5)),
        {"offset": (0, 1, 1), "overlap": (0.5, 1, 1), "partial": (0.5, 1, 1), "type": (1, 1, 1), "string": (0, 1, 1)},
    ),
    "touching is not overlapping": (
        found(("person", 0, 3)),
        found(("person", 3, 5)),
        {"overlap": (0, 1, 1), "type": (0, 1, 1)},
    ),
    "a wrong type is right only where types are ignored": (
        found(("person", 0, 2)),
        found(("place", 0, 2)),
        {"offset": (0, 1, 1), "boundaries": (1, 1, 1), "overlap": (0, 1, 1), "partial": (1, 1, 1), "string": (0, 1, 1)},
    ),
    "nested mentions are ordinary, and have a score of their own": (
        found(("place", 0, 8), ("person", 0, 2), ("person", 3, 5)),
        found(("place", 0, 8), ("person", 0, 2)),
        {"offset": (2, 2, 3), "nested": (1, 1, 2), "outermost": (1, 1, 1)},
    ),
    "case counts for strings and not for RUIE and ADELIE": (
        found(("person", 0, 2), text="Ab ab"),
        found(("person", "AB"), text="Ab ab"),
        {"string": (0, 1, 1), "ruie": (1, 1, 1), "adelie": (1, 1, 1)},
    ),
}


@pytest.mark.parametrize("case", MENTIONS.values(), ids=MENTIONS.keys())
def test_mentions(case: tuple[Extraction, Extraction, dict[str, tuple[float, float, float]]]) -> None:
    gold, predicted, expected = case
    got = {name: counted(gold, predicted, name) for name in expected}
    assert {name: (right, claims, truth) for name, (right, claims, _, truth) in got.items()} == expected


def test_nested_precision_looks_at_the_nested_claims_and_recall_at_the_nested_gold() -> None:
    gold = found(("place", 0, 8), ("person", 0, 2))
    predicted = found(("person", 0, 2), ("place", 9, 17), ("person", 9, 11))
    assert counted(gold, predicted, "nested") == (0, 1, 1, 1)


def related(*triples: tuple[str, int, int], kinds: tuple[str, ...] = ("person", "place", "place")) -> Extraction:
    places = ((0, 2), (3, 5), (6, 8))
    entities = mentions(*((kind, *place) for kind, place in zip(kinds, places, strict=True)))
    return Extraction(
        TEXT, entities=entities, relations=tuple(Relation(name, f"e{head}", f"e{tail}") for name, head, tail in triples)
    )


def test_a_relation_with_a_wrong_entity_type_is_right_by_boundaries_only() -> None:
    gold, predicted = related(("born in", 0, 1)), related(("born in", 0, 1), kinds=("person", "law", "place"))
    assert counted(gold, predicted, "relation")[:2] == (1, 1)
    assert counted(gold, predicted, "relation-strict")[:2] == (0, 1)
    assert counted(gold, predicted, "relation-string")[:2] == (1, 1)


def test_direction_counts_unless_the_names_say_otherwise() -> None:
    gold, predicted = related(("sibling", 0, 1), ("part of", 1, 2)), related(("sibling", 1, 0), ("whole of", 2, 1))
    inverse = {"sibling": "sibling", "part of": "whole of"}
    assert counted(gold, predicted, "relation")[:2] == (0, 2)
    for name in ("relation", "relation-strict", "relation-string", "relation-string-set"):
        assert counted(gold, predicted, directed(MODES[name], inverse)) == (2, 2, 2, 2)
    assert scores(gold, predicted, directed(MODES["relation"], inverse)).label("part of").f1 == 100


def test_symmetric_relations_are_one_wherever_their_words_stand() -> None:
    text = "ab cd ab"
    entities = mentions(("person", 0, 2), ("person", 3, 5), ("person", 6, 8), text=text)
    gold = Extraction(text, entities=entities, relations=(Relation("sibling", "e0", "e1"),))
    predicted = Extraction(text, entities=entities, relations=(Relation("sibling", "e1", "e2"),))
    inverse = {"sibling": "sibling"}
    assert counted(gold, predicted, directed(MODES["relation-string"], inverse))[0] == 1
    assert counted(gold, predicted, adelie_relations(inverse))[0] == 1
    assert counted(gold, predicted, directed(MODES["relation"], inverse))[0] == 0


def test_an_inverse_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="inverse of the inverse"):
        directed(MODES["relation"], {"part of": "whole of", "whole of": "whole of"})
    with pytest.raises(ValueError, match="no mode of relations"):
        directed(MODES["offset"], {})


def event(trigger: tuple[int, int] | None, *arguments: tuple[str, int, int]) -> Extraction:
    made = tuple(Argument(role, at(start, end)) for role, start, end in arguments)
    return Extraction(TEXT, events=(Event("attack", at(*trigger) if trigger else None, made),))


def test_an_argument_of_a_wrong_trigger_is_right_only_given_the_type() -> None:
    gold, predicted = event((0, 2), ("agent", 3, 5)), event((6, 8), ("agent", 3, 5))
    assert counted(gold, predicted, "trigger")[:2] == (0, 1)
    assert counted(gold, predicted, "argument")[:2] == (0, 1)
    assert counted(gold, predicted, "argument-of-type")[:2] == (1, 1)
    assert counted(gold, predicted, "argument-of-type-string")[:2] == (1, 1)


def test_events_without_triggers_are_compared_by_type() -> None:
    gold, predicted = event(None, ("agent", 3, 5)), event(None, ("agent", 3, 5), ("time", 6, 8))
    assert counted(gold, predicted, "trigger") == (1, 1, 1, 1)
    assert counted(gold, predicted, "argument") == (1, 2, 1, 1)
    assert counted(gold, event((0, 2)), "trigger") == (0, 1, 0, 1)


def test_accuracy_wants_the_whole_answer() -> None:
    gold = Extraction("x", (Label("topic", "law"), Label("topic", "art"), Label("mood", "good")))
    predicted = Extraction("x", (Label("topic", "law"), Label("mood", "good")))
    assert counted(gold, predicted, "accuracy")[:2] == (1, 2)
    assert counted(gold, predicted, "class") == (2, 2, 2, 3)
    assert counted(Extraction("x"), Extraction("x"), accuracy_of(["topic"])) == (1, 1, 1, 1)
    assert counted(Extraction("x"), predicted, accuracy_of(["topic"])) == (0, 1, 0, 1)


def test_text_level_word_level_and_both() -> None:
    gold = Extraction(TEXT, (Label("topic", "law"),), mentions(("person", 0, 2)))
    wrong_text = Extraction(TEXT, (Label("topic", "art"),), mentions(("person", 0, 2)))
    assert [counted(gold, wrong_text, name)[0] for name in ("text-exact", "word-exact", "all-exact")] == [0, 1, 0]


RUIE_RULES = {
    "  a  b  \t c \n": "a b c",
    "kjc,  jns , ((  : ()  )  ( . )( ln  kc  a,,  ": "kjc,jns,((:())(.)(ln kc a,",
    "O ' Neil": "o'neil",
    "O’Neil": "o'neil",
    "well - known_name": "well-known_name",
    "{a}": "a",
    "U. S. A...": "u.s.a.",
    "Location": "located",
    "a;; b": "a;b",
}


@pytest.mark.parametrize(("text", "expected"), RUIE_RULES.items())
def test_ruie_rules(text: str, expected: str) -> None:
    assert normalise_ruie(text) == expected
    assert normalise_ruie(expected) == expected


def gpe(label: str) -> Extraction:
    return found((label, 0, 2), ("person", 3, 5))


def test_adelie_defect_of_capitals_is_off_and_can_be_switched_on() -> None:
    gold, predicted = gpe("location_GPE"), found(("person", 3, 5))
    assert counted(gold, predicted, "adelie") == (1, 1, 1, 2)
    assert counted(gold, predicted, adelie_mentions(loses_capitals=True)) == (1, 1, 1, 1)


def test_adelie_defect_of_the_shrinking_gold_is_off_and_can_be_switched_on() -> None:
    gold, other_pair = related(("cause", 0, 1)), related(("cause", 0, 2))
    backwards = related(("effect", 1, 0))
    inverse = {"cause": "effect", "effect": "cause"}
    assert counted(gold, other_pair, adelie_relations(inverse)) == (0, 1, 0, 1)
    assert counted(gold, other_pair, adelie_relations(inverse, shrinks_gold=True)) == (0, 0, 0, 0)
    assert counted(gold, Extraction(TEXT), adelie_relations(inverse, shrinks_gold=True)) == (0, 0, 0, 1)
    for shrinks in (False, True):
        assert counted(gold, backwards, adelie_relations(inverse, shrinks_gold=shrinks)) == (1, 1, 1, 1)


def test_adelie_strips_white_space_from_triggers() -> None:
    text = "set up"
    gold = Extraction(text, events=(Event("found", at(0, 6, text)),))
    predicted = Extraction(text, events=(Event("found", Grounding("setup", 0, 6, text, Grade.NORMALISED)),))
    assert counted(gold, predicted, "adelie-trigger")[0] == 1
    assert counted(gold, predicted, "trigger-string")[0] == 0


def test_strings_are_compared_as_answered_and_places_as_found() -> None:
    answered = Extraction("Acme", entities=(Entity("e1", "company", Grounding("ACME", 0, 4, "Acme", Grade.NORMALISED)),))
    gold = found(("company", 0, 4), text="Acme")
    assert counted(gold, answered, "offset")[0] == 1
    assert counted(gold, answered, "string")[0] == 0


def test_an_unknown_mode_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(NotConfigured, match=r"'offsets'.*offset"):
        mode_named("offsets")
    with pytest.raises(NotConfigured, match="this release has offset@1"):
        mode_named("offset@9")
    assert mode_named("offset@1") is MODES["offset"]


def test_the_default_modes_follow_the_schema() -> None:
    assert [mode.title for mode in modes_for(Schema.of(["person"]))] == ["offset@1"]
    schema = Schema.parse({"labels": {"topic": ["a", "b"]}, "entities": ["person"], "relations": ["knows"]})
    assert {mode.name for mode in modes_for(schema)} == {"offset", "relation", "relation-strict", "class", "accuracy"}


def test_every_mode_says_what_it_follows_and_has_its_own_name() -> None:
    assert all(mode.follows and mode.name == name and mode.version >= 1 for name, mode in MODES.items())
