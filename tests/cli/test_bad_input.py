"""Every line of docs/bad-input.md is true: the command is run again and must end as it says there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from bad_input import CASES, HEAD, Case, html_server, row, run_case

PAGE = Path(__file__).parents[2] / "docs" / "bad-input.md"


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with html_server() as address:
        yield address


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_bad_input_ends_as_documented(case: Case, tmp_path: Path, url: str) -> None:
    outcome = run_case(case, tmp_path, url)
    assert outcome.exit_code == case.exit_code
    assert "Traceback" not in outcome.message
    assert row(case, outcome) in PAGE.read_text("utf-8")


def test_the_page_holds_these_cases_and_no_others() -> None:
    assert PAGE.read_text("utf-8").startswith(HEAD)
    lines = PAGE.read_text("utf-8").removeprefix(HEAD).splitlines()
    assert [line.split(" | ")[0].removeprefix("| ") for line in lines] == [case.name for case in CASES]
