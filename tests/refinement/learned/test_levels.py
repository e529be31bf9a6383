"""How likely a claim must be: alone, or by the F1 that is expected of its answer."""

from __future__ import annotations

import pytest

from garner.refinement.learned.defects import Level

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
