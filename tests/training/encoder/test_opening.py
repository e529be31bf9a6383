"""What is opened to be trained on scores as the encoder that it was opened from, and is written back without a change."""

from __future__ import annotations

import json
import shutil
from itertools import chain
from pathlib import Path

import numpy as np
import pytest
import torch

from garner.errors import ModelError
from garner.models.encoder import Encoder, LabelText
from garner.models.encoder.layout import lay_out_texts, stack_labels
from garner.models.encoder.weights import packaged_weights, read_weights
from garner.models.encoder.words import tokenise_text
from garner.training.encoder.card import CardText
from garner.training.encoder.export import export
from garner.training.encoder.opening import Opened, open_encoder
from garner.training.encoder.steps import scorer_of

TEXTS = ["Ada lives in Paris.", "Bob met Ada in Rome, and 12 others."]
LABELS = ["city", "person", "the place of birth"]


def inputs_for(opened: Opened) -> dict[str, np.ndarray]:
    materials = opened.materials
    tokens = [tokenise_text(materials.tokenizer, text) for text in TEXTS]
    vectors = np.stack([materials.label_vector(label) for label in LABELS])
    return lay_out_texts(tokens, materials.vectors) | stack_labels([vectors, vectors[:2]])


def check(folder: Path) -> Opened:
    """The networks, after comparing both with the graphs that run."""
    opened, card = open_encoder(folder)
    weights = read_weights(folder, threads=1)
    inputs = inputs_for(opened)
    expected = weights.span.run(None, inputs)[0]
    found = scorer_of(opened.network)(inputs)
    assert np.abs(expected[0] - found[0]).max() < 1e-3
    assert np.abs(expected[1, ..., :2] - found[1, ..., :2]).max() < 1e-3
    encoder = Encoder(weights)
    for label in LABELS:
        assert np.abs(encoder._label_vectors([LabelText(label)])[0] - opened.materials.label_vector(label)).max() < 1e-4
    assert opened.network.size.span_words == card.span_words
    return opened


@pytest.mark.parametrize("toy", [True, False], ids=["toy", "shipped"])
def test_an_opened_encoder_scores_as_it_answers(toy_encoder: Path, toy: bool) -> None:
    check(toy_encoder if toy else packaged_weights())


def test_an_encoder_that_is_opened_and_written_answers_the_same(toy_encoder: Path, tmp_path: Path) -> None:
    network, labels, materials = check(toy_encoder)
    again = tmp_path / "again"
    export(network, labels, toy_encoder / "tokenizer.json", again, CardText("toy-1", 0.5, 40, 12, 3), materials.vectors)
    first, second = (
        Encoder.load(folder, 1).score(TEXTS, [LabelText(x) for x in LABELS], 0.001) for folder in (toy_encoder, again)
    )
    assert [[span[:3] for span in spans] for spans in first] == [[span[:3] for span in spans] for spans in second]
    for one, other in zip(chain.from_iterable(first), chain.from_iterable(second), strict=True):
        assert one.confidence == pytest.approx(other.confidence, abs=1e-5)


def test_the_second_opening_gives_the_same_weights(toy_encoder: Path, tmp_path: Path) -> None:
    opened, _ = open_encoder(toy_encoder)
    export(*opened[:2], toy_encoder / "tokenizer.json", tmp_path, CardText("x", 0.5), opened.materials.vectors)
    again, _ = open_encoder(tmp_path)
    for (name, one), other in zip(opened.network.named_parameters(), again.network.parameters(), strict=True):
        assert torch.allclose(one, other, atol=1e-6), name


def test_a_graph_that_names_its_weights_otherwise_is_refused(toy_encoder: Path, tmp_path: Path) -> None:
    import hashlib

    import onnx

    folder = tmp_path / "strange"
    shutil.copytree(toy_encoder, folder)
    model = onnx.load(folder / "span.onnx", load_external_data=False)
    for node in model.graph.node:
        node.name = ""
    (folder / "span.onnx").write_bytes(model.SerializeToString())
    card = json.loads((folder / "model.json").read_text("utf-8"))
    card["sha256"]["span.onnx"] = hashlib.sha256((folder / "span.onnx").read_bytes()).hexdigest()
    (folder / "model.json").write_text(json.dumps(card), "utf-8")
    Encoder.load(folder, 1)
    with pytest.raises(ModelError, match="cannot be trained on"):
        open_encoder(folder)
