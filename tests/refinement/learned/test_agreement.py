"""Whether an answer is the one that the encoder would have given: then other levels hold for it."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, replace

import pytest

from garner import Schema
from garner.models.encoder.levels import Levels
from garner.pipeline.assemble import assemble
from garner.refinement.learned import LearnedDetector
from garner.refinement.learned.agreement import Agreement, agreement_of
from garner.refinement.learned.card import KINDS, open_detectors
from garner.refinement.learned.defects import LEFT_ALONE, Level
from garner.refinement.learned.parts import parts_of
from garner.refinement.protocols import Case
from garner.values import Draft, DraftEntity, Extraction, Label
from models.scripted_trunk import ScriptedTrunk
from refinement.learned.hand_made import RIGHT, SCHEMA, TEXT, case, encoder, write_detectors


def agreement(answer, beside):
    parts = parts_of(answer, beside)[0]
    return agreement_of(parts, beside.evidence([part.text for part in parts], answer.schema), Levels.of(beside.card))


def test_what_the_encoder_answers_is_its_own():
    beside = encoder()
    [draft] = beside.answer_schema([TEXT], SCHEMA)
    own = agreement(Case(SCHEMA, assemble(TEXT, draft, SCHEMA).extraction), beside)
    assert own.share == 1.0 and own.is_own and own.said == own.sure > 0
    assert own.has_own_ties and own.ties == own.shared_ties > 0


@pytest.mark.parametrize(
    "other",
    [
        Draft(),
        replace(RIGHT, entities=RIGHT.entities[:2]),
        replace(RIGHT, entities=tuple(replace(each, type="city") for each in RIGHT.entities)),
        replace(
            RIGHT,
            entities=(*RIGHT.entities, DraftEntity("person", "said", None, 34, 38), DraftEntity("city", "in", None, 17, 19)),
        ),
        replace(RIGHT, labels=(Label("topic", "sport"), Label("tone", "loud"))),
    ],
    ids=["nothing", "left out", "renamed", "invented", "other labels"],
)
def test_what_somebody_else_answers_is_not(other):
    beside = encoder()
    assert agreement(case(RIGHT), beside).is_own
    assert not agreement(case(other), beside).is_own


@pytest.mark.parametrize(
    "other",
    [
        replace(RIGHT, relations=()),
        replace(RIGHT, relations=(replace(RIGHT.relations[0], type="sold"),)),
        replace(RIGHT, events=(replace(RIGHT.events[0], arguments=RIGHT.events[0].arguments[:1]),)),
    ],
    ids=["no relation", "another relation", "an argument fewer"],
)
def test_relations_and_arguments_are_compared_apart(other):
    found = agreement(case(other), encoder())
    assert found.is_own and not found.has_own_ties
    assert [kind for kind in KINDS if found.is_own_of(kind)] == ["entity", "event", "label"]


def test_without_types_the_relations_alone_tell_whose_answer_it_is():
    schema = Schema.parse({"relations": {"owns": {}}})
    spans = {("Acme", "organization"): 3.0, ("Bolt", "organization"): 3.0}
    beside = encoder(ScriptedTrunk(spans, {}, {("Acme", "Bolt", "owns"): 2.0}))
    [draft] = beside.answer_schema([TEXT], schema)
    assert draft.relations
    assert agreement(Case(schema, assemble(TEXT, draft, schema).extraction), beside).has_own_ties
    nothing = agreement(Case(schema, Extraction(TEXT)), beside)
    assert nothing.is_own and not nothing.has_own_ties


def test_nothing_said_where_nothing_is_seen_agrees():
    text = "Oh."
    assert agreement(Case(SCHEMA.only({"entities.city"}), Extraction(text)), encoder()) == Agreement()
    assert Agreement().is_own


def test_the_levels_of_an_answer_are_those_of_its_agreement(tmp_path):
    beside = encoder()
    card, heads = open_detectors(write_detectors(tmp_path, beside))
    strict = dict.fromkeys(card.levels, Level(0.999, 0.999))
    card = replace(card, levels=strict, own_levels=dict.fromkeys(strict, LEFT_ALONE))
    detector = LearnedDetector(card, heads, beside)
    own, other = (
        asyncio.run(detector.detect(each)).defects
        for each in (case(RIGHT), case(replace(RIGHT, labels=(), entities=RIGHT.entities[:1])))
    )
    assert not own and other
    assert asyncio.run(detector.judge(case(RIGHT))).right > 0.9


def test_own_levels_are_part_of_the_name(tmp_path):
    card, _ = open_detectors(write_detectors(tmp_path, encoder()))
    assert asdict(card.own_levels["entity"]) == asdict(Level())
    assert replace(card, own_levels={**card.own_levels, "entity": LEFT_ALONE}).signature != card.signature
