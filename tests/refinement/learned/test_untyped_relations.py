"""Relations between whatever they join: proposed where the schema has no entity types, and few pairs looked at all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from itertools import pairwise

import pytest

from garner import Schema
from garner.models.encoder.evidence import Evidence
from garner.refinement.edit import Edit, edited
from garner.refinement.learned import LearnedDetector
from garner.refinement.learned.ends import ends_of
from garner.refinement.learned.parts import parts_of
from garner.refinement.learned.ties import relation_ties
from garner.schema import RelationType
from garner.values import UNTYPED, ClaimKind, DefectKind, Draft, DraftRelation, claims_of
from models.scripted_trunk import ScriptedTrunk
from refinement.learned.hand_made import case, encoder, write_detectors

UNTYPED_SCHEMA = Schema.parse({"relations": ["owns", "based in"]})
GENERAL = {
    ("Acme", "organization"): 2.0,
    ("Bolt", "thing"): -1.5,
    ("Rome", "location"): 3.0,
    ("in Rome", "miscellaneous"): 1.0,
    ("said", "thing"): -4.0,
}
LINKS = {
    ("Acme", "Bolt", "owns"): 3.0,
    ("Bolt", "Acme", "owns"): -2.0,
    ("Acme", "Rome", "based in"): -1.0,
    ("said", "Rome", "based in"): 4.0,
}
OWNS = DraftRelation("owns", "Acme", "Bolt", None, None, None, (0, 4), (12, 16))
BASED = DraftRelation("based in", "said", "Rome", None, None, None, (34, 38), (20, 24))


@pytest.fixture
def trunk():
    return ScriptedTrunk(GENERAL, {}, LINKS)


@pytest.fixture
def detector(tmp_path, trunk):
    beside = encoder(trunk)
    return LearnedDetector.load(write_detectors(tmp_path, beside), beside)


def found(detector, each):
    return asyncio.run(detector.detect(each)).defects


def looked_at(trunk, given):
    [part], _ = parts_of(given, encoder(trunk))
    [evidence] = encoder(trunk).evidence([part.text], given.schema)
    return part, evidence


def test_a_missing_relation_is_found_where_nothing_has_a_type(detector):
    [defect] = found(detector, case(Draft(), schema=UNTYPED_SCHEMA))
    assert defect.kind is DefectKind.MISSING and defect.drop is None
    assert (defect.add.name, [each.text for each in defect.add.mentions]) == ("owns", ["Acme", "Bolt"])
    assert [each.type for each in defect.add.mentions] == [UNTYPED, UNTYPED]


def test_adding_it_adds_its_ends_without_a_type_and_the_answer_then_has_no_defect(detector):
    empty = case(Draft(), schema=UNTYPED_SCHEMA)
    [defect] = found(detector, empty)
    mended = edited(empty.extraction, [Edit(add=defect.add)])
    assert [(each.type, each.grounding.value) for each in mended.entities] == [(UNTYPED, "Acme"), (UNTYPED, "Bolt")]
    assert mended.relations[0].type == "owns"
    assert found(detector, replace(empty, extraction=mended)) == ()


def test_a_relation_under_the_wrong_name_is_given_the_right_one(detector):
    [defect] = found(detector, case(Draft(relations=(replace(OWNS, type="based in"),)), schema=UNTYPED_SCHEMA))
    assert defect.kind is DefectKind.WRONG_TYPE
    assert (defect.drop.name, defect.add.name) == ("based in", "owns")


def test_an_end_that_only_an_answer_could_know_may_be_tied_again(detector):
    """Nothing looks less like an end than "said", but who has it in an answer has it judged like any other."""
    answer = case(Draft(relations=(replace(BASED, type="owns"),)), schema=UNTYPED_SCHEMA)
    changes = {(each.drop and each.drop.name, each.add and each.add.name) for each in found(detector, answer)}
    assert changes == {("owns", "based in"), (None, "owns")}


def test_ends_of_general_kinds_do_not_overlap_and_are_as_likely_as_they_look(trunk):
    part, evidence = looked_at(trunk, case(Draft(), schema=UNTYPED_SCHEMA))
    ends = ends_of(part, evidence, ())
    assert [(end.mention.text, end.holds, end.said, end.label) for end in ends] == [
        ("Rome", 3.0, False, None),
        ("Acme", 2.0, False, None),
        ("Bolt", -1.5, False, None),
    ]
    assert all(end.is_spare for end in ends)


def test_an_end_that_is_said_is_no_guess_and_stands_once(trunk):
    part, evidence = looked_at(trunk, case(Draft(relations=(OWNS, BASED)), schema=UNTYPED_SCHEMA))
    ends = {end.mention.text: end for end in ends_of(part, evidence, ())}
    assert len(ends) == 4 and not any(end.is_spare for end in ends.values())
    assert (ends["Acme"].holds, ends["said"].holds) == (2.0, -4.0)


def test_a_type_that_only_a_relation_names_is_looked_for_under_its_name(tmp_path):
    spans = {("Acme", "company"): 2.0, ("Bolt", "company"): 1.0, ("Rome", "company"): -3.0}
    schema = Schema(relations=(RelationType("owns", ("company",), ("company",)),))
    trunk = ScriptedTrunk(spans, {}, LINKS | {("Acme", "Rome", "owns"): 3.0})
    beside = encoder(trunk)
    [defect] = found(LearnedDetector.load(write_detectors(tmp_path, beside), beside), case(Draft(), schema=schema))
    assert [(each.text, each.type) for each in defect.add.mentions] == [("Acme", "company"), ("Bolt", "company")]


def test_where_entity_types_are_asked_nothing_else_is_an_end(trunk):
    schema = Schema.parse({"entities": ["city"], "relations": ["owns"]})
    part, evidence = looked_at(trunk, case(Draft(), schema=schema))
    assert ends_of(part, evidence, ()) == []


@pytest.mark.parametrize(("names", "said", "pairs"), [(6, 4, 30), (60, 4, 132), (60, 30, 240)])
def test_a_text_full_of_names_is_asked_about_few_pairs(names, said, pairs, monkeypatch):
    asked = []
    links = Evidence.links
    monkeypatch.setattr(Evidence, "links", lambda self, every, labels: asked.append(len(every)) or links(self, every, labels))
    words = [f"Name{number}" for number in range(10, 10 + names)]
    places = {word: (7 * number, 7 * number + 6) for number, word in enumerate(words)}
    related = tuple(
        DraftRelation("owns", one, other, None, None, None, places[one], places[other])
        for one, other in pairwise(words[: said + 1])
    )
    given = case(Draft(relations=related), " ".join(words), UNTYPED_SCHEMA)
    part, evidence = looked_at(ScriptedTrunk({(word, "person"): 1.0 for word in words}, {}, {}), given)
    ties = relation_ties(evidence, ends_of(part, evidence, ()), part.said)
    assert asked == [pairs]
    relations = [each for each in claims_of(given.extraction) if each.kind is ClaimKind.RELATION]
    assert {tie.claim for tie in ties} == set(relations[:19]), "what the answer ties is looked at first"


def test_a_guess_is_not_tied_to_another_reading_of_its_place_nor_to_its_own_name(tmp_path):
    text = "Acme of Acme Rome ."
    spans = {("Acme", "organization"): 2.0, ("Rome", "location"): 2.0}
    every = {(head, tail, "owns"): 4.0 for head in ("Acme", "Rome", "Acme Rome") for tail in ("Acme", "Rome", "Acme Rome")}
    beside = encoder(ScriptedTrunk(spans, {}, every))
    both = DraftRelation("owns", "Acme", "Acme Rome", None, None, None, (0, 4), (8, 17))
    answer = case(Draft(relations=(both,)), text, UNTYPED_SCHEMA)
    added = found(LearnedDetector.load(write_detectors(tmp_path, beside), beside), answer)
    pairs = {tuple(mention.span for mention in each.add.mentions) for each in added}
    assert pairs == {
        *(((0, 4), (13, 17)), ((13, 17), (0, 4)), ((8, 12), (13, 17)), ((13, 17), (8, 12))),
        ((8, 17), (0, 4)),
    }
