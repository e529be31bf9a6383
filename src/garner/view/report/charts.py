"""The pictures of the report, as SVG that follows the page's colours."""

from __future__ import annotations

from garner.evaluation import Calibration, Score, ScoreIntervals
from garner.view.report.markup import Markup, number, percent, tag

__all__ = ["calibration_curve", "label_bar"]

_SIDE = 240
_MARGIN = 34


def label_bar(score: Score, intervals: ScoreIntervals) -> Markup:
    """F1 as a bar from 0 to 100 with its interval as a whisker; precision and recall as ticks."""
    low, high = intervals.f1.low, intervals.f1.high
    words = (
        f"F1 {percent(score.f1)} ({percent(low)} to {percent(high)}), precision {percent(score.precision)}, "
        f"recall {percent(score.recall)}"
    )
    return tag(
        "svg",
        tag("title", words),
        tag("rect", x=0, y=1, width=100, height=14, class_="track"),
        tag("rect", x=0, y=3, width=f"{score.f1:.2f}", height=10, class_="bar"),
        tag("line", x1=f"{low:.2f}", x2=f"{high:.2f}", y1=8, y2=8, class_="whisker"),
        tag("line", x1=f"{score.precision:.2f}", x2=f"{score.precision:.2f}", y1=0, y2=5, class_="precision"),
        tag("line", x1=f"{score.recall:.2f}", x2=f"{score.recall:.2f}", y1=11, y2=16, class_="recall"),
        viewBox="0 0 100 16",
        preserveAspectRatio="none",
        class_="label-bar",
        role="img",
    )


def calibration_curve(curve: Calibration) -> Markup:
    """Share right against mean confidence, a dot a bin, its area by the bin's items; the diagonal is perfect."""
    most = max((each.items for each in curve.bins), default=1)
    points = [(each.mean_confidence, each.share_right) for each in curve.bins]
    dots = (
        tag(
            "circle",
            cx=f"{_across(each.mean_confidence):.1f}",
            cy=f"{_up(each.share_right):.1f}",
            r=f"{3 + 7 * (each.items / most) ** 0.5:.1f}",
            class_="dot",
        )
        for each in curve.bins
    )
    bins = "; ".join(
        f"confidence {each.mean_confidence:.2f}: {percent(100 * each.share_right)} % of {number(each.items)} right"
        for each in curve.bins
    )
    return tag(
        "svg",
        tag("title", f"Calibration. {bins}"),
        *_frame(),
        tag("line", x1=_across(0), y1=_up(0), x2=_across(1), y2=_up(1), class_="diagonal"),
        tag("polyline", points=" ".join(f"{_across(x):.1f},{_up(y):.1f}" for x, y in points), class_="curve"),
        *dots,
        viewBox=f"0 0 {_SIDE + _MARGIN + 10} {_SIDE + _MARGIN + 10}",
        class_="calibration",
        role="img",
    )


def _across(share: float) -> float:
    return _MARGIN + share * _SIDE


def _up(share: float) -> float:
    return 10 + (1 - share) * _SIDE


def _frame() -> list[Markup]:
    parts = [tag("rect", x=_MARGIN, y=10, width=_SIDE, height=_SIDE, class_="frame")]
    for step in (0, 0.25, 0.5, 0.75, 1):
        parts.append(tag("line", x1=_across(0), x2=_across(1), y1=_up(step), y2=_up(step), class_="grid"))
        parts.append(tag("text", f"{step:g}", x=_across(step), y=_up(0) + 14, text_anchor="middle"))
        parts.append(tag("text", f"{step:g}", x=_MARGIN - 5, y=_up(step) + 4, text_anchor="end"))
    parts.append(tag("text", "confidence", x=_across(0.5), y=_up(0) + 29, text_anchor="middle"))
    middle = f"rotate(-90 9 {_up(0.5)})"
    parts.append(tag("text", "share right", x=9, y=_up(0.5), transform=middle, text_anchor="middle"))
    return parts
