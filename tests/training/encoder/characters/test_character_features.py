"""Features of texts: one row a character, whatever else is asked for."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

pytest.importorskip("onnx", reason="graphs are written with onnx (extra: train)")

from garner.training.encoder.characters import CharacterFeatures, freeze, kept_characters, read_tagger
from garner.training.encoder.characters import features as module

KEPT = "·在a李"


@pytest.fixture(scope="module")
def characters(lac_folder: Path) -> CharacterFeatures:
    return CharacterFeatures(freeze(read_tagger(lac_folder), KEPT), KEPT)


@settings(deadline=None, max_examples=20)
@given(texts=st.lists(st.text(KEPT + "x ", max_size=12), max_size=9))
def test_a_text_is_read_alike_in_any_company(texts, characters) -> None:
    ids = [characters.ids(text) for text in texts]
    for text, found, own in zip(texts, characters.features(ids), ids, strict=True):
        assert found.shape == (len(text), 384)
        assert found.dtype == np.float16
        assert np.allclose(found, characters.features([own])[0], atol=2e-3)


def test_batches_hold_every_text_once_and_no_more_than_they_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_TEXTS", 3)
    monkeypatch.setattr(module, "_CHARACTERS", 20)
    lengths = [5, 0, 30, 7, 7, 1, 1, 1, 1]
    batches = list(module._batches(lengths))
    assert sorted(place for batch in batches for place in batch) == [0, 2, 3, 4, 5, 6, 7, 8]
    assert all(len(batch) == 1 or len(batch) * max(lengths[place] for place in batch) <= 20 for batch in batches)
    assert max(map(len, batches)) == 3


def test_ids_count_from_two_and_twins_share_one(characters: CharacterFeatures) -> None:
    assert characters.ids("·在a李") == [2, 3, 4, 5]
    assert characters.ids("・ａ x") == [2, 4, 1, 1]


def test_the_installed_tagger_knows_the_kept_characters() -> None:
    pytest.importorskip("jieba", reason="the tagger's weights are in jieba (extra: train)")
    known = read_tagger().rows
    assert [each for each in kept_characters() if each not in known] == []
    assert CharacterFeatures.installed().size_bytes < 2_000_000
