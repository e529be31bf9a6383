"""Detectors that were trained: which defects follow from what the encoder sees, and that odd answers do no harm."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from dataclasses import replace

import numpy as np
import pytest

from garner import Schema
from garner.errors import ModelError
from garner.refinement.learned import LearnedDetector
from garner.refinement.learned.card import CARD, WEIGHTS
from garner.refinement.learned.defects import LEFT_ALONE
from garner.refinement.learned.judging import judged
from garner.refinement.learned.parts import parts_of
from garner.refinement.protocols import Case, Detector, Pruner
from garner.values import (
    Claim,
    ClaimKind,
    DefectKind,
    Draft,
    DraftArgument,
    DraftEntity,
    DraftEvent,
    DraftRelation,
    Entity,
    Extraction,
    Grounding,
    Label,
    Mention,
    Relation,
)
from models.scripted_trunk import ScriptedTrunk
from refinement.learned.hand_made import CLASSES, LINKS, RIGHT, SCHEMA, SPANS, TEXT, case, encoder, write_detectors


@pytest.fixture
def detector(tmp_path):
    beside = encoder()
    return LearnedDetector.load(write_detectors(tmp_path, beside), beside)


def defects(detector, *cases):
    async def ask():
        return await asyncio.gather(*(detector.detect(each) for each in cases))

    found = asyncio.run(ask())
    return [each.defects for each in found] if len(cases) > 1 else found[0].defects


def said(found):
    def value(claim):
        return None if claim is None else (claim.name, *([claim.detail] if claim.detail else []), claim.value)

    return {(each.kind.value, value(each.drop), value(each.add)) for each in found}


def without(items, text):
    return tuple(each for each in items if getattr(each, "text", None) != text)


def test_it_is_detector_and_pruner(detector):
    assert isinstance(detector, Detector) and isinstance(detector, Pruner)


def test_an_answer_that_the_scores_bear_out_has_no_defect_and_is_likely_right(detector):
    right = case(RIGHT)
    assert defects(detector, right) == ()
    assert asyncio.run(detector.judge(right)).right > 0.4


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        (replace(RIGHT, entities=without(RIGHT.entities, "Rome")), {("missing", None, ("city", "Rome"))}),
        (
            replace(RIGHT, entities=(*RIGHT.entities, DraftEntity("person", "said", None, 34, 38))),
            {("redundant", ("person", "said"), None)},
        ),
        (
            replace(RIGHT, entities=(*without(RIGHT.entities, "Ann Lee"), DraftEntity("person", "Ann", None, 26, 29))),
            {("boundary", ("person", "Ann"), ("person", "Ann Lee"))},
        ),
        (
            replace(RIGHT, entities=(*without(RIGHT.entities, "Rome"), DraftEntity("person", "Rome", None, 20, 24))),
            {("wrong_type", ("person", "Rome"), ("city", "Rome"))},
        ),
        (replace(RIGHT, relations=()), {("missing", None, ("owns", "Acme → Bolt"))}),
        (
            replace(
                RIGHT,
                relations=(
                    *RIGHT.relations,
                    DraftRelation("owns", "Bolt", "Acme", "company", "company", None, (12, 16), (0, 4)),
                ),
            ),
            {("redundant", ("owns", "Bolt → Acme"), None)},
        ),
        (
            replace(RIGHT, events=(DraftEvent("purchase", "bought", RIGHT.events[0].arguments[:1], None, (5, 11)),)),
            {("missing", None, ("purchase", "bought thing", "Bolt → bought"))},
        ),
        (
            replace(
                RIGHT,
                events=(
                    DraftEvent(
                        "purchase",
                        "bought",
                        (*RIGHT.events[0].arguments, DraftArgument("buyer", "Rome", (20, 24))),
                        None,
                        (5, 11),
                    ),
                ),
            ),
            {("redundant", ("purchase", "buyer", "Rome → bought"), None)},
        ),
        (
            replace(RIGHT, labels=(Label("topic", "sport"), Label("tone", "calm"))),
            {("wrong_type", ("topic", "sport", "sport"), ("topic", "deals", "deals"))},
        ),
        (replace(RIGHT, labels=(Label("tone", "calm"),)), {("missing", None, ("topic", "deals", "deals"))}),
        (
            replace(RIGHT, labels=(*RIGHT.labels, Label("tone", "loud"))),
            {("redundant", ("tone", "loud", "loud"), None)},
        ),
        (replace(RIGHT, labels=(Label("topic", "deals"),)), {("missing", None, ("tone", "calm", "calm"))}),
    ],
)
def test_one_planted_defect_is_found_and_nothing_else(detector, draft, expected):
    found = defects(detector, case(draft))
    assert said(found) == expected
    assert all(each.probability >= 0.5 and each.detector == detector.name and each.reason for each in found)


def test_the_name_that_is_stored_changes_with_weights_levels_and_encoder(detector):
    card = detector.card
    assert detector.name == card.signature
    assert detector.name.startswith("learned:hand-made@")
    level = replace(card.levels["entity"], keep=0.4)
    others = (
        replace(card, sha256="0"),
        replace(card, encoder="0"),
        replace(card, levels={**card.levels, "entity": level}),
        replace(card, name="other"),
    )
    assert len({card.signature, *(each.signature for each in others)}) == 5
    assert replace(card, training={"seconds": 3}).signature == card.signature


def test_a_planted_defect_makes_a_right_answer_less_likely(detector):
    whole = asyncio.run(detector.judge(case(RIGHT))).right
    assert asyncio.run(detector.judge(case(replace(RIGHT, entities=without(RIGHT.entities, "Rome"))))).right < whole - 0.2


def test_what_is_dropped_is_said_and_what_is_added_stands_in_the_text(detector):
    from garner.values import claims_of

    empty, full = case(Draft()), case(RIGHT)
    for each in (empty, full, case(replace(RIGHT, entities=RIGHT.entities[::2], labels=()))):
        claims = set(claims_of(each.extraction))
        for defect in defects(detector, each):
            assert defect.drop is None or defect.drop in claims
            assert defect.add is None or (defect.add.stands_in(TEXT) and defect.add not in claims)


def test_the_order_of_items_changes_nothing(detector):
    draft = replace(
        RIGHT, entities=(*RIGHT.entities[::2], DraftEntity("person", "said", None, 34, 38)), labels=RIGHT.labels[:1]
    )
    extraction = case(draft).extraction
    expected = said(defects(detector, Case(SCHEMA, extraction)))
    shuffled = random.Random(1)
    for _ in range(4):
        parts = {name: tuple(shuffled.sample(items, len(items))) for name in ("labels", "entities", "relations", "events")
                 for items in [getattr(extraction, name)]}  # fmt: skip
        other = Case(SCHEMA, replace(extraction, **parts))
        assert said(defects(detector, other)) == expected
        assert asyncio.run(detector.judge(other)).right == pytest.approx(
            asyncio.run(detector.judge(Case(SCHEMA, extraction))).right
        )


def test_cases_that_wait_together_are_read_together_and_answered_apart(tmp_path):
    trunk = ScriptedTrunk(SPANS, CLASSES, LINKS)
    beside = encoder(trunk)
    detector = LearnedDetector.load(write_detectors(tmp_path, beside), beside)
    cases = [case(RIGHT), case(Draft()), case(Draft(), "Rome"), case(Draft(), "Acme bought Bolt", Schema.of(["city"]))]
    together = defects(detector, *cases)
    assert [labels for _, labels in trunk.calls] == [11, 1] and [texts for texts, _ in trunk.calls] == [2, 1]
    alone = LearnedDetector.load(tmp_path, encoder())
    assert together == [defects(alone, each) for each in cases]


@pytest.fixture
def looked(detector, monkeypatch):
    """The texts of the parts that are judged."""
    texts: list[str] = []
    original = type(detector)._seen

    def seen(self, parts, schema, every):
        texts.extend(part.text for part in parts)
        return original(self, parts, schema, every)

    monkeypatch.setattr(type(detector), "_seen", seen)
    return texts


def test_a_case_is_looked_at_once_for_judging_and_detecting(detector, looked):
    one, other = case(RIGHT), case(Draft())
    asyncio.run(detector.judge(one))
    defects(detector, one)
    assert looked == [TEXT]

    async def both():
        return await asyncio.gather(detector.judge(other), detector.detect(other))

    judgement, detection = asyncio.run(both())
    assert looked == [TEXT, TEXT]
    assert judgement.right == asyncio.run(detector.judge(other)).right and detection.defects == defects(detector, other)


ODD = "Ünïcode 🙂👨‍👩‍👧 ¼ 漢字かな　\u200b\ud83d . 東京Rome!"


def odd_cases():
    absent = Extraction(TEXT, entities=(Entity("e1", "city", Grounding.absent("Paris")),))
    yield Case(SCHEMA, absent)
    yield Case(SCHEMA, Extraction(TEXT, entities=(Entity("e1", "planet", exact(TEXT, 0, 4)),)))
    half = tuple(Entity(f"e{start}", "city", exact(TEXT, start, start + 3)) for start in range(0, 30, 2))
    yield Case(
        SCHEMA, Extraction(TEXT, entities=half, relations=(Relation("owns", "e0", "e2"), Relation("unheard", "e2", "e4")))
    )
    yield Case(SCHEMA, Extraction(TEXT, entities=(Entity("e1", "city", exact(TEXT, 0, len(TEXT))),)))
    yield Case(SCHEMA, Extraction(TEXT, labels=(Label("topic", "unheard"), Label("unheard", "deals"), Label("topic", "deals"))))
    for text in ("", " ", "🙂", ODD, "Acme " * 40):
        yield Case(SCHEMA, Extraction(text))
        yield Case(
            Schema.of(["city"]),
            Extraction(text, entities=tuple([Entity("e1", "city", exact(text, 0, 1))] if text.strip() else [])),
        )
    yield Case(Schema.of([f"kind {number}" for number in range(300)]), Extraction(TEXT))
    yield Case(Schema.parse({"labels": {"one": ["only", "other"]}}), Extraction("🙂"))
    yield Case(Schema(facts=True), Extraction(TEXT))
    twice = tuple(Entity(f"e{number}", "city", exact(TEXT, 20, 24)) for number in range(3))
    yield Case(SCHEMA, Extraction(TEXT, entities=twice))


def exact(text, start, end):
    from garner.values import Grade

    return Grounding(text[start:end], start, end, text[start:end], Grade.VERBATIM)


@pytest.mark.parametrize("odd", list(odd_cases()))
def test_odd_answers_get_finite_verdicts_and_defects_that_fit_the_text(detector, odd):
    from garner.values import claims_of

    claims = set(claims_of(odd.extraction))
    for verdict in detector.verdicts([odd])[0]:
        assert np.isfinite(verdict.odds)
    for defect in defects(detector, odd):
        assert defect.drop is None or defect.drop in claims
        assert defect.add is None or defect.add.stands_in(odd.text)
    assert 0.0 <= asyncio.run(detector.judge(odd)).right <= 1.0


def test_what_nothing_can_be_told_of_is_left_alone(detector):
    unknown = Entity("e1", "planet", exact(TEXT, 0, 4))
    absent = Entity("e2", "city", Grounding.absent("Paris"))
    found = defects(detector, Case(SCHEMA, Extraction(TEXT, entities=(unknown, absent))))
    assert not any(defect.drop for defect in found)


def test_half_a_word_is_moved_to_the_whole_word(detector):
    found = defects(
        detector, Case(Schema.of(["city"]), Extraction(TEXT, entities=(Entity("e1", "city", exact(TEXT, 20, 23)),)))
    )
    assert [(each.kind, each.add) for each in found] == [
        (DefectKind.BOUNDARY, Claim(ClaimKind.ENTITY, "city", "", (Mention("Rome", 20, 24),)))
    ]


def long_case(items):
    sentence = "Ann Lee lives in Rome. "
    text = sentence * 60
    found = tuple(Entity(f"e{start}", name, exact(text, start, end)) for name, start, end in items)
    return text, Case(Schema.of(["city", "person"]), Extraction(text, entities=found))


def test_a_long_text_is_looked_at_in_passages_that_cover_it(detector):
    text, long = long_case([("person", 0, 7)])
    found = {each.add.mentions[0].span for each in defects(detector, long) if each.add and each.add.name == "city"}
    starts = [start for start in range(len(text)) if text.startswith("Rome", start)]
    assert found == {(start, start + 4) for start in starts}
    assert all(each.add is None or each.add.stands_in(text) for each in defects(detector, long))


def test_of_a_long_text_only_the_parts_are_judged_again_of_which_something_else_is_said(detector, looked, tmp_path):
    text, long = long_case([("person", 0, 7), ("city", 17, 21)])
    defects(detector, long)
    parts, _ = parts_of(long, encoder())
    assert looked == [part.text for part in parts] and len(parts) > 1
    looked.clear()
    _, corrected = long_case([("person", 0, 7), ("city", 17, 21), ("city", len(text) - 6, len(text) - 2)])
    corrected = replace(corrected, schema=long.schema)
    again = defects(detector, corrected)
    assert looked == [parts[-1].text]
    beside = encoder()
    assert again == defects(LearnedDetector.load(write_detectors(tmp_path, beside), beside), corrected)
    looked.clear()
    other = replace(corrected, schema=Schema.of(["city"]))
    defects(detector, other)
    assert looked == [part.text for part in parts]


def test_a_look_that_nobody_waits_for_ends_between_parts(detector, monkeypatch):
    begun, given_up, looked = threading.Event(), threading.Event(), list[int]()
    original = type(detector)._seen

    def seen(self, parts, schema, every):
        looked.append(len(parts))
        begun.set()
        assert given_up.wait(60)
        return original(self, parts, schema, every)

    monkeypatch.setattr(type(detector), "_seen", seen)
    text = "Ann Lee lives in Rome. " * 2000
    long = Case(SCHEMA, Extraction(text))
    count = len(parts_of(long, encoder())[0])

    async def give_up():
        asking = asyncio.ensure_future(detector.judge(long))
        await asyncio.to_thread(begun.wait, 60)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        given_up.set()

    asyncio.run(give_up())
    assert sum(looked) < count


def test_a_claim_that_no_passage_holds_is_left_alone(detector):
    text, _ = long_case([])
    ends = (Entity("e1", "person", exact(text, 0, 7)), Entity("e2", "city", exact(text, len(text) - 6, len(text) - 2)))
    schema = Schema.parse({"entities": ["person", "city"], "relations": {"lives in": {}}})
    far = Case(schema, Extraction(text, entities=ends, relations=(Relation("lives in", "e1", "e2"),)))
    parts, left = parts_of(far, encoder())
    assert left == 1 and sum(len(part.said) for part in parts) == 2
    assert not any(each.drop and each.drop.kind is ClaimKind.RELATION for each in defects(detector, far))


def test_an_encoder_of_other_weights_is_refused(tmp_path):
    other = encoder().replaced(sha256={"read.onnx": "0"})
    with pytest.raises(ModelError, match="trained beside"):
        LearnedDetector.load(write_detectors(tmp_path, encoder()), other)


@pytest.mark.parametrize("damage", ["card", "weights", "no weights", "no card", "format", "levels", "own levels", "features"])
def test_damaged_files_are_refused_by_name(tmp_path, damage):
    beside = encoder()
    write_detectors(tmp_path, beside)
    card = json.loads((tmp_path / CARD).read_text())
    if damage == "card":
        (tmp_path / CARD).write_text("{")
    elif damage == "weights":
        (tmp_path / WEIGHTS).write_bytes((tmp_path / WEIGHTS).read_bytes()[:-5])
    elif damage in ("no weights", "no card"):
        (tmp_path / (WEIGHTS if damage == "no weights" else CARD)).unlink()
    elif damage == "features":
        import hashlib

        with np.load(tmp_path / WEIGHTS) as stored:
            arrays = dict(stored)
        arrays["spans.0.weight"] = arrays["spans.0.weight"][:-1]
        np.savez(tmp_path / WEIGHTS, **arrays)
        card["sha256"] = hashlib.sha256((tmp_path / WEIGHTS).read_bytes()).hexdigest()
        (tmp_path / CARD).write_text(json.dumps(card))
    else:
        card |= {"format": 9} if damage == "format" else {damage.replace(" ", "_"): {}}
        (tmp_path / CARD).write_text(json.dumps(card))
    with pytest.raises(ModelError) as caught:
        LearnedDetector.load(tmp_path, beside)
    assert caught.value.hint


def test_verdicts_need_no_answer(detector):
    (verdicts,) = detector.verdicts([Case(SCHEMA, Extraction(TEXT))])
    assert {verdict.claim.value for verdict in verdicts} >= {"Acme", "Bolt", "Rome", "Ann Lee", "bought", "deals"}
    assert not any(verdict.said for verdict in verdicts)
    assert judged([], [], {"spans": lambda rows: rows[:, 0], "choices": lambda rows: rows[:, 0]}) == []


def test_answers_that_are_the_encoders_own_are_not_judged_where_such_are_left_alone(detector, monkeypatch):
    (own,) = encoder().answer_schema([TEXT], SCHEMA)
    verdicts = detector.verdicts([case(own)])
    looked_at = []

    def judge(parts, *rest):
        looked_at.extend(parts)
        return [[] for _ in parts]

    monkeypatch.setattr("garner.refinement.learned.detector.judged", judge)
    asyncio.run(detector.judge(case(own)))
    assert len(looked_at) == 1
    detector.card = replace(detector.card, own_levels=dict.fromkeys(detector.card.levels, LEFT_ALONE))
    assert asyncio.run(detector.judge(case(own))).right > 0.9
    assert len(looked_at) == 1
    asyncio.run(detector.judge(case(Draft())))
    assert len(looked_at) == 2, "another answer is judged"
    monkeypatch.undo()
    assert detector.verdicts([case(own)]) == verdicts, "who asks for verdicts gets them"
