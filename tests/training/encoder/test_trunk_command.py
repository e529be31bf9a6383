"""The tokenizer of the trunk is made from texts that may be trained on, and from nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from garner.training.encoder.trunk.__main__ import training_texts


def test_only_train_splits_of_corpora_for_training_are_read(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts = {each.text: each.mentions for each in training_texts(data)}
    assert texts["Ada lives in Paris"] == ((0, 3), (13, 18))
    assert "Zoe sleeps" not in texts, "it stands in a test split"
    assert len(texts) > 100, "the written texts are among them"
    assert capsys.readouterr().err == ""


def test_a_corpus_that_is_not_there_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert sum(1 for _ in training_texts(tmp_path)) > 100
    assert "toy:train is left out" in capsys.readouterr().err
