"""Learned detectors on the command line: beside any model, and held against what they and their encoder saw in training."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result as Run

from garner.datasets.exposure import exposure_to, write_exposure
from garner.files import read_results, write_results
from garner.models.encoder import Encoder
from garner.models.encoder.weights import packaged_weights
from refinement.learned.hand_made import write_detectors

Garner = Callable[..., Run]
SEEN = "Acme bought the whole of the old harbour from Bolt on Tuesday."
OTHER = "Acme sold the new bridge over the river to Carl last spring."


@pytest.fixture
def shipped(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Detectors beside the encoder that ships, in the place of those that ship; they saw one text."""
    folder = write_detectors(Path("shipped").absolute(), Encoder.load())
    write_exposure(exposure_to("hand-made", (), [SEEN]), folder)
    monkeypatch.setattr("garner.refinement.learned.card.packaged_detectors", lambda: folder)
    return folder


@pytest.fixture
def own_encoder() -> str:
    """An encoder of other weights than the one that ships, as far as its card tells."""
    folder = Path("own")
    folder.mkdir()
    for file in packaged_weights().iterdir():
        (folder / file.name).symlink_to(file)
    card = json.loads((packaged_weights() / "model.json").read_text("utf-8"))
    for name in ("model.json", "seen.json", "seen.bin"):
        (folder / name).unlink()
    (folder / "model.json").write_text(json.dumps(card | {"name": "own", "description_share": 0.3}), "utf-8")
    write_exposure(exposure_to("own", (), [OTHER]), folder)
    return "encoder:own"


def put(*texts: str, name: str = "gold.jsonl") -> str:
    lines = (
        json.dumps({"id": f"d{number}", "text": text, "entities": [{"type": "company", "start": 0, "end": 4}]})
        for number, text in enumerate(texts)
    )
    Path(name).write_text("\n".join(lines) + "\n", "utf-8")
    return name


@pytest.fixture
def evaluate(garner: Garner) -> Garner:
    """Runs ``garner evaluate`` on one text with the scripted model."""

    def run(text: str, *words: str, model: str = "scripted:model.jsonl") -> Run:
        return garner("evaluate", "--data", put(text), "-m", model, "--resamples", "20", *words)

    return run


def exposed(run: Run) -> str:
    assert run.exit_code == 0, run.stderr
    return str(json.loads(run.stdout)["evaluations"][0]["seen"]["exposed"])


# Beside any model


@pytest.mark.parametrize("model", ["scripted:model.jsonl", "encoder:own", "encoder"])
def test_answers_of_any_model_are_corrected_by_the_detectors_that_ship(
    garner: Garner, shipped: Path, own_encoder: str, model: str
) -> None:
    Path("a.txt").write_text("Acme bought Bolt.", "utf-8")
    run = garner("extract", "a.txt", "-e", "company", "-m", model, "--refine", "-o", "out.jsonl")
    assert run.exit_code == 0, run.stderr
    [result] = read_results("out.jsonl")
    assert "learned:hand-made@" in result.model
    assert result.trace
    assert not result.problems
    assert ("a second model in memory beside encoder:own" in run.stderr) == (model == own_encoder)


def test_answers_made_elsewhere_are_corrected_beside_an_encoder_of_ones_own(
    garner: Garner, shipped: Path, own_encoder: str
) -> None:
    Path("a.jsonl").write_text('{"id": "a", "text": "Acme bought Bolt.", "values": {"company": ["Acme"]}}\n', "utf-8")
    run = garner("refine", "a.jsonl", "-e", "company", "-m", own_encoder, "-o", "out.jsonl")
    assert run.exit_code == 0, run.stderr
    assert next(iter(read_results("out.jsonl"))).trace


def test_detectors_trained_beside_an_encoder_that_is_not_there_are_refused(garner: Garner, own_encoder: str) -> None:
    write_detectors(Path("mine"), Encoder.load(Path("own")))
    Path("a.txt").write_text("Acme bought Bolt.", "utf-8")
    words = ("extract", "a.txt", "-e", "company", "--refine-with", "learned:mine")
    run = garner(*words)
    assert (run.exit_code, "trained beside encoder:own" in run.stderr) == (6, True)
    assert garner(*words, "-m", own_encoder).exit_code == 0


def test_results_of_detectors_with_other_weights_do_not_go_into_one_file(garner: Garner, shipped: Path) -> None:
    Path("a.txt").write_text("Acme bought Bolt.", "utf-8")
    words = ("extract", "a.txt", "-e", "company", "-m", "scripted:model.jsonl", "--refine-with", "learned", "-o", "out.jsonl")
    assert garner(*words).exit_code == 0
    write_detectors(shipped, Encoder.load(), {name: {} for name in ("spans", "relations", "arguments", "choices", "whole")})
    run = garner(*words)
    assert (run.exit_code, "made with another model" in run.stderr) == (5, True)


# What they saw


def test_a_text_that_the_detectors_saw_is_refused_whoever_answers(evaluate: Garner, shipped: Path) -> None:
    assert exposed(evaluate(SEEN)) == "unknown"
    for words in (("--refine",), ("--refine-with", "rules+learned"), ("--refine-with", f"learned:{shipped}")):
        for model in ("scripted:model.jsonl", "encoder"):
            run = evaluate(SEEN, *words, model=model)
            assert run.exit_code == 8, run.stderr
            assert "hand-made" in run.stderr
    assert evaluate(SEEN, "--refine", "--force").exit_code == 0


def test_detectors_that_do_not_see_the_text_leave_the_evaluation_as_it_is(evaluate: Garner, shipped: Path) -> None:
    assert exposed(evaluate(OTHER, "--refine", model="encoder")) == "clean"
    assert exposed(evaluate(SEEN, "--refine-with", "rules", model="encoder")) == "clean"
    assert exposed(evaluate(SEEN, "--refine", "--refine-rounds", "0", model="encoder")) == "clean"


def test_what_the_encoder_of_the_detectors_saw_counts_where_another_model_answers(
    evaluate: Garner, shipped: Path, own_encoder: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    written = "Marvin Minsky and Seymour Papert of MIT wrote Perceptrons, which slowed work on neural networks."
    assert exposed(evaluate(written, model=own_encoder)) == "clean"
    assert evaluate(written, "--refine", model=own_encoder).exit_code == 8
    assert evaluate(written, "--refine").exit_code == 8
    assert evaluate(OTHER, "--refine", model=own_encoder).exit_code == 8


def test_of_a_chat_model_nobody_knows_beside_whatever_is_known(evaluate: Garner, shipped: Path) -> None:
    run = evaluate(OTHER, "--refine")
    assert exposed(run) == "unknown"
    assert "Nobody recorded what scripted:model.jsonl was trained on" in run.stderr
    run = evaluate(OTHER, "--refine-with", "prompted:scripted:model.jsonl", model="encoder")
    assert exposed(run) == "unknown"
    assert "Nobody recorded what prompted:scripted:model.jsonl was trained on" in run.stderr


def test_a_record_that_is_named_stands_for_the_model_and_not_for_its_detectors(evaluate: Garner, shipped: Path) -> None:
    write_exposure(exposure_to("nothing", (), []), Path("nothing"))
    assert exposed(evaluate(SEEN, "--exposure", "nothing")) == "clean"
    assert evaluate(SEEN, "--exposure", "nothing", "--refine").exit_code == 8


@pytest.mark.parametrize("model", ["scripted:model.jsonl", "encoder"])
def test_results_that_the_detectors_corrected_are_held_against_what_they_saw(garner: Garner, shipped: Path, model: str) -> None:
    gold = put(SEEN)
    garner("extract", gold, "-e", "company", "-m", model, "--refine", "-o", "out.jsonl")
    words = ("evaluate", "--data", gold, "--results", "out.jsonl", "--resamples", "20")
    run = garner(*words)
    assert run.exit_code == 8, run.stderr
    assert "hand-made" in run.stderr
    results = list(read_results("out.jsonl"))
    write_results("out.jsonl", [replace(each, model=each.model.replace("hand-made@", "other@")) for each in results])
    run = garner(*words)
    assert exposed(run) == "unknown"
    write_results("out.jsonl", [replace(each, model=each.model.partition(" ")[0]) for each in results])
    assert exposed(garner(*words)) == ("clean" if model == "encoder" else "unknown")
