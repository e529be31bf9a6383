"""Scores of a tally: micro, macro, empty gold, datasets, seeds; and pairs of results with gold."""

from __future__ import annotations

import pytest

from evaluation.building import found
from garner.errors import InputError
from garner.evaluation import Counts, Pair, Score, mean_over_datasets, mode_named, over_seeds, pair, score, tally
from garner.evaluation.scores import Repeated
from garner.values import Document, Extraction, Result

OFFSET = mode_named("offset")


def pairs(*each: tuple[Extraction, Extraction]) -> list[Pair]:
    return [Pair(f"d{number}", gold, predicted) for number, (gold, predicted) in enumerate(each)]


NOTHING = found()
PERSON = found(("person", 0, 2))
BOTH = found(("person", 0, 2), ("place", 3, 5))


def test_micro_counts_items_and_macro_counts_labels() -> None:
    scores = score(tally(pairs((BOTH, PERSON), (PERSON, PERSON)), OFFSET))
    assert scores.micro.counts == Counts(2, 2, 2, 3)
    assert (scores.micro.precision, scores.micro.recall) == pytest.approx((100, 200 / 3))
    assert scores.label("person").f1 == 100
    assert scores.label("place").f1 == 0
    assert scores.macro.f1 == 50
    assert scores.label("person").support == 2


def test_an_invented_label_costs_the_macro_score() -> None:
    scores = score(tally(pairs((PERSON, found(("person", 0, 2), ("wizard", 3, 5)))), OFFSET))
    assert scores.macro.f1 == 50
    assert scores.micro.counts.false_positives == 1


def test_claims_where_nothing_is_to_be_found_are_reported() -> None:
    scores = score(tally(pairs((NOTHING, BOTH), (NOTHING, NOTHING), (NOTHING, PERSON), (PERSON, NOTHING)), OFFSET))
    assert (scores.empty_gold.documents, scores.empty_gold.with_claims, scores.empty_gold.claims) == (3, 2, 3)
    assert scores.empty_gold.false_positive_rate == pytest.approx(200 / 3)


def test_nothing_to_find_and_nothing_claimed_is_perfect_and_a_claim_then_is_worthless() -> None:
    assert score(tally(pairs((NOTHING, NOTHING)), OFFSET)).micro.f1 == 100
    claimed = score(tally(pairs((NOTHING, PERSON)), OFFSET)).micro
    assert (claimed.precision, claimed.recall, claimed.f1) == (0, 0, 0)


def test_f1_is_the_harmonic_mean() -> None:
    assert Score.of(Counts(3, 4, 3, 6)).f1 == pytest.approx(2 * 75 * 50 / 125)


def test_the_mean_over_datasets_is_unweighted() -> None:
    large = score(tally(pairs(*[(PERSON, PERSON)] * 9), OFFSET))
    small = score(tally(pairs((PERSON, NOTHING)), OFFSET))
    mean = mean_over_datasets({"large": large, "small": small})
    assert mean.micro.f1 == 50
    assert mean.micro.counts.gold == 10
    with pytest.raises(ValueError, match="one mode"):
        mean_over_datasets({"a": large, "b": score(tally([], mode_named("string")))})
    with pytest.raises(ValueError, match="one mode"):
        mean_over_datasets({})


def test_seeds_keep_all_values() -> None:
    runs = [score(tally(pairs((BOTH, answer)), OFFSET)) for answer in (BOTH, PERSON, NOTHING)]
    f1 = over_seeds(runs)["micro_f1"]
    assert f1.values == pytest.approx((100, 200 / 3, 0))
    assert f1.mean == pytest.approx(500 / 9)
    assert f1.deviation == pytest.approx(50.917507721731)
    assert Repeated((3.0,)).deviation == 0
    with pytest.raises(ValueError, match="at least one seed"):
        Repeated(())


def result(name: str, extraction: Extraction) -> Result:
    return Result(Document(name, extraction.text), extraction)


def test_a_text_without_a_result_is_missed_not_left_out() -> None:
    made = pair([result("b", PERSON)], {"a": PERSON, "b": PERSON})
    assert [each.document for each in made] == ["a", "b"]
    assert score(tally(made, OFFSET)).micro.recall == 50


def test_results_that_do_not_fit_the_gold_are_refused() -> None:
    with pytest.raises(InputError, match="no gold for document 'c'"):
        pair([result("c", PERSON)], {"a": PERSON})
    with pytest.raises(InputError, match="two results"):
        pair([result("a", PERSON), result("a", PERSON)], {"a": PERSON})
    with pytest.raises(InputError, match="different texts"):
        pair([result("a", Extraction("other"))], {"a": PERSON})
