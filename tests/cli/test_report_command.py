"""``garner report`` makes a page of run files, and says which file is at fault."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result as Outcome

from garner.evaluation.runs.writing import write_run
from view.run_sample import evaluation, met, run

Garner = Callable[..., Outcome]


@pytest.fixture
def runs() -> list[str]:
    for name, model in (("one.json", "small"), ("two.json", "large")):
        write_run(name, run(evaluation([met()]), model=model))
    return ["one.json", "two.json"]


def test_the_page_lies_beside_the_first_run_and_names_all(garner: Garner, runs: list[str]) -> None:
    done = garner("report", *runs)
    assert done.exit_code == 0
    page = Path("one.html").read_text("utf-8")
    assert "<title>one.json, two.json</title>" in page
    assert "small" in page
    assert "large" in page
    assert "2 runs -> one.html" in done.stderr


def test_page_and_title_may_be_chosen(garner: Garner, runs: list[str]) -> None:
    assert garner("report", runs[0], "--html", "page.html", "--title", "Mine").exit_code == 0
    assert "<title>Mine</title>" in Path("page.html").read_text("utf-8")


@pytest.mark.parametrize("content", ["", "{", "[]", '{"version": "9.0"}', "not json"])
def test_a_file_that_is_no_run_is_named_and_no_page_is_left(garner: Garner, runs: list[str], content: str) -> None:
    Path("bad.json").write_text(content, "utf-8")
    done = garner("report", runs[0], "bad.json")
    assert done.exit_code not in (0, 1)
    assert "bad.json" in done.stderr
    assert not Path("one.html").exists()


@pytest.mark.parametrize(
    "words", [("one.json", "--html", "one.json"), ("one.json", "two.json", "--html", "two.json"), ("run.html",)]
)
def test_a_run_file_is_never_overwritten_by_its_page(garner: Garner, runs: list[str], words: tuple[str, ...]) -> None:
    Path("run.html").write_bytes(Path("one.json").read_bytes())
    before = {path.name: path.read_bytes() for path in Path().iterdir()}
    done = garner("report", *words)
    assert done.exit_code == 2
    assert "named twice" in done.stderr
    assert {path.name: path.read_bytes() for path in Path().iterdir()} == before
