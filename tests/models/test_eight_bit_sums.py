"""Weights of products in 8 bits: each within half a step of what it stands for."""

import numpy as np

from garner.models.encoder.eight_bit_sums import THIRDS, rounded_weights


def test_a_weight_is_rounded_by_the_scale_of_its_output_and_an_input_of_spread_zero_has_none():
    weights = np.random.default_rng(3).normal(size=(8, 5)).astype(np.float32) * np.float32([1, 10, 0.1, 3, 0])
    spread = np.float32([1, 2, 0.5, 0, 1, 4, 1, 1])
    found = rounded_weights("w", weights, spread)
    rounded, scales = found["w"], found["w/scales"]
    assert rounded.dtype == np.int8
    assert not rounded[3].any()
    off = np.abs(rounded * scales - weights * spread[:, None])
    assert (off <= scales * 0.5001).all()
    assert np.abs(rounded).max(axis=0).tolist() == [127, 127, 127, 127, 0]


def test_the_thirds_of_a_matrix_are_its_columns_rounded_as_they_are_in_one():
    weights = np.random.default_rng(4).normal(size=(8, 6)).astype(np.float32)
    spread = np.ones(8, np.float32)
    whole, thirds = rounded_weights("w", weights, spread), rounded_weights("w" + THIRDS, weights, spread)
    for kind in ("", "/scales"):
        parts = [thirds[f"w{THIRDS}/{number}{kind}"] for number in range(3)]
        assert np.array_equal(np.concatenate(parts, axis=-1), whole["w" + kind])
