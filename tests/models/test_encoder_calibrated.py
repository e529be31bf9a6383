"""Calibrated probabilities keep the order of the computed ones and can be turned back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.models.encoder.calibrated import AS_COMPUTED, Calibration

lines = st.builds(
    lambda below, above, offset, support: Calibration(below, offset, support, above - below),
    *(st.floats(0.2, 3.0), st.floats(0.2, 3.0), st.floats(-3.0, 3.0), st.floats(0.0, 2.0)),
)
probabilities = st.floats(0.001, 0.999)


@given(lines, probabilities, st.floats(-5.0, 0.0))
def test_what_is_calibrated_can_be_turned_back(line: Calibration, probability: float, support: float) -> None:
    assert line.computed(line.calibrated(probability, support), support) == pytest.approx(probability, rel=1e-6)


@given(lines, probabilities, probabilities)
def test_order_is_kept(line: Calibration, one: float, other: float) -> None:
    if one < other:
        assert line.calibrated(one) <= line.calibrated(other)


@given(lines, probabilities, st.floats(-5.0, 0.0), st.floats(-5.0, 0.0))
def test_nothing_is_surer_for_resting_on_what_is_less_sure(line: Calibration, one: float, less: float, more: float) -> None:
    less, more = sorted((less, more))
    assert line.calibrated(one, less) <= line.calibrated(one, more) <= line.calibrated(one)


@given(lines)
def test_the_ends_stay_where_they_are(line: Calibration) -> None:
    assert [line.calibrated(0.0), line.calibrated(1.0), line.computed(0.0), line.computed(1.0)] == [0.0, 1.0, 0.0, 1.0]


@given(st.floats(0.0, 1.0))
def test_without_a_calibration_nothing_changes_at_all(probability: float) -> None:
    assert AS_COMPUTED.calibrated(probability) == probability == AS_COMPUTED.computed(probability)


@pytest.mark.parametrize(("line", "rises"), [((1.0, 0.0, 0.0, -0.9), True), ((1.0, 0.0, 0.0, -1.0), False), ((0.0,), False)])
def test_a_calibration_rises_below_and_above_even_odds(line: tuple[float, ...], rises: bool) -> None:
    assert Calibration(*line).rises is rises


@given(st.floats(0.2, 3.0), st.floats(0.0, 0.5), st.integers(2, 500))
def test_choices_are_told_apart_the_more_steeply_the_more_they_are(slope: float, growth: float, choices: int) -> None:
    line = Calibration(slope, growth=growth)
    assert line.steepness(choices + 1) >= line.steepness(choices) >= slope
    assert Calibration(slope).steepness(choices) == slope
