"""Training at toy size: it learns, goes on after a kill as if nothing had happened, and exports what it trained."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor

from garner.datasets import read_split
from garner.datasets.contamination import Status, contamination
from garner.datasets.exposure import exposure_at
from garner.errors import InputError
from garner.models.encoder import Encoder
from garner.models.encoder.words import tokenise_text
from garner.training.encoder.answers import Task
from garner.training.encoder.batches import Batch, Mixture
from garner.training.encoder.card import CardText
from garner.training.encoder.corpora import read_corpora
from garner.training.encoder.joint import Joined, JointNetwork
from garner.training.encoder.loop import BEST, CHECKPOINT, STOP, Watch, train
from garner.training.encoder.losses import losses_of
from garner.training.encoder.measure import counts_at, predict, read_dev_set, total
from garner.training.encoder.opening import open_trunk
from garner.training.encoder.recipe import Recipe, Stage
from garner.training.encoder.recipes import run, write_encoder
from garner.training.encoder.reopening import open_encoder

RECIPE = Recipe(
    (Stage(6, {"toy": 1.0}),),
    apart=2,
    step_tokens=64,
    pool=12,
    head_rate=0.02,
    warmup=1,
    most_labels=4,
    save_every=2,
    measure_every=3,
    threads=1,
)


def nothing(_: JointNetwork) -> Mapping[str, float]:
    return {}


UNWATCHED = Watch(nothing)


def trained(trunk: Path, data: Path, folder: Path, recipe: Recipe) -> JointNetwork:
    torch.manual_seed(0)
    opened = open_trunk(trunk, apart=2)
    network, materials = opened.joint, opened.materials
    mixture = Mixture(read_corpora(["toy"], data), materials, recipe, network.size.span_words)
    train(network, mixture, recipe, folder, UNWATCHED)
    return network


def test_training_lowers_the_loss(trunk: Path, data: Path, tmp_path: Path) -> None:
    torch.manual_seed(0)
    opened = open_trunk(trunk, apart=2)
    network, materials = opened.joint, opened.materials
    recipe = replace(RECIPE, stages=(Stage(60, {"toy": 1.0}, rate_to=0.0),), save_every=100, measure_every=100)
    mixture = Mixture(read_corpora(["toy"], data), materials, recipe, network.size.span_words)
    batches = mixture.batches({"toy": 1.0}, 999)

    def loss() -> float:
        with torch.inference_mode():
            return float(sum(sum(losses_of(network, batch, recipe)) for batch in batches))

    before = loss()
    train(network, mixture, recipe, tmp_path, UNWATCHED)
    assert loss() < 0.7 * before


def test_training_that_was_killed_ends_with_the_same_weights(trunk: Path, data: Path, tmp_path: Path) -> None:
    whole = trained(trunk, data, tmp_path / "whole", RECIPE)
    # Killed at step 4: that is where the last checkpoint of the shorter run lies.
    trained(trunk, data, tmp_path / "killed", replace(RECIPE, stages=(Stage(4, {"toy": 1.0}),)))
    resumed = trained(trunk, data, tmp_path / "killed", RECIPE)
    for (name, expected), found in zip(whole.state_dict().items(), resumed.state_dict().values(), strict=True):
        assert torch.allclose(expected, found, atol=1e-6), name


def test_loss_counts_only_spans_within_the_text_and_labels_judged(trunk: Path) -> None:
    network = Fixed(open_trunk(trunk, apart=2).joint.size)
    logits = torch.full((2, 3, 2, 2), -40.0)
    logits[1, 1:] = 40.0  # beyond the one word of the second text
    logits[1, :, 1] = 40.0
    logits[1, :, :, 1] = 40.0  # a label that only the first text is asked for
    logits[0, 0, 1, 1] = 40.0
    network.spans = logits
    judged = np.array([[True, True], [True, False]])
    batch = Batch({}, words=[3, 1], targets=[(0, 0, 1, 1)], judged=judged)
    assert float(losses_of(network, batch, RECIPE).spans) == pytest.approx(0.0, abs=1e-6)
    assert float(losses_of(network, replace(batch, targets=[]), RECIPE).spans) == pytest.approx(20.0)


class Fixed(JointNetwork):
    """A network that always says the same of spans, and of two texts with three choices each."""

    spans: Tensor = torch.zeros(2, 1, 1, 3)
    classes: Tensor = torch.zeros(2, 3)

    def forward(self, *_: Tensor) -> Joined:
        return Joined(self.spans, self.classes, torch.zeros(2, 1, 1), torch.zeros(2, 3, 1))


def test_only_choices_of_the_task_compete_with_each_other(trunk: Path) -> None:
    network = Fixed(open_trunk(trunk, apart=2).joint.size)
    network.classes = torch.tensor([[9.0, 0.0, 60.0], [0.0, 0.0, 0.0]])
    judged = np.zeros((2, 3), bool)
    batch = Batch({}, [1, 1], [], judged, tasks=[(0, Task((0, 1), (0,)))])
    assert float(losses_of(network, batch, RECIPE).classes) < 0.001
    wrong = replace(batch, tasks=[(0, Task((0, 1, 2), (0,)))])
    assert float(losses_of(network, wrong, RECIPE).classes) == pytest.approx(51 / 2, abs=0.1)
    several = replace(batch, tasks=[(1, Task((0, 1, 2), (), multiple=True))])
    assert float(losses_of(network, several, RECIPE).classes) == pytest.approx(np.log(2) / 2, abs=1e-5)


def test_the_command_trains_measures_and_says_what_it_read(trunk: Path, data: Path, tmp_path: Path) -> None:
    recipe = replace(RECIPE, measure_on=("toy:dev",))
    run(recipe, data, trunk, tmp_path)
    log = (tmp_path / "log.jsonl").read_text().splitlines()
    assert any('"loss"' in line for line in log)
    assert any('"toy:dev@0.3"' in line for line in log)
    assert '"left_out_as_held_out": 1' in (tmp_path / "data.json").read_text()
    seen = exposure_at(tmp_path)
    assert seen is not None
    assert [(split.corpus, split.split, split.texts) for split in seen.splits] == [("toy", "train", 5)]
    assert "120 texts of each of toy:dev" in seen.notes[0]


def test_a_run_becomes_an_encoder_that_tells_what_it_saw(trunk: Path, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the export needs onnx (extra: train)")
    run(RECIPE, data, trunk, tmp_path)
    write_encoder(RECIPE, trunk, tmp_path, tmp_path / "encoder", CardText("toy-2", {"entities": 0.4}))
    encoder = Encoder.load(tmp_path / "encoder")
    assert (encoder.name, encoder.threshold) == ("encoder:toy-2", 0.4)
    seen = exposure_at(tmp_path / "encoder")
    assert seen is not None
    assert seen.component == "toy-2"
    assert contamination(seen, read_split(data, "toy", "train")).status is Status.SEEN
    assert contamination(seen, read_split(data, "toy", "test")).status is Status.CLEAN


def test_nothing_is_exported_without_a_checkpoint_or_a_record_of_what_was_seen(trunk: Path, data: Path, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no checkpoint"):
        write_encoder(RECIPE, trunk, tmp_path, tmp_path / "encoder", CardText("toy-2", {"entities": 0.4}))
    trained(trunk, data, tmp_path, RECIPE)
    with pytest.raises(InputError, match="does not say what was trained on"):
        write_encoder(RECIPE, trunk, tmp_path, tmp_path / "encoder", CardText("toy-2", {"entities": 0.4}))
    assert not (tmp_path / "encoder").exists()


def test_perfect_scores_measure_as_a_hundred(trunk: Path, data: Path) -> None:
    materials = open_trunk(trunk, apart=2).materials
    dev = read_dev_set(data, "toy:dev")
    answers = dict(zip(dev.texts, dev.gold, strict=True))
    order = sorted(answers, key=lambda text: len(tokenise_text(materials.tokenizer, text).tokens))

    def score(inputs: dict[str, np.ndarray]) -> Joined:
        logits = torch.full((*inputs["first"].shape, 12, len(dev.labels)), -9.0)
        for row, text in enumerate(order):
            words = tokenise_text(materials.tokenizer, text).words
            for start, end, label in answers[text]:
                first = [place[0] for place in words].index(start)
                last = [place[1] for place in words].index(end)
                logits[row, first, last - first, dev.labels.index(label)] = 9.0
        return Joined(logits, *(torch.zeros(0) for _ in range(3)))

    predictions = predict(score, materials, dev, batch=len(order))
    assert total(counts_at(predictions, dev, 0.5)).f1 == 100.0
    assert total(counts_at(predictions, dev, 0.99999)).answered == 0


def test_a_recipe_stops_when_its_patience_is_at_an_end_and_keeps_the_best_weights(
    trunk: Path, data: Path, tmp_path: Path
) -> None:
    recipe = replace(RECIPE, stages=(Stage(40, {"toy": 1.0}),), measure_every=2, stop_on=("toy:dev",), patience=2)
    figures = iter([10.0, 30.0, 20.0, 25.0, 90.0])
    opened = open_trunk(trunk, apart=2)
    network, materials = opened.joint, opened.materials
    mixture = Mixture(read_corpora(["toy"], data), materials, recipe, network.size.span_words)
    progress = train(network, mixture, recipe, tmp_path, Watch(lambda _: {STOP: next(figures)}))
    assert (progress.step, progress.best) == (8, 30.0)
    # The same command again has nothing left to do.
    assert train(network, mixture, recipe, tmp_path, Watch(lambda _: {STOP: 99.0})).step == 8
    best, last = (torch.load(tmp_path / name, weights_only=True)["network"] for name in (BEST, CHECKPOINT))
    assert any(not torch.equal(best[name], last[name]) for name in best)


def test_the_weights_that_dev_sets_chose_are_those_that_are_exported(trunk: Path, data: Path, tmp_path: Path) -> None:
    pytest.importorskip("onnx", reason="the export needs onnx (extra: train)")
    recipe = replace(RECIPE, stop_on=("toy:dev",), patience=9)
    run(recipe, data, trunk, tmp_path)
    assert '"stop"' in (tmp_path / "log.jsonl").read_text()
    write_encoder(recipe, trunk, tmp_path, tmp_path / "encoder", CardText("toy-3", {"entities": 0.4}))
    best = torch.load(tmp_path / BEST, weights_only=True)["network"]["label_bias.bias"]
    assert torch.allclose(open_encoder(tmp_path / "encoder")[0].joint.label_bias.bias, best, atol=1e-6)
