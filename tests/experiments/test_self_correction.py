"""What the measurements of self-correction count, at toy size: a frozen extractor, detectors that know, guess or do nothing."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from garner import Extractor, Schema
from garner.datasets import CORPORA, CorpusRecord, CorpusSplit, Gold
from garner.datasets.exposure import exposure_to
from garner.errors import InputError
from garner.models.protocols import LabelText, ScoredSpan
from garner.refinement.protocols import Case, Detection, Judgement, Refinement
from garner.refinement.rules import RulesDetector
from garner.values import Defect, DefectKind, Extraction, Label, Result, claims_of

FOLDER = Path(__file__).parents[2] / "experiments" / "self-correction"
SCHEMA = Schema.of(["person", "city"])
SENTENCES = (
    ("Ann lives in Rome.", {"Ann": "person", "Rome": "city"}),
    ("Bob left Paris for Oslo.", {"Bob": "person", "Paris": "city", "Oslo": "city"}),
    ("May came.", {"May": "person"}),
    ("Nobody came to see it.", {}),
    ("Cid saw Bonn and Ulm.", {"Cid": "person", "Bonn": "city", "Ulm": "city"}),
)


@pytest.fixture(autouse=True)
def _modules_of_the_experiment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(FOLDER))
    for path in FOLDER.glob("*.py"):
        monkeypatch.delitem(sys.modules, path.stem, raising=False)


def records() -> tuple[CorpusRecord, ...]:
    made = []
    for number, (text, mentions) in enumerate(SENTENCES):
        gold = Gold(str(number), text)
        for words, label in mentions.items():
            gold.entity(label, gold.find(words))
        made.append(CorpusRecord(str(number), text, SCHEMA, gold.annotated().gold, "conll04:test", "0"))
    return tuple(made)


def split() -> CorpusSplit:
    return CorpusSplit(CORPORA["conll04"], "test", SCHEMA, records(), (), "0")


class Capitals:
    """Takes every word with a capital for a person: finds all people and no cities, and is wrong about both now and then."""

    name = "capitals"

    def count_tokens(self, text: str) -> int:
        return len(text)

    def room(self, labels: object) -> int:
        return 1000

    def score(self, texts: list[str], labels: list[LabelText], threshold: float | None = None) -> list[list[ScoredSpan]]:
        return [
            [ScoredSpan(text.index(word), text.index(word) + len(word), "person", 0.9) for word in _capitals(text)]
            for text in texts
        ]


def _capitals(text: str) -> list[str]:
    return [word for word in text.replace(".", "").split() if word[0].isupper()]


class Blind:
    """Finds nothing and judges nothing right."""

    name = "blind"

    async def detect(self, case: Case) -> Detection:
        return Detection()

    async def judge(self, case: Case) -> Judgement:
        return Judgement(0.0)


def answers() -> Mapping[str, Result]:
    extractor = Extractor(SCHEMA, Capitals())
    return {record.id: extractor.extract(record.document) for record in records()}


def measured_unit(learned: object) -> dict[str, object]:
    from controls import Remembered
    from measuring import measured
    from places import place_of
    from variants import Tools

    tools = Tools(Remembered(RulesDetector()), Remembered(learned), Remembered(Blind()), {"others": Remembered(learned)})
    return measured(place_of(split(), None, {}), answers(), tools)


def oracle_of_all() -> object:
    from controls import Oracle
    from truth import Truth

    return Oracle(Truth(records(), strings=False, kinds={"entities"}))


def test_the_oracle_makes_every_answer_right_and_chance_does_not() -> None:
    from summary import summary_of

    summary = summary_of({"capitals": {"conll04:test": measured_unit(oracle_of_all())}})
    means = {name: each["f1"] for name, each in summary["overall"]["all"].items()}
    assert means["oracle"]["value"] == means["both paths"]["value"] == 100.0
    assert means["plain"]["gain"] == means["untrained"]["gain"] == means["rules"]["gain"] == 0.0
    assert means["chance"]["value"] < 100.0
    assert means["plain"]["value"] < means["redundancy only"]["value"] < 100.0
    assert summary["overall"]["all"]["both paths"]["worse"] == 0
    assert summary["judged"]["capitals"]["redundancy"]["f1"] == summary["judged"]["capitals"]["missing"]["f1"] == 100.0
    assert summary["judged"]["capitals"]["pruner"]["accuracy"] == 100.0
    assert summary["effects"]["capitals"]["kind"]["redundant"] == {"helped": 6}


def test_each_path_moves_its_own_figure() -> None:
    from summary import summary_of

    overall = summary_of({"capitals": {"conll04:test": measured_unit(oracle_of_all())}})["overall"]["all"]
    assert overall["redundancy only"]["precision"]["gain"] > 0.0 == overall["redundancy only"]["recall"]["gain"]
    assert overall["missing only"]["recall"]["gain"] > 0.0


def test_calls_are_counted_and_the_pruner_saves_those_about_right_answers() -> None:
    variants = measured_unit(oracle_of_all())["variants"]
    assert variants["plain"]["detector_calls"] == 0
    assert variants["both paths"]["detector_calls"] < variants["no pruner"]["detector_calls"]
    assert variants["no pruner"]["pruner_calls"] == 0


def test_a_detector_that_doubts_its_own_corrections_is_stopped_by_acceptance_alone() -> None:
    class Fickle(Blind):
        """Takes one claim away after the other and likes each answer less."""

        name = "fickle"

        async def detect(self, case: Case) -> Detection:
            claims = claims_of(case.extraction)
            kept = [Defect(DefectKind.MISSING, 0.2, "", self.name)] * (5 * (9 - len(claims)))
            dropped = [Defect(DefectKind.REDUNDANT, 0.9, "", self.name, drop=claims[0])] if claims else []
            return Detection((*dropped, *kept))

    variants = measured_unit(Fickle())["variants"]
    assert variants["both paths"]["counts"]["whole"] == variants["plain"]["counts"]["whole"]
    assert variants["no acceptance"]["counts"]["whole"] != variants["plain"]["counts"]["whole"]


def test_equal_cases_are_asked_about_once() -> None:
    from controls import Remembered

    remembered = Remembered(oracle_of_all())
    case = Case(SCHEMA, records()[0].gold)
    first, second = (asyncio.run(remembered.detect(case)) for _ in range(2))
    assert first is second
    assert remembered.detected == 2


def test_the_gold_of_a_passage_is_what_lies_in_it() -> None:
    from truth import Truth

    truth = Truth(records(), strings=False, kinds={"entities"})
    [claim] = truth.gold(" for Oslo.", SCHEMA)
    assert (claim.name, claim.mentions[0].span) == ("city", (5, 9))


def test_strings_count_as_multisets_wherever_they_stand() -> None:
    from truth import Truth

    gold = Gold("0", "Ann met Ann.")
    gold.entity("person", gold.find("Ann"))
    record = CorpusRecord("0", "Ann met Ann.", SCHEMA, gold.annotated().gold, "toy:test", "0")
    other = Gold("0", "Ann met Ann.")
    for place in ((0, 3), (8, 11)):
        other.entity("person", other.place(*place))
    faults = Truth([record], strings=True, kinds={"entities"}).faults(other.annotated().gold, SCHEMA)
    assert (len(faults.wrong), faults.missing) == (1, ())


def test_a_wrong_choice_is_exchanged_for_the_right_one() -> None:
    from controls import Oracle
    from truth import Truth

    schema = Schema.parse({"labels": {"topic": ["sport", "art"]}})
    gold = Extraction("A match.", labels=(Label("topic", "sport"),))
    record = CorpusRecord("0", "A match.", schema, gold, "toy:test", "0")
    oracle = Oracle(Truth([record], strings=False, kinds={"labels"}))
    wrong = replace(gold, labels=(Label("topic", "art"),))
    [defect] = asyncio.run(oracle.detect(Case(schema, wrong))).defects
    assert (defect.kind, defect.drop.detail, defect.add.detail) == (DefectKind.WRONG_TYPE, "art", "sport")


def test_texts_that_a_component_saw_are_left_out_and_change_no_other_draw() -> None:
    from places import place_of

    long = "Ann lives in Rome, as everybody in the house across the street knows very well."
    grown = (*records(), replace(records()[0], id="9", text=long, gold=Extraction(long)))
    whole = replace(split(), records=grown)
    place = place_of(whole, 4, {})
    seen = place_of(whole, 4, {"one": exposure_to("one", [], [long])})
    assert len(place.records) == 4
    left_out = {each.id for each in place.records} - {each.id for each in seen.records}
    assert left_out == ({"9"} if "9" in {each.id for each in place.records} else set())
    assert place_of(whole, None, {"one": exposure_to("one", [], [long])}).seen == {"one": 1}


def test_answers_are_asked_for_once_and_go_on_where_they_were_cut_off(tmp_path: Path) -> None:
    from frozen import Frozen, answers_of, file_of
    from places import place_of

    asked: list[str] = []

    class Noted(Capitals):
        def score(self, texts: list[str], labels: list[LabelText], threshold: float | None = None) -> list[list[ScoredSpan]]:
            asked.extend(texts)
            return super().score(texts, labels, threshold)

    frozen = Frozen("toy", "a toy", "0", open=Noted)
    place = place_of(split(), None, {})
    first = answers_of(frozen, place, tmp_path)
    path = tmp_path / "toy-0" / file_of(place.name)
    lines = path.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:3]) + lines[3][:20], "utf-8")
    again = answers_of(frozen, place, tmp_path)
    assert {name: each.extraction for name, each in again.items()} == {name: each.extraction for name, each in first.items()}
    assert len(asked) == len(SENTENCES) + 2
    kept = Frozen("toy", "recorded", "0", recorded=path.parent)
    path.write_text("".join(lines[:3]), "utf-8")
    assert len(answers_of(kept, place, tmp_path)) == 3


def test_answers_and_counts_are_kept_no_longer_than_the_code_that_decides_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from frozen import embedded, language_model
    from tools import correcting_print

    from garner.evaluation.runs import deciding

    monkeypatch.setattr(deciding, "resources", SimpleNamespace(files=lambda _: tmp_path / "garner"))
    (tmp_path / "small").mkdir()
    found = []
    for name in ("models/encoder/decode.py", "pipeline/merge.py", "refinement/loop.py", "cli/application.py"):
        code = tmp_path / "garner" / name
        code.parent.mkdir(parents=True, exist_ok=True)
        code.write_text("", "utf-8")
        found.append((embedded().fingerprint, language_model(tmp_path / "small").fingerprint, correcting_print([])))
    answers, small, counts = (list(dict.fromkeys(each)) for each in zip(*found, strict=True))
    assert (len(answers), len(small), len(counts)) == (2, 2, 3)  # correcting changes no answer, the command line nothing at all


def test_an_extractor_is_scored_by_what_it_can_read() -> None:
    from places import place_of

    schema = Schema.parse({"entities": ["person", "city"], "relations": {"in": {"head": "person", "tail": "city"}}})
    asking = replace(split(), schema=schema, records=tuple(replace(each, schema=schema) for each in records()))
    place = place_of(asking, None, {})
    assert place.kinds == {"entities", "relations"}
    extractor = Extractor(schema, Capitals())
    given = [extractor.extract(record.document) for record in place.records]
    assert place.read_by(given).kinds == {"entities"}
    assert place.read_by([replace(each, coverage=()) for each in given]).kinds == place.kinds


def test_a_list_of_names_answers_labels_that_mean_the_same() -> None:
    from names import Listed

    from garner.training.detectors.gazetteer import NameBook, names_in

    known = NameBook({"toy": ("any", names_in(record.gold for record in records()))}).without("", "any")
    spans = Listed(known).score(["Ann in Rome"], [LabelText("person")])[0]
    assert [(each.start, each.end, each.label) for each in spans] == [(0, 3, "person")]
    made = Gold("0", "Acme grew.")
    made.entity("organization", made.find("Acme"))
    firms = NameBook({"toy": ("any", names_in([made.annotated().gold]))}).without("", "any")
    assert [each.label for each in Listed(firms).score(["Acme"], [LabelText("organisation")])[0]] == ["organisation"]


def test_no_rounds_leave_the_very_same_answer() -> None:
    from correcting import corrected

    result = answers()["1"]
    how = Refinement((oracle_of_all(),), rounds=0)
    assert asyncio.run(corrected(SCHEMA, result, how)).extraction is result.extraction


def test_the_pages_say_what_the_results_say(tmp_path: Path) -> None:
    from page import write_page
    from summary import summary_of
    from variants import VARIANTS

    record = {
        "machine": "a toy",
        "limit": 5,
        "variants": VARIANTS,
        "detectors": {"name": "learned:toy", "known_what_they_saw": False},
        "extractors": {
            "capitals": {
                "kind": "a toy",
                "known_what_it_saw": False,
                "stretches": [
                    {"steps": 3, "seconds": 60.0, "machine": "a toy"},
                    {"steps": 4, "seconds": 180.0, "machine": "a toy"},
                ],
            }
        },
        "places": {
            "conll04:test": {"language": "en", "mode": "offset@1", "texts": 5, "of": 5, "seen": {"one": 1}, "held_out": True}
        },
        "overhead": {
            "machine": "a toy",
            "rounds": 2,
            "places": [{"place": "conll04:test", "texts": 5, "plain": 1.0, "refined": 1.125, "more": 12.5}],
            "more": 12.5,
            "calls": 0.0,
            "tokens": 0.0,
        },
        "training": {
            "rows": [
                {"what": "toy: fitting the heads", "parameters": 1234, "seconds": 5.0, "share": 4.5},
                {"what": "toy: with building the corpus", "parameters": 1234, "seconds": 10.0, "share": 9.0},
                {"what": "the encoder", "parameters": 5678, "seconds": 111.0, "share": 100.0},
            ]
        },
    } | summary_of({"capitals": {"conll04:test": measured_unit(oracle_of_all())}})
    write_page(json.loads(json.dumps(record)), tmp_path)
    markdown, html = ((tmp_path / f"self-correction.{kind}").read_text("utf-8") for kind in ("md", "html"))
    gain = record["overall"]["all"]["both paths"]["f1"]["gain"]
    assert f"{gain:+.2f}" in markdown
    assert f"{gain:+.2f}" in html
    assert "| conll04:test | 5 | 1.00 | 1.12 | +12.5 % |" in markdown
    assert "| toy: fitting the heads | 1,234 | 5 | 4.5 % |" in markdown
    assert "| toy: with building the corpus | 1,234 | 10 | 9.0 % |" in markdown
    assert "1 of the sets together: +12.5 % time" in markdown
    assert "3 steps in 60 s, 4 steps in 180 s; together 7 steps, 4 minutes, on a toy." in markdown
    assert "<svg" in html
    assert "<script" not in html
    for test in ("C02", "C03", "C04", "C07", "C08", "C09", "C10", "C11", "C12", "C13", "C14", "C15"):
        assert test in markdown, test


def test_the_seconds_of_training_are_those_that_it_wrote_of_the_detectors_that_ship(tmp_path: Path) -> None:
    from cost import training

    from garner.refinement.learned.card import open_detectors, packaged_detectors

    name = open_detectors(packaged_detectors())[0].name
    (tmp_path / "seconds.json").write_text('{"corpus": 30.0, "heads": 10.0}', "utf-8")
    (tmp_path / "seen.json").write_text(json.dumps({"component": name}), "utf-8")
    fitting, building, encoder = training(tmp_path)["rows"]
    assert (fitting["seconds"], building["seconds"]) == (10.0, 40.0)
    assert building["share"] == pytest.approx(100 * 40.0 / encoder["seconds"])
    (tmp_path / "seen.json").write_text('{"component": "others"}', "utf-8")
    with pytest.raises(InputError, match="other detectors"):
        training(tmp_path)
