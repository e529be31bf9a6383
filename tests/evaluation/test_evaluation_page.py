"""The page on evaluation names every mode, and tests that exist for every rule of scoring."""

from __future__ import annotations

import re
from pathlib import Path

from garner.evaluation import MODES

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "evaluation.md").read_text("utf-8")


def test_every_rule_is_shown_by_tests_that_exist() -> None:
    written = {
        name
        for folder in ("evaluation", "view")
        for path in (ROOT / "tests" / folder).rglob("test_*.py")
        for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)
    }
    rules = dict(re.findall(r"^\| (V\d\d) [^|]*\| (.*) \|$", PAGE, re.MULTILINE))
    assert list(rules) == [f"V{number:02}" for number in range(1, 16)]
    for rule, shown in rules.items():
        named = re.findall(r"`(\w+)`", shown)
        assert named, rule
        assert set(named) <= written, rule


def test_every_mode_is_named() -> None:
    assert [name for name in MODES if f"`{name}`" not in PAGE] == []
