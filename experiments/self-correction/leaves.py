"""A page as plain parts, written as Markdown and as one HTML file that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

from garner.view.report.markup import Markup, joined, table, tag
from garner.view.sealed import compact, page_policy
from garner.view.whole_file import WholeFile

__all__ = ["Lines", "Section", "Table", "write_html", "write_markdown"]

_WIDTH, _HEIGHT, _LEFT, _TOP, _BELOW, _RIGHT = 420, 240, 44, 12, 36, 110


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under their heads."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True, slots=True)
class Lines:
    """Several curves over the same whole numbers: a name for each axis, and by name the values of each curve."""

    across: str
    up: str
    curves: dict[str, Sequence[float]]


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with what stands under it: paragraphs, tables, curves."""

    title: str
    parts: Sequence[str | Table | Lines]


def write_markdown(path: Path, title: str, sections: Iterable[Section]) -> None:
    """Write the page to ``path``; curves are left to the HTML page, their values stand in tables."""
    lines = [f"# {title}", ""]
    for section in sections:
        lines += [f"## {section.title}", ""]
        for part in section.parts:
            if isinstance(part, Table):
                lines += [_row(part.head), f"|{'---|' * len(part.head)}", *map(_row, part.rows), ""]
            elif isinstance(part, str):
                lines += [part, ""]
    with WholeFile(path) as file:
        file.write("\n".join(lines))


def write_html(path: Path, title: str, sections: Iterable[Section]) -> None:
    """Write the page to ``path``: style and curves inside, no script, nothing fetched."""
    folder = resources.files("garner.view")
    places = ("page/colours.css", "report/report.css", "training/training.css")
    style = compact("".join((folder / place).read_text("utf-8") for place in places))
    body = joined(tag("section", tag("h2", each.title), *map(_markup, each.parts)) for each in sections)
    with WholeFile(path) as file:
        file.write(
            '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{page_policy(style, "")}">'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">{tag("title", title)}'
            f"<style>{style}</style></head>\n<body><header>{tag('h1', title)}</header>\n<main>{body}</main></body></html>\n"
        )


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(each.replace('|', '/') for each in cells)} |"


def _markup(part: str | Table | Lines) -> Markup:
    if isinstance(part, Table):
        return table(part.head, part.rows)
    return _curves(part) if isinstance(part, Lines) else tag("p", part)


def _curves(lines: Lines) -> Markup:
    values = [value for curve in lines.curves.values() for value in curve]
    low, high = min([0.0, *values]), max([1.0, *values])
    last = max((len(curve) for curve in lines.curves.values()), default=1) - 1

    def x(number: float) -> float:
        return _LEFT + _WIDTH * number / max(1, last)

    def y(value: float) -> float:
        return _TOP + _HEIGHT * (1 - (value - low) / (high - low))

    parts = [tag("rect", x=_LEFT, y=_TOP, width=_WIDTH, height=_HEIGHT, class_="frame")]
    for value in sorted({low, 0.0, high, *range(int(low), int(high) + 1, max(1, round((high - low) / 6)))}):
        parts.append(tag("line", x1=_LEFT, x2=_LEFT + _WIDTH, y1=f"{y(value):.1f}", y2=f"{y(value):.1f}", class_="grid"))
        parts.append(tag("text", f"{value:.3g}", x=_LEFT - 6, y=f"{y(value) + 4:.1f}", text_anchor="end"))
    below = _TOP + _HEIGHT + 15
    parts += [tag("text", str(each), x=f"{x(each):.1f}", y=below, text_anchor="middle") for each in range(last + 1)]
    parts.append(tag("text", lines.across, x=_LEFT + _WIDTH / 2, y=_TOP + _HEIGHT + 31, text_anchor="middle"))
    middle = _TOP + _HEIGHT / 2
    parts.append(tag("text", lines.up, x=10, y=middle, transform=f"rotate(-90 10 {middle})", text_anchor="middle"))
    ends = _apart([y(curve[-1]) for curve in lines.curves.values()])
    for number, (name, curve) in enumerate(lines.curves.items()):
        colour = f"var(--hue-{number % 8})"
        points = " ".join(f"{x(place):.1f},{y(value):.1f}" for place, value in enumerate(curve))
        parts.append(tag("polyline", points=points, fill="none", stroke=colour, stroke_width=1.5))
        parts += [tag("circle", cx=f"{x(at):.1f}", cy=f"{y(value):.1f}", r=3, fill=colour) for at, value in enumerate(curve)]
        parts.append(tag("text", name, x=_LEFT + _WIDTH + 8, y=f"{ends[number] + 4:.1f}", fill=colour))
    told = "; ".join(f"{name}: {', '.join(f'{each:.2f}' for each in curve)}" for name, curve in lines.curves.items())
    return tag(
        "svg",
        tag("title", f"{lines.up} by {lines.across}. {told}"),
        *parts,
        viewBox=f"0 0 {_LEFT + _WIDTH + _RIGHT} {_TOP + _HEIGHT + _BELOW}",
        class_="calibration course",
        role="img",
    )


def _apart(places: Sequence[float]) -> list[float]:
    """The places in their order, moved down until no two names lie on each other."""
    found = [0.0] * len(places)
    reached = float("-inf")
    for number in sorted(range(len(places)), key=lambda each: places[each]):
        found[number] = reached = max(places[number], reached + 12)
    return found
