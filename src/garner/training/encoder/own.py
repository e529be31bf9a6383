"""An encoder from a user's own texts: what ``garner train encoder --data`` does, as one call."""

from __future__ import annotations

import hashlib
import json
import os
import platform
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

from garner.datasets import CorpusSplit
from garner.datasets.contamination import Status, contamination
from garner.datasets.exposure import exposure_at
from garner.evaluation.runs.making import evaluate_model
from garner.evaluation.runs.run import Evaluation
from garner.evaluation.runs.task import Scoring, task_of
from garner.models.encoder.weights import TASKS, Card, packaged_weights
from garner.pipeline.job import Job
from garner.schema import Schema
from garner.training.encoder.asking import Item, answers_to
from garner.training.encoder.batches import Batcher
from garner.training.encoder.calibrate import Findings, examine
from garner.training.encoder.choosing import write_choice
from garner.training.encoder.judging import Examiner
from garner.training.encoder.lesson import Lesson, Passages, Request, cut_passages, names_corpus, prepare
from garner.training.encoder.opening import Opened, check_packages
from garner.training.encoder.own_batches import Asker, OwnTexts
from garner.training.encoder.own_folder import forget_checkpoint, make_room, write_tuned
from garner.training.encoder.reopening import open_encoder

if TYPE_CHECKING:
    from garner.training.encoder.steps import Machine
    from garner.training.encoder.tuning import Point, Standing, Tuning

__all__ = ["Listener", "Order", "Trained", "train_on_own"]

_WATCHED = 200
"""At most so many passages are measured while training goes on."""


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be trained, and where it goes.

    ``base`` is the encoder to start from (``None``: the one inside the package), ``name`` what results will carry (``None``:
    that of the folder). ``overwrite`` lets go of what an earlier training left in the folder.
    """

    request: Request
    folder: Path
    base: Path | None = None
    name: str | None = None
    device: str = "auto"
    overwrite: bool = False


@dataclass(frozen=True, slots=True)
class Listener:
    """Who hears how it goes: ``note`` a line for people, ``step`` after every step."""

    note: Callable[[str], None] = field(default=lambda _: None)
    step: Callable[[Standing], None] = field(default=lambda _: None)


@dataclass(frozen=True, slots=True)
class Trained:
    """What came of it.

    ``before`` and ``after`` are the scores of the documents kept aside. ``findings`` hold thresholds and calibration of each
    kind of answer, and what they were chosen by. ``seconds`` are those of this call, ``standing.seconds`` those of training,
    killed processes included.
    """

    name: str
    base: str
    lesson: Lesson
    tuning: Tuning
    standing: Standing
    before: Evaluation
    after: Evaluation
    findings: Findings
    parameters_trained: int
    machine: str
    seconds: float


def train_on_own(order: Order, tuning: Tuning | None = None, listener: Listener | None = None) -> Trained:
    """Train on from an encoder on the data of the order, write the new encoder to its folder, and score both.

    A call that was cut off goes on from its checkpoint when it is made again. Raises ``MissingDependency`` without torch,
    ``InputError`` for data that nothing can be learnt from, ``OutputError`` for a folder that holds something else.
    """
    check_packages()
    from garner.training.encoder.steps import machine_of
    from garner.training.encoder.tuning import Tuning

    tuning, listener = tuning or Tuning(), listener or Listener()
    began = time.monotonic()
    base = order.base or packaged_weights()
    make_room(order.folder, base, overwrite=order.overwrite)
    machine = machine_of(order.device)
    opened, card = open_encoder(base)
    if names_corpus(order.request.data):
        listener.note("Reading what is held out, so that nothing of it is trained on: this takes some minutes.")
    lesson = prepare(order.request, _passages(opened, card))
    _tell(lesson, card, base, machine, listener)
    before = _scored(lesson.dev, base)
    listener.note(f"Before: F1 {before.modes[0].scores.micro.f1:.1f} on the documents kept aside.")
    standing = _tuned(opened, card, lesson, tuning, (order.folder, machine, listener.step))
    name = order.name or order.folder.resolve().name
    write_tuned(opened, card, lesson, (base, order.folder), name)
    findings = _choose(order.folder, lesson, _passages(opened, card), card)
    after = _scored(lesson.dev, order.folder)
    forget_checkpoint(order.folder)
    return Trained(
        *(name, card.name, lesson, tuning, standing, before, after, findings),
        parameters_trained=_to_train(opened),
        machine=f"{platform.system()} {platform.machine()}, {os.cpu_count()} CPUs, {machine}",
        seconds=time.monotonic() - began,
    )


def _passages(opened: Opened, card: Card) -> Passages:
    from garner.models.encoder.words import tokenise_text

    def count(text: str) -> int:
        return len(tokenise_text(opened.materials.tokenizer, text).tokens)

    return Passages(min(card.passage_tokens, card.text_tokens), card.span_words, count)


def _to_train(opened: Opened) -> int:
    return sum(weight.numel() for weight in opened.joint.parameters())


def _tell(lesson: Lesson, card: Card, base: Path, machine: Machine, listener: Listener) -> None:
    spans = sum(len(text.spans) for text in lesson.texts)
    listener.note(
        f"{card.name} learns {len(lesson.labels)} label{'s' * (len(lesson.labels) != 1)} from {lesson.documents} documents "
        f"with {spans} mentions, measured on {len(lesson.dev.records)} documents of {lesson.dev.name}; {machine}."
    )
    for note in lesson.notes:
        listener.note(note)
    if lesson.language in ("ja", "zh") and lesson.language not in card.languages:
        listener.note(f"The texts are {lesson.language}: {card.name} reads most of their characters as unknown.")
    seen = contamination(exposure_at(base), lesson.dev)
    if seen.status is Status.SEEN:
        listener.note(
            f"{card.name} itself was trained on what is measured on: {'; '.join(seen.reasons)}. Its score flatters it."
        )


def _scored(dev: CorpusSplit, folder: Path) -> Evaluation:
    """The score of the encoder in ``folder`` on the documents kept aside, as ``garner evaluate`` would give it."""
    scoring = Scoring(keeps_texts=False)
    [evaluation] = evaluate_model([task_of(dev, None, scoring)], Job(Schema(), f"encoder:{folder}"), scoring).evaluations
    return evaluation


def _tuned(
    opened: Opened,
    card: Card,
    lesson: Lesson,
    tuning: Tuning,
    surroundings: tuple[Path, Machine, Callable[[Standing], None]],
) -> Standing:
    """Train; the best weights are left in the network."""
    from garner.training.encoder.steps import Stepper
    from garner.training.encoder.trying import figures_of, try_examples
    from garner.training.encoder.tuning import Plan, Point, epochs_for, recipe_of, steps_between, tune

    folder, machine, watch = surroundings
    batcher = Batcher(opened.materials, tuning.step_tokens, card.span_words)
    asker = Asker(lesson.schema, lesson.texts, lesson.language, card.labels)
    texts = OwnTexts(lesson.texts, asker, batcher, tuning.seed)
    of_epoch = len(texts.batches(0))
    steps = of_epoch * (tuning.epochs or epochs_for(len(lesson.texts)))
    plan = Plan(steps, min(steps, steps_between(of_epoch)), tuning.patience, _identity(card, lesson, tuning))
    passages = _passages(opened, card)
    pieces = [piece for record in lesson.dev.records for piece in cut_passages(record, passages)][:_WATCHED]
    aside = [example for piece in pieces for example in asker.whole(piece) if batcher.tokens(example.text).words]

    def measure() -> Point:
        parts = figures_of(try_examples(opened.joint, batcher, aside))
        return Point(0, None, fmean(parts.values()) if parts else 0.0, parts)

    return tune(Stepper(opened.joint, recipe_of(tuning, steps), machine), texts, plan, folder, measure, watch)


def _identity(card: Card, lesson: Lesson, tuning: Tuning) -> str:
    """What tells this training from another: weights, texts, what is measured on, schema, settings."""
    texts = [[text.text, text.spans, text.links, text.choices] for text in lesson.texts]
    aside = [record.text for record in lesson.dev.records]
    sums = dict(sorted(card.sha256.items()))
    content = [sums, texts, aside, lesson.schema.to_dict(), asdict(tuning)]
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=asdict).encode()).hexdigest()


def _choose(folder: Path, lesson: Lesson, passages: Passages, base: Card) -> Findings:
    """Settle by the documents kept aside from which probability on the encoder in ``folder`` answers each kind of question and
    what its probabilities mean, and write both to its card."""
    pieces = [piece for record in lesson.dev.records for piece in cut_passages(record, passages)]
    items = [Item(piece.text, lesson.schema, answers_to(lesson.schema, piece)) for piece in pieces]
    usual = {task: base.line(task).computed(base.threshold(task)) for task in TASKS}
    findings = examine(Examiner(folder), {lesson.dev.name: items}, usual)
    write_choice(folder, findings.thresholds, findings.lines)
    return findings
