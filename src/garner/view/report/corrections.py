"""What self-correction did in the answers of an evaluation: rounds by decision, defects by kind and detector, and its cost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from garner.evaluation.runs.run import Evaluation
from garner.values import Decision, DefectKind, Round, Usage
from garner.view.report.markup import Markup, joined, number, percent, table, tag

__all__ = ["correction_section"]


def correction_section(evaluation: Evaluation) -> Markup | None:
    """``None`` where no kept result has a trace."""
    traces = [case.result.trace for case in evaluation.cases if case.result.trace]
    if not traces:
        return None
    rounds = [each for trace in traces for each in trace]
    spent = sum((each.usage for each in rounds), Usage())
    changed = sum(any(_changed(each) for each in trace) for trace in traces)
    words = (
        f"{number(len(rounds))} rounds in {number(len(traces))} of {number(len(evaluation.cases))} answers; "
        f"{number(changed)} of these ({percent(100 * changed / len(traces))} %) {'was' if changed == 1 else 'were'} changed. "
        f"They took {number(spent.calls)} more calls and {spent.seconds:.1f} s, "
        f"{number(spent.input_tokens)} tokens in and {number(spent.output_tokens)} out."
    )
    return joined([tag("p", words), _table(rounds)])


def _changed(each: Round) -> bool:
    return each.decision is Decision.ACCEPTED and bool(each.dropped or each.added)


def _table(rounds: Sequence[Round]) -> Markup:
    """Rounds by decision, then defects by kind with a column a detector."""
    decided = Counter(each.decision for each in rounds)
    found = Counter((defect.kind, defect.detector) for each in rounds for defect in each.defects)
    detectors = sorted({detector for _, detector in found})
    rows = [[f"rounds: {name.value}", number(decided[name]), *("–" for _ in detectors)] for name in Decision if decided[name]]
    for kind in DefectKind:
        times = [found[kind, detector] for detector in detectors]
        if any(times):
            rows.append([f"defects: {kind.value.replace('_', ' ')}", number(sum(times)), *map(_times, times)])
    return table(("", "all", *(f"found by {detector}" for detector in detectors)), rows)


def _times(count: int) -> str:
    return number(count) if count else "–"
