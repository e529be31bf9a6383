"""Runs and comparisons as JSON-ready values for other programs: the scores, and what is needed to judge them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace

from garner.evaluation.comparison import Change
from garner.evaluation.evaluation import Evaluated
from garner.evaluation.paired import Difference
from garner.evaluation.runs.changed import counted, in_words, telling
from garner.evaluation.runs.comparing import ComparedData, Comparison, Side
from garner.evaluation.runs.cost import cost_of
from garner.evaluation.runs.mean import Mean, means
from garner.evaluation.runs.run import Evaluation, Run
from garner.evaluation.runs.writing import RUN_FORMAT, RUN_VERSION, evaluation_to_record, mode_to_record, run_to_record

__all__ = ["comparison_to_record", "summary"]


def summary(run: Run) -> dict[str, object]:
    """The run file's record without texts, questions and the counts of single documents, with the means over data sets."""
    head = run_to_record(replace(run, evaluations=()))
    return head | {
        "format": f"{RUN_FORMAT} summary",
        "cost": asdict(cost_of(run)),
        "evaluations": [_evaluation(each) for each in run.evaluations],
        "means": [_mean(each) for each in means(run)],
    }


def comparison_to_record(comparison: Comparison, items: int) -> dict[str, object]:
    """A comparison with at most ``items`` changed items of each kind."""
    return {
        "format": "garner comparison",
        "version": RUN_VERSION,
        "first": _side(comparison.first),
        "second": _side(comparison.second),
        "data": [_compared(each, items) for each in comparison.data],
        "means": [{"mode": each.mode, "data": list(each.data), **_difference(each.difference)} for each in comparison.means],
        "not_compared": list(comparison.not_compared),
    }


def _side(side: Side) -> list[dict[str, object]]:
    return [
        {
            "file": name,
            "model": run.model.name,
            "settings": dict(run.model.settings),
            "seed": run.seed,
            "cost": asdict(cost_of(run)),
            "seen": {each.data.name: each.seen.exposed.value for each in run.evaluations},
        }
        for name, run in zip(side.names, side.runs, strict=True)
    ]


def _compared(data: ComparedData, items: int) -> dict[str, object]:
    record: dict[str, object] = {
        "name": data.name,
        "documents": data.documents,
        "left_out": data.left_out,
        "modes": [
            {
                "mode": each.mode,
                "differences": [_difference(one) for one in each.differences],
                "first_seeds": list(each.first.values),
                "second_seeds": list(each.second.values),
            }
            for each in data.modes
        ],
    }
    if data.changes is not None:
        record["changes"] = [asdict(each) for each in counted(data.changes)]
        record["items"] = [_change(each, data.texts) for each in telling(data.changes, items)]
    return record


def _difference(difference: Difference) -> dict[str, object]:
    return {
        "figure": difference.figure,
        "first": difference.first,
        "second": difference.second,
        "difference": difference.difference,
        "interval": [difference.interval.low, difference.interval.high],
        "p": difference.p,
        "draws": asdict(difference.draws),
    }


def _change(change: Change, texts: Mapping[str, str]) -> dict[str, object]:
    before, after = (None if unit is None else in_words(unit, texts[change.document]) for unit in (change.before, change.after))
    return {
        "document": change.document,
        "items": change.items,
        "kind": change.kind.value,
        "before": before,
        "after": after,
        "was_right": change.was_right,
        "is_right": change.is_right,
    }


def _evaluation(evaluation: Evaluation) -> dict[str, object]:
    record = evaluation_to_record(replace(evaluation, schema=None, modes=(), cases=()))
    kept = {name: value for name, value in record.items() if name not in ("schema", "cases")}
    return kept | {"modes": [_mode(each) for each in evaluation.modes]}


def _mode(evaluated: Evaluated) -> dict[str, object]:
    empty = evaluated.scores.empty_gold
    record = {name: value for name, value in mode_to_record(evaluated).items() if name != "tally"}
    return record | {
        "empty_gold": {
            "documents": empty.documents,
            "with_claims": empty.with_claims,
            "claims": empty.claims,
            "false_positive_rate": empty.false_positive_rate,
        }
    }


def _mean(each: Mean) -> dict[str, object]:
    return {
        "mode": each.mean.mode,
        "data": [name for name, _ in each.mean.datasets],
        "micro_precision": each.mean.micro.precision,
        "micro_recall": each.mean.micro.recall,
        "micro_f1": each.mean.micro.f1,
        "interval": [each.interval.low, each.interval.high],
        "macro_f1": each.mean.macro.f1,
    }
