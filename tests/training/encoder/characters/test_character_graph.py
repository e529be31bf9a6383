"""The graph says what the reference says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("onnx", reason="graphs are written with onnx (extra: train)")
import onnxruntime

from garner.training.encoder.characters.graph import Frozen, build_features_graph, freeze, lac_nodes
from garner.training.encoder.characters.lac import EMBEDDING, FEATURES, Tagger, read_tagger

KEPT = "在a李"
TEXTS = st.lists(st.lists(st.integers(1, 4), min_size=1, max_size=9), min_size=1, max_size=5)


@pytest.fixture(scope="module")
def tagger(lac_folder: Path) -> Tagger:
    return read_tagger(lac_folder)


@pytest.fixture(scope="module")
def frozen(tagger: Tagger) -> Frozen:
    return freeze(tagger, KEPT)


@pytest.fixture(scope="module")
def sessions(frozen: Frozen) -> tuple[onnxruntime.InferenceSession, onnxruntime.InferenceSession]:
    plain, framed = (build_features_graph(frozen, framed=framed).SerializeToString() for framed in (False, True))
    return onnxruntime.InferenceSession(plain), onnxruntime.InferenceSession(framed)


def pad(texts: list[list[int]]) -> dict[str, np.ndarray]:
    lengths = np.array([len(text) for text in texts], np.int64)
    ids = np.zeros((len(texts), lengths.max()), np.int64)
    for row, text in enumerate(texts):
        ids[row, : len(text)] = text
    return {"ids": ids, "lengths": lengths}


@settings(deadline=None, max_examples=30)
@given(texts=TEXTS)
def test_the_graph_equals_the_reference(texts, tagger, sessions) -> None:
    inputs = pad(texts)
    found = sessions[0].run(None, inputs)[0]
    rows = np.array([0, tagger.unknown, *map(tagger.row, KEPT)])[inputs["ids"]]
    assert found.shape == (*inputs["ids"].shape, FEATURES)
    assert np.allclose(found, tagger.features(rows, inputs["lengths"]), atol=1e-4)


@settings(deadline=None, max_examples=30)
@given(texts=TEXTS)
def test_marks_around_a_text_are_not_read(texts, sessions) -> None:
    bare = sessions[0].run(None, pad(texts))[0]
    framed = sessions[1].run(None, pad([[1, *text, 1] for text in texts]))[0]
    assert np.allclose(framed[:, 0, EMBEDDING:], 0)
    for row, text in enumerate(texts):
        assert np.allclose(framed[row, 1 : len(text) + 1], bare[row, : len(text)], atol=1e-5)
        assert np.allclose(framed[row, len(text) + 1 :, EMBEDDING:], 0)


def test_marks_with_nothing_between_them_are_no_error(sessions) -> None:
    assert sessions[1].run(None, pad([[1, 1], [1, 3, 4, 1]]))[0].shape == (2, 4, FEATURES)
    assert sessions[1].run(None, pad([[1, 1]]))[0].shape == (1, 2, FEATURES)


def test_names_leave_room_for_the_graph_around(frozen: Frozen) -> None:
    part = lac_nodes(frozen, "characters", "sizes", "known")
    names = {name for node in part.nodes for name in (*node.input, *node.output)} | {each.name for each in part.initializers}
    assert {name for name in names if not name.startswith("lac.")} == {"characters", "sizes", "known"}


def test_padding_has_no_embedding_and_the_unknown_has_its_own(frozen: Frozen, tagger: Tagger) -> None:
    assert not frozen.embeddings[0].any()
    assert np.allclose(frozen.embeddings[1], tagger.embeddings[tagger.unknown], atol=1e-6)


def test_weights_take_one_byte_each_and_what_scales_them(frozen: Frozen) -> None:
    values = sum(array.size for array in frozen.arrays().values() if array.size > 1600)
    assert values <= frozen.size_bytes < 1.1 * values
