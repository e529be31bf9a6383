"""Words, shapes, 8-bit storage and decoding: the parts of the encoder that need no weights."""

from __future__ import annotations

from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from garner.models.encoder.decode import Candidate, candidates, keep_flat, keep_one_label
from garner.models.encoder.eight_bits import pack, unpack
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


def test_token_vectors_come_back_within_half_a_step() -> None:
    table = np.random.default_rng(0).normal(size=(7, 5)).astype(np.float32)
    found = TokenVectors.quantise(table).look_up(np.array([[0, 6], [3, 3]]))
    assert found.shape == (2, 2, 5)
    assert np.abs(found[0, 1] - table[6]).max() <= np.abs(table[6]).max() / 254 + 1e-6


def test_candidates_end_within_the_text() -> None:
    probabilities = np.full((3, 2, 1), 0.9)
    found = candidates(probabilities, words=2, threshold=0.5)
    assert [each[:3] for each in found] == [(0, 1, 0), (0, 2, 0), (1, 2, 0)]


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
