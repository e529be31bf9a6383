"""What must hold in every mode, over random extractions."""

from __future__ import annotations

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from evaluation.building import CALM, TEXT, extractions
from garner.evaluation import MODES, Pair, Scores, score, tally
from garner.evaluation.mode import Mode
from garner.values import Extraction

EMPTY = Extraction(TEXT)
WHOLE_ANSWERS = {"accuracy", "text-exact", "word-exact", "all-exact"}  # an empty answer is right where there is no gold


def scored(gold: Extraction, predicted: Extraction, mode: Mode) -> Scores:
    return score(tally([Pair("one", gold, predicted)], mode))


@CALM
@given(gold=extractions())
def test_gold_against_itself_is_perfect(gold: Extraction) -> None:
    for name, mode in MODES.items():
        scores = scored(gold, gold, mode)
        for each in (scores.micro, scores.macro):
            assert [round(figure, 9) for figure in (each.precision, each.recall, each.f1)] == [100, 100, 100], name


@CALM
@given(gold=extractions())
def test_an_empty_answer_earns_nothing_where_there_is_gold(gold: Extraction) -> None:
    for name, mode in MODES.items():
        if name not in WHOLE_ANSWERS:
            counts = scored(gold, EMPTY, mode).micro.counts
            assert (counts.right, counts.predicted, counts.found) == (0, 0, 0), name
        elif gold.labels and gold.entities:
            assert scored(gold, EMPTY, mode).micro.counts.right == 0, name


def shuffled(extraction: Extraction, draw: random.Random) -> Extraction:
    kinds = ("labels", "entities", "relations", "events", "facts")
    return replace(extraction, **{kind: tuple(draw.sample(items := getattr(extraction, kind), len(items))) for kind in kinds})


@CALM
@given(gold=extractions(), predicted=extractions(), seed=st.integers(0, 9))
def test_the_order_of_items_never_matters(gold: Extraction, predicted: Extraction, seed: int) -> None:
    draw = random.Random(seed)
    other_gold, other_predicted = shuffled(gold, draw), shuffled(predicted, draw)
    for name, mode in MODES.items():
        before, after = mode.count(gold, predicted), mode.count(other_gold, other_predicted)
        assert before.keys() == after.keys(), name
        for label, counts in before.items():
            assert [round(number, 9) for number in counts] == [round(number, 9) for number in after[label]], name


@CALM
@given(gold=extractions(), predicted=extractions())
def test_counts_are_possible(gold: Extraction, predicted: Extraction) -> None:
    for name, mode in MODES.items():
        for counts in mode.count(gold, predicted).values():
            assert 0 <= counts.right <= counts.predicted + 1e-9, name
            assert 0 <= counts.found <= counts.gold + 1e-9, name
            assert counts.predicted or counts.gold, name


@CALM
@given(gold=extractions(), predicted=extractions())
def test_all_is_right_exactly_if_text_level_and_word_level_are(gold: Extraction, predicted: Extraction) -> None:
    right = {name: MODES[name].count(gold, predicted)["answer"].right for name in ("text-exact", "word-exact", "all-exact")}
    assert right["all-exact"] == min(right["text-exact"], right["word-exact"])


@CALM
@given(gold=extractions(), predicted=extractions())
def test_each_step_of_forgiveness_earns_no_less(gold: Extraction, predicted: Extraction) -> None:
    f1 = {name: scored(gold, predicted, mode).micro.f1 for name, mode in MODES.items()}
    steps = [
        ("offset", "overlap"),
        ("overlap", "type"),
        ("overlap", "partial"),
        ("offset", "boundaries"),
        ("offset", "string"),
        ("relation-strict", "relation"),
        ("relation", "relation-string"),
        ("argument", "argument-of-type"),
    ]
    for strict, lenient in steps:
        assert f1[strict] <= f1[lenient] + 1e-9, (strict, lenient)
