"""The visible text of an HTML page, with a map from its characters to the page's source.

The scanner is garner's own, because offsets must not depend on the Python at hand, and because it takes time linear in the page
also where tags, comments and quotes never end.
"""

from __future__ import annotations

import re
from html import unescape

from garner.values import Document, Segment

__all__ = ["html_document"]

_MARKUP = re.compile(r"<(?:(?P<comment>!---?>|!--)|(?P<close>/)?(?P<name>[a-zA-Z][^\s/>]*)|[!?/])")
# Possessive (*+), so that a tag without an end is gone through once.
_TAG_END = re.compile(r"""(?:[^>"'=]++|=\s*+(?:"[^"]*"|'[^']*')|[="'])*+>""")
_COMMENT_END = re.compile(r"--!?>")
_RUN = re.compile(
    r"""(?P<reference>&(?:\#[0-9]{1,8};?|\#[xX][0-9a-fA-F]{1,7};?|[a-zA-Z][a-zA-Z0-9]{1,31};?))
      | (?P<space>[\ \t\n\r\f]+)
      | (?P<words>&|[^&\ \t\n\r\f]+(?:\ [^&\ \t\n\r\f]+)*+)""",
    re.VERBOSE,
)
_SPACE = " \t\n\r\f"
_UNSEEN = {"script", "style", "title", "template", "noscript", "iframe", "noembed", "noframes"}
_PARAGRAPHS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "dl", "table", "figure", "hr"}
_BLOCKS = {
    *("address", "article", "aside", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dt", "fieldset"),
    *("figcaption", "footer", "form", "head", "header", "hgroup", "html", "legend", "li", "main", "menu", "nav", "option"),
    *("optgroup", "search", "section", "select", "summary", "tbody", "tfoot", "thead", "tr"),
}


def html_document(identifier: str, source: str, name: str | None = None) -> Document:
    """The document that a reader of the page sees; ``segments`` lead back into ``source``.

    Scripts, styles, the title and other unseen elements are left out, character references are decoded, white space is
    joined as browsers do (not in ``pre``), ``br`` and blocks become line breaks (paragraphs a blank line), cells are parted
    by a tab.
    """
    page = _Page()
    position = 0
    while match := _MARKUP.search(source, position):
        end = _end(source, match)
        if end is None:
            break
        page.add(source, position, match.start())
        position = end
        if match["name"]:
            page.tag(match["name"].lower(), closing=match["close"] is not None)
    page.add(source, position, len(source))
    return Document(identifier, "".join(page.pieces), name, tuple(page.segments))


def _end(source: str, match: re.Match[str]) -> int | None:
    """Where scanning goes on: behind the tag, the comment, or the whole of an element that nobody sees.

    ``None`` for a tag that never ends: it and what follows is text.
    """
    if match["comment"]:
        end = _COMMENT_END.search(source, match.end()) if match["comment"] == "!--" else match
        return end.end() if end else len(source)
    end = _TAG_END.match(source, match.end())
    if end and match["name"] and not match["close"] and match["name"].lower() in _UNSEEN:
        close = re.compile(rf"</{match['name']}(?=[\s/>])", re.IGNORECASE).search(source, end.end())
        return close.start() if close else len(source)
    return end.end() if end else None


class _Page:
    """The text written so far, and what must come before the next word."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.segments: list[Segment] = []
        self._length = 0
        self._breaks = 0
        self._cell = False
        self._space: tuple[int, int] | None = None
        self._verbatim = 0
        self._fresh = False

    def tag(self, name: str, *, closing: bool) -> None:
        if name == "br":
            self._breaks += 1
        elif name in _PARAGRAPHS:
            self._breaks = max(self._breaks, 2)
        elif name in _BLOCKS:
            self._breaks = max(self._breaks, 1)
        elif name in ("td", "th") and closing:
            self._cell = True
        if name in ("pre", "textarea"):
            self._verbatim = max(0, self._verbatim + (-1 if closing else 1))
            self._fresh = not closing

    def add(self, source: str, start: int, end: int) -> None:
        """The text between two tags."""
        if start < end and self._fresh:
            self._fresh = False
            start += 2 if source.startswith("\r\n", start) else source[start] == "\n"
        for run in _RUN.finditer(source, start, end):
            if run["words"]:
                self._write(run[0], run.start(), run.end())
            elif run["space"] and not self._verbatim:
                self._space = self._space or (run.start(), run.end())
            elif run["space"]:
                self._write(run[0], run.start(), run.end())
            else:
                self._reference(run[0], run.start(), run.end())

    def _reference(self, reference: str, start: int, end: int) -> None:
        text = unescape(reference)
        if text.strip(_SPACE) or (text and self._verbatim):
            self._write(text, start, end)
        elif text:
            self._space = self._space or (start, end)

    def _write(self, text: str, start: int, end: int) -> None:
        if self.pieces:
            if self._breaks:
                self._append("\n" * self._breaks)
            elif self._cell:
                self._append("\t")
            elif self._space:
                self._append(" ", *self._space)
        self._breaks, self._cell, self._space = 0, False, None
        self._append(text, start, end)

    def _append(self, text: str, start: int | None = None, end: int | None = None) -> None:
        self.pieces.append(text)
        begin, self._length = self._length, self._length + len(text)
        if start is None or end is None:
            return
        last = self.segments[-1] if self.segments else None
        if last and last.end == begin and last.source_end == start and _alike(last) and len(text) == end - start:
            self.segments[-1] = Segment(last.start, self._length, last.source_start, end)
        else:
            self.segments.append(Segment(begin, self._length, start, end))


def _alike(segment: Segment) -> bool:
    return segment.end - segment.start == segment.source_end - segment.source_start
