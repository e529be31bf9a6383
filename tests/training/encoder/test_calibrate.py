"""Calibrating an encoder on dev sets: nothing held out decides, the report says what was gained, the card alone is written."""

from __future__ import annotations

import json
import shutil
import sys
from pathlib import Path

import pytest

from garner.errors import InputError
from garner.models.encoder import Encoder
from garner.training.encoder import calibrate
from garner.training.encoder.choosing import Judged


def answers(count: int, share_right: float, probability: float) -> list[Judged]:
    right = round(count * share_right)
    return [Judged(probability, right=number < right) for number in range(count)]


def test_the_report_tells_errors_before_and_after_of_each_set_and_of_sets_it_was_not_fitted_on() -> None:
    fitted = {"a": answers(500, 0.6, 0.9) + answers(500, 0.2, 0.4), "b": answers(500, 0.6, 0.9) + answers(500, 0.2, 0.4)}
    found = calibrate.report(fitted, {"c": answers(200, 0.5, 0.9)}, threshold=0.3)
    assert found["answers"] == 2000
    before, after = found["together"]  # type: ignore[misc]  # a pair
    assert before == pytest.approx((0.3 + 0.2) / 2)
    assert after < 0.01
    alike = found["each by the others"]["a"]  # type: ignore[index]  # a table
    assert alike == pytest.approx(found["fitted on"]["a"], abs=0.002)  # type: ignore[index]  # a table
    before, after = found["reported"]["c"]  # type: ignore[index]
    assert (before, after) == (pytest.approx(0.4), pytest.approx(0.1, abs=0.01))


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> None:
    monkeypatch.setattr(sys, "argv", ["calibrate", *words])
    calibrate.main()


def test_the_command_writes_only_when_it_is_told_to(
    data: Path, toy_encoder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "encoder"
    shutil.copytree(toy_encoder, folder)
    before = (folder / "model.json").read_bytes()
    words = ("toy:dev", "--data-dir", str(data), "--encoder", str(folder))
    run(monkeypatch, *words)
    assert (folder / "model.json").read_bytes() == before
    told = json.loads(capsys.readouterr().out)
    run(monkeypatch, *words, "--write")
    card = json.loads((folder / "model.json").read_text("utf-8"))
    assert card["calibration"] == told["calibration"]
    assert Encoder.load(folder).threshold == pytest.approx(told["threshold"]["calibrated"])


@pytest.mark.parametrize("place", ["toy:test", "toy_held:train"])
def test_nothing_held_out_is_fitted_on(data: Path, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    with pytest.raises(InputError, match="nothing may be chosen on it"):
        run(monkeypatch, place, "--data-dir", str(data))
