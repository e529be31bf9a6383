"""Training by a recipe: what goes in, what is measured on the way, and how a finished run becomes an encoder."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from garner.datasets.exposure import exposure_at, write_exposure
from garner.datasets.held_out import stands_in
from garner.errors import InputError
from garner.models.encoder.weights import packaged_weights
from garner.training.encoder.batches import Materials, Mixture
from garner.training.encoder.card import CardText
from garner.training.encoder.corpora import TrainingCorpus, exposure_of, read_corpora
from garner.training.encoder.held_out import kept_fingerprints
from garner.training.encoder.measure import WATCHED, counts_at, predict, read_dev_set, total, watched
from garner.training.encoder.opening import check_packages, open_trunk
from garner.training.encoder.recipe import Recipe

if TYPE_CHECKING:
    from garner.training.encoder.joint import JointNetwork
    from garner.training.encoder.steps import Machine

__all__ = ["DevSets", "installed_trunk", "run", "write_encoder"]

_THRESHOLDS = (0.2, 0.3, 0.4, 0.5)


def installed_trunk() -> Path:
    """The tokenizer of the encoder inside the package: what a recipe starts with where no other is named."""
    return packaged_weights() / "tokenizer.json"


def run(
    recipe: Recipe,
    data: Path,
    trunk: Path,
    out: Path,
    machine: Machine | None = None,
    told: Callable[[Mapping[str, float]], None] = lambda _: None,
) -> None:
    """Train by the recipe from the trunk's weights and the ``tokenizer.json`` at ``trunk``; everything that is written goes
    to ``out``.

    ``told`` hears each line of the log. What must not be trained on is found once and kept in ``out``.
    """
    check_packages()
    import numpy as np
    import torch

    from garner.training.encoder.centring import centre, sample
    from garner.training.encoder.loop import CHECKPOINT, Watch, train

    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    opened = open_trunk(trunk, recipe.apart, alone=recipe.alone)
    network, materials = opened.joint, opened.materials
    out.mkdir(parents=True, exist_ok=True)
    is_forbidden = partial(stands_in, forbidden=kept_fingerprints(data, out))
    corpora = read_corpora(recipe.corpora, data, recipe.research, is_forbidden)
    if not (out / CHECKPOINT).exists():
        centre(network, materials, *sample(corpora, np.random.default_rng(recipe.seed)))
    _record(recipe, corpora, out)
    watch = Watch(DevSets(recipe, data, materials), told)
    train(network, Mixture(corpora, materials, recipe, network.size.span_words), recipe, out, watch, machine)


def _record(recipe: Recipe, corpora: Sequence[TrainingCorpus], out: Path) -> None:
    """Write down what is trained on: counts in ``data.json``, texts as hashes beside it."""
    used = {
        each.name: {
            "filled": len(each.filled),
            "empty": len(each.empty),
            "left_out_as_held_out": each.left_out,
            "labels": len(each.pool.own),
            "sha256": each.seen.source,
        }
        for each in corpora
    }
    write_exposure(exposure_of(out.name, corpora, watched((*recipe.measure_on, *recipe.stop_on))), out)
    (out / "data.json").write_text(json.dumps(used, indent=1), encoding="utf-8")


def write_encoder(recipe: Recipe, trunk: Path, out: Path, folder: Path, card: CardText) -> None:
    """Write what was trained in ``out`` as an encoder, with what it saw: the best weights where dev sets chose them, else the
    last. Raises ``InputError`` if there is no checkpoint or no record of what was seen."""
    check_packages()
    import torch

    from garner.training.encoder.export import export
    from garner.training.encoder.loop import BEST, CHECKPOINT

    path = out / BEST if recipe.stop_on and (out / BEST).exists() else out / CHECKPOINT
    if not path.exists():
        raise InputError(f"There is no checkpoint in {out}.", "Train first: the same command without --export.")
    seen = exposure_at(out)
    if seen is None:
        raise InputError(f"{out} does not say what was trained on.", "Train first: that writes it, even where no step is left.")
    opened = open_trunk(trunk, recipe.apart, alone=recipe.alone)
    opened.joint.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["network"])
    export(opened, trunk, folder, card)
    write_exposure(replace(seen, component=card.name), folder)


class DevSets:
    """A few dev sets, measured as training goes on."""

    def __init__(self, recipe: Recipe, data: Path, materials: Materials) -> None:
        places = dict.fromkeys((*recipe.measure_on, *recipe.stop_on))
        self._sets = [read_dev_set(data, place, WATCHED) for place in places]
        self._stop_on = recipe.stop_on
        self._materials = materials

    def __call__(self, network: JointNetwork) -> Mapping[str, float]:
        """F1 of every dev set at a few thresholds, the means over those of CrossNER, and the figure that decides when to stop:
        the mean over the dev sets that may, at the threshold that is best for them together."""
        from garner.training.encoder.loop import STOP
        from garner.training.encoder.steps import scorer_of

        figures: dict[str, float] = {}
        for dev in self._sets:
            predictions = predict(scorer_of(network), self._materials, dev)
            for threshold in _THRESHOLDS:
                figures[f"{dev.name}@{threshold}"] = total(counts_at(predictions, dev, threshold)).f1
        crossner = [dev.name for dev in self._sets if dev.name.startswith("crossner")]
        means: dict[str, float] = {}
        for threshold in _THRESHOLDS if crossner else ():
            means[f"mean@{threshold}"] = sum(figures[f"{name}@{threshold}"] for name in crossner) / len(crossner)
        if self._stop_on:
            by_threshold = (sum(figures[f"{name}@{each}"] for name in self._stop_on) for each in _THRESHOLDS)
            means[STOP] = max(by_threshold) / len(self._stop_on)
        return figures | means
