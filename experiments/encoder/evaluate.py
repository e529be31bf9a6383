"""The embedded encoder on every target and on what else its card shows, as ``garner evaluate`` asks it, with 95 % intervals.

    python experiments/encoder/evaluate.py --data-dir DATA
    python experiments/encoder/evaluate.py --data-dir DATA --model encoder:PATH --only crossner weibo --limit 20 --out FOLDER

Each text is asked what the entry of its corpus says. Texts that the model saw in training are left out and counted. Large
splits are sampled (seed 0) unless ``--all`` is given. What the results hold already of the same model and the same number of
texts is not measured again. Writes ``targets.json`` and ``targets.md``.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from measuring import Kept, Measured, Record, answered, arguments_of, figure, model_of, scoring_of, share, table
from targets import MEASUREMENTS, Goal, Measurement
from views import split_of

from garner.datasets import data_folder
from garner.errors import InputError
from garner.evaluation.runs import Evaluation, Run
from garner.evaluation.runs.mean import means
from garner.evaluation.runs.task import task_of
from garner.evaluation.runs.writing import mode_to_record

_MOST_LABELS = 40
"""Figures by label are kept of a data set with no more labels than this."""


def main(argv: Sequence[str] | None = None) -> None:
    parser = arguments_of(__doc__, "targets.json and targets.md")
    parser.add_argument("--only", nargs="+", metavar="NAME", choices=MEASUREMENTS, help=f"of {', '.join(MEASUREMENTS)}")
    parser.add_argument("--all", action="store_true", help="all texts of every split")
    arguments = parser.parse_args(argv)
    data, model = data_folder(arguments.data_dir), model_of(arguments)
    kept = Kept(arguments.out / "targets.json", model, fresh=arguments.fresh and arguments.only is None)
    for name in arguments.only or MEASUREMENTS:
        most = _most(MEASUREMENTS[name], arguments)
        if name in kept and kept.results[name]["most"] == most and not (arguments.fresh and arguments.only):
            continue
        began = time.perf_counter()
        try:
            result = {"most": most, **measured(MEASUREMENTS[name], model, data, most)}
        except InputError as error:
            result = {"most": most, "not_measured": str(error)}
        kept.put(name, result)
        print(name, json.dumps(result.get("summary", result)), f"{time.perf_counter() - began:.0f} s", flush=True)
        (arguments.out / "targets.md").write_text(page(kept.results), encoding="utf-8")


def _most(measurement: Measurement, arguments: argparse.Namespace) -> int | None:
    """How many texts are drawn of each split; ``None``: all."""
    most = None if arguments.all else measurement.most
    limits = [each for each in (most, arguments.limit) if each is not None]
    return min(limits, default=None)


def measured(measurement: Measurement, model: Measured, data: Path, most: int | None) -> Record:
    """Every figure of one measurement, JSON-ready. Raises ``InputError`` where a corpus is not there or leaves nothing."""
    scoring = scoring_of(most, measurement.modes)
    tasks = [task_of(split_of(data, place, measurement.view), model.exposure, scoring) for place in measurement.places]
    run = answered(model, tasks, scoring)
    places = [
        {"place": place, "trained_on": model.trained(place), **_data_set(each)}
        for place, each in zip(measurement.places, run.evaluations, strict=True)
    ]
    figures = false_positives(run) if measurement.false_positives else scores(run)
    return {"summary": figures, "places": places, "seconds": round(sum(each.seconds for each in run.evaluations), 1)}


def _data_set(evaluation: Evaluation) -> Record:
    modes = []
    for mode in evaluation.modes:
        record = {name: value for name, value in mode_to_record(mode).items() if name != "tally"}
        if len(mode.scores.labels) > _MOST_LABELS:
            del record["labels"]
        modes.append(record)
    data, seen = evaluation.data, evaluation.seen
    return {
        "texts": data.documents,
        "of": data.of,
        "sample_seed": data.sample_seed,
        "fingerprint": data.fingerprint,
        "seen": {"status": seen.exposed.value, "texts": seen.texts, "reasons": list(seen.reasons)},
        "incomplete": evaluation.incomplete,
        "problems": dict(evaluation.problems),
        "modes": modes,
    }


def scores(run: Run) -> dict[str, Record]:
    """The figure of each mode: micro-F1 (accuracy is one), the mean where there are several places."""
    together = {each.mean.mode: each for each in means(run)}
    found = {}
    for mode in run.evaluations[0].modes:
        mean = together.get(mode.mode) if len(run.evaluations) > 1 else None
        micro = mean.mean.micro if mean else mode.scores.micro
        interval = mean.interval if mean else mode.intervals.micro.f1
        found[mode.mode.partition("@")[0]] = {
            "value": micro.f1,
            "interval": [interval.low, interval.high],
            "precision": micro.precision,
            "recall": micro.recall,
        }
    return found


def false_positives(run: Run) -> dict[str, Record]:
    """Shares in per cent: of the texts, those with a relation answered (``texts``), and of those in which the model found two
    entities (``texts_with_two``); of the ordered pairs of entities answered, those with a relation (``pairs``)."""
    draws = run.evaluations[0].modes[0].intervals.draws if run.evaluations[0].modes else scoring_of(None).draws
    related, asked, pairs, candidates = [], [], [], []
    for case in (case for evaluation in run.evaluations for case in evaluation.cases):
        extraction = case.result.extraction
        places = {entity.grounding.span for entity in extraction.entities}
        pairs.append(len({(each.head, each.tail) for each in extraction.relations}))
        candidates.append(len(places) * (len(places) - 1))
        related.append(bool(extraction.relations))
        asked.append(len(places) > 1)
    figures: dict[str, tuple[Sequence[float], Sequence[float]]] = {
        "texts": (related, [1] * len(related)),
        "texts_with_two": (related, asked),
        "pairs": (pairs, candidates),
    }
    found = {}
    for name, (parts, wholes) in figures.items():
        value, interval = share(parts, wholes, draws)
        found[name] = {"value": value, "interval": [interval.low, interval.high], "count": sum(parts), "of": sum(wholes)}
    return found


def page(results: Mapping[str, Record]) -> str:
    """The results as Markdown: the targets, then what has none."""
    head = ("what", "split", "texts", "figure", "value (95 % interval)", "target", "reached", "trained on", "name")
    rows = [(each, row) for each in MEASUREMENTS.values() if each.name in results for row in _rows(each, results[each.name])]
    targets = table(head, (row for each, row in rows if row[5]))
    others = table(head, (row for each, row in rows if not row[5]))
    notes = [f"- `{each.name}`: {each.note}" for each in MEASUREMENTS.values() if each.note and each.name in results]
    missing = [
        f"- `{name}`: not measured. {result['not_measured']}" for name, result in results.items() if "not_measured" in result
    ]
    return "\n".join(
        [
            "# The embedded encoder against its targets",
            "",
            "Each row: `python experiments/encoder/evaluate.py --data-dir DATA --only NAME` with the name at its end. offset,",
            "relation-strict, trigger and argument are micro-F1 in per cent, places and types equal; accuracy is the share of",
            "texts answered right. A mean has each domain count alike. Seen: texts left out because the model was trained on",
            "them or on a sentence of them.",
            "",
            targets,
            "Without a target:",
            "",
            others,
            *notes,
            *missing,
            "",
        ]
    )


def _rows(measurement: Measurement, result: Record) -> Iterator[tuple[str, ...]]:
    if "not_measured" in result:
        return
    summary, places = result["summary"], result["places"]
    several = len(places) > 1
    for name, found in summary.items():
        goal = measurement.goals.get(name)
        title = f"{'mean ' if several and not measurement.false_positives else ''}{name}"
        where = " + ".join(measurement.places) if len(places) < 3 else f"{measurement.places[0]} and {len(places) - 1} others"
        yield (
            measurement.what,
            where if not measurement.view else f"{where}, {measurement.view}",
            _texts(places),
            title,
            figure(found["value"], found["interval"]),
            str(goal or ""),
            _reached(goal, found),
            "; ".join(dict.fromkeys(place["trained_on"] for place in places)),
            f"`{measurement.name}`",
        )
    if several and not measurement.false_positives:
        yield from _each_place(measurement, places)


def _each_place(measurement: Measurement, places: Sequence[Record]) -> Iterator[tuple[str, ...]]:
    for place in places:
        mode = place["modes"][0]
        micro = mode["micro"]
        value = figure(micro["f1"], micro["intervals"]["f1"])
        name = f"`{measurement.name}`"
        yield measurement.what, place["place"], _texts([place]), mode["mode"], value, "", "", place["trained_on"], name


def _texts(places: Sequence[Record]) -> str:
    texts, of = (sum(place[key] for place in places) for key in ("texts", "of"))
    seen = sum(place["seen"]["texts"] for place in places)
    sampled = f" of {of:,}" if any(place["sample_seed"] is not None for place in places) else ""
    return f"{texts:,}{sampled}{f' ({seen} seen)' if seen else ''}"


def _reached(goal: Goal | None, found: Record) -> str:
    if goal is None:
        return ""
    missed = goal.missed(found["value"])
    return "yes" if missed <= 0 else f"no, {missed:.1f} {'above' if goal.at_most else 'below'}"


if __name__ == "__main__":
    main()
