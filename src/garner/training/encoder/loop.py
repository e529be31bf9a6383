"""The training loop of a recipe: seeded, resumable after a kill, its progress in one log file."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING

import torch
from torch import Tensor

from garner.training.encoder.batches import Batch, Mixture
from garner.training.encoder.joint import JointNetwork
from garner.training.encoder.losses import Losses
from garner.training.encoder.recipe import Recipe
from garner.training.encoder.steps import Machine, Stepper

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["BEST", "CHECKPOINT", "STOP", "Progress", "Watch", "train", "write_whole"]

CHECKPOINT = "checkpoint.pt"
BEST = "best.pt"
"""The weights that did best on the dev sets that may stop the training, where there are such."""
STOP = "stop"
"""The figure that decides when to stop."""


@dataclass(slots=True)
class Progress:
    """Where training stands: the step, the pool of examples and the batch in it, what was done so far, the best figure on the
    dev sets that may stop it, and how many times in a row that was not bettered."""

    step: int = 0
    pool: int = 0
    batch: int = 0
    examples: int = 0
    tokens: int = 0
    seconds: float = 0.0
    best: float = -1.0
    waited: int = 0


@dataclass(frozen=True, slots=True)
class Watch:
    """What looks on: ``measure`` is called every ``measure_every`` steps and what it returns goes to the log, ``told`` hears
    every line of the log."""

    measure: Callable[[JointNetwork], Mapping[str, float]]
    told: Callable[[Mapping[str, float]], None] = field(default=lambda _: None)


def train(
    network: JointNetwork, mixture: Mixture, recipe: Recipe, folder: Path, watch: Watch, machine: Machine | None = None
) -> Progress:
    """Train to the end of the recipe, or until its patience is at an end, going on from the checkpoint in ``folder``.

    The checkpoint is replaced in one move, so a kill at any moment leaves the last one whole.
    """
    torch.set_num_threads(recipe.threads)
    folder.mkdir(parents=True, exist_ok=True)
    stepper = Stepper(network, recipe, machine)
    progress = _resume(stepper, folder)
    network.train()
    losses: list[Losses[float]] = []
    started = time.monotonic()
    ahead = _Ahead(mixture, recipe)
    while progress.step < recipe.steps and not _is_over(progress, recipe):
        for batch in ahead.batches(progress.pool, progress.step, progress.batch):
            if progress.step >= recipe.steps or _is_over(progress, recipe):
                break
            losses.append(stepper.take(batch, progress.step))
            progress.step += 1
            progress.batch += 1
            progress.examples += len(batch.words)
            progress.tokens += batch.inputs["shapes"].size + batch.inputs["labels"][..., 0].size
            if progress.step % recipe.measure_every == 0:
                _measure(network, progress, watch, folder)
            if progress.step % recipe.save_every == 0 or progress.step == recipe.steps or _is_over(progress, recipe):
                progress.seconds += time.monotonic() - started
                started = time.monotonic()
                _log(folder, progress, watch, **_means(losses))
                losses = []
                _save(stepper, progress, folder)
        progress.pool, progress.batch = progress.pool + 1, 0
    ahead.close()
    return progress


class _Ahead:
    """Makes the batches of the next pool while those of this one are trained on."""

    def __init__(self, mixture: Mixture, recipe: Recipe) -> None:
        self._mixture = mixture
        self._recipe = recipe
        self._made: dict[tuple[int, int], Future[list[Batch]]] = {}
        self._executor = ThreadPoolExecutor(1, initializer=torch.set_num_threads, initargs=(1,))

    def batches(self, pool: int, step: int, done: int) -> list[Batch]:
        """The batches of the pool from number ``done`` on, where training stands at ``step``."""
        first = step - done
        batches = (self._made.pop((pool, first), None) or self._begin(pool, first)).result()
        self._made[pool + 1, first + len(batches)] = self._begin(pool + 1, first + len(batches))
        return batches[done:]

    def _begin(self, pool: int, first: int) -> Future[list[Batch]]:
        stage, _ = self._recipe.stage_at(min(first, self._recipe.steps - 1))
        return self._executor.submit(self._mixture.batches, stage.mix, pool)

    def close(self) -> None:
        """Give up what was made for later."""
        self._executor.shutdown(cancel_futures=True)


def _means(losses: Sequence[Losses[float]]) -> dict[str, float]:
    """The mean of each loss since the last line of the log, and of all together."""
    means = {f"loss of {name}": fmean(getattr(each, name) for each in losses) for name in Losses._fields}
    return {"loss": sum(means.values()), **means}


def _is_over(progress: Progress, recipe: Recipe) -> bool:
    return bool(recipe.patience) and progress.waited >= recipe.patience


def _measure(network: JointNetwork, progress: Progress, watch: Watch, folder: Path) -> None:
    network.eval()
    figures = watch.measure(network)
    network.train()
    if STOP in figures:
        progress.waited += 1
        if figures[STOP] > progress.best:
            progress.best, progress.waited = figures[STOP], 0
            write_whole({"network": network.state_dict()}, folder / BEST)
    _log(folder, progress, watch, **figures)


def _resume(stepper: Stepper, folder: Path) -> Progress:
    path = folder / CHECKPOINT
    if not path.exists():
        return Progress()
    saved = torch.load(path, map_location="cpu", weights_only=True)
    stepper.network.load_state_dict(saved["network"])
    stepper.optimizer.load_state_dict(saved["optimizer"])
    return Progress(**saved["progress"])


def _save(stepper: Stepper, progress: Progress, folder: Path) -> None:
    state = {"network": stepper.network.state_dict(), "optimizer": stepper.optimizer.state_dict()}
    write_whole({**state, "progress": asdict(progress)}, folder / CHECKPOINT)


def write_whole(state: Mapping[str, object | Mapping[str, Tensor]], path: Path) -> None:
    """Write what ``torch.load`` reads back; the file at ``path`` is the old one or the new one, never half of it."""
    part = path.with_name(f"{path.name}.part")
    torch.save(dict(state), part)
    os.replace(part, path)  # noqa: PTH105 - the one call that is atomic


def _log(folder: Path, progress: Progress, watch: Watch, **figures: float) -> None:
    line: dict[str, float] = {
        "step": progress.step,
        "examples": progress.examples,
        "tokens": progress.tokens,
        "seconds": round(progress.seconds),
    }
    line |= {name: round(value, 4) for name, value in figures.items()}
    with (folder / "log.jsonl").open("a", encoding="utf-8") as log:
        log.write(json.dumps(line) + "\n")
    watch.told(line)
