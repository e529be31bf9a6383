"""How likely a claim must be, alone or by the F1 that is expected of its answer; and what no answer is right with."""

from __future__ import annotations

import asyncio
from dataclasses import replace

import pytest

from garner.refinement.learned import LearnedDetector
from garner.refinement.learned.card import open_detectors
from garner.refinement.learned.defects import Level
from garner.values import Entity, Grade, Grounding
from refinement.learned.hand_made import RIGHT, case, encoder, write_detectors

SURE = [(0.98, True)] * 12
UNSURE = [(0.4, True)] * 12


def test_a_level_that_is_not_relative_is_the_same_for_every_answer():
    assert Level(0.2, 0.6).of(SURE) == Level(0.2, 0.6).of(UNSURE) == Level(0.2, 0.6)


def test_beside_what_is_sure_a_claim_must_be_likelier():
    level = Level(0.4, 0.7, relative=True)
    sure, unsure = level.of(SURE), level.of(UNSURE)
    assert sure.keep > unsure.keep + 0.1 and sure.add > unsure.add + 0.1
    assert sure.keep == pytest.approx(0.4 * (2 * (12 * 0.98 + 0.6)) / (12 + 12 * 0.98 + 2))


def test_what_is_to_be_added_is_never_less_likely_than_what_may_stay():
    for own in (SURE, UNSURE, []):
        level = Level(0.9, 0.1, relative=True).of(own)
        assert 0.05 <= level.keep <= level.add <= 0.7


def absent(text):
    return Entity("new", "city", Grounding(text, None, None, None, Grade.ABSENT))


@pytest.mark.parametrize("twice", [False, True], ids=["stands nowhere", "said twice"])
def test_an_answer_of_which_not_all_can_be_judged_is_not_taken_for_right(tmp_path, twice):
    beside = encoder()
    card, heads = open_detectors(write_detectors(tmp_path, beside))
    whole = heads["whole"]
    sure = replace(whole, biases=(*whole.biases[:-1], whole.biases[-1] + 20.0))
    detector = LearnedDetector(card, heads | {"whole": sure}, beside)
    right = case(RIGHT)
    more = replace(right.extraction.entities[0], id="new") if twice else absent("Oz")
    wrong = replace(right, extraction=replace(right.extraction, entities=(*right.extraction.entities, more)))
    rights = [asyncio.run(detector.judge(each)).right for each in (right, wrong)]
    assert rights[0] > 0.9 and rights[1] <= 0.5
