"""Find out on dev sets from which probability on an encoder best answers each kind of question and what its probabilities mean,
and write both to its card; no weight changes.

    python -m garner.training.encoder.calibrate ENCODER --data-dir DATA

Of each dev set one half is fitted on, the other is there to measure what was fitted (see :func:`is_fitted_on`). What is fitted
on may not be held out. ``--places`` names other dev sets, ``--show`` writes nothing.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from garner.datasets import data_folder, fingerprint_text
from garner.datasets.held_out import training_split
from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.weights import TASKS
from garner.schema import Schema
from garner.training.encoder.asking import Item, answers_to, schema_for
from garner.training.encoder.choosing import (
    Picked,
    Trial,
    best_threshold,
    calibration_error,
    choice_error,
    fit_calibration,
    fit_choices,
    write_choice,
)
from garner.training.encoder.gold import Asked, LabelledText
from garner.training.encoder.judging import Examiner, Read, alone, linked, picked
from garner.training.encoder.measure import dev_texts
from garner.training.encoder.recipe import check_choosing
from garner.training.encoder.spans import read_texts
from garner.training.encoder.written import WRITTEN, is_written
from garner.values import UNTYPED

__all__ = ["PLACES", "Findings", "examine", "is_fitted_on", "items_of"]

PLACES = (
    *("fewnerd:rest", "wnut17:dev", "uner_ewt:dev", "gum:rest", "wikigold:rest", "scierc:dev", "scier:dev", "cyner:dev"),
    *(
        "mtl_bio/bc5cdr:dev",
        "stackoverflow:dev",
        "uner_gsdsimp:dev",
        "ud_gsd_ne:dev",
        "cmedqaner:dev",
        "stockmark_wikipedia:rest",
    ),
    *("written/en:rest", "written/zh:rest", "written/ja:rest"),
    *("phee:dev", "geneva:dev", "fewfc:train_base:rest"),
    *("goemotions:dev", "mams/acsa:dev", "tweeteval/emotion:dev", "clinc150:dev", "banking77:rest", "snips:dev"),
    *("tweeteval/irony:dev", "tweeteval/stance_abortion:dev", "tweeteval/stance_atheism:dev", "tweeteval/stance_climate:dev"),
    *("tweeteval/stance_feminist:dev", "tweeteval/stance_hillary:dev"),
    *("cmedtc_cmedic/criteria:dev", "cmedtc_cmedic/queries:dev", "asap:dev"),
)
"""Parts of corpora for training that nothing is trained on, for every kind of question and all three languages."""
_MOST = 150
_RELATED = 4
"""So many times as many texts are asked where there are relations or events: few of these are answered in each, and in few
corpora."""
_USUAL = 0.5
_FEW = 10
"""A dev set with fewer gold items says nothing of a threshold."""
_BETA = {"relations": 0.5}
"""Precision counts four times as much as recall for relations: what stands together without being related is what they are
asked of most."""
_BINS = 15
_ROUNDS = 2
"""Which arguments rival each other hangs on what they mean, and that is fitted to those that are left."""


class Findings:
    """What was judged on each dev set, by task, and what follows from all of it."""

    def __init__(self) -> None:
        self.trials: dict[str, dict[str, Trial]] = {task: {} for task in TASKS}
        self.picked: dict[str, list[Picked]] = {}
        self.thresholds: dict[str, float] = {}
        self.lines: dict[str, Calibration] = {}

    def settle(self, tasks: Sequence[str], usual: Mapping[str, float] | None = None) -> None:
        """Choose threshold and line of the tasks."""
        for task in tasks:
            trials = self.trials[task].values()
            if not trials:
                continue
            self.lines[task] = fit_calibration([each for trial in trials for each in trial.answers])
            told = self._told(task).values()
            telling = [trial for trial in told if trial.gold >= _FEW] or list(told)
            self.thresholds[task], _ = best_threshold(telling, (usual or {}).get(task, _USUAL), _BETA.get(task, 1.0))

    def _told(self, task: str) -> dict[str, Trial]:
        """The trials of a task with all that is known in the probabilities."""
        line = self.lines.get(task, AS_COMPUTED)
        return {place: trial.by(line) for place, trial in self.trials[task].items()}

    def settle_choices(self) -> None:
        """Choose how steeply the one answer of a classification is told from its other choices."""
        every = [each for own in self.picked.values() for each in own]
        if every:
            self.lines["choices"] = fit_choices(every)

    def errors(self, task: str, bins: int = _BINS) -> tuple[float, float]:
        """The expected calibration error of what is answered, as computed and by the line."""
        line = self.lines.get(task, AS_COMPUTED)
        if task == "choices":
            every = [each for own in self.picked.values() for each in own]
            return choice_error(every, AS_COMPUTED, bins), choice_error(every, line, bins)
        least = line.calibrated(self.thresholds.get(task, _USUAL))
        answers = [each for trial in self.trials[task].values() for each in trial.answers]
        given = [each for each in answers if line.calibrated(each.probability, each.support) >= least]
        return calibration_error(given, AS_COMPUTED, 0.0, bins), calibration_error(given, line, 0.0, bins)

    def report(self) -> dict[str, object]:
        """All figures, rounded: F1 of each dev set at the threshold (of choices: the share that is right)."""
        table: dict[str, object] = {}
        for task in TASKS:
            if task not in self.thresholds and task not in self.lines:
                continue
            before, after = self.errors(task)
            line = self.lines.get(task, AS_COMPUTED)
            own: dict[str, object] = {"calibration": line._asdict(), "error": [round(before, 4), round(after, 4)]}
            if task == "choices":
                own["right"] = {place: round(_share_right(each), 3) for place, each in self.picked.items() if each}
            else:
                threshold = self.thresholds[task]
                own["threshold"] = {"computed": round(threshold, 3), "calibrated": round(line.calibrated(threshold), 3)}
                own["f1"] = {place: round(trial.f(threshold), 1) for place, trial in self._told(task).items()}
            table[task] = own
        return table


def _share_right(picked: Sequence[Picked]) -> float:
    return sum(max(range(len(x.logits)), key=x.logits.__getitem__) == x.right for x in picked) / len(picked)


def examine(examiner: Examiner, items: Mapping[str, Sequence[Item]], usual: Mapping[str, float] | None = None) -> Findings:
    """Ask each dev set's items and settle everything: first what hangs on nothing else, then relations and arguments between
    the entities and triggers that are answered at the thresholds found. ``usual``: where thresholds stay when there is little
    to choose by."""
    findings = Findings()
    texts: dict[str, Read] = {}
    for place, own in items.items():
        texts[place] = examiner.read(own)
        for task, trial in alone(texts[place]).items():
            findings.trials[task][place] = trial
        if choices := picked(texts[place]):
            findings.picked[place] = choices
    findings.settle(("entities", "events", "labels"), usual)
    findings.settle_choices()
    for _ in range(_ROUNDS):
        for place, read in texts.items():
            for task, trial in linked(read, findings.thresholds, findings.lines).items():
                findings.trials[task][place] = trial
        findings.settle(("relations", "arguments"), usual)
    return findings


def is_fitted_on(text: str) -> bool:
    """Whether a text of a dev set is in the half that is fitted on; what was fitted is measured on the other."""
    return hashlib.sha256(f"fitted on: {fingerprint_text(text)}".encode()).digest()[0] % 2 == 0


def items_of(data: Path, place: str, most: int = _MOST) -> list[Item]:
    """At most so many texts of the half of a dev set that is fitted on, evenly drawn from it, with what they are asked; where
    there are relations or events, ``_RELATED`` times as many."""
    texts = [text for text in dev_texts(data, place) if is_fitted_on(text.text)]
    if any(text.links for text in texts):
        most *= _RELATED
    step = max(1, len(texts) // most)
    texts = texts[::step][:most]
    name = place.removesuffix(":rest")
    if is_written(name):
        return _written_items(name, {text.id for text in texts})
    schema = schema_for(texts)
    alone_asked = replace(schema, entities=(), relations=(), events=())
    return [_item(text, alone_asked if text.asked == Asked() else schema) for text in texts]


def _written_items(name: str, kept: set[str]) -> list[Item]:
    from garner.training.written import written_records

    found = []
    for record in written_records(name.removeprefix(f"{WRITTEN}/")):
        if record.id in kept:
            entities = tuple(entity for entity in record.schema.entities if entity.name != UNTYPED)
            found.append(_item(read_texts(record), replace(record.schema, entities=entities, facts=False, table=None)))
    return found


def _item(text: LabelledText, schema: Schema) -> Item:
    """The text asked only those classifications that are answered in it."""
    answered = {choice.task for choice in text.choices}
    schema = replace(schema, labels=tuple(task for task in schema.labels if task.name in answered))
    return Item(text.text, schema, answers_to(schema, text))


def main() -> None:
    """Read the command line, ask, fit and write."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder.calibrate",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("encoder", type=Path, help="the folder of the encoder")
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--places", nargs="+", default=PLACES, metavar="CORPUS:SPLIT", help="dev sets to fit on")
    parser.add_argument("--most", type=int, default=_MOST, help=f"texts of each, {_RELATED} times as many of related things")
    parser.add_argument("--show", action="store_true", help="write nothing to the encoder's model.json")
    arguments = parser.parse_args()
    for place in arguments.places:
        if not is_written(place.removesuffix(":rest")):
            check_choosing(*training_split(place.removesuffix(":rest")))
    data = data_folder(arguments.data_dir)
    began = time.monotonic()
    items = {}
    for place in arguments.places:
        items[place] = items_of(data, place, arguments.most)
        print(f"{time.monotonic() - began:.0f} s: {len(items[place])} texts of {place}", file=sys.stderr)  # noqa: T201
    findings = examine(Examiner(arguments.encoder), items)
    print(json.dumps(findings.report(), ensure_ascii=False, indent=1))  # noqa: T201 - the command's answer
    print(f"{time.monotonic() - began:.0f} s", file=sys.stderr)  # noqa: T201
    if not arguments.show:
        write_choice(arguments.encoder, findings.thresholds, findings.lines)


if __name__ == "__main__":
    main()
