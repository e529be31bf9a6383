"""Making a run: a model asked about every task, or the results it gave elsewhere, scored and described."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from garner.errors import InputError, ModelError, OutputError
from garner.evaluation.runs.asking import Answers, ask
from garner.evaluation.runs.meter import Meter
from garner.evaluation.runs.run import Evaluation, ModelRecord, Run
from garner.evaluation.runs.task import Scoring, Task, evaluation_of
from garner.files.results import read_results
from garner.pipeline.job import Job
from garner.pipeline.progress import Progress
from garner.pipeline.run import was_unanswered
from garner.values import Usage

__all__ = ["Described", "answers_in", "evaluate_model", "evaluate_results", "forget", "kept_beside", "machine_kind"]

_SAME = "Score the results of the same data: documents are told apart by their ids."


@dataclass(frozen=True, slots=True)
class Described:
    """What a run says of its model beside the name: what it was told, how large it is, how much of it was trained."""

    settings: Mapping[str, str] = field(default_factory=dict)
    parameters: int | None = None
    parameters_trained: int | None = None


def evaluate_model(
    tasks: Sequence[Task],
    job: Job,
    scoring: Scoring | None = None,
    described: Described | None = None,
    on_progress: Callable[[Task, Progress], None] = lambda *_: None,
) -> Run:
    """Ask the model of ``job`` about every task in turn and score what it answers. ``job.schema`` is not used.

    Where ``job.output`` names the run file to be, finished results are kept beside it (``kept_beside``) until ``forget``, and
    the same call goes on with them. Raises as ``run_job`` does, and ``ModelError`` where no text of a task was answered.
    """
    evaluations, names = [], set[str]()
    for number, task in enumerate(tasks, 1):
        kept = None if job.output is None else kept_beside(job.output, number)
        answers = ask(replace(job, output=kept), task.records, partial(on_progress, task))
        if all(was_unanswered(result) for result in answers.results):
            raise ModelError(
                f"the model answered for none of the {len(answers.results)} texts of {task.data.name}: "
                f"{answers.results[-1].problems[0].message}",
                "Run the same command again when that is mended.",
            )
        names.add(answers.model)
        evaluations.append(evaluation_of(task, answers, scoring))
    described = described or Described()
    model = ModelRecord(", ".join(sorted(names)), described.settings, described.parameters, described.parameters_trained)
    return _run(model, job.settings.seed or 0, evaluations)


def evaluate_results(task: Task, path: Path, scoring: Scoring | None = None, seed: int = 0) -> Run:
    """Score a result file that was made elsewhere, with the replies' ``seed``. Raises ``InputError`` as ``answers_in`` does."""
    answers = answers_in(path, task)
    evaluation = evaluation_of(task, answers, scoring)
    return _run(ModelRecord(answers.model, {"results": path.name}), seed, [evaluation])


def answers_in(path: Path, task: Task) -> Answers:
    """The results in a file for the records of a task; those of other documents of the same split are passed over.

    Raises ``InputError`` with file and line for what is no result, for two results of one document, and where no result is of
    a document of the task.
    """
    known = {record.id for record in task.records}
    kept = []
    for result in read_results(path):
        if result.id in known:
            kept.append(result)
        elif result.id not in task.passed_over:
            raise InputError(f"{path} holds a result for {result.id!r}, which is no document of {task.data.name}.", _SAME)
    if not kept:
        raise InputError(f"{path} holds no result for any document scored of {task.data.name}.", _SAME)
    models = dict.fromkeys(result.model for result in kept if result.model)
    usage = sum((result.usage for result in kept), Usage())
    return Answers(tuple(kept), ", ".join(models) or "unknown", usage, usage.seconds)


def kept_beside(output: Path, number: int) -> Path:
    """Where the results of the data set with that number (from 1) are kept until the run file is whole."""
    return output.with_name(f"{output.name}.{number}.results.jsonl")


def forget(output: Path, count: int) -> None:
    """Take away what was kept beside a run file of ``count`` data sets. Raises ``OutputError``."""
    for number in range(1, count + 1):
        kept = kept_beside(output, number)
        for path in (kept, Meter.beside(kept)):
            try:
                path.unlink(missing_ok=True)
            except OSError as error:
                raise OutputError(f"{path} cannot be removed: {error.strerror}.", "Check its permissions.") from None


def _run(model: ModelRecord, seed: int, evaluations: Sequence[Evaluation]) -> Run:
    from garner import __version__

    made = datetime.now(UTC).isoformat(timespec="seconds")
    return Run(model, seed, tuple(evaluations), __version__, machine_kind(), made)


def machine_kind() -> str:
    """What kind of machine this is, without its name."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, Python {platform.python_version()}"
