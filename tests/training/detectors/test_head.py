"""Heads that are fitted: a detector that learnt from a toy corpus finds what one that did not learn leaves."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import numpy as np
import pytest

from garner import Schema
from garner.errors import InputError
from garner.refinement.learned import LearnedDetector
from garner.refinement.learned.card import FEATURES, open_detectors
from garner.refinement.protocols import Case
from garner.training.detectors.head import HeadSettings, fit_head, train_head
from garner.training.detectors.head_rows import Rows, see, span_rows
from garner.training.detectors.instance import Instance
from garner.values import DefectKind, Entity, Extraction, Grade, Grounding, Label, claims_of
from models.scripted_trunk import ScriptedTrunk, scripted

CITIES = ["Rome", "Paris", "Oslo", "Bern", "Kiel", "Ghent"]
PEOPLE = ["Ann", "Bob", "Cleo", "Dan", "Eve", "Finn"]
FILLERS = "met saw in near the and with left for slowly today".split()
SCHEMA = Schema.parse({"entities": ["city", "person"], "labels": {"length": ["short", "long"]}})
SETTINGS = HeadSettings(hidden=(8,), passes=12, patience=12, batch=64, rate=2e-2)


def encoder():
    """One that scores what is so 1 and everything else -3: too little to answer by its own threshold of a half alone."""
    spans = {(word, "city"): 1.0 for word in CITIES} | {(word, "person"): 1.0 for word in PEOPLE}
    spans |= {(word, "city"): 1.0 for word in ("the", "slowly")}
    return scripted(ScriptedTrunk(spans, {("", "short"): 1.0, ("slowly", "long"): 2.0}))


def exact(text, start, end):
    return Grounding(text[start:end], start, end, text[start:end], Grade.VERBATIM)


def toy(count, seed, corpus="toy:train"):
    """A third of the answers are right. In the others entities are left out or of the wrong type, other words are said to be
    some, and labels are wrong."""
    draw = random.Random(seed)
    made = []
    for number in range(count):
        words = [draw.choice(draw.choice((CITIES, PEOPLE, FILLERS))) for _ in range(draw.randint(4, 9))]
        text, start, gold, given = " ".join(words), 0, [], []
        for word in words:
            kind = "city" if word in CITIES else "person" if word in PEOPLE else ""
            entity = Entity(f"e{start}", kind or draw.choice(["city", "person"]), exact(text, start, start + len(word)))
            start += len(word) + 1
            if kind:
                gold.append(entity)
            if kind and draw.random() < 0.2:
                given.append(replace(entity, type="person" if kind == "city" else "city"))
            elif draw.random() < (0.5 if kind else 0.2):
                given.append(entity)
        right = Label("length", "long" if "slowly" in words else "short")
        said = right if draw.random() < 0.5 else Label("length", draw.choice(["short", "long"]))
        answer, truth = (Extraction(text, (label,), tuple(each)) for label, each in ((said, given), (right, gold)))
        answer = truth if number % 3 == 0 else answer
        made.append(Instance(f"{seed}-{number}", text, SCHEMA, answer, truth, None, "careless", corpus, whole=True))
    return made


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("detectors")
    card = train_head(toy(90, 1), toy(24, 2, "other:dev"), encoder(), folder, SETTINGS)
    return folder, card


def f1(instances, detector):
    async def ask():
        return await asyncio.gather(*(detector.detect(Case(each.schema, each.given)) for each in instances))

    right = said = gold = 0
    for each, detection in zip(instances, asyncio.run(ask()), strict=True):
        claims = set(claims_of(each.given))
        claims -= {defect.drop for defect in detection.defects}
        claims |= {defect.add for defect in detection.defects if defect.add is not None}
        truth = set(claims_of(each.gold))
        right, said, gold = right + len(claims & truth), said + len(claims), gold + len(truth)
    return 200 * right / (said + gold)


def test_a_trained_detector_mends_answers_and_an_untrained_one_leaves_them(trained, tmp_path):
    tested = toy(40, 3, "third:dev")
    untrained = tmp_path / "untrained"
    none = HeadSettings(hidden=(8,), passes=0)
    train_head(toy(6, 1), toy(6, 2), encoder(), untrained, none)
    before = f1(tested, _Silent())
    after = f1(tested, LearnedDetector.load(trained[0], encoder()))
    assert before < 80 < 90 < after
    assert f1(tested, LearnedDetector.load(untrained, encoder())) < after - 5


class _Silent:
    async def detect(self, case):
        from garner.refinement.protocols import Detection

        del case
        return Detection()


def test_planted_defects_are_named_by_kind(trained):
    detector = LearnedDetector.load(trained[0], encoder())
    text = "Ann met Rome near Oslo"
    planted = Extraction(
        text,
        (Label("length", "short"),),
        (
            Entity("e1", "person", exact(text, 0, 3)),
            Entity("e2", "person", exact(text, 8, 12)),
            Entity("e3", "city", exact(text, 13, 17)),
        ),
    )
    found = asyncio.run(detector.detect(Case(SCHEMA, planted))).defects
    assert {(each.kind, each.drop and each.drop.value, each.add and each.add.value) for each in found} == {
        (DefectKind.WRONG_TYPE, "Rome", "Rome"),
        (DefectKind.REDUNDANT, "near", None),
        (DefectKind.MISSING, None, "Oslo"),
    }


def test_a_right_answer_is_judged_likelier_than_a_wrong_one(trained):
    detector = LearnedDetector.load(trained[0], encoder())
    instances = toy(40, 4)

    def mean(answers):
        async def ask():
            return await asyncio.gather(*(detector.judge(Case(SCHEMA, each)) for each in answers))

        return float(np.mean([each.right for each in asyncio.run(ask())]))

    assert mean([each.gold for each in instances]) > mean([each.given for each in instances if not each.right]) + 0.2


def test_the_same_instances_make_the_same_detectors(tmp_path):
    settings = replace(SETTINGS, passes=2)
    cards = [train_head(toy(20, 1), toy(8, 2, "other:dev"), encoder(), tmp_path / name, settings) for name in ("one", "two")]
    first, second = (dict(np.load(tmp_path / name / "detectors.npz")) for name in ("one", "two"))
    assert all(np.array_equal(first[name], second[name]) for name in first)
    assert cards[0]["levels"] == cards[1]["levels"]


def test_the_card_tells_what_was_learnt_from(trained):
    card, heads = open_detectors(trained[0])
    assert card.training["corpora"] == ["toy:train"] and card.training["set_aside_corpora"] == ["other:dev"]
    assert card.training["instances"] == 90 and card.training["parameters"] > 0
    assert set(heads) == set(FEATURES)


def test_nothing_to_learn_from_is_an_error(tmp_path):
    with pytest.raises(InputError):
        train_head([], toy(3, 1), encoder(), tmp_path)
    with pytest.raises(InputError):
        train_head(toy(3, 1), [], encoder(), tmp_path)


def test_texts_that_the_encoder_does_not_take_at_once_are_left_out():
    text = "Ann " * 400
    long = Instance("long", text, SCHEMA, Extraction(text), Extraction(text), None, "gold", "toy:train", whole=True)
    assert [each.instance.id for each in see([long, *toy(1, 1)], encoder())] == ["1-0"]


def test_without_rows_a_head_believes_what_is_said():
    none = Rows(np.zeros((0, 0), np.float32), *(np.zeros(0, np.float32),) * 2, np.zeros(0, np.int64))
    head = fit_head(none, none, FEATURES["relations"], SETTINGS)
    rows = np.zeros((2, len(FEATURES["relations"])), np.float32)
    rows[1, FEATURES["relations"].index("said")] = 1.0
    assert (head(rows) > 0).tolist() == [False, True]


def test_gold_without_places_is_met_by_words_alone():
    text = "Ann saw Ann"
    gold, given = (Extraction(text, (), (Entity("e1", "person", exact(text, *place)),)) for place in ((0, 3), (8, 11)))
    instances = [
        Instance("a", text, SCHEMA, given, gold, None, "x", "toy:train", whole=True, places=places) for places in (True, False)
    ]
    for seen, expected in zip(see(instances, encoder()), (1, 2), strict=True):
        assert span_rows([seen]).holds.sum() == expected
