"""One data set of one run in detail: every mode, every label, calibration, confusion, audit."""

from __future__ import annotations

from collections.abc import Sequence

from garner.evaluation import NOTHING, Audit, Evaluated, Example, Finding, audit, calibration, confusion, reported
from garner.evaluation.runs.run import Evaluation
from garner.evaluation.units import UNITS, Unit
from garner.schema import Schema
from garner.view.report.charts import calibration_curve, label_bar
from garner.view.report.markup import Markup, joined, number, percent, table, tag

__all__ = ["audits", "calibration_section", "confusion_section", "kinds_of", "label_section", "mode_table", "unit_words"]

_MOST_CONFUSED = 16


def mode_table(modes: Sequence[Evaluated]) -> Markup:
    """Every mode the run was scored under."""
    rows = []
    for each in modes:
        micro, low = each.scores.micro, each.intervals.micro.f1
        empty = each.scores.empty_gold
        wrong = f"{percent(empty.false_positive_rate)} % of {number(empty.documents)}" if empty.documents else "no such text"
        rows.append(
            (
                each.mode,
                percent(micro.precision),
                percent(micro.recall),
                percent(micro.f1),
                f"{percent(low.low)}–{percent(low.high)}",
                percent(each.scores.macro.f1),
                number(micro.counts.gold),
                number(micro.counts.predicted),
                wrong,
                each.follows,
            )
        )
    head = (
        "mode",
        "precision",
        "recall",
        "F1",
        "interval",
        "macro F1",
        "gold",
        "claimed",
        "claims where gold is empty",
        "follows",
    )
    return table(head, rows)


def label_section(evaluated: Evaluated) -> Markup:
    """A bar a label, the most frequent in the gold first."""
    intervals = dict(evaluated.intervals.labels)
    scores = sorted(evaluated.scores.labels, key=lambda each: (-each[1].support, each[0]))
    rows = [
        (
            label,
            label_bar(score, intervals[label]),
            percent(score.f1),
            percent(score.precision),
            percent(score.recall),
            number(score.support),
        )
        for label, score in scores
    ]
    legend = tag(
        "p",
        "Bar: F1, line on it: its interval; tick above: precision, tick below: recall.",
        class_="quiet",
    )
    return joined([legend, table(("label", "0 to 100", "F1", "precision", "recall", "gold"), rows, "labels")])


def calibration_section(evaluation: Evaluation) -> Markup | None:
    """Whether confidences can be believed; nothing where the model states none."""
    curve = calibration(evaluation.pairs)
    if not curve.bins:
        return None
    words = f"Expected calibration error {100 * curve.expected_error:.1f} points."
    if curve.without_confidence:
        words += f" {number(curve.without_confidence)} mentions have no confidence and are not in it."
    rows = [
        (f"{each.low:.1f}–{each.high:.1f}", number(each.items), f"{each.mean_confidence:.3f}", f"{each.share_right:.3f}")
        for each in curve.bins
    ]
    beside = table(("confidence", "mentions", "mean confidence", "share right"), rows)
    return joined([tag("p", words), tag("div", calibration_curve(curve), beside, class_="beside")])


def confusion_section(evaluation: Evaluation, kind: str) -> Markup | None:
    """Gold labels down, predicted labels across; the labels most often confused where there are many."""
    met = confusion(evaluation.pairs, kind)
    missed: dict[str, int] = {}
    for (gold, claimed), times in met.items():
        if gold != claimed:
            for label in {gold, claimed} - {NOTHING}:
                missed[label] = missed.get(label, 0) + times
    if not missed:
        return None
    shown = sorted(sorted(missed, key=lambda label: (-missed[label], label))[:_MOST_CONFUSED])
    rows = []
    for gold in [*shown, NOTHING]:
        whole = sum(met.get((gold, claimed), 0) for claimed in [*shown, NOTHING]) or 1
        cells = [_heat(met.get((gold, claimed), 0), whole, gold == claimed) for claimed in [*shown, NOTHING]]
        rows.append([gold or "not in gold", *cells])
    left = len(missed) - len(shown)
    note = f" The {number(left)} labels confused least are left out." if left > 0 else ""
    words = tag("p", f"Gold down, claimed across, items that overlap paired.{note}", class_="quiet")
    return joined([words, table(["gold \\ claimed", *shown, "missed"], rows, "confusion")])


def _heat(times: int, whole: int, right: bool) -> Markup:
    depth = f"depth-{-(-8 * times // whole)}"  # eighths of the row, rounded up so that a single case shows
    return tag("span", number(times) if times else "·", class_=f"heat {'right' if right else 'wrong'} {depth}")


def kinds_of(evaluation: Evaluation) -> tuple[str, ...]:
    """The kinds of item that stand in gold or predictions."""
    found = []
    for kind, units in UNITS.items():
        if any(next(units(side), None) for pair in evaluation.pairs for side in (pair.gold, pair.predicted)):
            found.append(kind)
    return tuple(found)


def audits(evaluation: Evaluation, kinds: Sequence[str]) -> Markup:
    """What is wrong, by kind of item, the costliest fault first; then what was reported while reading."""
    schema = evaluation.schema or Schema()
    tables = [_audit(audit(evaluation.cases, schema, kind, examples=3)) for kind in kinds]
    notes = [(each.fault.value, number(each.notes), _examples(each)) for each in reported(evaluation.cases, 3)]
    if notes:
        tables.append(table(("reported while reading", "times", "examples"), notes, "audit"))
    return joined(tables)


def _audit(found: Audit) -> Markup:
    rows = [
        (each.fault.value, number(each.items), f"{each.f1_cost:.1f}", _examples(each)) for each in found.findings if each.items
    ]
    if not rows:
        return tag("p", f"{found.kind}: no fault.")
    return table((found.kind, "items", "F1 points to win", "examples"), rows, "audit")


def _examples(found: Finding) -> Markup:
    told = [example for example in found.examples if not (found.items and example.note)]
    return joined(tag("div", *_example(example)) for example in told)


def _example(example: Example) -> list[str | None]:
    parts: list[str | None] = [tag("bdi", unit_words(example.claimed)) if example.claimed else None]
    if example.wanted is not None:
        parts += [" – gold: " if example.claimed else "gold: ", tag("bdi", unit_words(example.wanted))]
    return [*parts, example.note or None, tag("span", f" [{example.document}]", class_="quiet")]


def unit_words(unit: Unit) -> str:
    """An item in one line: its words and its label."""
    words = " → ".join(part.surface if len(part.surface) < 80 else part.surface[:77] + "..." for part in unit.parts)
    return f"{words} ({unit.label})" if words else unit.label
