"""An encoder from one's own texts at toy size: better than before, the same after a kill, honest about what it saw."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from html import unescape
from pathlib import Path

import pytest
import torch

from garner.datasets.contamination import Status, contamination
from garner.datasets.exposure import exposure_at
from garner.datasets.own import open_dataset
from garner.errors import OutputError
from garner.models.encoder import Encoder
from garner.models.encoder.weights import FILES
from garner.training.encoder import tuning as tuning_module
from garner.training.encoder.lesson import DevShare, Request
from garner.training.encoder.own import Listener, Order, Trained, train_on_own
from garner.training.encoder.own_folder import make_room
from garner.training.encoder.reopening import open_encoder
from garner.training.encoder.tuning import Standing, Tuning, epochs_for, steps_between
from garner.view.training import write_training

TUNING = Tuning(epochs=25, patience=100, trunk_rate=0.003, head_rate=0.01, step_tokens=64)


@pytest.fixture(scope="module")
def mine(tmp_path_factory: pytest.TempPathFactory) -> str:
    names, towns = ("ada", "bob", "cora", "dan", "eve", "fay"), ("rome", "paris", "oslo", "bonn")
    lines = []
    for name in names:
        for town in towns:
            text = f"{name} lives in {town}."
            place = text.index(town)
            gold = {
                "entities": [
                    {"id": "a", "start": 0, "end": len(name), "type": "person"},
                    {"id": "b", "start": place, "end": place + len(town), "type": "city"},
                ],
                "relations": [{"head": "a", "tail": "b", "type": "lives in"}],
                "labels": {"sex": "male" if name in ("bob", "dan") else "female"},
            }
            lines.append(json.dumps({"text": text, **gold}) + "\n")
    path = tmp_path_factory.mktemp("mine") / "mine.jsonl"
    path.write_text("".join(lines), "utf-8")
    return str(path)


def order(mine: str, toy_encoder: Path, folder: Path) -> Order:
    return Order(Request(mine, aside=DevShare(0.25, 0)), folder, toy_encoder, device="cpu")


@pytest.fixture(scope="module")
def whole(mine: str, toy_encoder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Trained, Path, list[str]]:
    """A training that nothing interrupted, its folder, and what was said."""
    torch.set_num_threads(1)
    said: list[str] = []
    folder = tmp_path_factory.mktemp("trained") / "towns"
    trained = train_on_own(order(mine, toy_encoder, folder), TUNING, Listener(said.append))
    return trained, folder, said


def weights_of(folder: Path) -> dict[str, torch.Tensor]:
    return dict(open_encoder(folder)[0].joint.state_dict())


def test_it_learns(whole: tuple[Trained, Path, list[str]]) -> None:
    trained, _, _ = whole
    for mode, before in enumerate(trained.before.modes[:3]):
        assert trained.after.modes[mode].scores.micro.f1 > before.scores.micro.f1 + 20, before.mode
    first, best = trained.standing.points[0], trained.standing.best
    assert best.f1 > first.f1 + 20
    assert best.parts["relations"] > first.parts["relations"] + 20
    assert {"spans", "relations", "choices"} == best.parts.keys()
    assert trained.standing.best.f1 == max(point.f1 for point in trained.standing.points)
    assert trained.standing.points[0].step == 0


def test_the_folder_holds_an_encoder_its_log_and_what_it_saw(whole: tuple[Trained, Path, list[str]], mine: str) -> None:
    trained, folder, _ = whole
    encoder = Encoder.load(folder)
    assert encoder.name == "encoder:towns"
    findings = trained.findings
    assert {"entities"} <= findings.thresholds.keys()
    for task, threshold in findings.thresholds.items():
        assert encoder.card.threshold(task) == pytest.approx(findings.lines[task].calibrated(threshold))
    card = json.loads((folder / "model.json").read_text("utf-8"))
    assert card["parameters_trained"] == trained.parameters_trained > 0
    lines = [json.loads(line) for line in (folder / "log.jsonl").read_text("utf-8").splitlines()]
    assert [line["step"] for line in lines] == [point.step for point in trained.standing.points]
    assert not (folder / "checkpoint.pt").exists()
    seen = exposure_at(folder)
    assert seen is not None
    assert any("trained on from toy-1" in note for note in seen.notes)
    # Nobody recorded what the toy was trained on: texts that the lesson has not are not clean for that.
    assert (seen.component, seen.unknown) == ("towns", ("toy-1",))
    [split] = open_dataset(mine)
    assert contamination(seen, split).status is Status.SEEN


def test_relations_are_learnt_where_nothing_has_a_type(mine: str, toy_encoder: Path, tmp_path: Path) -> None:
    lines = []
    for record in map(json.loads, Path(mine).read_text("utf-8").splitlines()):
        head, tail = ({"start": end["start"], "end": end["end"]} for end in record["entities"])
        relation = {"type": "lives in", "head": head, "tail": tail}
        lines.append(json.dumps({"text": record["text"], "relations": [relation]}) + "\n")
    (tmp_path / "untyped.jsonl").write_text("".join(lines), "utf-8")
    task = order(str(tmp_path / "untyped.jsonl"), toy_encoder, tmp_path / "towns")
    torch.set_num_threads(1)
    trained = train_on_own(task, replace(TUNING, epochs=6))
    first, best = trained.standing.points[0], trained.standing.best
    assert best.parts.keys() == {"relations"}
    assert best.f1 > first.f1 + 20
    assert "relations" in trained.findings.trials
    write_training(tmp_path / "training.html", trained, "towns", "garner train encoder --data untyped.jsonl -o towns")


def test_only_weights_that_may_move_have_moved(whole: tuple[Trained, Path, list[str]], toy_encoder: Path) -> None:
    opened, _ = open_encoder(toy_encoder)
    after, _ = open_encoder(whole[1])
    moved = {
        name
        for name, weight in opened.joint.state_dict().items()
        if not torch.allclose(weight, after.joint.state_dict()[name], atol=1e-4)
    }
    assert any(name.startswith("layers.") for name in moved)
    assert any(name.startswith("pairs.") for name in moved)
    assert "class_of_label.weight" in moved
    for before, now in ((opened.read, after.read), (opened.meaning, after.meaning)):
        for (name, weight), same in zip(before.state_dict().items(), now.state_dict().values(), strict=True):
            assert torch.allclose(weight, same, atol=1e-6), name


def test_training_that_was_killed_ends_with_the_same_weights(
    whole: tuple[Trained, Path, list[str]], mine: str, toy_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning_module, "_SAVE_SECONDS", 0.0)
    stop_at = whole[0].standing.step // 2 + 1

    def kill(standing: Standing) -> None:
        if standing.step == stop_at:
            raise KeyboardInterrupt

    task = order(mine, toy_encoder, tmp_path / "towns")
    with pytest.raises(KeyboardInterrupt):
        train_on_own(task, TUNING, Listener(step=kill))
    assert (tmp_path / "towns/checkpoint.pt").exists()
    steps: list[int] = []
    trained = train_on_own(task, TUNING, Listener(step=lambda standing: steps.append(standing.step)))
    assert steps[0] > 1, "it went on instead of beginning anew"
    assert [point.step for point in trained.standing.points] == [point.step for point in whole[0].standing.points]
    for name, weight in weights_of(tmp_path / "towns").items():
        assert torch.allclose(weight, weights_of(whole[1])[name], atol=1e-5), name


def test_a_checkpoint_of_another_training_is_not_gone_on_with(
    mine: str, toy_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tuning_module, "_SAVE_SECONDS", 0.0)

    def kill(standing: Standing) -> None:
        if standing.step == 2:
            raise KeyboardInterrupt

    task = order(mine, toy_encoder, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        train_on_own(task, TUNING, Listener(step=kill))
    with pytest.raises(OutputError, match="unfinished training on other data"):
        train_on_own(task, replace(TUNING, head_rate=0.02))
    assert train_on_own(replace(task, overwrite=True), replace(TUNING, epochs=1)).standing.step > 0


def test_a_folder_with_a_model_or_something_else_is_left_alone(
    whole: tuple[Trained, Path, list[str]], mine: str, toy_encoder: Path, tmp_path: Path
) -> None:
    with pytest.raises(OutputError, match="holds a model already"):
        train_on_own(order(mine, toy_encoder, whole[1]), TUNING)
    with pytest.raises(OutputError, match="model to start from"):
        train_on_own(replace(order(mine, toy_encoder, toy_encoder), overwrite=True), TUNING)
    (tmp_path / "thesis.doc").write_text("dear", "utf-8")
    with pytest.raises(OutputError, match=r"something else: thesis\.doc"):
        train_on_own(replace(order(mine, toy_encoder, tmp_path), overwrite=True), TUNING)
    assert (tmp_path / "thesis.doc").read_text("utf-8") == "dear"
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(OutputError, match="cannot be written"):
        train_on_own(order(mine, toy_encoder, tmp_path / "file"), TUNING)


def test_an_encoder_with_graphs_in_8_bits_is_made_room_in_only_where_it_may_be_overwritten(tmp_path: Path) -> None:
    base = tmp_path / "base"
    for name in ("a", "b"):
        folder = tmp_path / name
        folder.mkdir()
        for file in ("model.json", *FILES, "read_8.onnx", "join_8.onnx", "spreads.npz", "seen.json", "seen.bin"):
            (folder / file).write_bytes(b"x")
    with pytest.raises(OutputError, match="holds a model already"):
        make_room(tmp_path / "a", base)
    make_room(tmp_path / "a", base, overwrite=True)
    assert list((tmp_path / "a").iterdir()) == []
    (tmp_path / "b/words").mkdir()
    with pytest.raises(OutputError, match="something else: words"):
        make_room(tmp_path / "b", base, overwrite=True)


def test_patience_ends_the_training(mine: str, toy_encoder: Path, tmp_path: Path) -> None:
    still = replace(TUNING, trunk_rate=0.0, head_rate=0.0, patience=1)
    trained = train_on_own(order(mine, toy_encoder, tmp_path), still)
    assert len(trained.standing.points) == 2
    assert trained.standing.step < trained.standing.steps


def test_examples_count_as_much_as_they_did_before_training(mine: str, toy_encoder: Path, tmp_path: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(toy_encoder, base)
    shares = {"example_share": 0.25, "example_sighting": 1.5}
    card = json.loads((base / "model.json").read_text("utf-8"))
    (base / "model.json").write_text(json.dumps(card | shares), "utf-8")
    train_on_own(order(mine, base, tmp_path / "own"), replace(TUNING, epochs=1))
    assert Encoder.load(tmp_path / "own").card.weighing == Encoder.load(base).card.weighing == (0.2, 0.25, 1.5)


def test_the_page_tells_everything_and_fetches_nothing(whole: tuple[Trained, Path, list[str]], tmp_path: Path) -> None:
    trained, _, _ = whole
    evil = replace(trained, name="<script>alert(1)</script>")
    write_training(tmp_path / "training.html", evil, "towns", "garner train encoder --data 'a & b.jsonl' -o towns")
    page = (tmp_path / "training.html").read_text("utf-8")
    assert "<script" not in page
    assert "http-equiv" in page
    assert page.count("<svg") == 2
    assert page.count("<circle") == 2 * len(trained.standing.points) - 1
    shown = unescape(page)
    assert "garner train encoder --data 'a & b.jsonl' -o towns" in shown
    assert "--model encoder:towns" in shown
    assert f"{trained.after.modes[0].scores.micro.f1:.1f}" in shown
    assert trained.lesson.seen.source in shown


@pytest.mark.parametrize("texts", [1, 50, 200, 201, 1000, 5000, 100_000])
def test_few_texts_are_read_more_often_than_many(texts: int) -> None:
    assert epochs_for(texts) >= epochs_for(texts + 1) >= 2
    assert 10 <= steps_between(texts) <= 100
