"""Scores and differences as tables on a terminal."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from garner.cli.tables import print_table
from garner.cli.visible import one_line

if TYPE_CHECKING:
    from rich.console import Console

    from garner.evaluation import Difference, Interval
    from garner.evaluation.runs import Evaluation, Run
    from garner.evaluation.runs.comparing import ComparedData, Comparison

__all__ = ["print_comparison", "print_run", "span"]


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
    from garner.evaluation.runs.mean import says_nothing

    for number, each in enumerate(evaluation.modes):
        micro, interval = each.scores.micro, each.intervals.micro.f1
        name, texts = ("", "") if number else (evaluation.data.name, f"{each.scores.documents:,}")
        if says_nothing(micro):
            yield name, each.mode, texts, "", "", "", "nothing to find, nothing claimed", ""
            continue
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
    reasons = "; ".join(seen.reasons)
    yield {
        "unknown": "seen in training: unknown",
        "clean": f"not seen in training{f' ({reasons})' if reasons else ''}",
        "forced": f"SEEN IN TRAINING and scored all the same: {reasons}",
        "left out": f"{seen.texts:,} of {seen.of:,} texts seen in training and left out",
    }[seen.exposed]


def _cost(run: Run) -> str:
    from garner.evaluation.runs.cost import cost_of

    cost = cost_of(run)
    calls = f"{cost.calls:,} calls" + (f" ({cost.cached_calls:,} answered before)" if cost.cached_calls else "")
    parts = [calls, f"{cost.input_tokens:,} + {cost.output_tokens:,} tokens", f"{cost.seconds:.1f} s"]
    if cost.money is not None:
        parts.append(f"cost {cost.money:.4f}")
    if cost.parameters is not None:
        trained = "not recorded" if cost.parameters_trained is None else f"{cost.parameters_trained:,}"
        parts.append(f"{cost.parameters:,} parameters, trained: {trained}")
    return f"{run.model.name}: {', '.join(parts)}"


def print_comparison(comparison: Comparison, items: int, console: Console | None = None) -> None:
    """The differences in F1, the changed items counted, and some of them in their texts."""
    from rich.console import Console

    console = console or Console()
    rows = [row for data in comparison.data for row in _differences(data)]
    rows += [(f"mean of {len(each.data)}", each.mode, *_figures(each.difference)) for each in comparison.means]
    print_table(("data", "mode", "figure", "first", "second", "difference", "interval", "p"), rows, console)
    for data in comparison.data:
        if data.left_out:
            _line(console, f"{data.name}: {data.left_out:,} documents are not the same in all runs and left out")
        if data.changes is None:
            _line(console, f"{data.name}: one of the runs keeps scores alone, so items cannot be compared")
        else:
            _print_changes(data, items, console)
    if comparison.not_compared:
        _line(console, f"not in every run, so not compared: {', '.join(comparison.not_compared)}")
    for word, side in (("first", comparison.first), ("second", comparison.second)):
        for name, run in zip(side.names, side.runs, strict=True):
            _line(console, f"{word}: {name}, {_cost(run)}")
    console.print()


def _differences(data: ComparedData) -> Iterator[tuple[str, ...]]:
    name = data.name
    for each in data.modes:
        mode = each.mode
        for difference in each.differences:
            if difference.figure in ("micro_f1", "macro_f1"):
                yield name, mode, *_figures(difference)
                name = mode = ""
        if len(each.first.values) + len(each.second.values) > 2:
            spread = (f"± {each.first.deviation:.1f}", f"± {each.second.deviation:.1f}")
            yield "", "", "over seeds", *spread, "", "", ""


def _figures(difference: Difference) -> tuple[str, ...]:
    return (
        difference.figure.replace("_", " ").replace("f1", "F1"),
        _number(difference.first),
        _number(difference.second),
        f"{difference.difference:+.1f}",
        span(difference.interval),
        f"{difference.p:.3f}",
    )


def _print_changes(data: ComparedData, items: int, console: Console) -> None:
    from garner.evaluation.runs.changed import counted, in_words, telling

    changes = data.changes or ()
    for group in counted(changes):
        verdicts = f"{group.better:,} for the better, {group.worse:,} for the worse"
        _line(console, f"{data.name}: {group.count:,} {group.items} {group.kind}, {verdicts}")
    for change in telling(changes, items):
        verdict = "better" if change.better else "worse" if change.worse else "no better"
        shown = [in_words(unit, data.texts[change.document]) for unit in (change.before, change.after) if unit is not None]
        _line(console, f"  {change.kind} ({verdict}), {change.document}: {'  ->  '.join(shown)}")


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} {name}" for name, count in counts.items())


def _number(value: float) -> str:
    return f"{value:.1f}"


def _line(console: Console, text: str) -> None:
    console.print(f"  {one_line(text, 600)}", markup=False, highlight=False)
