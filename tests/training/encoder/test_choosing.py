"""What is chosen on dev texts: thresholds that a lucky one does not decide, probabilities that mean what they say."""

from __future__ import annotations

import shutil
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.evaluation import Pair, calibration
from garner.models.encoder import Encoder, LabelText
from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.weights import FILES, read_card
from garner.training.encoder.choosing import (
    Judged,
    Picked,
    Trial,
    best_threshold,
    calibration_error,
    choice_error,
    fit_calibration,
    fit_choices,
    write_choice,
)
from garner.values import Entity, Extraction, Grade, Grounding


def simulated(slope: float, offset: float, count: int, seed: int = 0) -> list[Judged]:
    """Answers whose computed log-odds mean ``slope`` times themselves plus ``offset``."""
    random = np.random.default_rng(seed)
    odds = random.normal(0.5, 2.0, count)
    chances = 1 / (1 + np.exp(-(slope * odds + offset)))
    return [
        Judged(float(1 / (1 + np.exp(-each))), bool(random.random() < chance))
        for each, chance in zip(odds, chances, strict=True)
    ]


RIGHT, WRONG = Judged(0.9, right=True), Judged(0.2, right=False)


def loss(answers: list[Judged], line: Calibration) -> float:
    chances = np.clip([line.calibrated(each.probability) for each in answers], 1e-12, 1 - 1e-12)
    right = np.array([each.right for each in answers])
    return float(-np.log(np.where(right, chances, 1 - chances)).sum())


def test_the_fitted_line_is_the_one_that_answers_were_drawn_by() -> None:
    found = fit_calibration(simulated(0.6, -0.8, 20_000))
    assert found.slope == pytest.approx(0.6, abs=0.03)
    assert found.offset == pytest.approx(-0.8, abs=0.06)


def resting(line: Calibration, count: int, seed: int = 0) -> list[Judged]:
    """Answers that rest on something and mean what the calibration says."""
    random = np.random.default_rng(seed)
    found = []
    for odds, support in zip(random.normal(0.0, 2.0, count), random.uniform(-2.0, 0.0, count), strict=True):
        computed = float(1 / (1 + np.exp(-odds)))
        found.append(Judged(computed, bool(random.random() < line.calibrated(computed, float(support))), float(support)))
    return found


@pytest.mark.parametrize("line", [Calibration(0.9, 0.3, 1.2, -0.6), Calibration(0.5, -0.5, 0.7)])
def test_what_answers_rest_on_and_a_bend_are_found_that_they_were_drawn_by(line: Calibration) -> None:
    assert fit_calibration(resting(line, 20_000)) == pytest.approx(line, abs=0.12)


def test_what_answers_rest_on_never_counts_against_them() -> None:
    answers = [each._replace(support=-1.0 if each.right else 0.0) for each in simulated(0.6, -0.8, 2000)]
    assert fit_calibration(answers) == fit_calibration([each._replace(support=0.0) for each in answers])


def test_a_trial_by_a_calibration_answers_the_same_at_the_same_confidence() -> None:
    line = Calibration(0.9, 0.3, 1.2, -0.6)
    trial = Trial(tuple(resting(line, 500)), 300)
    told = trial.by(line)
    assert not any(each.support for each in told.answers)
    for each, other in zip(trial.answers, told.answers, strict=True):
        assert line.calibrated(other.probability) == pytest.approx(line.calibrated(each.probability, each.support))


@given(st.floats(0.2, 2.0), st.floats(-2.0, 2.0), st.integers(0, 50))
def test_no_line_on_a_grid_around_the_fitted_one_is_better(slope: float, offset: float, seed: int) -> None:
    answers = simulated(slope, offset, 300, seed)
    found = fit_calibration(answers)
    best = loss(answers, found)
    for up in (-0.1, 0.0, 0.1):
        for along in (-0.1, 0.0, 0.1):
            if (up, along) != (0.0, 0.0) and found.slope + along > 0:
                # The targets are smoothed a little, so the loss on the plain ones may be smaller by as little.
                assert loss(answers, Calibration(found.slope + along, found.offset + up)) > best - 0.3


def test_calibration_brings_confidence_and_share_right_together() -> None:
    answers = simulated(0.4, -1.0, 4000)
    before, after = (calibration_error(answers, line, 0.05) for line in (AS_COMPUTED, fit_calibration(answers)))
    assert before > 0.2
    assert after < 0.03


def place(text: str, start: int) -> Grounding:
    return Grounding(text[start], start, start + 1, text[start], Grade.VERBATIM)


def test_the_error_is_that_of_an_evaluation() -> None:
    text = "a b c d e f"
    confidences = [(0, 0.95, True), (2, 0.9, False), (4, 0.55, True), (6, 0.31, False)]
    gold = [Entity(f"g{start}", "x", place(text, start)) for start, _, right in confidences if right]
    said = [Entity(f"p{start}", "x", place(text, start), surety) for start, surety, _ in confidences]
    expected = calibration([Pair("d", Extraction(text, entities=tuple(gold)), Extraction(text, entities=tuple(said)))])
    answers = [Judged(surety, right) for _, surety, right in confidences]
    assert calibration_error(answers, AS_COMPUTED, 0.0) == pytest.approx(expected.expected_error)


@pytest.mark.parametrize(
    "answers",
    [
        [],
        [RIGHT] * 500,
        [WRONG] * 500,
        simulated(1.0, 0.0, 39),
        [RIGHT._replace(right=False), WRONG._replace(right=True)] * 50,
    ],
    ids=["none", "all right", "all wrong", "few", "upside down"],
)
def test_where_nothing_can_be_fitted_probabilities_stay_as_computed(answers: list[Judged]) -> None:
    assert fit_calibration(answers) == AS_COMPUTED


def trial_of(texts: int, probability_right: float, probability_wrong: float) -> Trial:
    """Texts of one right and one wrong answer each."""
    return Trial((Judged(probability_right, right=True), Judged(probability_wrong, right=False)) * texts, texts)


def test_many_gold_items_move_the_threshold_and_few_hardly() -> None:
    many, score = best_threshold([trial_of(2000, 0.8, 0.6)], usual=0.25)
    few, _ = best_threshold([trial_of(5, 0.8, 0.6)], usual=0.25)
    assert score == pytest.approx(100.0)
    assert 0.6 < many < 0.8
    assert 0.25 < few < 0.3
    assert best_threshold([], 0.4) == (0.4, 0.0)


def test_a_dev_set_with_few_gold_items_hardly_counts_beside_others() -> None:
    sure, few = trial_of(1000, 0.85, 0.7), trial_of(5, 0.45, 0.2)
    alone, _ = best_threshold([sure], usual=0.5)
    assert best_threshold([sure, few, few], usual=0.5)[0] == pytest.approx(alone, abs=0.01)


def test_a_large_dev_set_does_not_outweigh_several_smaller_ones() -> None:
    large, small = trial_of(5000, 0.85, 0.7), trial_of(300, 0.45, 0.2)
    alone, _ = best_threshold([large], usual=0.5)
    together, _ = best_threshold([large, *[small] * 3], usual=0.5)
    assert alone > 0.65
    assert together < 0.5


def picked_by(line: Calibration, sizes: tuple[int, ...], count: int, seed: int = 0) -> list[Picked]:
    """Classifications with so many choices, of which one is right as often as the calibration says."""
    random = np.random.default_rng(seed)
    found = []
    for number in range(count):
        logits = random.normal(0, 3, sizes[number % len(sizes)])
        chances = np.exp(line.steepness(len(logits)) * logits)
        found.append(Picked(tuple(logits.tolist()), int(random.choice(len(logits), p=chances / chances.sum()))))
    return found


def test_the_slope_of_choices_is_found_that_they_were_drawn_by() -> None:
    picked = picked_by(Calibration(0.5), (4,), 4000)
    line = fit_choices(picked)
    assert line.slope == pytest.approx(0.5, abs=0.06)
    assert choice_error(picked, line) < 0.03 < choice_error(picked, AS_COMPUTED)
    assert fit_choices(picked[:10]) == AS_COMPUTED


def test_how_the_slope_grows_with_the_number_of_choices_is_found_and_holds_for_a_number_between() -> None:
    drawn_by = Calibration(0.3, growth=0.3)
    line = fit_choices(picked_by(drawn_by, (2, 5, 40), 3000))
    assert line.steepness(40) == pytest.approx(drawn_by.steepness(40), rel=0.1)
    assert line.steepness(2) == pytest.approx(drawn_by.steepness(2), rel=0.1)
    others = picked_by(drawn_by, (12,), 3000, seed=1)
    assert choice_error(others, line) < 0.03 < choice_error(others, fit_choices(picked_by(drawn_by, (2,), 3000)))


@pytest.mark.parametrize("sizes", [(5,), (2, 5, 40)], ids=["one number of choices", "a slope that does not grow"])
def test_a_slope_that_grows_must_be_told_from_chance(sizes: tuple[int, ...]) -> None:
    assert fit_choices(picked_by(Calibration(0.5), sizes, 600, seed=3)).growth == 0.0


def test_a_choice_changes_the_card_alone_and_no_answer(toy_encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(toy_encoder, folder)
    texts, labels = ["ada lives in paris.", "bob met ada in rome."], [LabelText("city"), LabelText("person")]
    before = Encoder.load(folder, 1).score(texts, labels, 0.3)
    assert any(before)
    line = Calibration(0.4, -1.2)
    write_choice(folder, {"entities": 0.3}, {"entities": line, "choices": Calibration(0.5)})
    encoder = Encoder.load(folder, 1)
    assert [[span[:3] for span in spans] for spans in encoder.score(texts, labels)] == [
        [span[:3] for span in spans] for spans in before
    ]
    for old, new in zip(chain.from_iterable(before), chain.from_iterable(encoder.score(texts, labels)), strict=True):
        assert new.confidence == pytest.approx(line.calibrated(old.confidence), abs=1e-6)
    assert all((folder / name).read_bytes() == (toy_encoder / name).read_bytes() for name in FILES)
    write_choice(folder, {"relations": 0.6}, {})
    card = read_card(folder)
    assert card.thresholds == {"entities": pytest.approx(line.calibrated(0.3)), "relations": 0.6}
    assert card.line("choices") == Calibration(0.5)


def test_the_less_recall_counts_the_higher_the_threshold() -> None:
    sure = (Judged(0.9, right=True),) * 600
    doubtful = (*(Judged(0.3, right=True),) * 400, *(Judged(0.3, right=False),) * 500)
    trial = Trial((*sure, *doubtful), 1000)
    assert (round(trial.f(0.2), 1), round(trial.f(0.5), 1)) == (80.0, 75.0)
    assert (round(trial.f(0.2, 0.5), 1), round(trial.f(0.5, 0.5), 1)) == (71.4, 88.2)
    both, precise = (best_threshold([trial], usual=0.5, beta=beta)[0] for beta in (1.0, 0.5))
    assert both < 0.45 < precise
