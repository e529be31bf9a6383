"""Runs: a model evaluated on data sets, kept in a file that can be compared, reported on and scored again."""

from garner.evaluation.runs.reading import read_run, run_from_record
from garner.evaluation.runs.run import DataSet, Evaluation, Exposed, ModelRecord, Run, Seen
from garner.evaluation.runs.writing import RUN_VERSION, run_to_record, write_run

__all__ = [
    "RUN_VERSION",
    "DataSet",
    "Evaluation",
    "Exposed",
    "ModelRecord",
    "Run",
    "Seen",
    "read_run",
    "run_from_record",
    "run_to_record",
    "write_run",
]
