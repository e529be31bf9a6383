"""From which probability on answers are changed, and from which they are left alone."""

from __future__ import annotations

from typing import NamedTuple

from garner import Schema
from garner.refinement.learned.defects import Level
from garner.refinement.learned.judging import Verdict
from garner.refinement.learned.parts import Part
from garner.training.detectors.head_levels import best_levels, change_of, right_from, script_of
from garner.training.detectors.head_rows import Seen
from garner.training.detectors.instance import Instance
from garner.values import Claim, ClaimKind, Extraction, Mention

TEXT = "Ann Bob Cleo"
SCHEMA = Schema.parse({"entities": ["person"]})
ANN, BOB, CLEO = (
    Claim(ClaimKind.ENTITY, "person", "", (Mention(TEXT[start:end], start, end),)) for start, end in ((0, 3), (4, 7), (8, 12))
)


class Case(NamedTuple):
    said: set
    gold: set
    odds: dict


def seen_of(case, number, sort="encoder"):
    empty = Extraction(TEXT)
    instance = Instance(f"{number}", TEXT, SCHEMA, empty, empty, None, sort, "toy:dev", whole=True)
    part = Part(TEXT, 0, dict.fromkeys(case.said))
    verdicts = [Verdict(claim, odds, claim in case.said) for claim, odds in case.odds.items()]
    return Seen(instance, part, None, frozenset(case.gold), case.said == case.gold, sort), verdicts


def test_levels_that_mend_are_chosen_and_those_that_spoil_are_not():
    # What is said at -1 is right and at -3 is wrong; what is not said at 1 is missing and at -1 is not.
    mended = Case({ANN, BOB}, {ANN, CLEO}, {ANN: -1.0, BOB: -3.0, CLEO: 1.0})
    left = Case({ANN}, {ANN}, {ANN: 3.0, BOB: -1.0})
    seen, verdicts = zip(*[seen_of(case, n) for n, case in enumerate([mended, left] * 5)], strict=True)
    levels = best_levels(seen, verdicts)
    [change] = change_of(seen, verdicts, levels).values()
    assert (change.after, change.worse, change.better) == (100.0, 0.0, 0.5)
    assert levels["label"] == Level()


def test_answers_that_correcting_would_not_lift_are_left_alone():
    wrong = Case({BOB}, {ANN}, {ANN: 3.0, BOB: -3.0})
    right = Case({ANN}, {ANN}, {ANN: 3.0})
    seen, verdicts = zip(*[seen_of(case, n) for n, case in enumerate([right, wrong, right])], strict=True)
    levels = {kind.value: Level() for kind in ClaimKind}
    assert right_from([2.0, 1.0, 0.5], seen, verdicts, levels) == 2.0
    assert right_from([2.0, -1.0, 0.5], seen, verdicts, levels) == 0.5
    assert right_from([], [], [], levels) > 0.0


def test_texts_are_told_by_their_script():
    assert [script_of(text) for text in ("Rome", "罗马", "ローマの道")] == ["other", "han", "kana"]
