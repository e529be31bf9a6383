"""Calibrating an encoder on dev sets: nothing held out decides, every kind of answer is judged, the card alone is written."""

from __future__ import annotations

import json
import math
import shutil
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from garner.errors import InputError
from garner.models.encoder import Encoder
from garner.models.encoder.weights import read_card
from garner.schema import Choice, Schema
from garner.training.encoder import calibrate
from garner.training.encoder.asking import Item, answers_to, is_right, schema_for
from garner.training.encoder.calibrate import Findings, examine, is_fitted_on, items_of
from garner.training.encoder.choosing import Judged, Picked, Trial
from garner.training.encoder.corpora import training_share
from garner.training.encoder.gold import GoldChoice, GoldLink, GoldSpan, LabelledText
from garner.training.encoder.judging import Examiner, alone, linked, picked
from garner.training.encoder.measure import dev_texts
from models.scripted_trunk import ScriptedTrunk

SALE = LabelledText(
    "s",
    "ada sold rome to bob",
    (GoldSpan(0, 3, "person"), GoldSpan(0, 3, "seller"), GoldSpan(4, 8, "sale"), GoldSpan(9, 13, "city")),
    (GoldLink((0, 3), (9, 13), "owned"), GoldLink((4, 8), (0, 3), "seller", "sale")),
    (
        GoldChoice("topic", (Choice("trade"), Choice("war")), ("trade",)),
        GoldChoice("mood", (Choice("calm"), Choice("loud")), ("calm",), multiple=True),
    ),
)


def answers(count: int, share_right: float, probability: float) -> tuple[Judged, ...]:
    right = round(count * share_right)
    return tuple(Judged(probability, right=number < right) for number in range(count))


def test_the_report_tells_threshold_line_and_errors_of_each_kind() -> None:
    findings = Findings()
    findings.trials["entities"]["a"] = Trial(answers(500, 0.6, 0.9) + answers(500, 0.2, 0.4), 400)
    findings.picked["b"] = [Picked((4.0, 0.0), int(number % 2)) for number in range(100)]
    findings.settle(("entities", "relations"))
    findings.settle_choices()
    found = findings.report()
    assert found.keys() == {"entities", "choices"}
    assert 0.4 < findings.thresholds["entities"] <= 0.9
    before, after = findings.errors("entities")
    assert before == pytest.approx(0.3)
    assert after < 0.01
    before, after = findings.errors("choices")
    assert before > 0.4
    assert after < 0.15


def test_a_schema_asks_for_all_that_texts_have_once() -> None:
    schema = schema_for([SALE])
    assert schema.keys == (
        *("labels.mood", "labels.topic", "entities.city", "entities.person", "relations.owned", "events.sale"),
        *(("events.sale.seller",) if "events.sale.seller" in schema.keys else ()),
    )
    right = answers_to(schema, SALE)
    assert right.entities == {((0, 3), "person"), ((9, 13), "city")}
    assert right.events == {((4, 8), "sale")}
    assert right.arguments == {((4, 8), "sale", "seller", (0, 3))}
    assert right.relations == {((0, 3), (9, 13), "owned")}
    assert right.choices == {"topic": {"trade"}, "mood": {"calm"}}


def test_a_symmetric_relation_is_right_either_way_round() -> None:
    gold = frozenset({((0, 1), (2, 3), "spouse"), ((0, 1), (2, 3), "owns")})
    assert is_right(((2, 3), (0, 1), "spouse"), gold)
    assert not is_right(((2, 3), (0, 1), "owns"), gold)


SCORES = ScriptedTrunk(
    spans={
        ("ada", "person"): 2.0,
        ("bob", "person"): 0.5,
        ("rome", "city"): -0.5,
        ("to bob", "city"): -0.9,
        ("sold", "sale"): 1.0,
        ("to", "sale"): -0.4,
        ("ada", "seller"): 1.0,
        ("bob", "seller"): 0.0,
    },
    classes={("", "trade"): 2.0, ("", "war"): 1.0, ("", "calm"): 1.0, ("", "loud"): -0.5},
    links={
        ("ada", "rome", "owned"): 1.5,
        ("bob", "rome", "owned"): -0.3,
        ("sold", "ada", "seller"): 1.2,
        ("sold", "bob", "seller"): 0.2,
    },
)


def test_what_is_judged_is_what_the_encoder_answers(toy_encoder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("garner.training.encoder.judging.open_trunk", lambda *_: SCORES)
    schema = schema_for([SALE])
    read = Examiner(toy_encoder, 1).read([Item(SALE.text, schema, answers_to(schema, SALE))])
    encoder = Encoder(read_card(toy_encoder), lambda: SCORES)  # type: ignore[arg-type, return-value]
    [draft] = encoder.answer_schema([SALE.text], schema, 0.3)
    assert all((draft.entities, draft.events, draft.relations, any(event.arguments for event in draft.events)))
    trials = alone(read)
    expected = sorted((each.confidence or 0, SALE.text[each.start : each.end], each.type) for each in draft.entities)
    found = sorted(each.probability for each in trials["entities"].answers if each.probability >= 0.3)
    assert found == pytest.approx([confidence for confidence, _, _ in expected], abs=1e-5)
    assert sum(each.right for each in trials["events"].answers if each.probability >= 0.3) == sum(
        event.trigger_span == (4, 8) for event in draft.events
    )
    related = linked(read, {"entities": 0.3, "events": 0.3})
    assert len([each for each in related["relations"].answers if each.probability >= 0.3]) == len(draft.relations)
    played = [each for each in related["arguments"].answers if each.probability >= 0.3]
    assert len(played) == sum(len(event.arguments) for event in draft.events)
    assert (related["relations"].gold, related["arguments"].gold, trials["labels"].gold) == (1, 1, 1)
    [choice] = picked(read)
    assert draft.labels[-1].value == ("trade", "war")[choice.logits.index(max(choice.logits))]
    assert choice.right == 0


@pytest.mark.parametrize(
    ("entities", "right"),
    [
        pytest.param({((0, 3), "person"), ((9, 13), "city")}, True, id="right types"),
        pytest.param({((0, 3), "person"), ((9, 13), "person")}, False, id="a wrong type"),
        pytest.param(set(), True, id="no gold of the ends"),
    ],
)
def test_a_relation_is_right_if_the_types_of_its_ends_are(
    toy_encoder: Path, monkeypatch: pytest.MonkeyPatch, entities: set[tuple[tuple[int, int], str]], right: bool
) -> None:
    monkeypatch.setattr("garner.training.encoder.judging.open_trunk", lambda *_: SCORES)
    schema = schema_for([SALE])
    item = Item(SALE.text, schema, replace(answers_to(schema, SALE), entities=frozenset(entities)))
    trial = linked(Examiner(toy_encoder, 1).read([item]), {"entities": 0.3})["relations"]
    best = max(trial.answers, key=lambda each: each.probability)
    assert best.right is right
    assert best.support == pytest.approx(sum(math.log(1 / (1 + math.exp(-odds))) for odds in (2.0, -0.5)), abs=1e-5)


def test_a_text_that_is_too_long_is_left_out(toy_encoder: Path) -> None:
    schema = Schema.of(["person"])
    read = Examiner(toy_encoder, 1).read([Item(text, schema, answers_to(schema, SALE)) for text in ("ada", "ada " * 40)])
    assert [item.text for item in read.items] == ["ada"]


def test_relations_are_judged_between_the_entities_that_are_answered(toy_encoder: Path) -> None:
    schema = schema_for([SALE])
    findings = examine(Examiner(toy_encoder, 1), {"x": [Item(SALE.text, schema, answers_to(schema, SALE))]}, {"events": 0.7})
    assert {"entities", "events", "labels", "relations", "arguments"} == findings.thresholds.keys()
    assert abs(findings.thresholds["events"] - 0.7) < 0.01, "one trigger moves it hardly"


def test_only_one_half_of_a_dev_set_is_fitted_on(data: Path) -> None:
    asked = {item.text for item in items_of(data, "toy:dev")}
    every = {text.text for text in dev_texts(data, "toy:dev")}
    assert asked == {text for text in every if is_fitted_on(text)}
    assert 0 < len(asked) < len(every)
    drawn = [is_fitted_on(f"Text {number} of a thousand.") for number in range(1000)]
    assert 420 < sum(drawn) < 580


def test_the_halves_of_what_is_kept_out_of_training_by_its_fingerprint_are_alike() -> None:
    kept_out = [text for text in (f"Text {number} of many." for number in range(20_000)) if not training_share(text)]
    assert 0.4 < sum(map(is_fitted_on, kept_out)) / len(kept_out) < 0.6


def test_more_texts_are_asked_where_things_are_related(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    related = [replace(SALE, text=f"{SALE.text} {number}") for number in range(60)]
    alone_asked = [replace(text, links=()) for text in related]
    counts = []
    for texts in (alone_asked, related):
        monkeypatch.setattr(calibrate, "dev_texts", lambda *_, texts=texts: texts)
        counts.append(len(items_of(data, "toy:dev", 3)))
    assert counts == [3, 12]


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["calibrate", *words])
    calibrate.main()


def test_the_command_writes_the_card_unless_it_shall_only_show(
    data: Path, toy_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(toy_encoder, folder)
    before = (folder / "model.json").read_bytes()
    words = (str(folder), "--data-dir", str(data), "--places", "toy:dev", "written/en:rest", "--most", "6")
    run(monkeypatch, *words, "--show")
    assert (folder / "model.json").read_bytes() == before
    told = json.loads(capsys.readouterr().out)
    run(monkeypatch, *words)
    card = json.loads((folder / "model.json").read_text("utf-8"))
    assert card["calibration"]["entities"] == told["entities"]["calibration"]
    assert Encoder.load(folder).threshold == pytest.approx(told["entities"]["threshold"]["calibrated"], abs=1e-3)


@pytest.mark.parametrize("place", ["toy:test", "toy_held:train"])
def test_nothing_held_out_is_fitted_on(data: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    with pytest.raises(InputError, match="nothing may be chosen on it"):
        run(monkeypatch, "nowhere", "--places", place, "--data-dir", str(data))
