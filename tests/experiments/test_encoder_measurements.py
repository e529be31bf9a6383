"""What the measurements of the embedded encoder count, and what they leave out, on splits made by hand."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from garner import Schema
from garner.datasets import CorpusRecord, Gold, fingerprint_text
from garner.datasets.load import CorpusSplit
from garner.evaluation.draws import Draws
from garner.values import Extraction, Label

FOLDER = Path(__file__).parents[2] / "experiments" / "encoder"
MODULES = ("calibration", "evaluate", "example_shares", "examples_help", "invariance", "measuring", "targets", "views")
FOUR = Schema.parse(
    {
        "entities": ["person", "company", "city"],
        "relations": {"works for": {"head": "person", "tail": "company"}, "lives in": {"head": "person", "tail": "city"}},
    }
)


@pytest.fixture(autouse=True)
def _modules_of_the_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    for name in MODULES:
        monkeypatch.delitem(sys.modules, name, raising=False)


def record(number: int, text: str, entities: dict[str, str], relations: tuple[tuple[str, str, str], ...] = ()) -> CorpusRecord:
    """A text whose gold names each mention with its type, and relations by the words of their ends."""
    gold = Gold(str(number), text)
    ids = {words: gold.entity(label, gold.find(words)) for words, label in entities.items()}
    for label, head, tail in relations:
        gold.relation(label, ids[head], ids[tail])
    return CorpusRecord(str(number), text, FOUR, gold.annotated().gold, "toy:test", "0")


RELATED = record(
    1, "Ann works for Acme in Rome.", {"Ann": "person", "Acme": "company", "Rome": "city"}, (("works for", "Ann", "Acme"),)
)
UNRELATED = record(2, "Ann saw Bob in Rome.", {"Ann": "person", "Bob": "person", "Rome": "city"})
ALONE = record(3, "Bob slept.", {"Bob": "person"})


def split_with(*records: CorpusRecord) -> CorpusSplit:
    from garner.datasets import CORPORA

    return CorpusSplit(CORPORA["conll04"], "test", FOUR, records, (), "0")


def test_tokens_of_a_file_are_joined_by_spaces_and_the_gold_stays_at_its_words(tmp_path: Path) -> None:
    from views import split_of

    folder = tmp_path / "en/ner/crossner/ai"
    folder.mkdir(parents=True)
    for part in ("train", "dev", "test"):
        lines = ["He O", "met O", "Ada B-person", "Lovelace I-person", ". O", "", "( O", "AAAI B-conference", ") O"]
        (folder / f"{part}.txt").write_text("\n".join(lines) + "\n", "utf-8")
    spaced = split_of(tmp_path, "crossner/ai:test", "spaced")
    natural = split_of(tmp_path, "crossner/ai:test")
    assert [each.text for each in spaced.records] == ["He met Ada Lovelace .", "( AAAI )"]
    assert [each.text for each in natural.records] == ["He met Ada Lovelace.", "(AAAI)"]
    found = [[(entity.type, entity.text) for entity in each.gold.entities] for each in spaced.records]
    assert found == [[("person", "Ada Lovelace")], [("conference", "AAAI")]]
    assert [each.id for each in spaced.records] == [each.id for each in natural.records]


def test_only_texts_with_two_entities_and_no_relation_are_asked_for_false_ones() -> None:
    from views import VIEWS

    split = VIEWS["unrelated"](Path(), split_with(RELATED, UNRELATED, ALONE))
    assert [each.id for each in split.records] == ["2"]
    schema = split.records[0].schema
    assert [entity.name for entity in schema.entities] == ["person", "city"]
    assert [(each.name, each.head, each.tail) for each in schema.relations] == [("lives in", ("person",), ("city",))]


def test_a_relation_that_holds_is_not_asked_for_where_absent_ones_are() -> None:
    from views import VIEWS

    split = VIEWS["absent"](Path(), split_with(RELATED, UNRELATED, ALONE))
    assert {each.id: [name.name for name in each.schema.relations] for each in split.records} == {
        "1": ["lives in"],
        "2": ["lives in"],
    }
    assert not any(each.gold.relations for each in split.records)


def test_five_grades_of_sentiment_become_two_and_the_neutral_is_left_out() -> None:
    from views import VIEWS

    from garner.datasets import CORPORA

    values = ["very negative", "negative", "neutral", "positive", "very positive"]
    schema = Schema.parse({"labels": {"sentiment": values}})
    records = tuple(
        CorpusRecord(value, value, schema, Extraction(value, labels=(Label("sentiment", value),)), "sst5:test", "0")
        for value in values
    )
    split = VIEWS["two classes"](Path(), CorpusSplit(CORPORA["sst5"], "test", schema, records, (), "0"))
    assert [each.gold.labels[0].value for each in split.records] == ["negative", "negative", "positive", "positive"]
    assert {tuple(choice.name for choice in each.schema.labels[0].choices) for each in split.records} == {
        ("negative", "positive")
    }


def test_results_of_another_model_are_not_gone_on_with(tmp_path: Path) -> None:
    from measuring import Kept, Measured

    model = Measured("encoder", "encoder:toy", tmp_path, "1", None, None)
    Kept(tmp_path / "out.json", model).put("a", {"value": 1.5})
    assert Kept(tmp_path / "out.json", model).results == {"a": {"value": 1.5}}
    assert "a" not in Kept(tmp_path / "out.json", replace(model, fingerprint="2"))
    assert "a" not in Kept(tmp_path / "out.json", model, fresh=True)


def test_a_change_of_model_or_code_changes_the_fingerprint_and_a_recipe_tells_what_it_saw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from measuring import model_of

    from garner.evaluation.runs import deciding

    (tmp_path / "encoder").mkdir()
    file, recipe = tmp_path / "encoder" / "model.json", tmp_path / "recipe.toml"
    recipe.write_text('[[stages]]\n[stages.mix]\n"wnut17" = 1\n"stockmark_wikipedia" = 1\n"written/en" = 1\n', "utf-8")
    arguments = argparse.Namespace(model=f"encoder:{tmp_path / 'encoder'}", recipe=recipe)
    file.write_text('{"name": "one"}', "utf-8")
    first = model_of(arguments)
    file.write_text('{"name": "two"}', "utf-8")
    second = model_of(arguments).fingerprint
    assert second != first.fingerprint
    monkeypatch.setattr(deciding, "resources", SimpleNamespace(files=lambda _: tmp_path / "garner"))
    codeless = model_of(arguments).fingerprint
    code = tmp_path / "garner" / "models" / "encoder" / "decode.py"
    code.parent.mkdir(parents=True)
    code.write_text("", "utf-8")
    assert len({second, codeless, model_of(arguments).fingerprint}) == 3
    places = ("wnut17:test", "stockmark_wikipedia:rest", "weibo:test")
    assert [first.trained(place) for place in places] == ["its train split", "its other texts", "never"]
    arguments.model = "openai:some"
    with pytest.raises(SystemExit, match="give encoder or encoder:PATH"):
        model_of(arguments)


def test_a_share_has_its_sums_as_value_and_nothing_of_nothing_is_zero() -> None:
    from measuring import share

    value, interval = share([1, 0, 3, 0], [2, 2, 4, 0], Draws(200))
    assert value == 50.0
    assert interval.low < 50.0 < interval.high
    assert share([0, 0], [0, 0], Draws(10))[0] == 0.0


def test_examples_come_from_texts_that_are_not_scored() -> None:
    from examples_help import described, mentions, share_known

    pool = mentions([RELATED, UNRELATED, ALONE], [UNRELATED])
    assert pool == {"person": ["Ann", "Bob"], "company": ["Acme"], "city": ["Rome"]}
    assert "Rome" not in mentions([UNRELATED, ALONE], [UNRELATED]).get("city", [])
    schema = described(FOUR, pool, 1, 0)
    assert [len(entity.examples) for entity in schema.entities] == [1, 1, 1]
    assert schema == described(FOUR, pool, 1, 0)
    assert share_known([ALONE], described(FOUR, {"person": ["Bob"]}, 5, 0)) == 100.0
    assert fingerprint_text(UNRELATED.text) not in {fingerprint_text(each.text) for each in (RELATED, ALONE)}


def test_triggers_are_examples_of_their_events() -> None:
    from examples_help import described, mentions, share_known

    schema = Schema.parse({"events": {"purchase": {"roles": ["buyer"]}, "birth": {"roles": ["child"]}}})
    gold = Gold("1", "Acme bought Bolt, and bought it cheaply.")
    for place in ((5, 11), (22, 28)):
        gold.event("purchase", gold.place(*place))
    record = CorpusRecord("1", gold.text, schema, gold.annotated().gold, "toy:dev", "0")
    pool = mentions([record], [])
    assert pool == {"purchase": ["bought"]}
    assert mentions([record], [record]) == {}
    shown = described(schema, pool, 5, 0)
    assert {event.name: event.examples for event in shown.events} == {"purchase": ("bought",), "birth": ()}
    assert share_known([record], shown) == 100.0


def test_the_setting_with_the_highest_mean_is_chosen_and_of_equal_ones_the_least() -> None:
    from example_shares import best, gain

    from garner.evaluation.counts import Counts
    from garner.evaluation.record import tally_to_record
    from garner.evaluation.tallies import DocumentCounts, Tally

    def counts(right: int) -> dict[str, object]:
        return tally_to_record(Tally("offset", (DocumentCounts("1", (("city", Counts(right, 4, right, 4)),)),)))

    none = counts(2)
    found = {(0.4, 2.0): [(none, [counts(3)])], (0.2, 2.0): [(none, [counts(3)])], (0.0, 2.0): [(none, [counts(1)])]}
    assert best(found) == (0.2, 2.0)
    assert gain(found[0.2, 2.0], Draws(10))[0] == pytest.approx(25.0)


def test_shares_are_chosen_on_nothing_held_out() -> None:
    from example_shares import SETS

    from garner.datasets import CORPORA
    from garner.datasets.held_out import is_held_out

    for place in (*SETS, *SETS.values()):
        corpus, _, split = place.rpartition(":")
        assert split == "rest" or split in CORPORA[corpus].splits, place
        assert not is_held_out(corpus, split), place


def test_what_was_chosen_is_all_that_changes_in_a_card(tmp_path: Path) -> None:
    from example_shares import write_to_card

    path = tmp_path / "model.json"
    path.write_text('{"name": "toy", "example_share": 0.1, "labels": 64}', "utf-8")
    write_to_card(tmp_path, (0.3, 2.0))
    expected = {"name": "toy", "example_share": 0.3, "labels": 64, "example_sighting": 2.0}
    assert json.loads(path.read_text("utf-8")) == expected


def test_the_error_is_the_distance_between_what_was_promised_and_what_was_right() -> None:
    from calibration import Judged, bins_of, expected_error

    answers = [Judged(0.95, 1.0, right=True)] * 3 + [Judged(0.95, 1.0, right=False)] + [Judged(0.25, 1.0, right=False)] * 4
    assert expected_error(bins_of(answers)) == pytest.approx((4 * 0.2 + 4 * 0.25) / 8)
    assert expected_error(bins_of([])) == 0.0


def test_a_relation_is_given_only_where_it_and_both_its_ends_are_sure_enough() -> None:
    from calibration import judged

    gold = RELATED.gold
    sure = tuple(replace(entity, confidence=0.4 if entity.text == "Acme" else 0.9) for entity in gold.entities)
    found = replace(gold, entities=sure, relations=tuple(replace(each, confidence=0.8) for each in gold.relations))
    [relation] = judged("relations", found, gold)
    assert relation == (0.8, 0.4, True)
    assert relation.is_given(0.8, 0.4)
    assert not relation.is_given(0.8, 0.5)
    assert not relation.is_given(0.9, 0.4)
    wrong = tuple(replace(entity, type="city") if entity.text == "Acme" else entity for entity in sure)
    assert [each.right for each in judged("relations", replace(found, entities=wrong), gold)] == [False]


def test_groups_are_drawn_at_random_only_while_asked_for_and_hold_every_label_once() -> None:
    from invariance import grouping

    from garner.models.encoder.questions import questions_of

    schema = Schema.of([f"type {number:02}" for number in range(40)])
    usual = questions_of(schema, 8).groups
    with grouping(3):
        drawn = questions_of(schema, 8).groups
    assert drawn != usual
    assert sorted(number for group in drawn for number in group) == list(range(40))
    assert questions_of(schema, 8).groups == usual


def test_the_page_says_by_how_much_a_target_is_missed() -> None:
    from evaluate import page
    from targets import MEASUREMENTS

    def result(name: str, key: str, value: float) -> dict[str, object]:
        place = {
            "place": MEASUREMENTS[name].places[0],
            "trained_on": "never",
            "texts": 10,
            "of": 20,
            "sample_seed": 0,
            "seen": {"texts": 2},
            "modes": [],
        }
        return {"summary": {key: {"value": value, "interval": [value - 1, value + 1]}}, "places": [place]}

    lines = page(
        {
            "weibo": result("weibo", "offset", 40.0),
            "agnews": result("agnews", "accuracy", 80.0),
            "unrelated_scierc": result("unrelated_scierc", "texts", 35.5),
            "phee": {"not_measured": "phee is not there."},
        }
    ).splitlines()
    rows = {line.rpartition("`")[0].rpartition("`")[2]: line for line in lines if line.startswith("| ")}
    assert "| 40.0 (39.0 to 41.0) | at least 45 | no, 5.0 below |" in rows["weibo"]
    assert "| at least 75 | yes |" in rows["agnews"]
    assert "| at most 15 | no, 20.5 above |" in rows["unrelated_scierc"]
    assert "10 of 20 (2 seen)" in rows["weibo"]
    assert "- `phee`: not measured. phee is not there." in lines


def test_every_measurement_names_splits_that_exist() -> None:
    from targets import MEASUREMENTS
    from views import VIEWS

    from garner.datasets import CORPORA
    from garner.evaluation.modes import mode_named

    for each in MEASUREMENTS.values():
        assert not each.view or each.view in VIEWS
        for place in each.places:
            corpus, _, split = place.rpartition(":")
            assert split == "rest" or split in CORPORA[corpus].splits, place
        names = each.modes or ("texts",)
        assert set(each.goals) <= set(names)
        assert json.dumps([mode_named(name).name for name in each.modes])
