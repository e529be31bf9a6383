"""The page around the data: template, style and script from the package's files, put together as a stream."""

from __future__ import annotations

import html
import os
from collections.abc import Callable, Iterable
from functools import cache
from importlib import resources
from typing import NamedTuple

from garner.values import Result
from garner.view.data import data_lines
from garner.view.sealed import compact, compact_style, page_policy
from garner.view.whole_file import WholeFile

__all__ = ["render", "write_html"]

_FOLDER = resources.files("garner.view") / "page"

# In the order in which they stand in the one script of the page; what shows rounds of correction stands before the last.
_SCRIPTS = (
    "dom.js", "data.js", "lazy.js", "marks.js", "text.js", "items.js",
    "detail.js", "filters.js", "documents.js", "keyboard.js", "page.js",
)  # fmt: skip
_ROUNDS = ("rounds/reading.js", "rounds/drawing.js", "rounds/correction.js")


def render(results: Iterable[Result], title: str = "Extraction") -> str:
    """The whole page as a string; ``write_html`` needs less memory."""
    parts: list[str] = []
    _write(results, title, parts.append)
    return "".join(parts)


def write_html(path: str | os.PathLike[str], results: Iterable[Result], title: str = "Extraction") -> int:
    """Writes the page to ``path`` (UTF-8) and returns how many documents it shows.

    Results are taken and written one after another. The file appears only when it is whole: an older page at ``path`` stays
    until then. Raises ``OutputError`` when it cannot be written; an error of ``results`` itself passes through.
    """
    with WholeFile(path) as file:
        return _write(results, title, file.write)


def _write(results: Iterable[Result], title: str, write: Callable[[str], None]) -> int:
    template = _template()
    write(template.head(title))
    count, traced = 0, False
    for result in results:
        summary, body = data_lines(result)
        write(f"{summary}\n{body}\n")
        count, traced = count + 1, traced or bool(result.trace)
    write(template.traced_tail if traced else template.tail)
    return count


class _Template(NamedTuple):
    """The page around the title and the data.

    Whether any result has a trace is known only behind the last one, so what shows traces, its style too, stands there, and the
    policy in the head allows both pages.
    """

    before_title: str
    after_title: str
    tail: str
    traced_tail: str

    def head(self, title: str) -> str:
        # A title may hold lone surrogates and control characters, as ids from JSON may.
        shown = html.escape(title.encode("utf-8", "replace").decode("utf-8"))
        return f"{self.before_title}{''.join(each if each.isprintable() else ' ' for each in shown)}{self.after_title}"


@cache
def _template() -> _Template:
    style, more_style = compact_style(_source("colours.css", "page.css")), compact_style(_source("rounds/rounds.css"))
    script, traced_script = compact(_source(*_SCRIPTS)), compact(_source(*_SCRIPTS[:-1], *_ROUNDS, _SCRIPTS[-1]))
    page = (_FOLDER / "page.html").read_text("utf-8")
    page = page.replace("{{policy}}", page_policy(style, script, (more_style, traced_script)), 1)
    before_title, rest = page.replace("{{style}}", style, 1).split("{{title}}")
    after_title, tail = rest.split("{{data}}\n")
    before_style, rest = tail.split("{{more style}}")
    before_script, end = rest.split("{{script}}")
    return _Template(
        before_title,
        after_title,
        f"{before_style}{before_script}{script}{end}",
        f"{before_style}<style>{more_style}</style>\n{before_script}{traced_script}{end}",
    )


def _source(*names: str) -> str:
    return "".join((_FOLDER / name).read_text("utf-8") for name in names)
