"""Words, shapes, 8-bit storage and decoding: the parts of the encoder that need no weights."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from garner.models.encoder.decode import Candidate, candidates, candidates_in, keep_flat, keep_one_label, log_odds, sigmoid
from garner.models.encoder.eight_bits import pack, unpack
from garner.models.encoder.four_bits import BLOCK, Blocks, pack_blocks, unpack_blocks, unpack_blocks_across
from garner.models.encoder.layout import TokenVectors
from garner.models.encoder.words import split_words, word_shape


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Al-Zaman's U.S.", ["Al", "-", "Zaman", "'", "s", "U", ".", "S", "."]),
        ("東京Tower", ["東", "京", "Tower"]),
        ("e\u0301tude x", ["e\u0301tude", "x"]),
        ("3.5kg_max", ["3", ".", "5kg", "_", "max"]),
        ("👍🏽ok", ["👍", "🏽", "ok"]),
        (" \t\n", []),
    ],
)
def test_words_are_runs_of_letters_and_digits_or_single_marks(text: str, words: list[str]) -> None:
    assert [text[start:end] for start, end in split_words(text)] == words


@given(st.text())
def test_words_cover_all_but_space_in_order(text: str) -> None:
    places = split_words(text)
    assert all(left[1] <= right[0] for left, right in pairwise(places))
    assert "".join(text[start:end] for start, end in places) == "".join(text.split())


@pytest.mark.parametrize(
    ("word", "shape"),
    [("12", 0), (".", 0), ("word", 1), ("東", 1), ("Word", 2), ("W", 3), ("NASA", 4), ("McKay", 5), ("iPad", 5)],
)
def test_shapes_tell_what_an_uncased_vocabulary_hides(word: str, shape: int) -> None:
    assert word_shape(word) == shape


@given(arrays.arrays(np.float32, (40, 30), elements=st.floats(-100, 100, width=32)))
def test_packing_keeps_every_weight_within_half_a_step(weights: np.ndarray) -> None:
    restored = unpack(pack({"w": weights, "bias": weights[0]}))
    assert np.array_equal(restored["bias"], weights[0])
    step = np.abs(weights).max() / 127
    assert np.abs(restored["w"] - weights).max() <= 0.51 * step + 1e-6


scales = arrays.arrays(
    np.float16, (3, 2), elements=st.floats(-2, 2, width=16).filter(lambda scale: scale == 0 or abs(scale) > 0.01)
)


@given(arrays.arrays(np.uint8, (3, 32)), scales)
def test_what_fits_into_four_bits_comes_back_as_it_was(halves: np.ndarray, scales: np.ndarray) -> None:
    values = unpack_blocks(Blocks(halves, scales))
    assert np.array_equal(unpack_blocks_across(Blocks(halves, scales)), values.T)
    blocks = pack_blocks(values)
    assert blocks is None or np.array_equal(unpack_blocks(blocks), values)
    whole = values.reshape(3, 2, BLOCK)
    whole[..., 0] = -8 * scales.astype(np.float32)
    packed = pack_blocks(whole.reshape(3, 64))
    assert packed is not None
    assert np.array_equal(unpack_blocks(packed), whole.reshape(3, 64))
    assert np.array_equal(unpack(pack({"w": whole.reshape(3, 64)}))["w"], whole.reshape(3, 64))


@pytest.mark.parametrize("shape", [(4, 33), (4,), (2, 32)])
def test_what_does_not_fit_into_four_bits_is_not_packed(shape: tuple[int, ...]) -> None:
    assert pack_blocks(np.random.default_rng(0).normal(size=shape).astype(np.float32)) is None


def test_token_vectors_are_looked_up_as_they_were_packed() -> None:
    halves = np.random.default_rng(0).integers(0, 256, (7, 16), np.uint8)
    table = unpack_blocks(Blocks(halves, np.full((7, 1), 0.5, np.float16)))
    table[:, 3] = -4.0
    vectors = TokenVectors.pack(table)
    found = vectors.look_up(np.array([[0, 6], [3, 3]]))
    assert (len(vectors), vectors.width) == (7, 32)
    assert np.array_equal(found, table[[[0, 6], [3, 3]]])


def test_candidates_end_within_the_text() -> None:
    probabilities = np.full((3, 2, 1), 0.9)
    found = candidates(probabilities, words=2, threshold=0.5)
    assert [each[:3] for each in found] == [(0, 1, 0), (0, 2, 0), (1, 2, 0)]


@given(arrays.arrays(np.float32, (4, 3, 2), elements=st.floats(-9, 9, width=32)), st.floats(0.001, 0.999), st.integers(0, 4))
def test_candidates_from_log_odds_are_those_from_probabilities(logits: np.ndarray, threshold: float, words: int) -> None:
    found = candidates_in(logits, words, np.full(2, log_odds(threshold)), np.array([7, 9]))
    expected = candidates(sigmoid(logits), words, threshold)
    doubtful = {(a, a + b + 1, c) for a, b, c in np.argwhere(np.abs(sigmoid(logits) - threshold) < 1e-9).tolist()}
    plain = {each._replace(label=(each.label - 7) // 2) for each in found}
    assert {each for each in plain if each[:3] not in doubtful} == {each for each in expected if each[:3] not in doubtful}


def test_a_label_whose_spans_nobody_wants_has_no_candidates() -> None:
    found = candidates_in(np.full((1, 1, 2), 50.0), 1, np.array([np.inf, -np.inf]), np.arange(2))
    assert [each.label for each in found] == [1]


found_spans = st.lists(
    st.builds(
        lambda first, length, label, tenths: Candidate(first, first + length, label, tenths / 10),
        st.integers(0, 5),
        st.integers(1, 4),
        st.integers(0, 2),
        st.integers(1, 10),
    ),
    max_size=8,
    unique_by=lambda each: each[:3],
)


@given(found_spans)
def test_flat_spans_never_overlap_and_none_could_be_added(found: list[Candidate]) -> None:
    kept = keep_flat(found)
    assert all(one.end <= other.first or other.end <= one.first for one, other in combinations(kept, 2))
    for each in set(found) - set(kept):
        rivals = [other for other in kept if other.first < each.end and each.first < other.end]
        assert any(other.confidence >= each.confidence for other in rivals)


@given(found_spans, st.randoms())
def test_what_is_kept_does_not_depend_on_the_order_found(found: list[Candidate], random: object) -> None:
    shuffled = sorted(found, key=lambda each: hash((each, id(random))))
    assert keep_flat(shuffled) == keep_flat(found)
    assert keep_one_label(shuffled) == keep_one_label(found)


@given(found_spans)
def test_each_place_keeps_its_most_probable_label(found: list[Candidate]) -> None:
    kept = keep_one_label(found)
    assert {each[:2] for each in kept} == {each[:2] for each in found}
    for each in kept:
        assert each.confidence == max(other.confidence for other in found if other[:2] == each[:2])
