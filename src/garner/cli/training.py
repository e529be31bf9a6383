"""The work of ``garner train encoder`` (options: ``train``) around the calls that do it."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garner.cli.failures import INTERRUPTED, say
from garner.cli.printing import print_json
from garner.cli.train import ByRecipe, Course, Taught, TrainOutputs
from garner.cli.training_screen import TrainingScreen
from garner.errors import NotConfigured

if TYPE_CHECKING:
    from garner.training.encoder.own import Order, Trained
    from garner.training.encoder.tuning import Standing

__all__ = ["Ways", "describe_training", "run_training"]


class Ways(NamedTuple):
    """The two ways to an encoder, one of which is taken: one's own texts, or a recipe."""

    taught: Taught
    course: Course
    by_recipe: ByRecipe
    recipe: Path | None


def run_training(ways: Ways, output: Path, outputs: TrainOutputs) -> int:
    """Do what ``garner train encoder`` was told; returns the exit code. Raises ``GarnerError`` where it had to stop."""
    _check(*ways)
    # Read when torch is first imported. Threads that wait for each other by spinning make a step on a busy machine ten times
    # slower.
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from garner.training.encoder.opening import check_packages

    check_packages()
    with _Screen(outputs.quiet) as screen:
        try:
            if ways.recipe is None:
                _train_on_own(ways, output, outputs, screen)
            else:
                _train_by_recipe(ways.recipe, ways.by_recipe, (output, outputs), screen)
        except KeyboardInterrupt:
            screen.stop()
            say("Interrupted. Run the same command again to go on.")
            return INTERRUPTED
    return 0


def _check(taught: Taught, course: Course, by_recipe: ByRecipe, recipe: Path | None) -> None:
    """Raises ``NotConfigured`` for options of which one is missing or that contradict each other."""
    if (recipe is None) == (taught.data is None):
        count = "Neither" if recipe is None else "Both"
        raise NotConfigured(
            f"{count} of --data and a recipe given.",
            "Give one: --data mine.jsonl, or a recipe: garner train encoder mine.toml.",
        )
    if recipe is None and (by_recipe.export or by_recipe.trunk):
        raise NotConfigured("--export and --trunk belong to a recipe.", "With --data, -o names the folder of the encoder.")
    own = (taught.schema, taught.dev, taught.data_format, course.base, course.epochs)
    if recipe is not None and any(value is not None for value in own):
        raise NotConfigured(
            "--schema, --dev, --data-format, --from and --epochs belong to --data.", "A recipe says all that in its file."
        )


def _train_on_own(ways: Ways, output: Path, outputs: TrainOutputs, screen: _Screen) -> None:
    from garner.training.encoder.own import Listener, train_on_own
    from garner.training.encoder.own_folder import PAGE
    from garner.training.encoder.tuning import Tuning
    from garner.view.training import write_training

    order = _order(ways, output, outputs)
    course = ways.course
    tuning = Tuning(epochs=course.epochs, patience=course.patience, seed=course.seed)
    trained = train_on_own(order, tuning, Listener(screen.note, screen.step))
    screen.stop()
    page = output / PAGE
    write_training(page, trained, str(output), _command())
    _show(trained, output)
    screen.note(f"-> {output} (--model encoder:{output}), {page}")


def _order(ways: Ways, output: Path, outputs: TrainOutputs) -> Order:
    from garner.schema import Schema
    from garner.training.encoder.lesson import DevShare, Request
    from garner.training.encoder.own import Order

    taught, course = ways.taught, ways.course
    request = Request(
        data=str(taught.data),
        dev=taught.dev,
        schema=None if taught.schema is None else Schema.load(taught.schema),
        data_dir=ways.by_recipe.data_dir,
        data_format=taught.data_format,
        aside=DevShare(taught.dev_share, course.seed),
    )
    return Order(request, output, course.base, outputs.name, outputs.device, outputs.overwrite)


def _train_by_recipe(path: Path, by_recipe: ByRecipe, results: tuple[Path, TrainOutputs], screen: _Screen) -> None:
    from garner.datasets import data_folder
    from garner.models.encoder.weights import TASKS
    from garner.training.encoder.card import CardText
    from garner.training.encoder.recipe import read_recipe
    from garner.training.encoder.recipes import installed_trunk, run, write_encoder
    from garner.training.encoder.steps import machine_of

    output, outputs = results
    recipe = read_recipe(path)
    trunk = by_recipe.trunk or installed_trunk()
    if by_recipe.export is not None:
        thresholds = dict.fromkeys(TASKS[:-1], by_recipe.threshold)
        card = CardText(outputs.name or by_recipe.export.resolve().name, thresholds)
        write_encoder(recipe, trunk, output, by_recipe.export, card)
        screen.note(f"-> {by_recipe.export} (--model encoder:{by_recipe.export})")
        return
    machine = machine_of(outputs.device, recipe.half_precision)
    screen.note(f"{recipe.steps} steps on {machine}. Reading {len(recipe.corpora)} corpora and what is held out ...")
    run(recipe, data_folder(by_recipe.data_dir), trunk, output, machine, screen.log)
    screen.note(f"-> {output}. The same command with --export FOLDER writes the encoder.")


def _command() -> str:
    """What was typed."""
    return shlex.join(["garner", *sys.argv[1:]])


def _show(trained: Trained, folder: Path) -> None:
    """The outcome on standard output: a table on a terminal, JSON into a pipe."""
    sides = ((trained.base, trained.before), (trained.name, trained.after))
    if sys.stdout.isatty():
        from garner.cli.score_tables import span
        from garner.cli.tables import print_table

        rows = []
        for name, evaluation in sides:
            score, interval = evaluation.modes[0].scores.micro, evaluation.modes[0].intervals.micro.f1
            rows.append((name, f"{score.precision:.1f}", f"{score.recall:.1f}", f"{score.f1:.1f}", span(interval)))
        print_table(("model", "P", "R", "F1", "interval"), rows)
        return
    table: dict[str, object] = {"name": trained.name, "folder": str(folder), "mode": trained.after.modes[0].mode}
    for key, (name, evaluation) in zip(("before", "after"), sides, strict=True):
        score, interval = evaluation.modes[0].scores.micro, evaluation.modes[0].intervals.micro.f1
        table[key] = {
            "model": name,
            "precision": score.precision,
            "recall": score.recall,
            "f1": score.f1,
            "interval": [interval.low, interval.high],
            "documents": evaluation.data.documents,
        }
    table |= {"steps": trained.standing.step, "seconds": round(trained.standing.seconds, 1)}
    print_json(table, indent=1)


class _Screen(TrainingScreen):
    """The progress of an encoder's training; without a progress line, a line for each measurement."""

    def __init__(self, quiet: bool) -> None:
        super().__init__(quiet)
        self._told = 0

    def log(self, line: Mapping[str, float]) -> None:
        """Say one line of the log of a recipe's run."""
        figures = (f"{name} {value:g}" for name, value in line.items() if name not in ("examples", "tokens"))
        self.note(", ".join(figures))

    def step(self, standing: Standing) -> None:
        """Show how far the training has come."""
        shown = self.show(standing.step, standing.steps, describe_training(standing))
        if not shown and len(standing.points) > self._told:
            self._told = len(standing.points)
            self.note(describe_training(standing))


def describe_training(standing: Standing) -> str:
    """The progress in words: steps, loss, F1 of the documents kept aside, time left at most."""
    parts = [f"step {standing.step}/{standing.steps}", f"loss {standing.loss:.2f}"]
    if standing.points:
        parts.append(f"F1 {standing.points[-1].f1:.1f} (best {standing.best.f1:.1f})")
    if standing.left is not None:
        minutes, seconds = divmod(round(standing.left), 60)
        parts.append(f"at most {minutes}:{seconds:02} left")
    return ", ".join(parts)
