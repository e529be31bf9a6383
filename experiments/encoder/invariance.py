"""Whether the order of labels and the splitting of a wide schema into groups change answers: the change in strict F1.

    python experiments/encoder/invariance.py --data-dir DATA

One set of entities (66 types), one of events (115 types and their roles). Compared with the schema as its corpus has it, in
groups of as many labels as the model's card says: the schema in three random orders, groups of other sizes, and three random
groupings in which labels that are judged by each other stay together. The change should be under 0.5. Writes
``invariance.json`` and ``invariance.md``.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from unittest.mock import patch

from measuring import Kept, Measured, Record, arguments_of, figure, model_of, scoring_of, table, tally_of
from views import split_of

from garner.datasets import data_folder
from garner.evaluation.paired import paired_bootstrap
from garner.evaluation.runs.task import Task, task_of
from garner.evaluation.tallies import Tally
from garner.models.encoder import Encoder, questions
from garner.schema import Schema

SETS = {"fewnerd:rest": "offset", "geneva:dev": "trigger"}
SIZES = (8, 16, 32, 64, 96, 128)
DRAWN = 64
"""The size of groups that are drawn at random."""
SEEDS = (0, 1, 2)
MOST = 200
ALLOWED = 0.5


def main(argv: Sequence[str] | None = None) -> None:
    arguments = arguments_of(__doc__, "invariance.json and invariance.md").parse_args(argv)
    data, model = data_folder(arguments.data_dir), model_of(arguments)
    kept = Kept(arguments.out / "invariance.json", model, fresh=arguments.fresh)
    most = arguments.limit or MOST
    for place, mode in SETS.items():
        if kept.results.get(place, {}).get("most") != most:
            kept.put(place, {"most": most, **changes(model, data, place, mode, most)})
            print(place, json.dumps(kept.results[place]["changes"]), flush=True)
            (arguments.out / "invariance.md").write_text(page(kept.results), encoding="utf-8")


def changes(model: Measured, data: Path, place: str, mode: str, most: int) -> Record:
    """F1 as it is, and what each other way to ask changes, JSON-ready."""
    scoring = scoring_of(most, (mode,))
    task = task_of(split_of(data, place), model.exposure, scoring)
    encoder = Encoder.load(model.folder)
    schema = task.records[0].schema
    usual = encoder.card.labels
    first = _tally(encoder, task, schema, usual)
    found = {}
    for name, each_schema, size, seed in _ways(schema, usual):
        second = _tally(encoder, task, each_schema, size, seed)
        f1 = paired_bootstrap([first], [second], scoring.draws)[0]
        interval = [f1.interval.low, f1.interval.high]
        found[name] = {"f1": f1.second, "change": f1.difference, "interval": interval, "same_counts": first == second}
        without = f1.first
    return {
        "mode": mode,
        "texts": len(task.records),
        "labels": len(schema.keys),
        "group": usual,
        "f1": without,
        "changes": found,
    }


def _ways(schema: Schema, usual: int) -> Iterator[tuple[str, Schema, int, int | None]]:
    """Name, schema, size of a group and seed of a random grouping."""
    for seed in SEEDS:
        yield f"labels in random order {seed}", _shuffled(schema, seed), usual, None
    for size in SIZES:
        if size != usual:
            yield f"groups of {size}", schema, size, None
    for seed in SEEDS:
        yield f"random groups of {DRAWN}, {seed}", schema, DRAWN, seed


def _shuffled(schema: Schema, seed: int) -> Schema:
    drawn = random.Random(seed)
    entities = tuple(drawn.sample(schema.entities, len(schema.entities)))
    return replace(schema, entities=entities, events=tuple(drawn.sample(schema.events, len(schema.events))))


def _tally(encoder: Encoder, task: Task, schema: Schema, size: int, seed: int | None = None) -> Tally:
    """The counts where the labels are read in groups of ``size``, drawn at random where there is a seed."""
    with grouping(seed):
        model = encoder.replaced(labels=size)
        records = tuple(replace(record, schema=schema) for record in task.records)
        return tally_of(model, replace(task, records=records))


@contextmanager
def grouping(seed: int | None) -> Iterator[None]:
    """While it lasts, labels are put into groups in an order drawn with the seed (``None``: as always)."""
    usual = questions._grouped

    def drawn(units: Iterable[Sequence[int]], most: int) -> tuple[tuple[int, ...], ...]:
        several = list(units)
        if seed is not None:
            random.Random(seed).shuffle(several)
        return usual(several, most)

    questions.questions_of.cache_clear()
    with patch.object(questions, "_grouped", drawn):
        yield
    questions.questions_of.cache_clear()


def page(results: Mapping[str, Record]) -> str:
    """The results as Markdown."""
    rows = []
    for place, result in results.items():
        title = f"{place} ({result['mode']}, {result['labels']} labels, {result['texts']:,} texts)"
        rows.append((title, f"as it is, groups of {result['group']}", f"{result['f1']:.2f}", "", ""))
        for name, found in result["changes"].items():
            change = "none, equal counts" if found["same_counts"] else figure(found["change"], found["interval"])
            rows.append(("", name, f"{found['f1']:.2f}", change, "yes" if abs(found["change"]) < ALLOWED else "no"))
    head = ("set", "labels asked", "F1", "change (95 % interval)", f"under {ALLOWED:g}")
    return f"# Order and grouping of labels\n\n{table(head, rows)}"


if __name__ == "__main__":
    main()
