"""Weights of products in 8 bits: each within half a step of what it stands for."""

import numpy as np

from garner.models.encoder.eight_bit_sums import SCALES, rounded_weights


def test_a_weight_is_rounded_by_the_scale_of_its_output_and_an_input_of_spread_zero_has_none():
    weights = np.random.default_rng(3).normal(size=(8, 5)).astype(np.float32) * np.float32([1, 10, 0.1, 3, 0])
    spread = np.float32([1, 2, 0.5, 0, 1, 4, 1, 1])
    found = rounded_weights("w", weights, spread)
    assert found["w"].dtype == np.int8
    assert not found["w"][3].any()
    off = np.abs(found["w"] * found["w" + SCALES] - weights * spread[:, None])
    assert (off <= found["w" + SCALES] * 0.5001).all()
    assert np.abs(found["w"]).max(axis=0).tolist() == [127, 127, 127, 127, 0]
