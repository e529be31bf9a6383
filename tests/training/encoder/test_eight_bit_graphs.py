"""Graphs in 8 bits lie beside the others, answer nearly the same, and are no hindrance to training on."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest

from garner.errors import ModelError
from garner.models.encoder.eight_bit_sums import EIGHT_BIT_FILES
from garner.models.encoder.weights import check_files, open_trunk
from garner.training.encoder.eight_bit_graphs import add_eight_bit_graphs
from garner.training.encoder.reopening import open_encoder

TEXTS = ["ada lives in paris.", "bob met ada in rome, and 12 others.", "acme hired bob"]


def test_graphs_in_8_bits_are_added_to_the_folder_and_run(toy_encoder: Path, tmp_path: Path) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(toy_encoder, folder)
    plain = open_trunk(folder, check_files(folder), 1)
    add_eight_bit_graphs(folder, TEXTS, ["city", "person"])
    added = {path.name for path in folder.iterdir()} - {path.name for path in toy_encoder.iterdir()}
    assert added == set(EIGHT_BIT_FILES)
    card = check_files(folder)
    quick = open_trunk(folder, card, 1)
    texts = [plain.tokens.tokenise(text) for text in TEXTS[:1]]
    one, other = plain.read(texts), quick.read(texts)
    assert not np.array_equal(one, other)
    assert np.abs(one - other).mean() < 0.1 * np.abs(one).mean()
    opened, again = open_encoder(toy_encoder)[0], open_encoder(folder)[0]
    for (name, weight), same in zip(opened.joint.state_dict().items(), again.joint.state_dict().values(), strict=True):
        assert weight.equal(same), name
    (folder / "spreads.npz").write_bytes(b"x")
    with pytest.raises(ModelError, match=r"spreads\.npz"):
        check_files(folder)
