"""From which probability on answers are changed: those of others, and those that are the encoder's own."""

from __future__ import annotations

from typing import NamedTuple

from garner import Schema
from garner.refinement.learned.agreement import Agreement
from garner.refinement.learned.defects import LEFT_ALONE, Level
from garner.refinement.learned.judging import Verdict
from garner.refinement.learned.parts import Part
from garner.training.detectors.head_levels import Bands, Tried, best_bands, change_of, counted, counts_of
from garner.training.detectors.head_rows import Seen
from garner.training.detectors.head_whole import left_from, whole_rows
from garner.training.detectors.instance import Instance
from garner.values import Claim, ClaimKind, Extraction, Mention

TEXT = "Ann Bob Cleo"
SCHEMA = Schema.parse({"entities": ["person"]})
ANN, BOB, CLEO = (
    Claim(ClaimKind.ENTITY, "person", "", (Mention(TEXT[start:end], start, end),)) for start, end in ((0, 3), (4, 7), (8, 12))
)
OWN, OTHER, OTHER_TIES = Agreement(), Agreement(said=1), Agreement(ties=1)
HALF = {kind.value: Level() for kind in ClaimKind}


class Case(NamedTuple):
    said: set
    gold: set
    odds: dict


def tried(cases, is_own=False, sort="encoder", corpus="toy:dev", agreement=None):
    empty, made = Extraction(TEXT), []
    for number, case in enumerate(cases):
        instance = Instance(f"{number}", TEXT, SCHEMA, empty, empty, None, sort, corpus, whole=True)
        seen = Seen(instance, Part(TEXT, 0, dict.fromkeys(case.said)), None, frozenset(case.gold), case.said == case.gold, sort)
        verdicts = [Verdict(claim, odds, claim in case.said) for claim, odds in case.odds.items()]
        made.append(Tried(seen, verdicts, agreement or (OWN if is_own else OTHER)))
    return made


# What is said at -1 is right and at -3 is wrong; what is not said at 1 is missing and at -1 is not.
MENDED = Case({ANN, BOB}, {ANN, CLEO}, {ANN: -1.0, BOB: -3.0, CLEO: 1.0})
LEFT = Case({ANN}, {ANN}, {ANN: 3.0, BOB: -1.0})
HURT = Case({ANN, BOB}, {ANN, BOB}, {ANN: -1.0, BOB: -3.0, CLEO: 1.0})


def test_levels_that_mend_are_chosen_and_those_that_spoil_are_not():
    answers = tried([MENDED, LEFT] * 5)
    bands = best_bands(answers)
    [change] = change_of(answers, bands).values()
    assert (change.after, change.worse, change.better) == (100.0, 0.0, 0.5)
    assert bands.others["label"] == Level() and bands.own == bands.others


def test_the_encoders_own_answers_are_mended_where_that_surely_lifts_them():
    own = tried([MENDED, LEFT] * 10, is_own=True)
    [change] = change_of(own, best_bands(own)).values()
    assert (change.after, change.worse) == (100.0, 0.0)


def test_the_encoders_own_answers_are_left_alone_where_mending_hurts_as_often_as_it_helps():
    own, others = tried([MENDED, HURT] * 10, is_own=True), tried([MENDED, LEFT] * 10, sort="gazetteer")
    bands = best_bands([*own, *others])
    assert bands.own["entity"] == LEFT_ALONE
    changes = change_of([*own, *others], bands)
    assert changes["toy:dev", "encoder"].after == changes["toy:dev", "encoder"].before
    assert changes["toy:dev", "gazetteer"].after == 100.0


def test_other_answers_that_agree_do_not_decide_what_is_done_to_the_encoders_own():
    own, agreeing = tried([HURT] * 10, is_own=True), tried([MENDED] * 30, is_own=True, sort="blend")
    assert best_bands([*own, *agreeing]).own["entity"] == LEFT_ALONE


def test_an_argument_may_be_added_to_an_event_that_is_there():
    event = Claim(ClaimKind.EVENT, "meeting", "", BOB.mentions)
    role = Claim(ClaimKind.ARGUMENT, "meeting", "guest", (*ANN.mentions, *BOB.mentions))
    answers = tried([Case({event}, {event, role}, {event: 3.0, role: 1.0})] * 10)
    [change] = change_of(answers, best_bands(answers)).values()
    assert change.after == 100.0


KNOWS = Claim(ClaimKind.RELATION, "knows", "", (*ANN.mentions, *BOB.mentions))
BACK = Claim(ClaimKind.RELATION, "knows", "", (*BOB.mentions, *ANN.mentions))
LACKING = Case(set(), {KNOWS}, {KNOWS: -0.5, BACK: -3.0})


def test_relations_of_the_encoders_own_are_left_alone_though_those_that_others_lack_are_added():
    own = tried([Case({KNOWS}, {KNOWS}, {KNOWS: 1.0, BACK: -0.5})] * 10, agreement=OWN)
    others = tried([LACKING] * 10, sort="untied", agreement=OTHER_TIES)
    bands = best_bands([*own, *others])
    changes = change_of([*own, *others], bands)
    assert bands.own["relation"] == LEFT_ALONE
    assert changes["toy:dev", "encoder"].worse == 0.0 and changes["toy:dev", "untied"].after == 100.0


def test_every_source_counts_alike_however_many_answers_it_has():
    spoiled = Case({KNOWS}, {KNOWS}, {KNOWS: 1.0, BACK: -0.5})
    many = tried([Case({KNOWS}, {KNOWS}, {KNOWS: 1.0})] * 380 + [spoiled] * 15, sort="blend")
    bands = best_bands([*many, *tried([LACKING] * 40, sort="untied")])
    assert change_of(tried([LACKING]), bands)["toy:dev", "encoder"].after == 100.0


def test_no_level_is_chosen_that_makes_one_answer_in_twenty_of_a_source_worse():
    spoiled = Case({KNOWS}, {KNOWS}, {KNOWS: 1.0, BACK: -0.5})
    blends = tried([Case({KNOWS}, {KNOWS}, {KNOWS: 1.0})] * 38 + [spoiled] * 2, sort="blend")
    bands = best_bands([*blends, *tried([LACKING] * 40, sort="untied")])
    assert change_of(blends, bands)["toy:dev", "blend"].worse == 0.0


def test_what_is_counted_once_for_many_levels_is_what_each_would_give():
    cases = [MENDED, LEFT, HURT, LACKING, Case({ANN}, {BOB}, {ANN: 0.1, BOB: 0.2, CLEO: -0.3})]
    bands, levels = Bands(HALF, HALF), [Level(*each) for each in ((0.02, 0.3), (0.3, 0.6), (0.5, 0.5), (0.4, 0.8, True))]
    for kind in (ClaimKind.ENTITY, ClaimKind.RELATION):
        answers = [each for each in tried(cases) if any(verdict.claim.kind is kind for verdict in each.verdicts)]
        found = counted(answers, kind.value, bands, levels, (kind,))
        for row, each in zip(found, answers, strict=True):
            wanted = [counts_of(each, {**HALF, kind.value: level}, (kind,)) for level in levels]
            assert row.tolist() == [list(map(float, own)) for own in wanted]


def test_only_answers_with_defects_tell_when_to_leave_one_alone():
    answers = tried([MENDED, LEFT, HURT])
    rows, counts = whole_rows(answers, Bands(HALF, HALF))
    assert rows.owners.tolist() == [0, 2] and rows.holds.tolist() == [0.0, 1.0]
    assert [each.gain > 0 for each in counts] == [True, False]


def test_answers_are_left_alone_as_long_as_no_source_loses_by_it():
    answers, bands = [*tried([MENDED, LEFT], sort="gazetteer"), *tried([HURT])], Bands(HALF, HALF)
    rows, counts = whole_rows(answers, bands)
    owners = rows.owners.tolist()
    assert left_from([-1.0, 2.0], owners, counts, answers, bands) == 2.0
    assert left_from([3.0, 2.0], owners, counts, answers, bands) > 3.0
    assert left_from([], [], [], [], bands) > 0.0
