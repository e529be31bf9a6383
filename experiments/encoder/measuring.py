"""What the measurements of the encoder share: the model that is measured, results that are kept as they come, and tables."""

from __future__ import annotations

import argparse
import json
import time
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from garner import Extractor, __version__
from garner.datasets.contamination import Policy
from garner.datasets.exposure import Exposure, exposure_at
from garner.datasets.held_out import training_split
from garner.evaluation.draws import Draws, Interval, interval_of, weights_of
from garner.evaluation.runs import Run
from garner.evaluation.runs.asking import Answers
from garner.evaluation.runs.deciding import ANSWERING, COUNTING, fingerprint_of
from garner.evaluation.runs.making import evaluate_model, machine_kind
from garner.evaluation.runs.task import Scoring, Task, evaluation_of
from garner.evaluation.tallies import Tally
from garner.models.encoder import Encoder
from garner.models.encoder.weights import CARD, packaged_weights
from garner.pipeline.job import Job
from garner.schema import Schema
from garner.training.encoder.written import is_written
from garner.values import Usage

__all__ = [
    "Kept",
    "Measured",
    "Record",
    "answered",
    "arguments_of",
    "figure",
    "model_of",
    "scoring_of",
    "share",
    "table",
    "tally_of",
]

SEED = 0
_DECIDING = ("evaluate", "measuring", "targets", "views")

Record = dict[str, Any]
"""Figures as JSON holds them; their names are told apart by who reads them."""


@dataclass(frozen=True, slots=True)
class Measured:
    """The model that is measured: its ``name`` for ``--model``, its ``title`` as results say it, its ``folder``, a
    ``fingerprint`` of its files and of the code that decides its answers and what they count, and what it saw.

    ``trained_on`` names the splits it was trained on, ``None`` where neither its folder nor a recipe says so.
    """

    name: str
    title: str
    folder: Path
    fingerprint: str
    exposure: Exposure | None
    trained_on: frozenset[str] | None

    def trained(self, place: str) -> str:
        """What it saw of the corpus of a place, in words for a table."""
        if self.trained_on is None:
            return "not recorded"
        corpus, _, split = place.rpartition(":")
        splits = sorted(name.rpartition(":")[2] for name in self.trained_on if name.rpartition(":")[0] == corpus)
        if splits and split == "rest":
            return "its other texts"
        return f"its {' and '.join(splits)} split" if splits else "never"


def arguments_of(description: str | None, out: str) -> argparse.ArgumentParser:
    """The options that every measurement has."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, help="folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--model", default="encoder", help="encoder:PATH (default: the one in the package)")
    parser.add_argument("--recipe", type=Path, help="the recipe it was trained by, if its folder does not say what it saw")
    parser.add_argument("--limit", type=int, help="at most so many texts of each split, drawn at random with seed 0")
    parser.add_argument("--fresh", action="store_true", help="measure again what the results hold already")
    parser.add_argument("--out", type=Path, default=Path("experiments/encoder/results"), help=f"folder for {out}")
    return parser


def model_of(arguments: argparse.Namespace) -> Measured:
    """The model that the arguments name. Stops for a name that is no encoder's."""
    kind, _, path = arguments.model.partition(":")
    folder = Path(path) if path else packaged_weights()
    if kind != "encoder" or not (folder / CARD).is_file():
        raise SystemExit(f"{arguments.model}: give encoder or encoder:PATH, the folder of an encoder.")
    own = [Path(__file__).with_name(f"{name}.py") for name in _DECIDING]
    fingerprint = fingerprint_of([folder, *own], (*ANSWERING, *COUNTING))
    exposure = exposure_at(folder)
    if exposure is not None:
        splits: frozenset[str] | None = frozenset(each.name for each in exposure.splits)
    else:
        splits = None if arguments.recipe is None else _splits_of(arguments.recipe)
    title = f"encoder:{json.loads((folder / CARD).read_text('utf-8'))['name']}"
    return Measured(arguments.model, title, folder, fingerprint, exposure, splits)


def _splits_of(recipe: Path) -> frozenset[str]:
    """The splits that a recipe draws from."""
    stages = tomllib.loads(recipe.read_text("utf-8"))["stages"]
    names = {name for stage in stages for name in stage["mix"]}
    return frozenset(f"{name}:all" if is_written(name) else ":".join(training_split(name)) for name in names)


def scoring_of(limit: int | None, modes: Sequence[str] = ()) -> Scoring:
    """Texts that the model has seen are left out; the others are drawn with seed 0."""
    return Scoring(tuple(modes), limit, Draws(seed=SEED), Policy.LEAVE_OUT)


def answered(model: Measured, tasks: Sequence[Task], scoring: Scoring, min_confidence: float | None = None) -> Run:
    """The model asked about every task, as ``garner evaluate`` asks it."""
    return evaluate_model(tasks, Job(Schema(), model.name, min_confidence=min_confidence), scoring)


def tally_of(encoder: Encoder, task: Task) -> Tally:
    """The counts of a task of one schema under its first mode, by an encoder that is open already."""
    began = time.perf_counter()
    extractor = Extractor(task.records[0].schema, encoder)
    results = tuple(extractor.extract_many(record.document for record in task.records))
    usage = sum((result.usage for result in results), Usage())
    return evaluation_of(task, Answers(results, encoder.name, usage, time.perf_counter() - began)).modes[0].tally


class Kept:
    """A file of results by key, written after each, and begun anew for another model."""

    def __init__(self, path: Path, model: Measured, *, fresh: bool = False) -> None:
        self.path = path
        self.results: dict[str, Record] = {}
        self._head = {"model": model.title, "fingerprint": model.fingerprint, "garner": __version__, "machine": machine_kind()}
        if path.is_file() and not fresh:
            table = json.loads(path.read_text("utf-8"))
            if table.get("fingerprint") == model.fingerprint:
                self.results = table["results"]

    def __contains__(self, key: str) -> bool:
        return key in self.results

    def put(self, key: str, result: Record) -> None:
        self.results[key] = result
        self.path.parent.mkdir(parents=True, exist_ok=True)
        unfinished = self.path.with_name(f".{self.path.name}")
        head = json.dumps(self._head, ensure_ascii=False)[1:-1]
        lines = ",\n".join(f"{json.dumps(name)}: {json.dumps(each, ensure_ascii=False)}" for name, each in self.results.items())
        unfinished.write_text(f'{{{head},\n"results": {{\n{lines}\n}}}}\n', "utf-8")
        unfinished.replace(self.path)


def share(parts: Sequence[float], wholes: Sequence[float], draws: Draws) -> tuple[float, Interval]:
    """Sum of the parts over sum of the wholes in per cent, and its interval over texts; 0 of nothing is 0."""
    import numpy as np

    numerators, denominators = np.asarray(parts, float), np.asarray(wholes, float)
    drawn = np.empty(draws.resamples)
    for block, weights in weights_of(len(numerators), draws):
        sums = weights @ denominators
        drawn[block] = 100.0 * (weights @ numerators) / np.where(sums == 0, 1.0, sums)
    point = 100.0 * float(numerators.sum()) / max(1.0, float(denominators.sum()))
    return point, interval_of(drawn, point, draws)


def figure(value: float, interval: Interval | Sequence[float]) -> str:
    """A value with its interval as a table shows it."""
    low, high = (interval.low, interval.high) if isinstance(interval, Interval) else interval
    return f"{value:.1f} ({low:.1f} to {high:.1f})"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    return "\n".join([*lines, *(f"| {' | '.join(row)} |" for row in rows)]) + "\n"
