"""What to train on, how long and how fast: one frozen record read from a TOML file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

from garner.datasets.corpora import CORPORA, Role
from garner.datasets.held_out import is_held_out, training_split
from garner.errors import InputError

__all__ = ["Recipe", "Stage", "check_choosing", "read_recipe"]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stretch of training: ``steps`` on a mix of corpora (name to weight), the learning rate going from one factor to
    another in a straight line. ``class_weight``: that of the recipe, where the stage has none of its own."""

    steps: int
    mix: Mapping[str, float]
    rate_from: float = 1.0
    rate_to: float = 1.0
    class_weight: float | None = None


@dataclass(frozen=True, slots=True)
class Recipe:
    """How to train the encoder.

    ``apart`` is the number of layers that text and labels pass apart and that are not trained, ``alone`` that of the next,
    which the text passes alone and which are trained from step ``alone_from`` on. ``step_tokens`` bounds the tokens (padding
    counted) of one step, ``pool`` is how many examples are drawn at once and sorted by length. ``trunk_rate`` and ``head_rate``
    are peak learning rates, ``warmup`` the steps it takes to reach them. ``most_labels`` and ``most_tokens`` bound one example.
    ``positive_weight`` is what a missed span or pair costs against a false one; a ``focus`` above 0 lets
    answers that are already right count less. ``class_weight`` and ``pair_weight`` weigh classifications and pairs against
    spans. ``half_precision`` computes in bfloat16: faster where the processor has it, far slower where not, so it is used
    only there. ``measure_on`` names dev sets as corpus:split. ``stop_on`` names those that may stop the training: after
    ``patience`` measurements in a row without a better mean (0: never), and the best weights are kept. Nothing held out may
    be among them. ``research`` says that the weights are not given away, so that corpora without a
    licence for that may be trained on.
    """

    stages: tuple[Stage, ...]
    seed: int = 1
    apart: int = 6
    alone: int = 0
    alone_from: int = 0
    step_tokens: int = 2048
    pool: int = 512
    trunk_rate: float = 1e-4
    head_rate: float = 5e-4
    warmup: int = 200
    weight_decay: float = 0.01
    most_labels: int = 20
    most_tokens: int = 160
    positive_weight: float = 1.0
    focus: float = 0.0
    class_weight: float = 1.0
    pair_weight: float = 1.0
    save_every: int = 200
    measure_every: int = 1000
    measure_on: tuple[str, ...] = ()
    stop_on: tuple[str, ...] = ()
    patience: int = 0
    threads: int = 2
    half_precision: bool = False
    research: bool = False

    @property
    def corpora(self) -> list[str]:
        """Everything that some stage draws from, as named in its mix (corpus or corpus:split), sorted."""
        return sorted({name for stage in self.stages for name in stage.mix})

    @property
    def steps(self) -> int:
        """All steps of all stages."""
        return sum(stage.steps for stage in self.stages)

    def stage_at(self, step: int) -> tuple[Stage, float]:
        """The stage of that step (from 0) and the factor of the learning rate there, warm-up included."""
        begin = 0
        for stage in self.stages:
            if step < begin + stage.steps or stage is self.stages[-1]:
                share = min(1.0, (step - begin) / max(1, stage.steps))
                factor = stage.rate_from + (stage.rate_to - stage.rate_from) * share
                return stage, factor * min(1.0, (step + 1) / max(1, self.warmup))
            begin += stage.steps
        raise ValueError("a recipe needs a stage")


def read_recipe(path: Path) -> Recipe:
    """The recipe in a TOML file. Raises ``InputError`` for a file that is none, with the option that is wrong, and where
    something held out would decide when to stop."""
    try:
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        stages = tuple(Stage(**stage) for stage in table.pop("stages"))
    except (OSError, tomllib.TOMLDecodeError, TypeError, KeyError) as error:
        raise InputError(f"{path} is no recipe: {error!r}", "See the recipes beside garner.training.encoder.") from error
    known = {each.name for each in fields(Recipe)}
    if unknown := sorted(set(table) - known):
        raise InputError(f"{path} has unknown options: {', '.join(unknown)}", f"Known are {', '.join(sorted(known))}.")
    table |= {name: tuple(table.get(name, ())) for name in ("measure_on", "stop_on")}
    recipe = Recipe(stages=stages, **table)
    for place in recipe.stop_on:
        check_choosing(*training_split(place.removesuffix(":rest")))
    return recipe


def check_choosing(corpus: str, split: str) -> None:
    """Raise ``InputError`` where that split must not decide when training stops, or at which threshold a model answers."""
    if is_held_out(corpus, split):
        why = "is held out" if CORPORA[corpus].role is Role.HELD_OUT else "is a test split"
        raise InputError(f"{corpus}:{split} {why}: nothing may be chosen on it.", "Name a dev split of a corpus for training.")
