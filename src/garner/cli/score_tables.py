"""Scores and differences as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from garner.cli.tables import print_table
from garner.cli.visible import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from garner.evaluation import Interval
    from garner.evaluation.runs import Evaluation, Run

__all__ = ["print_run", "span"]


def print_run(run: Run, console: Console | None = None) -> None:
    """A row for each data set and mode, the means, and below what is needed to judge them."""
    from rich.console import Console

    from garner.evaluation.runs.mean import means

    console = console or Console()
    rows = [row for evaluation in run.evaluations for row in _rows(evaluation)]
    for each in means(run):
        micro, macro = each.mean.micro, each.mean.macro
        title = f"mean of {len(each.mean.datasets)}"
        figures = (_number(micro.precision), _number(micro.recall), _number(micro.f1), span(each.interval), _number(macro.f1))
        rows.append((title, each.mean.mode, "", *figures))
    print_table(("data", "mode", "texts", "P", "R", "F1", "interval", "macro F1"), rows, console)
    for evaluation in run.evaluations:
        _line(console, f"{evaluation.data.name}: {'; '.join(_remarks(evaluation))}")
    _line(console, _cost(run))
    console.print()


def span(interval: Interval) -> str:
    """An interval in one cell."""
    return f"{_number(interval.low)} to {_number(interval.high)}"


def _rows(evaluation: Evaluation) -> Iterator[tuple[str, ...]]:
    for number, each in enumerate(evaluation.modes):
        micro, interval = each.scores.micro, each.intervals.micro.f1
        name, texts = ("", "") if number else (evaluation.data.name, f"{each.scores.documents:,}")
        figures = (_number(micro.precision), _number(micro.recall), _number(micro.f1), span(interval))
        yield name, each.mode, texts, *figures, _number(each.scores.macro.f1)


def _remarks(evaluation: Evaluation) -> Iterator[str]:
    data, seen = evaluation.data, evaluation.seen
    if data.sample_seed is not None:
        yield f"{data.documents:,} of {data.of:,} texts, drawn with seed {data.sample_seed}"
    empty = evaluation.modes[0].scores.empty_gold if evaluation.modes else None
    if empty is not None and empty.documents:
        yield (
            f"something claimed in {empty.with_claims:,} of {empty.documents:,} texts without gold"
            f" ({_number(empty.false_positive_rate)} %)"
        )
    if evaluation.incomplete:
        yield f"{evaluation.incomplete:,} not read whole"
    if evaluation.problems:
        yield f"problems: {_listed(evaluation.problems)}"
    if data.refused:
        yield f"gold not converted: {_listed(data.refused)}"
    yield {
        "unknown": "seen in training: unknown",
        "clean": "not seen in training",
        "forced": f"SEEN IN TRAINING and scored all the same: {'; '.join(seen.reasons)}",
        "left out": f"{seen.texts:,} of {seen.of:,} texts seen in training and left out",
    }[seen.exposed]


def _cost(run: Run) -> str:
    from garner.values import Usage

    usage = sum((each.usage for each in run.evaluations), Usage())
    calls = f"{usage.calls:,} calls" + (f" ({usage.cached_calls:,} on record before)" if usage.cached_calls else "")
    parts = [calls, f"{usage.input_tokens:,} + {usage.output_tokens:,} tokens", _seconds(run)]
    if usage.cost is not None:
        parts.append(f"cost {usage.cost:.4f}")
    if run.model.parameters is not None:
        trained = run.model.parameters_trained
        told = "trained: not recorded" if trained is None else f"{trained:,} trained"
        parts.append(f"{run.model.parameters:,} parameters ({told})")
    return f"{run.model.name}: {', '.join(parts)}"


def _seconds(run: Run) -> str:
    return f"{sum(each.seconds for each in run.evaluations):.1f} s"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _number(value: float) -> str:
    return f"{value:.1f}"


def _line(console: Console, text: str) -> None:
    console.print(f"  {one_line(text, 600)}", markup=False, highlight=False)
