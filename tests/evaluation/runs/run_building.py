"""Short ways to write splits, tasks and runs."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from garner.datasets import Corpus, CorpusRecord, CorpusSplit, Role
from garner.evaluation import Draws
from garner.evaluation.runs import Run
from garner.evaluation.runs.asking import Answers
from garner.evaluation.runs.run import ModelRecord
from garner.evaluation.runs.task import Scoring, Task, evaluation_of, task_of
from garner.schema import Schema
from garner.values import Document, Entity, Extraction, Grade, Grounding, Outcome, Problem, Reading, Result, Usage

PEOPLE = Schema.of(["person"])
FEW = Scoring(draws=Draws(40))

Marked = Sequence[str]


class NoReader:
    """Splits made here are read from nowhere."""


def extraction(marked: str) -> Extraction:
    """``[Ada] met [Bob:city].``: a mention in each pair of brackets, a person unless another type is named."""
    text, entities = "", []
    for number, piece in enumerate(marked.replace("]", "[").split("[")):
        if number % 2 == 0:
            text += piece
            continue
        words, _, kind = piece.partition(":")
        place = Grounding(words, len(text), len(text) + len(words), words, Grade.VERBATIM)
        entities.append(Entity(f"e{number}", kind or "person", place))
        text += words
    return Extraction(text, entities=tuple(entities))


def split_of(gold: Sequence[str], name: str = "tiny", schemas: Sequence[Schema] = (), *, strings: bool = False) -> CorpusSplit:
    """A split with these golds; ``schemas`` are what each record asks (all ``PEOPLE`` where there is none)."""
    corpus = Corpus(name, f"en/{name}", Role.TRAIN, "CC0", NoReader(), {"dev": ("*",)}, strings=strings)  # type: ignore[arg-type]
    source = hashlib.sha256(name.encode()).hexdigest()
    records = []
    for number, marked in enumerate(gold):
        truth = extraction(marked)
        schema = schemas[number] if schemas else PEOPLE
        records.append(CorpusRecord(f"d{number}", truth.text, schema, truth, f"{name}:dev", source))
    return CorpusSplit(corpus, "dev", schemas[0] if schemas else PEOPLE, tuple(records), (), source)


def answers_of(task: Task, predicted: Sequence[str]) -> Answers:
    results = []
    for record, marked in zip(task.records, predicted, strict=True):
        found = extraction(marked)
        reading = Reading(0, len(found.text), "", Outcome.READ)
        results.append(Result(Document(record.id, record.text), found, (reading,), usage=Usage(1, 0, 10, 2, 0.5)))
    return Answers(tuple(results), "model", Usage(len(results), 0, 10 * len(results), 2 * len(results), 1.0), 1.5)


def run_of(*data: tuple[str, Sequence[str], Sequence[str]], scoring: Scoring = FEW, model: str = "model", seed: int = 0) -> Run:
    """A run on data sets, each ``(name, gold, predictions)``."""
    evaluations = []
    for name, gold, predicted in data:
        task = task_of(split_of(gold, name), None, scoring)
        evaluations.append(evaluation_of(task, answers_of(task, predicted), scoring))
    record = ModelRecord(model, {"temperature": "0.0"}, 1000, 10)
    return Run(record, seed, tuple(evaluations), "0.1.0", "a machine", "2026-01-01T00:00:00+00:00")


def with_problem(run: Run, text: str) -> Run:
    """The run with a problem that says ``text`` on its first result."""
    first, *others = run.evaluations
    case, *cases = first.cases
    changed = replace(case, result=replace(case.result, problems=(Problem("odd", text),)))
    return replace(run, evaluations=(replace(first, cases=(changed, *cases)), *others))


def sizes(folder: Path) -> dict[str, int]:
    return {path.name: path.stat().st_size for path in folder.iterdir()}
