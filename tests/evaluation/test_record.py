"""Tallies survive being written and read; what is no tally is refused with its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given

from evaluation.building import CALM, extractions
from garner.errors import InputError
from garner.evaluation import MODES, Pair, tally
from garner.evaluation.record import tally_from_record, tally_to_record
from garner.values import Extraction

GOOD = {"version": 1, "mode": "offset@1", "labels": ["person"], "documents": [["a", [0, 1, 2, 1, 3]], ["b"]]}


@CALM
@given(extractions(), extractions())
def test_a_tally_is_read_back_as_it_was(gold: Extraction, predicted: Extraction) -> None:
    for name in ("offset", "overlap", "carb", "class"):
        counted = tally([Pair("a", gold, predicted), Pair("b", predicted, gold)], MODES[name])
        assert tally_from_record(json.loads(json.dumps(tally_to_record(counted)))) == counted


DAMAGED = {
    "no object": ([], "no JSON object"),
    "another version": (GOOD | {"version": 2}, "version 2"),
    "no mode": (GOOD | {"mode": None}, "needs a mode"),
    "labels that are no strings": (GOOD | {"labels": [1]}, "no list of strings"),
    "a document without a name": (GOOD | {"documents": [["a"], [3]]}, r"documents\[1\]"),
    "a cell cut short": (GOOD | {"documents": [["a", [0, 1, 2]]]}, r"documents\[0\]\[1\] is no list of five"),
    "not a number": (GOOD | {"documents": [["a", [0, 1, float("nan"), 1, 1]]]}, "five numbers"),
    "a label that is not there": (GOOD | {"documents": [["a", [1, 1, 1, 1, 1]]]}, "names label 1, and there are 1"),
    "more right than claimed": (GOOD | {"documents": [["a", [0, 2, 1, 1, 1]]]}, "more right items"),
}


@pytest.mark.parametrize(("record", "reason"), DAMAGED.values(), ids=DAMAGED.keys())
def test_damaged_records_are_refused(record: object, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        tally_from_record(record)


def test_a_good_record_is_read() -> None:
    read = tally_from_record(GOOD)
    assert read.by_label()["person"] == (1, 2, 1, 3)
    assert [document.document for document in read.documents] == ["a", "b"]
