"""The tagger's files and the reference that the graph is compared with."""

from __future__ import annotations

import itertools
import math
import shutil
from collections.abc import Callable
from importlib import util
from pathlib import Path

import numpy as np
import pytest

from garner.errors import InputError, NotConfigured
from garner.training.encoder.characters.lac import DIRECTION, EMBEDDING, FEATURES, Tagger, read_parameter, read_tagger

Write = Callable[[np.ndarray], bytes]


@pytest.fixture(scope="module")
def tagger(lac_folder: Path) -> Tagger:
    return read_tagger(lac_folder)


@pytest.mark.parametrize("shape", [(1,), (3, 300), (1, 384), (20000, 2)])
def test_a_parameter_is_read_as_it_was_written(tmp_path: Path, as_paddle: Write, shape: tuple[int, ...]) -> None:
    array = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    (tmp_path / "w").write_bytes(as_paddle(array))
    assert np.array_equal(read_parameter(tmp_path / "w"), array)


def test_a_file_cut_anywhere_or_too_long_is_refused(tmp_path: Path, as_paddle: Write) -> None:
    whole = as_paddle(np.ones((2, 300), np.float32))[:60]
    for wrong in (
        *(whole[:size] for size in range(len(whole))),
        as_paddle(np.ones(3)) + b"\0",
        b"\1" + as_paddle(np.ones(3))[1:],
    ):
        (tmp_path / "w").write_bytes(wrong)
        with pytest.raises(InputError, match=r"w is no parameter file of paddle"):
            read_parameter(tmp_path / "w")


def test_numbers_of_another_type_are_refused(tmp_path: Path, as_paddle: Write) -> None:
    (tmp_path / "w").write_bytes(as_paddle(np.ones(3)).replace(b"\x08\x05", b"\x08\x06", 1))
    with pytest.raises(InputError):
        read_parameter(tmp_path / "w")


def test_without_the_package_the_hint_says_how_to_install_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(util, "find_spec", lambda name: None)
    with pytest.raises(NotConfigured) as caught:
        read_tagger()
    assert "pip install jieba==0.42.1" in caught.value.hint


@pytest.mark.parametrize("missing", ["word.dic", "model_baseline/gru_3.w_0", "model_baseline/crfw"])
def test_a_folder_that_lacks_a_file_is_not_configured(tmp_path: Path, lac_folder: Path, missing: str) -> None:
    folder = shutil.copytree(lac_folder, tmp_path / "lac")
    (folder / missing).unlink()
    with pytest.raises(NotConfigured) as caught:
        read_tagger(folder)
    assert "jieba==0.42.1" in caught.value.hint


def test_weights_of_another_shape_are_refused(tmp_path: Path, lac_folder: Path, as_paddle: Write) -> None:
    folder = shutil.copytree(lac_folder, tmp_path / "lac")
    (folder / "model_baseline" / "crfw").write_bytes(as_paddle(np.ones((4, 3))))
    with pytest.raises(InputError, match=r"crfw is of shape \(4, 3\); \(5, 3\) was expected"):
        read_tagger(folder)


def test_a_bad_line_of_the_dictionary_is_named(tmp_path: Path, lac_folder: Path) -> None:
    folder = shutil.copytree(lac_folder, tmp_path / "lac")
    (folder / "word.dic").write_text("0\ta\none\tb\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"word\.dic:2"):
        read_tagger(folder)


def test_only_single_characters_have_rows_and_the_rest_is_unknown(tagger: Tagger) -> None:
    assert [tagger.row(each) for each in ("李", "a", "A", "OOV_NUM")] == [0, 4, 6, 6]


def test_a_step_follows_the_formula_of_paddle_number_by_number(tagger: Tagger) -> None:
    found = tagger.features(np.array([[2, 0]]), np.array([2]))[0]
    layer = tagger.layers[0][0]
    state = [0.0] * DIRECTION
    for row in (2, 0):
        x = tagger.embeddings[row] @ layer.inputs + layer.bias
        gates = [1 / (1 + math.exp(-(x[k] + sum(state[i] * layer.gates[i, k] for i in range(DIRECTION))))) for k in range(256)]
        reset = [gates[DIRECTION + i] * state[i] for i in range(DIRECTION)]
        for k in range(DIRECTION):
            candidate = math.tanh(x[256 + k] + sum(reset[i] * layer.candidate[i, k] for i in range(DIRECTION)))
            state[k] = (1 - gates[k]) * state[k] + gates[k] * candidate
    only_first = Tagger(**{name: getattr(tagger, name) for name in Tagger.__slots__} | {"layers": (tagger.layers[0],)})
    first = only_first.features(np.array([[2, 0]]), np.array([2]))[0]
    assert np.allclose(first[1, EMBEDDING : EMBEDDING + DIRECTION], state, atol=1e-4)
    assert np.array_equal(found[:, :EMBEDDING], tagger.embeddings[[2, 0]])


def test_features_do_not_depend_on_what_lies_past_the_end(tagger: Tagger) -> None:
    rows = np.array([[0, 1, 2, 3, 4], [3, 3, 2, 4, 4]])
    together = tagger.features(rows, np.array([5, 2]))
    assert together.shape == (2, 5, FEATURES)
    assert np.allclose(together[1, :2], tagger.features(rows[1:, :2], np.array([2]))[0], atol=1e-6)
    assert not together[1, 2:].any()


def test_decoding_finds_the_best_of_all_sequences(tagger: Tagger) -> None:
    random = np.random.default_rng(1)
    for length in (1, 2, 4):
        features = random.normal(size=(length, FEATURES)).astype(np.float32)
        scores = features[:, EMBEDDING:] @ tagger.emit + tagger.emit_bias

        def worth(tags: tuple[int, ...], scores: np.ndarray = scores) -> float:
            moves = sum(tagger.transitions[2 + before, after] for before, after in itertools.pairwise(tags))
            ends = tagger.transitions[0, tags[0]] + tagger.transitions[1, tags[-1]]
            return float(moves + ends + sum(scores[place, tag] for place, tag in enumerate(tags)))

        best = max(itertools.product(range(3), repeat=length), key=worth)
        assert tagger.decode(features) == [tagger.tags[tag] for tag in best]
    assert tagger.decode(np.zeros((0, FEATURES))) == []


def test_the_published_tagger_finds_words_people_and_places() -> None:
    pytest.importorskip("jieba", reason="the tagger's weights are in jieba (extra: train)")
    tagger = read_tagger()
    text = "李明昨天在北京大学见到了王小红教授。"
    features = tagger.features(np.array([[tagger.row(each) for each in text]]), np.array([len(text)]))[0]
    starts = [place for place, tag in enumerate(tagger.decode(features)) if tag.endswith("-B")]
    words = [text[start:end] for start, end in itertools.pairwise([*starts, len(text)])]
    assert words == ["李明", "昨天", "在", "北京大学", "见到", "了", "王小红", "教授", "。"]
    kinds = [tagger.decode(features)[start] for start in starts]
    assert [kinds[0], kinds[1], kinds[3], kinds[6]] == ["PER-B", "TIME-B", "ORG-B", "PER-B"]
