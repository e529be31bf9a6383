"""Intervals and paired tests over documents."""

from __future__ import annotations

import random

import numpy as np
import pytest

from evaluation.building import found
from garner.errors import InputError
from garner.evaluation import Counts, DocumentCounts, Draws, Tally, bootstrap, paired_bootstrap, score
from garner.evaluation.matrix import Matrix


def made(documents: int, quality: float, seed: int = 0, labels: str = "ab") -> Tally:
    """Random counts: each of up to three gold items a label is found with the probability ``quality``."""
    draw = random.Random(seed)
    rows = []
    for number in range(documents):
        counts = []
        for label in labels:
            gold = draw.randint(0, 3)
            right = sum(draw.random() < quality for _ in range(gold))
            counts.append((label, Counts(right, right + draw.randint(0, 1), right, gold)))
        rows.append(DocumentCounts(f"d{number}", tuple(counts)))
    return Tally("offset@1", tuple(rows))


def slow_micro_f1s(tally: Tally, draws: Draws) -> list[float]:
    """The same resamples, scored one by one through the public functions."""
    random_numbers = np.random.default_rng(draws.seed)
    f1s = []
    for _ in range(draws.resamples):
        drawn = random_numbers.integers(0, len(tally.documents), len(tally.documents))
        f1s.append(score(Tally(tally.mode, tuple(tally.documents[number] for number in drawn))).micro.f1)
    return f1s


def test_intervals_equal_those_of_scoring_each_resample() -> None:
    tally, draws = made(23, 0.6), Draws(resamples=50, seed=3, level=0.9)
    low, high = np.percentile(slow_micro_f1s(tally, draws), [5, 95])
    interval = bootstrap(tally, draws).micro.f1
    assert (interval.low, interval.high) == pytest.approx((low, high))


def test_wide_tallies_give_the_same_figures_without_a_dense_table(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = made(20, 0.5, labels="abcdef")
    dense = bootstrap(tally, Draws(30))
    monkeypatch.setattr("garner.evaluation.matrix._DENSE_CELLS", 1)
    assert Matrix.of(tally).dense() is None
    assert bootstrap(tally, Draws(30)) == dense


def test_blocks_of_resamples_do_not_change_the_figures(monkeypatch: pytest.MonkeyPatch) -> None:
    tally = made(20, 0.5)
    whole = bootstrap(tally, Draws(33))
    monkeypatch.setattr("garner.evaluation.draws._DRAWN_AT_ONCE", 40)
    assert bootstrap(tally, Draws(33)) == whole


def test_every_interval_holds_its_score_and_narrows_with_more_documents() -> None:
    widths = []
    for documents in (50, 800):
        tally = made(documents, 0.7)
        fixed, around = score(tally), bootstrap(tally)
        for point, interval in ((fixed.micro, around.micro), (fixed.macro, around.macro)):
            assert interval.f1.low < point.f1 < interval.f1.high
            assert interval.recall.low < point.recall < interval.recall.high
        assert [label for label, _ in around.labels] == ["a", "b"]
        widths.append(around.micro.f1.high - around.micro.f1.low)
    assert widths[1] == pytest.approx(widths[0] / 4, rel=0.35)  # the square root of 16 times the documents


def test_the_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    """Recall is the mean of independent coins here, so the true value is known."""
    covered = 0
    for seed in range(100):
        around = bootstrap(made(120, 0.6, seed=seed), Draws(200, seed))
        covered += around.micro.recall.low <= 60 <= around.micro.recall.high
    assert 88 <= covered <= 100


def test_equal_seeds_give_equal_figures_and_other_seeds_do_not() -> None:
    tally = made(40, 0.5)
    assert bootstrap(tally, Draws(seed=1)) == bootstrap(tally, Draws(seed=1))
    assert bootstrap(tally, Draws(seed=1)).micro != bootstrap(tally, Draws(seed=2)).micro


def test_a_label_that_is_rarely_drawn_is_judged_by_the_resamples_that_have_it() -> None:
    rows = [DocumentCounts(f"d{number}", (("common", Counts(1, 1, 1, 1)),)) for number in range(30)]
    rows[0] = DocumentCounts("d0", (("common", Counts(1, 1, 1, 1)), ("rare", Counts(1, 1, 1, 1))))
    around = bootstrap(Tally("offset@1", tuple(rows)))
    assert dict(around.labels)["rare"].f1.low == 100
    assert around.macro.f1.low == 100


def test_nothing_to_find_and_nothing_claimed_has_an_interval_too() -> None:
    around = bootstrap(Tally("offset@1", (DocumentCounts("d", ()),)))
    assert (around.micro.f1.low, around.macro.f1.high) == (100, 100)
    [f1, *_] = paired_bootstrap(
        [Tally("offset@1", (DocumentCounts("d", ()),))], [Tally("offset@1", (DocumentCounts("d", ()),))]
    )
    assert (f1.difference, f1.interval.low, f1.p) == (0, 0, 1)


def test_no_documents_no_interval() -> None:
    with pytest.raises(InputError, match="no document"):
        bootstrap(Tally("offset@1", ()))
    with pytest.raises(ValueError, match="at least one resample"):
        Draws(resamples=0)


def test_a_run_against_itself_differs_by_nothing() -> None:
    tally = made(50, 0.5)
    for difference in paired_bootstrap([tally], [tally]):
        assert (difference.difference, difference.interval.low, difference.interval.high, difference.p) == (0, 0, 0, 1)


def test_a_clear_difference_is_found_and_turns_round_with_the_sides() -> None:
    worse, better = made(200, 0.4), made(200, 0.8, seed=1)
    [there, *_] = paired_bootstrap([worse], [better])
    [back, *_] = paired_bootstrap([better], [worse])
    assert there.figure == "micro_f1"
    assert there.interval.low > 0
    assert there.p == pytest.approx(2 / 1001)
    assert there.difference == score(better).micro.f1 - score(worse).micro.f1 == pytest.approx(-back.difference)
    assert (back.interval.low, back.interval.high) == pytest.approx((-there.interval.high, -there.interval.low))


def test_the_paired_interval_uses_the_same_documents_for_both_sides() -> None:
    """One document is lost by the second run: paired, the difference can never favour it."""
    first = made(60, 0.5)
    rows = list(first.documents)
    rows[7] = DocumentCounts("d7", tuple((label, Counts(0, 0, 0, counts.gold)) for label, counts in rows[7].labels))
    recall = paired_bootstrap([first], [Tally(first.mode, tuple(rows))])[2]
    assert recall.figure == "micro_recall"
    assert recall.interval.high <= 0
    alone = bootstrap(first).micro.recall
    assert recall.interval.high - recall.interval.low < (alone.high - alone.low) / 2


def test_the_order_of_documents_in_a_run_does_not_matter() -> None:
    first, second = made(30, 0.4), made(30, 0.6, seed=1)
    turned = Tally(second.mode, second.documents[::-1])
    assert paired_bootstrap([first], [turned]) == paired_bootstrap([first], [second])


def test_seeds_of_a_run_are_averaged_within_each_resample() -> None:
    runs = [made(50, 0.5, seed=seed) for seed in range(3)]
    [f1, *_] = paired_bootstrap(runs, [runs[0]])
    assert f1.first == pytest.approx(sum(score(run).micro.f1 for run in runs) / 3)
    assert f1.second == score(runs[0]).micro.f1


def test_runs_that_do_not_compare_are_refused() -> None:
    tally = made(5, 0.5)
    with pytest.raises(InputError, match="different documents"):
        paired_bootstrap([tally], [made(6, 0.5)])
    with pytest.raises(InputError, match="do not compare"):
        paired_bootstrap([tally], [Tally("string@1", tally.documents)])
    with pytest.raises(InputError, match="needs a run"):
        paired_bootstrap([tally], [])
    with pytest.raises(InputError, match="repeated documents"):
        paired_bootstrap([tally], [Tally(tally.mode, (*tally.documents, tally.documents[0]))])


def test_a_tally_of_real_extractions_becomes_the_same_numbers() -> None:
    from garner.evaluation import Pair, mode_named, tally

    gold = found(("person", 0, 2), ("place", 3, 5))
    counted = tally([Pair("a", gold, found(("person", 0, 2))), Pair("b", gold, gold)], mode_named("offset"))
    sums = Matrix.of(counted).resampled(np.array([[1.0, 2.0]]), Matrix.of(counted).dense())
    assert sums.tolist() == [[[3, 3, 3, 3], [2, 2, 2, 3]]]
