"""Train the small language model.

    PYTHONPATH=experiments/self-correction python -m language_model.train --data-dir DATA

reads the corpora of ``recipe.toml``, trains for as long as that says and writes the model, with the encoder that it reads
through and what both saw, to ``runs/language-model``; ``language_model.json`` there says how every stretch of it went.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, replace
from pathlib import Path

from garner.datasets.exposure import write_exposure
from garner.evaluation.runs.making import machine_kind
from garner.models.encoder.weights import open_trunk, packaged_weights, read_card
from language_model.batches import Frozen
from language_model.examples import exposure_of, read_recipe, read_samples
from language_model.model import ENCODER, copy_encoder, opened, save, stretches_of, tokenizer_of
from language_model.training import Trained, train

NAME = "small language model"


def main() -> None:
    here = Path(__file__).parent
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, help="folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--recipe", type=Path, default=here / "recipe.toml")
    parser.add_argument("--encoder", type=Path, help="folder of the encoder to read through (default: the one in the package)")
    parser.add_argument("--out", type=Path, default=Path("runs/language-model"))
    parser.add_argument("--go-on", type=Path, help="folder of a model to train on from, through the same encoder")
    parser.add_argument("--minutes", type=float, help="instead of those of the recipe")
    arguments = parser.parse_args()
    recipe = read_recipe(arguments.recipe)
    recipe = recipe if arguments.minutes is None else replace(recipe, minutes=arguments.minutes)
    recipe = recipe if arguments.go_on is None else replace(recipe, seed=recipe.seed + 1)  # other texts and questions
    source = arguments.encoder or (packaged_weights() if arguments.go_on is None else arguments.go_on / ENCODER)
    encoder = copy_encoder(source, arguments.out)
    picked = read_samples(recipe, arguments.data_dir, encoder, _note)
    samples = [sample for each in picked.values() for sample in each.samples]
    _note(f"{len(samples):,} texts")
    frozen = Frozen(open_trunk(encoder, read_card(encoder), recipe.threads))
    texts = {name: len(each.samples) for name, each in picked.items()}
    about = {"recipe": asdict(recipe), "texts": texts, "machine": machine_kind()}
    write_exposure(exposure_of(NAME, picked.values(), encoder), arguments.out)

    before = [] if arguments.go_on is None else stretches_of(arguments.go_on)

    def keep(trained: Trained) -> None:
        _note(f"{trained.went}")
        own = {"minutes": recipe.minutes, "seed": recipe.seed, "machine": about["machine"], **trained.went}
        save(arguments.out, NAME, trained, {**about, "stretches": [*before, own]})

    start = None if arguments.go_on is None else opened(arguments.go_on)
    keep(train((tokenizer_of(encoder), frozen), samples, recipe, keep, start))


def _note(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    main()
