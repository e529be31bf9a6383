"""HTML that is escaped unless it was built here."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable

__all__ = ["Markup", "joined", "number", "percent", "table", "tag"]

# What ends a page early, is no valid UTF-8, or turns the direction of what follows it.
_FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_VOID = {"line", "path", "rect", "circle", "polyline", "input"}


class Markup(str):
    """A string that is HTML already."""

    __slots__ = ()


def tag(name: str, *content: str | None, **attributes: object) -> Markup:
    """An element. Content that is no ``Markup`` is escaped; attributes that are ``None`` or ``False`` are left out.

    An attribute named like a Python keyword ends with an underscore; other underscores become hyphens.

    >>> tag("td", "a < b", class_="number", data_kind="x")
    '<td class="number" data-kind="x">a &lt; b</td>'
    """
    written = "".join(
        f" {key.strip('_').replace('_', '-')}" + ("" if value is True else f'="{_safe(str(value))}"')
        for key, value in attributes.items()
        if value is not None and value is not False
    )
    if name in _VOID:
        return Markup(f"<{name}{written}/>")
    return Markup(f"<{name}{written}>{joined(content)}</{name}>")


def joined(parts: Iterable[str | None]) -> Markup:
    """The parts one after another, each escaped unless it is ``Markup``."""
    return Markup("".join(part if isinstance(part, Markup) else _safe(part) for part in parts if part is not None))


def _safe(text: str) -> str:
    """Escaped, and without what UTF-8 cannot hold or a page may not."""
    return html.escape(_FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", text))


def table(head: Iterable[str], rows: Iterable[Iterable[str]], class_: str | None = None) -> Markup:
    """A table that scrolls by itself; the first cell of a row is its heading, columns of numbers stand to the right."""
    body = [tuple(row) for row in rows]
    names = tuple(head)
    numeric = [place > 0 and bool(body) and all(map(_is_number, cells)) for place, cells in enumerate(zip(*body, strict=True))]
    sides = ["number" if each else None for each in numeric] or [None] * len(names)
    heading = tag("tr", *(tag("th", cell, scope="col", class_=side) for cell, side in zip(names, sides, strict=True)))
    lines = (
        tag(
            "tr",
            tag("th", row[0], scope="row"),
            *(tag("td", *pair[:1], class_=pair[1]) for pair in zip(row[1:], sides[1:], strict=True)),
        )
        for row in body
    )
    inner = tag("table", tag("thead", heading), tag("tbody", *lines))
    return tag("div", inner, class_=f"scroll {class_}" if class_ else "scroll")


def _is_number(cell: str) -> bool:
    return not isinstance(cell, Markup) and (cell == "–" or cell.lstrip("-")[:1].isdigit())


def percent(value: float) -> str:
    """One digit after the point, as scores are printed."""
    return f"{value:.1f}"


def number(value: float) -> str:
    """A count with thin spaces between thousands; fractions of lenient modes with one digit.

    >>> number(12345)
    '12\\u202f345'
    """
    written = f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"
    return written.replace(",", "\u202f")
