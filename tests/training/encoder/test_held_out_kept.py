"""What is held out is found once a run, and anew as soon as anything it depends on is another."""

from __future__ import annotations

from pathlib import Path

import pytest

from garner.datasets import load
from garner.datasets.held_out import held_out_fingerprints
from garner.training.encoder import held_out
from garner.training.encoder.held_out import KEPT, kept_fingerprints


@pytest.fixture
def own_data(tmp_path: Path) -> Path:
    for place, text in (
        ("en/toy/train.txt", "a\n"),
        ("en/toy/dev.txt", "b\n"),
        ("en/toy/test.txt", "Zoe sleeps\n"),
        ("held/test.txt", "Rome is old\n"),
    ):
        path = tmp_path / "data" / place
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return tmp_path / "data"


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """The data folders that were read for what is held out."""
    calls: list[Path] = []

    def find(data: Path) -> frozenset[bytes]:
        calls.append(data)
        return held_out_fingerprints(data)

    monkeypatch.setattr(held_out, "held_out_fingerprints", find)
    return calls


def test_the_second_call_answers_the_same_without_reading(own_data: Path, tmp_path: Path, asked: list[Path]) -> None:
    first, second = kept_fingerprints(own_data, tmp_path), kept_fingerprints(own_data, tmp_path)
    assert first == second == held_out_fingerprints(own_data)
    assert len(first) > 1
    assert len(asked) == 1


@pytest.mark.parametrize("place", ["held/test.txt", "en/toy/test.txt"])
def test_a_file_that_changed_is_read_again(own_data: Path, tmp_path: Path, asked: list[Path], place: str) -> None:
    first = kept_fingerprints(own_data, tmp_path)
    (own_data / place).write_text("Somebody else came in late\n", "utf-8")
    load._files.cache_clear()  # one process reads a corpus once
    assert kept_fingerprints(own_data, tmp_path) != first
    assert len(asked) == 2


def test_a_file_that_is_added_is_read(own_data: Path, tmp_path: Path, asked: list[Path]) -> None:
    kept_fingerprints(own_data, tmp_path)
    (own_data / "held/more.txt").write_text("More of it\n", "utf-8")
    kept_fingerprints(own_data, tmp_path)
    assert len(asked) == 2


@pytest.mark.parametrize(
    "damage", [lambda kept: b"", lambda kept: kept[:-1], lambda kept: kept[:-1] + b"x", lambda kept: kept + b"123456"]
)
def test_what_is_damaged_is_not_believed(own_data: Path, tmp_path: Path, asked: list[Path], damage: object) -> None:
    first = kept_fingerprints(own_data, tmp_path)
    kept = (tmp_path / KEPT).read_bytes()
    (tmp_path / KEPT).write_bytes(damage(kept))  # type: ignore[operator]
    assert kept_fingerprints(own_data, tmp_path) == first
    assert len(asked) == 2
