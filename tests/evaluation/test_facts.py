"""CaRB's lenient matching and ROBUST's worst of a cluster."""

from __future__ import annotations

import random

import pytest

from evaluation.building import scores
from garner.errors import InputError
from garner.evaluation import Pair, bootstrap, mode_named, score, tally, worst_of_cluster
from garner.values import Extraction, Fact, Grounding


def facts(*wanted: tuple[str, ...]) -> Extraction:
    """Facts from ``(subject, predicate, object[, time[, place]])``; places in the text play no part here."""
    made = (Fact(*(Grounding.absent(part) if part else None for part in each)) for each in wanted)
    return Extraction("any text", facts=tuple(made))


def carb(gold: Extraction, predicted: Extraction) -> tuple[float, float]:
    micro = scores(gold, predicted, "carb").micro
    return round(micro.precision, 4), round(micro.recall, 4)


# What: gold, predicted, precision, recall
CASES = {
    "word for word": (("Ann", "lives in", "Rome"), ("Ann", "lives in", "Rome"), 100, 100),
    "no word of the predicate in common": (("Ann", "lives in", "Rome"), ("Ann", "resides at", "Rome"), 0, 0),
    "one word of the predicate is enough": (("Ann", "lives in", "Rome"), ("Ann", "lives", "Rome"), 100, 75),
    "too long an argument costs precision": (("Ann", "lives in", "Rome"), ("Ann", "lives in", "old Rome today"), 66.6667, 100),
    "words in the other argument do not count": (("Ann", "saw", "Bob"), ("Bob", "saw", "Ann"), 33.3333, 33.3333),
    "time and place join the object": (("Ann", "met", "Bob", "today"), ("Ann", "met", "Bob today"), 100, 100),
    "who said what may be swapped": (("Ann", "said", "it rained"), ("it rained", "said", "Ann"), 100, 100),
    "be stands for its forms": (("Ann", "is", "tall"), ("Ann", "be", "tall"), 100, 100),
    "is does not stand for be": (("Ann", "be", "tall"), ("Ann", "is", "tall"), 0, 0),
    "case counts": (("Ann", "lives in", "Rome"), ("ann", "lives in", "rome"), 50, 50),
    "a word counts once": (("Ann", "saw", "Bob"), ("Ann Ann", "saw", "Bob"), 75, 100),
    "characters where no spaces are": (("東京", "位置する", "関東"), ("東京", "位置する", "関東地方"), 80, 100),
}


@pytest.mark.parametrize(("gold", "predicted", "precision", "recall"), CASES.values(), ids=CASES.keys())
def test_lenient_matching(gold: tuple[str, ...], predicted: tuple[str, ...], precision: float, recall: float) -> None:
    assert carb(facts(gold), facts(predicted)) == (precision, recall)


def test_precision_pairs_one_to_one_and_recall_takes_the_best() -> None:
    one, other = ("Ann", "saw", "Bob"), ("Ann", "saw", "Eve")
    assert carb(facts(one), facts(one, one)) == (50, 100)
    assert carb(facts(one, other), facts(one)) == (100, round(100 * (1 + 2 / 3) / 2, 4))


def test_all_predictions_count() -> None:
    assert carb(facts(("Ann", "saw", "Bob")), facts(("Ann", "saw", "Bob"), ("x", "y", "z"))) == (50, 100)
    assert carb(facts(), facts(("x", "y", "z"))) == (0, 0)


def slow_carb(gold: list[tuple[str, ...]], predicted: list[tuple[str, ...]]) -> tuple[float, float]:
    """The same rules by lists of words that are crossed off, one gold fact and one prediction at a time."""

    def words(fact: tuple[str, ...]) -> list[list[str]]:
        return [fact[1].split(), fact[0].split(), " ".join(fact[2:]).split()]

    def match(truth: tuple[str, ...], claim: tuple[str, ...]) -> tuple[float, float]:
        hits, wanted, claimed = 0, 0, 0
        for number, (ours, theirs) in enumerate(zip(words(truth), words(claim), strict=True)):
            wanted, claimed = wanted + len(ours), claimed + len(theirs)
            for word in list(theirs):
                if word in ours:
                    ours.remove(word)
                    hits += 1
            if number == 0 and hits == 0:
                return 0.0, 0.0
        return hits / claimed, hits / wanted

    table = {(row, column): match(one, other) for row, one in enumerate(gold) for column, other in enumerate(predicted)}
    recall = sum(max((table[row, column][1] for column in range(len(predicted))), default=0) for row in range(len(gold)))
    precision = 0.0
    while table:
        row, column = max(table, key=lambda key: table[key][0])
        precision += table[row, column][0]
        table = {key: value for key, value in table.items() if key[0] != row and key[1] != column}
    return precision, recall


def test_carb_equals_crossing_off_words() -> None:
    draw = random.Random(3)
    vocabulary = ["a", "b", "c", "d", "e"]
    for _ in range(400):
        made = [
            sorted(
                {
                    tuple(" ".join(draw.choices(vocabulary, k=draw.randint(1, 3))) for _ in range(3))
                    for _ in range(draw.randint(0, 3))
                },
                key=lambda fact: (fact[1], fact[0], fact[2]),
            )
            for _ in range(2)
        ]
        counts = scores(facts(*made[0]), facts(*made[1]), "carb").micro.counts
        assert (counts.right, counts.found) == pytest.approx(slow_carb(*made))
        assert (counts.predicted, counts.gold) == (len(made[1]), len(made[0]))


def test_robust_takes_the_worst_text_of_each_cluster_and_averages_over_clusters() -> None:
    gold = facts(("Ann", "saw", "Bob"))
    pairs = [
        Pair("a1", gold, gold),
        Pair("a2", gold, facts(("Ann", "saw", "Bob"), ("x", "y", "z"))),
        Pair("b1", gold, gold),
        Pair("b2", gold, gold),
    ]
    counted = tally(pairs, mode_named("carb"))
    robust = worst_of_cluster(counted, {"a1": "a", "a2": "a", "b1": "b", "b2": "b"})
    scored = score(robust)
    assert scored.mode == "carb@1+worst-of-cluster"
    assert (scored.documents, scored.micro.precision, scored.micro.recall) == (2, 75, 100)
    assert scored.micro.f1 == pytest.approx(2 * 75 * 100 / 175)
    assert scored.micro.f1 <= score(counted).micro.f1
    assert bootstrap(robust).micro.f1.low >= 50
    with pytest.raises(InputError, match="belongs to no cluster"):
        worst_of_cluster(counted, {"a1": "a"})


def test_fact_strings_want_all_five_slots() -> None:
    gold, predicted = facts(("Ann", "met", "Bob", "today")), facts(("Ann", "met", "Bob"))
    assert scores(gold, predicted, "fact-string").micro.f1 == 0
    assert scores(gold, gold, "fact-string").micro.f1 == 100
