"""Write a checkpoint as an encoder whose weights stay in single precision, to see what 8 bits cost.

    python experiments/encoder/full_precision.py RECIPE --out RUN --like ENCODER --export FOLDER
    python experiments/encoder/evaluate.py --data-dir DATA --model encoder:FOLDER --only NAME --out OTHER

ENCODER is the same checkpoint in 8 bits: its thresholds are taken, as the network computes them. The token vectors are in 8
bits there too: the network was trained on them as they are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from garner.models.encoder.weights import TASKS, read_card
from garner.training.encoder import export
from garner.training.encoder.card import CardText
from garner.training.encoder.recipe import read_recipe
from garner.training.encoder.recipes import installed_trunk, write_encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--out", type=Path, required=True, help="the run to take the checkpoint of")
    parser.add_argument("--like", type=Path, required=True, help="the same checkpoint as an encoder in 8 bits")
    parser.add_argument("--trunk", type=Path)
    parser.add_argument("--export", type=Path, required=True)
    arguments = parser.parse_args()
    export.pack = dict
    like = read_card(arguments.like)
    thresholds = {task: like.line(task).computed(like.threshold(task)) for task in TASKS[:-1]}
    card = CardText(
        f"{like.name}-full-precision", thresholds, like.text_tokens, like.passage_tokens, like.labels, like.languages
    )
    trunk = arguments.trunk or installed_trunk()
    write_encoder(read_recipe(arguments.recipe), trunk, arguments.out, arguments.export, card)


if __name__ == "__main__":
    main()
