"""The page around the data: template, style and script from the package's files, put together as a stream."""

from __future__ import annotations

import html
import os
from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources
from typing import NamedTuple

from garner.values import Result
from garner.view.data import data_lines
from garner.view.sealed import compact, page_policy
from garner.view.whole_file import WholeFile

__all__ = ["render", "write_html"]

# In the order in which they stand in the one script of the page.
_SCRIPTS = ("dom", "data", "lazy", "marks", "text", "items", "rounds", "detail", "filters", "documents", "keyboard", "page")


def render(results: Iterable[Result], title: str = "Extraction") -> str:
    """The whole page as a string; ``write_html`` needs less memory."""
    template = _template()
    return "".join([template.head(title), *_data(results), template.tail])


def write_html(path: str | os.PathLike[str], results: Iterable[Result], title: str = "Extraction") -> int:
    """Writes the page to ``path`` (UTF-8) and returns how many documents it shows.

    Results are taken and written one after another. The file appears only when it is whole: an older page at ``path`` stays
    until then. Raises ``OutputError`` when it cannot be written; an error of ``results`` itself passes through.
    """
    template = _template()
    count = 0
    with WholeFile(path) as file:
        file.write(template.head(title))
        for document in _data(results):
            file.write(document)
            count += 1
        file.write(template.tail)
    return count


def _data(results: Iterable[Result]) -> Iterator[str]:
    for result in results:
        summary, body = data_lines(result)
        yield f"{summary}\n{body}\n"


class _Template(NamedTuple):
    before_title: str
    after_title: str
    tail: str

    def head(self, title: str) -> str:
        # A title may hold lone surrogates and control characters, as ids from JSON may.
        shown = html.escape(title.encode("utf-8", "replace").decode("utf-8"))
        return f"{self.before_title}{''.join(each if each.isprintable() else ' ' for each in shown)}{self.after_title}"


@cache
def _template() -> _Template:
    folder = resources.files("garner.view") / "page"
    style = compact("".join((folder / f"{name}.css").read_text("utf-8") for name in ("colours", "page")))
    script = compact("".join((folder / f"{name}.js").read_text("utf-8") for name in _SCRIPTS))
    page = (folder / "page.html").read_text("utf-8")
    for name, content in (("policy", page_policy(style, script)), ("style", style), ("script", script)):
        page = page.replace(f"{{{{{name}}}}}", content, 1)
    before_title, rest = page.split("{{title}}")
    after_title, tail = rest.split("{{data}}\n")
    return _Template(before_title, after_title, tail)
