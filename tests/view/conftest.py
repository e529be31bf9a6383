"""A browser for all tests of the page, and pages opened in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from chromium import Chromium, Show, find_chromium

from garner.values import Result
from garner.view import write_html


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    program = find_chromium()
    if program is None:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium)")
    browser = Chromium(program, tmp_path_factory.mktemp("profile"))
    yield browser
    browser.close()


@pytest.fixture
def show(chromium: Chromium, tmp_path: Path) -> Iterator[Show]:
    """Writes results as a page, opens it and gives the browser; nothing may have gone wrong in it by the end."""

    def opened(results: Iterable[Result], title: str = "Extraction", fragment: str = "") -> Chromium:
        path = tmp_path / "page.html"
        write_html(path, results, title)
        chromium.open(path, fragment)
        chromium.settle()
        return chromium

    chromium.size(1280, 900)
    chromium.scheme("light")
    yield opened
    assert chromium.errors == []
    assert chromium.dialogs == []
