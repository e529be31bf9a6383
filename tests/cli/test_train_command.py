"""``garner train encoder``: what contradicts itself is refused with a next step; one's own texts become a model to use."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result as Ran

from garner.cli.training import describe_training

Garner = Callable[..., Ran]


def put(name: str = "mine.jsonl", count: int = 6) -> str:
    lines = []
    for number in range(count):
        name_of = f"Acme {number}"
        spans = [[0, len(name_of), "firm"]]
        lines.append(json.dumps({"text": f"{name_of} fell by {number} per cent.", "entities": spans}) + "\n")
    Path(name).write_text("".join(lines), "utf-8")
    return name


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("-o", "m"), "Neither of --data and a recipe given"),
        (("r.toml", "--data", "mine.jsonl", "-o", "m"), "Both of --data and a recipe given"),
        (("--data", "mine.jsonl", "-o", "m", "--export", "e"), "--export and --trunk belong to a recipe"),
        (("r.toml", "-o", "m", "--epochs", "3"), "belong to --data"),
        (("--data", "mine.jsonl", "-o", "m", "--device", "abacus"), "no device 'abacus'"),
    ],
)
def test_options_that_contradict_each_other_are_refused(garner: Garner, words: tuple[str, ...], message: str) -> None:
    pytest.importorskip("torch", reason="training needs torch (extra: train)")
    put()
    run = garner("train", "encoder", *words)
    assert run.exit_code == 2
    assert message in run.stderr
    assert not list(Path("m").glob("*"))


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--data", "nowhere.jsonl", "-o", "m"), "no file or folder nowhere.jsonl"),
        (("--data", "crossner/ai:train", "-o", "m"), "crossner/ai is held out"),
        (("--data", "mine.jsonl", "--dev", "conll2003", "-o", "m"), "nothing may be chosen on it"),
        (("nowhere.toml", "-o", "m"), "is no recipe"),
    ],
)
def test_what_cannot_be_trained_on_is_refused_by_name(garner: Garner, words: tuple[str, ...], message: str) -> None:
    pytest.importorskip("torch", reason="training needs torch (extra: train)")
    put()
    run = garner("train", "encoder", *words)
    assert run.exit_code == 4
    assert message in run.stderr


def test_without_torch_the_extra_is_named(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib import util

    find = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name, package=None: None if name == "torch" else find(name, package))
    run = garner("train", "encoder", "--data", put(), "-o", "m")
    assert run.exit_code == 2
    assert "garner[train]" in run.stderr


def test_ones_own_texts_become_a_model_that_is_used(garner: Garner) -> None:
    pytest.importorskip("onnx", reason="training needs onnx (extra: train)")
    run = garner("train", "encoder", "--data", put(), "-o", "m", "--epochs", "1", "--seed", "5", "--device", "cpu")
    assert run.exit_code == 0, run.stderr
    table = json.loads(run.stdout)
    assert (table["name"], table["after"]["documents"], table["steps"]) == ("m", 1, 1)
    assert "1 of 6 documents are kept aside to measure on (seed 5)." in run.stderr
    assert "step 1/1, loss " in run.stderr
    assert "--model encoder:m" in run.stderr
    assert "<svg" in Path("m/training.html").read_text("utf-8")
    Path("a.txt").write_text("Acme 7 fell by 9 per cent.", "utf-8")
    found = garner("extract", "a.txt", "-e", "firm", "-m", "encoder:m")
    assert found.exit_code == 0
    assert json.loads(found.stdout)["model"] == "encoder:m"
    assert garner("evaluate", "--data", "mine.jsonl", "-m", "encoder:m").exit_code == 8, "it was trained on these texts"
    again = garner("train", "encoder", "--data", "mine.jsonl", "-o", "m")
    assert again.exit_code == 5
    assert "holds a model already" in again.stderr


def test_a_recipe_trains_and_its_run_becomes_an_encoder(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="training needs torch (extra: train)")
    from garner.training.encoder import recipes

    told: list[tuple[object, ...]] = []
    monkeypatch.setattr(recipes, "run", lambda *given: (told.append(given), given[-1]({"step": 2, "loss": 0.5})))
    monkeypatch.setattr(recipes, "write_encoder", lambda *given: told.append(given))
    Path("r.toml").write_text("[[stages]]\nsteps = 3\nmix = {wnut17 = 1}\n", "utf-8")
    Path("corpora").mkdir()
    Path("trunk").write_text("{}", "utf-8")
    common = ("train", "encoder", "r.toml", "-o", "run", "--trunk", "trunk", "--data-dir", "corpora")
    run = garner(*common, "--device", "cpu")
    assert run.exit_code == 0, run.stderr
    assert told[0][1:4] == (Path("corpora"), Path("trunk"), Path("run"))
    assert "step 2, loss 0.5" in run.stderr
    assert garner(*common, "--export", "mine", "--threshold", "0.3").exit_code == 0
    card = told[1][4]
    assert (card.name, card.thresholds["relations"]) == ("mine", 0.3)  # type: ignore[attr-defined]


def test_progress_is_told_in_words() -> None:
    pytest.importorskip("torch", reason="training needs torch (extra: train)")
    from garner.training.encoder.tuning import Point, Standing

    points = (Point(0, None, 40.0, {}), Point(10, 2.0, 55.04, {}), Point(20, 1.0, 50.0, {}))
    assert describe_training(Standing(20, 100, 1.234, points, 30.0, 125.4)) == (
        "step 20/100, loss 1.23, F1 50.0 (best 55.0), at most 2:05 left"
    )
