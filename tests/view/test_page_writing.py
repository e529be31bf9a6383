"""The file: whole or not there, bounded in memory, self-contained."""

from __future__ import annotations

import base64
import hashlib
import html
import re
import weakref
from collections.abc import Iterator
from pathlib import Path

import pytest
from correction_sample import corrected_news
from sample import news, plain, samples

from garner.errors import OutputError
from garner.values import Document, Result
from garner.view import render, write_html
from garner.view.data import data_lines


def test_rendering_and_writing_give_the_same_page(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    assert write_html(path, samples(), "Deals") == len(samples())
    assert path.read_text("utf-8") == render(samples(), "Deals")


def test_the_page_without_data_stays_small() -> None:
    assert len(render([]).encode()) < 60_000


def test_only_a_page_with_a_trace_has_what_shows_rounds() -> None:
    traced, untraced = corrected_news(), news()
    data = sum(len(line.encode()) for result in (untraced, traced, untraced) for line in data_lines(result))
    page = render([untraced, traced, untraced])
    assert len(page.encode()) - data < 75_000
    for sign in ("pruner: right with", ".stages", ".round-head"):
        assert sign in page
        assert sign not in render([untraced])


@pytest.mark.parametrize("results", [[], [corrected_news()]])
def test_the_page_names_no_address_and_allows_only_its_own_script_and_style(results: list[Result]) -> None:
    page = render(results)
    assert not re.search(r"https?:|//[a-z]|\bsrc=|@import|url\(|<link|<base|<iframe", page)
    assert not re.search(r"<[^>]+\son\w+=", page)
    policy = html.unescape(re.search(r'Content-Security-Policy" content="([^"]*)"', page)[1])
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    rules = dict(rule.split(" ", 1) for rule in policy.split("; "))
    assert page.count("<style>") == (2 if results else 1)
    for tag, rule in (("style", "style-src"), ('script type="module"', "script-src")):
        for begun in page.split(f"<{tag}>")[1:]:
            content = begun.split(f"</{tag.split()[0]}>")[0]
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in rules[rule]


def test_a_title_is_text_whatever_it_holds() -> None:
    page = render([], '</title><script>alert(1)</script>"\x00\ud800{{data}}')
    assert page.count("<script") == 2
    assert "<title>&lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;&quot; ?{{data}}</title>" in page


def test_results_are_let_go_one_after_another(tmp_path: Path) -> None:
    # Documents have slots and no weak references, so a stand-in class tells when it is let go.
    class Watched(Document):
        __slots__ = ("__weakref__",)

    alive: list[weakref.ref[Watched]] = []
    most = 0

    def results() -> Iterator[Result]:
        nonlocal most
        for number in range(50):
            most = max(most, sum(reference() is not None for reference in alive))
            result = plain(str(number), f"text {number}")
            document = Watched(result.document.id, result.document.text)
            alive.append(weakref.ref(document))
            yield Result(document, result.extraction, result.coverage)
            del result, document

    assert write_html(tmp_path / "page.html", results()) == 50
    assert most <= 2


def test_a_page_that_is_not_finished_leaves_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("old")

    def broken() -> Iterator[Result]:
        yield plain("a", "text")
        raise RuntimeError("the run broke")

    with pytest.raises(RuntimeError, match="the run broke"):
        write_html(path, broken())
    assert [each.name for each in tmp_path.iterdir()] == ["page.html"]
    assert path.read_text() == "old"


def test_a_place_that_cannot_be_written_is_an_output_error_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "page.html"
    with pytest.raises(OutputError, match=re.escape(str(path))):
        write_html(path, samples())


def test_a_full_disk_is_an_output_error() -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("this system has no /dev/full")
    with pytest.raises(OutputError):
        write_html(full, samples())
    assert full.is_char_device()


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "link.html").symlink_to(tmp_path / "page.html")
    write_html(tmp_path / "link.html", [])
    assert (tmp_path / "link.html").is_symlink()
    assert (tmp_path / "page.html").read_text("utf-8") == render([])
