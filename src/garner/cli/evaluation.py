"""The work of ``garner evaluate`` around the calls that do it."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from garner.cli.asked import Outputs, Refining
from garner.cli.evaluate import Judging, Reading, RunOutputs
from garner.cli.failures import INTERRUPTED, SOME_INCOMPLETE, say
from garner.cli.jobs import check_outputs, job_of, names_in
from garner.cli.model_folders import exposure_of, folder_of, second_encoder
from garner.cli.printing import print_json
from garner.cli.screen import Screen
from garner.configuration import Configured
from garner.errors import ModelUnavailable, NotConfigured, OutputError, RateLimited

if TYPE_CHECKING:
    from garner.datasets.exposure import Exposure
    from garner.evaluation.runs import Run
    from garner.evaluation.runs.making import Described
    from garner.evaluation.runs.task import Scoring, Task
    from garner.pipeline.progress import Progress

__all__ = ["run_evaluation"]

# Settings that decide what a model answers, for a chat model and for any.
_OF_CHAT = ("format", "language", "temperature", "seed", "max_tokens", "context_tokens")
_OF_ANY = ("passage_tokens", "overlap_tokens", "min_confidence", "concurrency")


def run_evaluation(
    data: list[str], reading: Reading, judging: Judging, refining: Refining, outputs: RunOutputs, settings: Configured
) -> int:
    """Do what ``garner evaluate`` was told; returns the exit code. Raises ``GarnerError`` where it had to stop."""
    from garner.evaluation.runs import write_run
    from garner.evaluation.runs.making import forget

    _check(data, reading, judging, refining, outputs)
    scoring = _scoring(judging, outputs)
    with Screen(outputs.quiet) as screen:
        model = settings.configuration.model
        detectors = None if refining.refine_rounds == 0 else refining.names
        exposure = exposure_of(judging, outputs, model, detectors)
        if outputs.results is None and (aside := second_encoder(model, detectors)):
            screen.note(f"Note: {aside}")
        tasks = _tasks(data, reading, exposure, scoring, screen)
        if outputs.overwrite and outputs.output is not None:
            forget(outputs.output, len(tasks))
        try:
            run = _run(tasks, refining, outputs, settings, scoring, screen)
        except KeyboardInterrupt:
            screen.stop()
            kept = "Run the same command again to go on." if outputs.output else "With -o FILE the next run would go on."
            say(f"Interrupted. {kept}")
            return INTERRUPTED
        screen.stop()
        if outputs.output is not None:
            write_run(outputs.output, run)
            forget(outputs.output, len(tasks))
        _show(run)
        _tell_of_silence(run, screen)
        if outputs.output is not None:
            screen.note(f"-> {outputs.output}")
    return SOME_INCOMPLETE if any(each.incomplete for each in run.evaluations) else 0


def _check(data: list[str], reading: Reading, judging: Judging, refining: Refining, outputs: RunOutputs) -> None:
    """Raises ``NotConfigured`` for options that contradict each other, ``OutputError`` for a place that cannot be written."""
    if judging.force and judging.drop_seen:
        raise NotConfigured("--force and --drop-seen contradict each other.", "Give one of them.")
    if outputs.results is not None and outputs.ledger is not None:
        raise NotConfigured("--results asks no model, so there is nothing for --ledger.", "Leave one of them out.")
    if refining.names is not None and outputs.results is not None:
        raise NotConfigured(
            "--results scores answers as they are.", "Correct them first: garner refine FILE --schema S -o OUT."
        )
    inputs = [*data, *(str(path) for path in (reading.schema, outputs.results, judging.exposure) if path is not None)]
    check_outputs(inputs, Outputs(output=outputs.output, ledger=outputs.ledger))
    if outputs.output is not None and outputs.output.is_file() and outputs.output.stat().st_size:
        with outputs.output.open("rb") as stream:
            if b'"garner run"' not in stream.read(200):
                raise OutputError(f"{outputs.output} is there and is no run file.", "Name another file.")


def _scoring(judging: Judging, outputs: RunOutputs) -> Scoring:
    from garner.datasets.contamination import Policy
    from garner.evaluation import Draws
    from garner.evaluation.runs.task import Scoring

    return Scoring(
        modes=names_in(judging.modes, "--modes"),
        limit=judging.limit,
        draws=Draws(judging.resamples, judging.draw_seed),
        policy=Policy.FORCE if judging.force else Policy.LEAVE_OUT if judging.drop_seen else Policy.REFUSE,
        keeps_texts=not outputs.scores_only,
    )


def _tasks(data: list[str], reading: Reading, exposure: Exposure | None, scoring: Scoring, screen: Screen) -> list[Task]:
    """What is to be scored, all of it settled before anything is asked."""
    from garner.datasets.own import open_dataset
    from garner.evaluation import mode_named
    from garner.evaluation.runs.task import task_of
    from garner.schema import Schema

    for name in scoring.modes:
        mode_named(name)
    schema = None if reading.schema is None else Schema.load(reading.schema)
    tasks: dict[str, Task] = {}
    for name in data:
        for split in open_dataset(name, reading.data_dir, reading.split, schema, reading.data_format):
            if split.name not in tasks:
                task = tasks[split.name] = task_of(split, exposure, scoring)
                _tell(task, screen)
    if exposure is None and tasks:
        screen.note("Nobody recorded what the model was trained on: it may have seen these texts (--exposure names a record).")
    elif exposure is not None and exposure.unknown:
        names = " and ".join(exposure.unknown)
        screen.note(f"Nobody recorded what {names} was trained on: it may have seen these texts.")
    return list(tasks.values())


def _tell(task: Task, screen: Screen) -> None:
    """What the user should know of the data before it is scored."""
    from garner.evaluation.runs import Exposed

    data, seen = task.data, task.seen
    if data.sample_seed is not None:
        screen.note(f"{data.name}: {data.documents} of {data.of} texts, drawn at random with seed {data.sample_seed}.")
    if data.refused:
        reasons = ", ".join(f"{count} {reason}" for reason, count in data.refused.items())
        screen.note(f"{data.name}: not converted, so not scored: {reasons}.")
    if data.unlike_published:
        screen.note(f"{data.name}: {data.unlike_published}.")
    if data.strings:
        screen.note(f"{data.name}: its gold has no places, so strings are compared.")
    if seen.exposed is Exposed.CLEAN and seen.reasons:
        screen.note(f"{data.name}: not seen in training; {'; '.join(seen.reasons)}.")
    elif seen.exposed in (Exposed.FORCED, Exposed.LEFT_OUT):
        screen.note(f"{data.name}: seen in training, {seen.exposed}: {'; '.join(seen.reasons)}.")


def _tell_of_silence(run: Run, screen: Screen) -> None:
    """A server that failed, and results that are not there, cost the model points it may have earned."""
    for each in run.evaluations:
        if missing := each.problems.get("no_result", 0):
            screen.note(
                f"{each.data.name}: {missing} of {each.data.documents} texts have no result; their gold counts as missed."
            )
        silent = sum(each.problems.get(error.code, 0) for error in (ModelUnavailable, RateLimited))
        if silent:
            screen.note(
                f"{each.data.name}: the server gave no answer {silent} times in {each.data.documents} texts, what that lost "
                "counts as missed. Run the same command again to ask for it."
            )


def _run(
    tasks: list[Task], refining: Refining, outputs: RunOutputs, settings: Configured, scoring: Scoring, screen: Screen
) -> Run:
    from garner.evaluation.runs.making import evaluate_model, evaluate_results
    from garner.schema import Schema

    if outputs.results is not None:
        if len(tasks) > 1:
            names = ", ".join(task.data.name for task in tasks)
            raise NotConfigured(f"--results is of one data set, and there are {len(tasks)}: {names}.", "Name one.")
        return evaluate_results(tasks[0], outputs.results, scoring, settings.configuration.seed or 0)
    files = Outputs(output=outputs.output, ledger=outputs.ledger)
    job = job_of(Schema(), settings.configuration, files, refining)
    course = _Course(tasks, screen)
    return evaluate_model(tasks, job, scoring, _described(settings), course.note)


class _Course:
    """One progress line over several data sets."""

    def __init__(self, tasks: list[Task], screen: Screen) -> None:
        self._screen = screen
        self._total = sum(task.data.documents for task in tasks)
        self._finished: dict[str, Progress] = {}

    def note(self, task: Task, progress: Progress) -> None:
        before = task.data.documents - (progress.total or 0)
        self._finished[task.data.name] = replace(progress, done=before + progress.done)
        parts = self._finished.values()
        costs = [each.cost for each in parts if each.cost is not None]
        self._screen.update(
            replace(
                progress,
                done=sum(each.done for each in parts),
                failed=sum(each.failed for each in parts),
                total=self._total,
                input_tokens=sum(each.input_tokens for each in parts),
                output_tokens=sum(each.output_tokens for each in parts),
                cost=sum(costs) if costs else None,
                seconds=sum(each.seconds for each in parts),
            )
        )


def _described(settings: Configured) -> Described:
    """What a run file says of the model. Keys are no settings; where one lies is nobody's business either."""
    from garner.evaluation.runs.making import Described
    from garner.evaluation.runs.sizes import Size, size_of_encoder

    folder = folder_of(settings.configuration.model)
    names = _OF_ANY if folder is not None else (*_OF_CHAT, *_OF_ANY)
    told = {each.name: str(each.value) for each in settings.settings if each.name in names and each.value is not None}
    if settings.configuration.base_url and folder is None:
        told["base_url"] = _without_user(settings.configuration.base_url)
    size = Size() if folder is None else size_of_encoder(folder)
    return Described(told, size.parameters, size.parameters_trained)


def _without_user(address: str) -> str:
    """The address without what may be secret in it: user, password and query."""
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="", fragment="").geturl()


def _show(run: Run) -> None:
    if sys.stdout.isatty():
        from garner.cli.score_tables import print_run

        print_run(run)
        return
    from garner.evaluation.runs.summary import summary

    print_json(summary(run), indent=1)
