from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from garner.cli.application import build_application

Garner = Callable[..., Result]

RULES: tuple[dict[str, object], ...] = (
    {"when": "Acme", "reply": {"entities": {"company": ["Acme", "Bolt"]}}},
    {"when": "Nothing", "reply": {"entities": {"company": []}}},
    {"reply": "I cannot help with that."},
)


@pytest.fixture(autouse=True)
def _a_user_who_has_set_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An empty working folder and home, and no variable of garner's: no test sees a user's own files."""
    for name in os.environ:
        if name.startswith(("GARNER_", "OPENAI_")):
            monkeypatch.delenv(name)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.chdir(folder)
    Path("model.jsonl").write_text("".join(json.dumps(rule) + "\n" for rule in RULES), "utf-8")


@pytest.fixture
def garner() -> Garner:
    """Runs ``garner`` with these words in the working folder."""
    runner = CliRunner()

    def run(*words: str, stdin: str | bytes | None = None) -> Result:
        return runner.invoke(build_application(), list(words), input=stdin)

    return run


@pytest.fixture
def extract(garner: Garner) -> Garner:
    """Runs ``garner extract`` for companies with the scripted model."""

    def run(*words: str, stdin: str | bytes | None = None) -> Result:
        return garner("extract", *words, "-e", "company", "-m", "scripted:model.jsonl", stdin=stdin)

    return run
