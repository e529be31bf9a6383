"""What the measurement of confidences asks, and what error chance alone leaves."""

from __future__ import annotations

import random
import sys
from pathlib import Path
from statistics import mean

import pytest

from garner.datasets import CorpusRecord, CorpusSplit, Gold
from garner.datasets.corpora import CORPORA
from garner.schema import Schema
from garner.training.encoder.calibrate import PLACES, is_fitted_on
from garner.values import Extraction

FOLDER = Path(__file__).parents[2] / "experiments" / "encoder"
ASKED = Schema.parse({"entities": ["person"]})


@pytest.fixture(autouse=True)
def _modules_of_the_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in ("calibration", "measuring", "targets", "views"):
        monkeypatch.delitem(sys.modules, name, raising=False)


def test_every_set_that_is_held_in_is_one_that_halves_are_fitted_on_and_no_other_is() -> None:
    from calibration import HELD_IN, HELD_OUT

    assert {place for places in HELD_IN.values() for place in places} <= set(PLACES)
    assert not {place for places in HELD_OUT.values() for place in places} & set(PLACES)


def record(text: str) -> CorpusRecord:
    gold: Extraction = Gold("0", text).annotated().gold
    return CorpusRecord(text[:20], text, ASKED, gold, "scierc:dev", "0")


def test_what_is_measured_was_not_fitted_on_whole_or_in_part() -> None:
    from calibration import not_fitted_on

    short = [f"Sentence {number}." for number in range(40)]
    fitted, other = ([text for text in short if is_fitted_on(text) is wanted] for wanted in (True, False))
    long = f"{other[0]}\n{fitted[0]}"
    split = CorpusSplit(CORPORA["scierc"], "dev", ASKED, tuple(map(record, [*short, long])), (), "0")
    assert [each.text for each in not_fitted_on(split).records] == other


def test_the_error_by_chance_is_the_mean_error_of_answers_that_mean_what_they_say() -> None:
    from calibration import Judged, bins_of, error_by_chance, expected_error

    draw = random.Random(0)
    confidences = [0.12] * 9 + [0.35] * 20 + [0.77] * 31 + [0.95] * 40

    def drawn() -> float:
        return expected_error(bins_of([Judged(each, 1.0, draw.random() < each) for each in confidences]))

    by_chance = error_by_chance(bins_of([Judged(each, 1.0, right=True) for each in confidences]))
    assert mean(drawn() for _ in range(4000)) == pytest.approx(by_chance, rel=0.03)
    assert error_by_chance(bins_of([])) == 0.0
    assert error_by_chance(bins_of([Judged(1.0, 1.0, right=True)] * 5)) == 0.0


def test_the_row_of_all_sets_together_counts_the_answers_of_all() -> None:
    from calibration import Judged, bins_of, error_by_chance, page

    def result(answers: list[Judged]) -> dict[str, object]:
        bins = bins_of(answers)
        head = {"task": "labels", "held": "held in", "trained_on": "never", "error": 0.0, "texts": 1, "gold": 1}
        return {
            **head,
            "answers": len(answers),
            "bins": bins,
            "by_threshold": {f"{step / 10}": [0, 0] for step in range(1, 10)},
        }

    few, many = [Judged(0.5, 1.0, right=True)] * 4, [Judged(0.5, 1.0, right=True)] * 36
    [row] = [
        line
        for line in page({"labels a:dev": result(few), "labels b:dev": result(many)}).splitlines()
        if "**together**" in line
    ]
    assert row.endswith(f"| 40 | 0.500 | {error_by_chance(bins_of([*few, *many])):.3f} |")
