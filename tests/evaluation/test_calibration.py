"""Calibration of confidences, and which labels are taken for which."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from evaluation.building import CALM, found, only_mentions
from garner.evaluation import NOTHING, Pair, calibration, confusion
from garner.values import Extraction

GOLD = found(("person", 0, 2), ("place", 3, 5))


def sure(extraction: Extraction, *confidences: float | None) -> Extraction:
    entities = (replace(entity, confidence=value) for entity, value in zip(extraction.entities, confidences, strict=True))
    return replace(extraction, entities=tuple(entities))


def test_bins_hold_mean_confidence_and_share_right() -> None:
    predicted = sure(found(("person", 0, 2), ("place", 6, 8), ("place", 3, 5), ("law", 9, 11)), 0.92, 0.98, 1.0, None)
    made = calibration([Pair("a", GOLD, predicted)])
    [top] = made.bins
    assert (top.low, top.high, top.items) == (0.9, 1.0, 3)
    assert (top.mean_confidence, top.share_right) == pytest.approx((2.9 / 3, 2 / 3))
    assert made.expected_error == pytest.approx(0.3)
    assert made.without_confidence == 1


def test_the_error_weighs_bins_by_their_mentions() -> None:
    predicted = sure(found(("person", 0, 2), ("place", 6, 8), ("law", 9, 11), ("law", 12, 14)), 0.9, 0.1, 0.1, 0.1)
    made = calibration([Pair("a", GOLD, predicted)])
    assert [each.items for each in made.bins] == [3, 1]
    assert made.expected_error == pytest.approx(0.1)


def test_of_repeated_mentions_the_surest_is_right() -> None:
    made = calibration([Pair("a", GOLD, sure(found(("person", 0, 2), ("person", 0, 2)), 0.2, 0.8))])
    assert [each.share_right for each in made.bins] == [0, 1]


def test_no_confidence_no_error_and_impossible_ones_are_refused() -> None:
    assert calibration([Pair("a", GOLD, GOLD)]).expected_error == 0
    with pytest.raises(ValueError, match="between 0 and 1"):
        calibration([Pair("a", GOLD, sure(GOLD, 1.2, 0.1))])


def test_labels_that_are_taken_for_others() -> None:
    predicted = found(("place", 0, 2), ("place", 3, 8), ("law", 9, 11))
    assert confusion([Pair("a", GOLD, predicted)]) == {(NOTHING, "law"): 1, ("person", "place"): 1, ("place", "place"): 1}


@CALM
@given(only_mentions(), only_mentions())
def test_every_gold_item_and_every_claim_is_in_the_confusion_once(gold: Extraction, predicted: Extraction) -> None:
    made = confusion([Pair("a", gold, predicted)])
    assert sum(times for (wanted, _), times in made.items() if wanted) == len(gold.entities)
    assert sum(times for (_, claimed), times in made.items() if claimed) == len(predicted.entities)
