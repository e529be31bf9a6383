"""Answers compared by strings: their audit agrees with the string mode, whatever places the two sides have."""

from __future__ import annotations

from hypothesis import given

from evaluation.building import CALM, NOWHERE, TEXT, at, found, only_mentions
from garner.evaluation import Case, Pair, audit, compared_by_strings, mode_named, score, tally
from garner.schema import Schema
from garner.values import Document, Extraction, Fact, Grounding, Result, Table

REPEATED = "ab ab ab"


def case(gold: Extraction, predicted: Extraction) -> Case:
    return Case(Result(Document("one", gold.text), predicted), gold)


def test_another_occurrence_of_the_same_words_is_the_same_string() -> None:
    gold, predicted = found(("person", 0, 2), text=REPEATED), found(("person", 6, 8), text=REPEATED)
    assert audit([case(gold, predicted)], Schema.of(["person"])).score.f1 == 0
    assert audit([compared_by_strings(case(gold, predicted))], Schema.of(["person"])).score.f1 == 100


def test_repeated_mentions_stay_as_many_as_they_were() -> None:
    gold = found(("person", 0, 2), ("person", 3, 5), text=REPEATED)
    predicted = found(("person", 6, 8), text=REPEATED)
    assert audit([compared_by_strings(case(gold, predicted))], Schema()).score.recall == 50


@CALM
@given(only_mentions(), only_mentions())
def test_the_audit_of_strings_has_the_score_of_the_string_mode(gold: Extraction, predicted: Extraction) -> None:
    by_mode = score(tally([Pair("one", gold, predicted)], mode_named("string"))).micro
    by_audit = audit([compared_by_strings(case(gold, predicted))], Schema()).score
    assert (by_audit.precision, by_audit.recall, by_audit.f1) == (by_mode.precision, by_mode.recall, by_mode.f1)


def test_facts_and_cells_are_audited_part_by_part() -> None:
    gold = Extraction(
        TEXT,
        facts=(Fact(at(0, 2), at(3, 5), at(6, 8)),),
        tables=(Table("who", ("name", "place"), ((at(0, 2), at(3, 5)),)),),
    )
    predicted = Extraction(
        TEXT,
        facts=(Fact(at(0, 2), at(3, 5), at(6, 11)), Fact(Grounding.absent(NOWHERE), at(3, 5), at(6, 8))),
        tables=(Table("who", ("name", "place"), ((at(0, 2), None),)),),
    )
    facts, cells = (audit([case(gold, predicted)], Schema(facts=True), kind) for kind in ("facts", "cells"))
    assert {each.fault.value: each.items for each in facts.findings} == {"wrong boundary": 1, "value not in text": 1}
    assert {each.fault.value: each.items for each in cells.findings} == {"missed": 1}
    assert cells.score.recall == 50
