"""A corpus of defects is made of what may be used, goes on where it was stopped, and says what it is made of."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from garner.datasets import read_split
from garner.datasets.contamination import Status, contamination
from garner.datasets.exposure import Exposure, exposure_at, exposure_to
from garner.datasets.held_out import held_out_fingerprints
from garner.errors import InputError, NotConfigured, OutputError
from garner.models.settings import ModelSettings
from garner.training.detectors import planning
from garner.training.detectors.build import DEV, TRAIN, Built, Plan, Standing, build
from garner.training.detectors.extractors import Extractors, extractor_name
from garner.training.detectors.instance import SYNTHETIC, read_instances
from garner.training.detectors.mix import mix_page
from garner.training.detectors.planning import name_book, plan_of
from garner.training.detectors.recipe import Recipe, Shares, read_recipe
from training.detectors.careless_extractor import Careless

RECIPE = Recipe({"toy:train": 20}, {"toy:dev": 3}, (extractor_name("careless"),), seed=3)


@pytest.fixture(autouse=True)
def seen(monkeypatch: pytest.MonkeyPatch) -> None:
    """An encoder that saw one text of ``toy:train``."""
    exposure = exposure_to("encoder", (), ["Barnabas went by slow train from Rome to the harbour of Genoa yesterday"])
    monkeypatch.setattr(planning, "exposure_at", lambda _: exposure)


def planned(data: Path, recipe: Recipe = RECIPE) -> Plan:
    return plan_of(recipe, data, held_out_fingerprints(data))


def built(
    folder: Path, plan: Plan, model: Careless, recipe: Recipe = RECIPE, told: Callable[[Standing], None] = lambda _: None
) -> Built:
    def opened(name: str, settings: ModelSettings) -> Careless:
        del settings
        assert name == "careless"
        return model

    with Extractors(open_model=opened) as extractors:  # type: ignore[arg-type]
        return build(recipe, plan, extractors, folder, told)


def test_no_text_is_used_that_is_held_out_or_seen_or_on_the_other_side(data: Path) -> None:
    plan = planned(data)
    texts = {side: [sample.text for chunk in plan.chunks[side] for sample in chunk.samples] for side in (TRAIN, DEV)}
    assert (len(texts[TRAIN]), len(texts[DEV])) == (6, 3)
    assert not [text for text in texts[TRAIN] if text.startswith(("Adamantine", "Barnabas"))]
    assert dict(plan.picked[TRAIN][0].left_out) == {"held out": 1, "seen by the encoder": 1}
    apart = planned(data, replace(RECIPE, train={"other:train": 5}, dev={"toy:train": 8}))
    assert [chunk.samples[0].text for chunk in apart.chunks[TRAIN]] == [
        "Everybody who has met old Hildebrand says that Rome is his town"
    ]


@pytest.mark.parametrize(
    ("name", "complaint"),
    [("toy:test", "is a test split"), ("toy_held:train", "is held out"), ("toy_research:train", "research only")],
)
def test_a_recipe_with_what_nothing_may_be_trained_on_is_refused(data: Path, tmp_path: Path, name: str, complaint: str) -> None:
    for side, other in (("train", "dev"), ("dev", "train")):
        path = tmp_path / "r.toml"
        path.write_text(f'[{side}]\n"{name}" = 3\n[{other}]\n"toy:dev" = 2\n')
        with pytest.raises(InputError, match=complaint):
            read_recipe(path)
    del data


def test_a_recipe_that_is_none_is_told_by_its_fault(data: Path, tmp_path: Path) -> None:
    whole = '{}\n[train]\n"toy:train" = 3\n[dev]\n"toy:dev" = 2\n'
    path = tmp_path / "r.toml"
    for line, complaint in {
        "sed = 3": "unknown options: sed",
        'seed = "a"': "seed is 'a'",
        "shares = {real = 0.5}": "do not make 1",
        "shares = {rael = 0.5}": "unexpected keyword",
        'names = ["toy:test"]': "test split",
        "seed = ": "no recipe",
    }.items():
        path.write_text(whole.format(line))
        with pytest.raises(InputError, match=complaint):
            read_recipe(path)
    path.write_text(whole.format("seed = 4").replace("= 2", '= "many"'))
    with pytest.raises(InputError, match="many"):
        read_recipe(path)
    path.write_text('[train]\n"toy:train" = 3\n[dev]\n"toy:train" = 2\n')
    with pytest.raises(InputError, match="in train and in dev"):
        read_recipe(path)
    with pytest.raises(NotConfigured, match="names no extractor"):
        extractor_name("encoder@7")
    del data


def test_errors_of_the_extractor_come_with_synthetic_ones_and_right_answers_in_the_shares_asked(
    data: Path, tmp_path: Path, careless: Careless
) -> None:
    recipe = replace(RECIPE, shares=Shares(0.6, 0.2, 0.2))
    made = built(tmp_path / "out", planned(data, recipe), careless, recipe)
    instances = list(read_instances(made.files[TRAIN]))
    real = [each for each in instances if each.kind is not None and each.source == "careless"]
    assert len(real) == 12
    assert {each.kind and each.kind.value for each in real} == {"wrong_type"}
    assert sum(each.source == SYNTHETIC for each in instances) == 4
    assert sum(each.source == "gold" for each in instances) == 4
    assert made.mixes[TRAIN].shares == {"real": 0.6, "synthetic": 0.2, "correct": 0.2}
    assert made.mixes[TRAIN].whole == {"careless": (0, 6)}
    assert made.mixes[TRAIN].counts["language"] == {"en": 20}
    page = mix_page(made.mixes)
    assert "| careless | 12 |" in page
    written = json.loads((tmp_path / "out/mix.json").read_text("utf-8"))
    assert written["mix"]["train"]["instances"] == 20
    assert written["corpora"]["train"]["toy:train"]["left out"] == {"held out": 1, "seen by the encoder": 1}


def test_what_was_done_before_a_stop_is_not_done_again_and_the_outcome_is_the_same(
    data: Path, tmp_path: Path, careless: Careless, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("garner.training.detectors.plan.SAMPLES", 2)
    plan = planned(data)
    whole = built(tmp_path / "whole", plan, Careless())

    def stop(standing: Standing) -> None:
        if standing.done == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        built(tmp_path / "out", plan, careless, told=stop)
    before = list(careless.read)
    assert before
    made = built(tmp_path / "out", plan, careless)
    assert sorted(careless.read) == sorted(
        sample.text for side in plan.chunks.values() for each in side for sample in each.samples
    )
    for side in (TRAIN, DEV):
        assert made.files[side].read_bytes() == whole.files[side].read_bytes()


def test_a_folder_of_another_corpus_is_not_gone_on_with(data: Path, tmp_path: Path, careless: Careless) -> None:
    built(tmp_path / "out", planned(data), careless)
    other = replace(RECIPE, seed=4)
    with pytest.raises(OutputError, match="another recipe"):
        built(tmp_path / "out", planned(data, other), careless, other)


def test_the_registry_knows_what_detectors_saw(data: Path, tmp_path: Path, careless: Careless) -> None:
    built(tmp_path / "out", planned(data), careless)
    exposure = exposure_at(tmp_path / "out")
    assert isinstance(exposure, Exposure)
    assert contamination(exposure, read_split(data, "toy", "train")).status is Status.SEEN
    dev = contamination(exposure, read_split(data, "toy", "dev"))
    assert dev.status is Status.CLEAN
    assert "not trained on" in dev.reasons[0]
    other = contamination(exposure, read_split(data, "other", "train"))
    assert (other.status, other.seen_ids) == (Status.CLEAN, frozenset())


def test_names_come_from_texts_that_are_not_held_out(data: Path) -> None:
    recipe = replace(RECIPE, names=("toy:train", "other:train"))
    book = name_book(recipe, data, held_out_fingerprints(data))
    known = partial(book.without, language="en")
    assert len(known("other:train")) == 9, "seven people and two cities"
    assert len(known("toy:train")) == 2
