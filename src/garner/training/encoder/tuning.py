"""Training on from the weights of an encoder: a few epochs over a user's own texts, ended when the texts kept aside say so."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import NamedTuple

import torch
from torch import Tensor

from garner.errors import OutputError
from garner.training.encoder.batches import Batch
from garner.training.encoder.loop import CHECKPOINT, write_whole
from garner.training.encoder.own_batches import OwnTexts
from garner.training.encoder.recipe import Recipe, Stage
from garner.training.encoder.steps import Stepper

__all__ = ["Point", "Standing", "Tuning", "epochs_for", "recipe_of", "steps_between", "tune"]

_SAVE_SECONDS = 20.0
_TELLING = 5
"""The mean loss of fewer steps than this says little."""
_MOST_BETWEEN, _LEAST_BETWEEN = 100, 10


@dataclass(frozen=True, slots=True)
class Tuning:
    """How to train on a user's own texts.

    ``epochs`` is how often each text is read at most (``None``: the fewer texts, the more often). After ``patience``
    measurements in a row without a better F1 training stops. The rates are peaks; they fall in a straight line to a tenth.
    """

    epochs: int | None = None
    patience: int = 5
    trunk_rate: float = 5e-5
    head_rate: float = 2e-4
    step_tokens: int = 512
    seed: int = 0


class Point(NamedTuple):
    """One measurement: after how many steps, the mean loss since the one before (``None``: before any step), and how well the
    passages kept aside are answered, in per cent: the mean of ``parts``, which are micro-F1 of spans, of relations and of
    arguments at the threshold that suits each best, and the share of right choices."""

    step: int
    loss: float | None
    f1: float
    parts: dict[str, float]


@dataclass(frozen=True, slots=True)
class Standing:
    """How far training has come: steps done of ``steps`` at most, the mean loss of late, all measurements, seconds altogether,
    and seconds left if it runs to the end (``None``: nobody knows yet)."""

    step: int
    steps: int
    loss: float
    points: tuple[Point, ...]
    seconds: float
    left: float | None

    @property
    def best(self) -> Point:
        """The measurement with the best F1, the first of equals."""
        return max(self.points, key=lambda point: point.f1)


@dataclass(slots=True)
class _Course:
    """What a checkpoint holds beside weights."""

    step: int = 0
    epoch: int = 0
    batch: int = 0
    loss: float = 0.0
    counted: int = 0
    seconds: float = 0.0
    waited: int = 0
    points: list[Point] = field(default_factory=list)


def epochs_for(texts: int) -> int:
    """How often each of so many texts is read at most."""
    return next((epochs for most, epochs in ((200, 20), (1000, 10), (5000, 4)) if texts <= most), 2)


def steps_between(steps_of_epoch: int) -> int:
    """The steps between two measurements: an epoch, but neither very few nor very many."""
    return max(_LEAST_BETWEEN, min(_MOST_BETWEEN, steps_of_epoch))


def recipe_of(tuning: Tuning, steps: int) -> Recipe:
    """The same as a recipe: what a step of training is told."""
    return Recipe(
        (Stage(steps, {"own": 1.0}, 1.0, 0.1),),
        seed=tuning.seed,
        step_tokens=tuning.step_tokens,
        trunk_rate=tuning.trunk_rate,
        head_rate=tuning.head_rate,
        warmup=max(1, min(50, steps // 10)),
        positive_weight=1.5,
    )


class Plan(NamedTuple):
    """Steps at most, steps between two measurements, measurements without a better one until the end, and what tells this
    training from any other: a checkpoint of another is not gone on with."""

    steps: int
    between: int
    patience: int
    identity: str


def tune(
    stepper: Stepper, texts: OwnTexts, plan: Plan, folder: Path, measure: Callable[[], Point], watch: Callable[[Standing], None]
) -> Standing:
    """Train to the end and leave the best weights in the network, going on from the checkpoint in ``folder``.

    ``measure`` tells how well the network does as it is (its step and loss are filled in here). Raises ``OutputError``
    for a checkpoint of another training.
    """
    kept = _Kept(stepper, folder, plan)
    course = kept.resume()
    if not course.points:
        _measure(course, kept, measure, folder)
    begun = time.monotonic() - course.seconds
    saved = time.monotonic()
    stepper.network.train()
    while not _is_over(course, plan):
        batches: list[Batch] = texts.batches(course.epoch)
        for batch in batches[course.batch :]:
            course.loss += sum(stepper.take(batch, course.step))
            course.step, course.batch, course.counted = course.step + 1, course.batch + 1, course.counted + 1
            course.seconds = time.monotonic() - begun
            watch(_standing(course, plan))
            if course.step % plan.between == 0 or course.step == plan.steps:
                _measure(course, kept, measure, folder)
            if course.step % plan.between == 0 or time.monotonic() - saved > _SAVE_SECONDS:
                kept.save(course)
                saved = time.monotonic()
            if _is_over(course, plan):
                break
        else:
            course.epoch, course.batch = course.epoch + 1, 0
    kept.save(course)
    kept.take_best()
    return _standing(course, plan)


def _is_over(course: _Course, plan: Plan) -> bool:
    return course.step >= plan.steps or course.waited >= plan.patience


def _standing(course: _Course, plan: Plan) -> Standing:
    before = course.points[-1].loss if course.points else None
    late = before if course.counted < _TELLING and before is not None else course.loss / max(1, course.counted)
    left = course.seconds / course.step * (plan.steps - course.step) if course.step else None
    return Standing(course.step, plan.steps, late, tuple(course.points), course.seconds, left)


def _measure(course: _Course, kept: _Kept, measure: Callable[[], Point], folder: Path) -> None:
    kept.network.eval()
    found = measure()
    kept.network.train()
    point = found._replace(step=course.step, loss=course.loss / course.counted if course.counted else None)
    course.waited += 1
    if all(point.f1 > each.f1 for each in course.points):
        course.waited = 0
        kept.keep_best()
    course.points.append(point)
    course.loss, course.counted = 0.0, 0
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps({**point._asdict(), "seconds": round(course.seconds, 1)}) + "\n")


class _Kept:
    """The checkpoint: weights that are trained, the optimizer, the best weights so far, and the course."""

    def __init__(self, stepper: Stepper, folder: Path, plan: Plan) -> None:
        self.network = stepper.network
        self._optimizer = stepper.optimizer
        self._path = folder / CHECKPOINT
        self._identity = plan.identity
        self._best: dict[str, Tensor] = self._weights()

    def _weights(self) -> dict[str, Tensor]:
        trained = (each for each in self.network.named_parameters() if each[1].requires_grad)
        return {name: weight.detach().cpu().clone() for name, weight in trained}

    def keep_best(self) -> None:
        self._best = self._weights()

    def take_best(self) -> None:
        """Put the best weights into the network."""
        self.network.load_state_dict(self._best, strict=False)

    def save(self, course: _Course) -> None:
        state = {"network": self._weights(), "best": self._best, "optimizer": self._optimizer.state_dict()}
        told = asdict(course) | {"points": [list(point) for point in course.points]}
        write_whole({**state, "course": told, "identity": self._identity}, self._path)

    def resume(self) -> _Course:
        if not self._path.exists():
            return _Course()
        saved = torch.load(self._path, map_location="cpu", weights_only=True)
        if saved["identity"] != self._identity:
            raise OutputError(
                f"{self._path.parent} holds the unfinished training on other data or with other settings.",
                "Name another folder, or give --overwrite to begin anew.",
            )
        self.network.load_state_dict(saved["network"], strict=False)
        self._optimizer.load_state_dict(saved["optimizer"])
        self._best = saved["best"]
        return _Course(**saved["course"] | {"points": [Point(*point) for point in saved["course"]["points"]]})
