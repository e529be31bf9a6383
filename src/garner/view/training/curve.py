"""A figure by step of training, as SVG that follows the page's colours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import NamedTuple

from garner.view.report.markup import Markup, tag

__all__ = ["Curve", "step_curve"]

_WIDTH, _HEIGHT = 420, 220
_LEFT, _TOP, _BELOW = 44, 12, 36


class Curve(NamedTuple):
    """What is drawn: the name of the figure, (step, value) in order, and the number of the point that was chosen."""

    name: str
    points: Sequence[tuple[int, float]]
    chosen: int | None = None


def step_curve(curve: Curve) -> Markup:
    """The curve in a frame with round numbers at its sides; each point tells its value, the chosen one is larger."""
    steps = [step for step, _ in curve.points]
    across = _ticks(0.0, float(max(steps, default=1)))
    values = [value for _, value in curve.points]
    up = _ticks(min(values, default=0.0), max(values, default=1.0))
    places = [(_x(step, across), _y(value, up)) for step, value in curve.points]
    dots = (
        tag(
            "circle",
            cx=f"{x:.1f}",
            cy=f"{y:.1f}",
            r=6 if number == curve.chosen else 3,
            class_="chosen" if number == curve.chosen else "dot",
        )
        for number, (x, y) in enumerate(places)
    )
    told = "; ".join(f"step {step}: {value:.2f}" for step, value in curve.points)
    return tag(
        "svg",
        tag("title", f"{curve.name} by step. {told}"),
        *_frame(curve.name, across, up),
        tag("polyline", points=" ".join(f"{x:.1f},{y:.1f}" for x, y in places), class_="curve"),
        *dots,
        viewBox=f"0 0 {_LEFT + _WIDTH + 16} {_TOP + _HEIGHT + _BELOW}",
        class_="calibration course",
        role="img",
    )


def _ticks(low: float, high: float, about: int = 5) -> list[float]:
    """Round numbers at even distances from at most ``low`` to at least ``high``."""
    rough = max(high - low, 1e-6) / about
    unit = 10.0 ** math.floor(math.log10(rough))
    distance = next(unit * factor for factor in (1, 2, 5, 10) if unit * factor >= rough)
    first = math.floor(low / distance)
    last = max(math.ceil(high / distance), first + 1)
    return [round(number * distance, 10) for number in range(first, last + 1)]


def _x(step: float, ticks: Sequence[float]) -> float:
    return _LEFT + _WIDTH * (step - ticks[0]) / (ticks[-1] - ticks[0])


def _y(value: float, ticks: Sequence[float]) -> float:
    return _TOP + _HEIGHT * (1 - (value - ticks[0]) / (ticks[-1] - ticks[0]))


def _frame(name: str, across: Sequence[float], up: Sequence[float]) -> list[Markup]:
    parts = [tag("rect", x=_LEFT, y=_TOP, width=_WIDTH, height=_HEIGHT, class_="frame")]
    for value in up:
        place = _y(value, up)
        parts.append(tag("line", x1=_LEFT, x2=_LEFT + _WIDTH, y1=f"{place:.1f}", y2=f"{place:.1f}", class_="grid"))
        parts.append(tag("text", f"{value:g}", x=_LEFT - 6, y=f"{place + 4:.1f}", text_anchor="end"))
    below = _TOP + _HEIGHT + 15
    parts += [tag("text", f"{value:g}", x=f"{_x(value, across):.1f}", y=below, text_anchor="middle") for value in across]
    parts.append(tag("text", "step", x=_LEFT + _WIDTH / 2, y=_TOP + _HEIGHT + 31, text_anchor="middle"))
    middle = _TOP + _HEIGHT / 2
    parts.append(tag("text", name, x=10, y=middle, transform=f"rotate(-90 10 {middle})", text_anchor="middle"))
    return parts
