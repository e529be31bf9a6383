"""A run without its texts: the scores, and what is needed to judge them."""

from __future__ import annotations

from dataclasses import replace

from garner.evaluation.evaluation import Evaluated
from garner.evaluation.runs.mean import Mean, means
from garner.evaluation.runs.run import Evaluation, Run
from garner.evaluation.runs.writing import evaluation_to_record, mode_to_record, run_to_record

__all__ = ["summary"]


def summary(run: Run) -> dict[str, object]:
    """The run file's record without texts, questions and the counts of single documents, with the means over data sets."""
    head = run_to_record(replace(run, evaluations=()))
    return head | {
        "evaluations": [_evaluation(each) for each in run.evaluations],
        "means": [_mean(each) for each in means(run)],
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
