"""Write a checkpoint as an encoder whose weights stay in single precision, to see what 8 bits cost.

    python experiments/encoder/full_precision.py --out RUN --trunk TRUNK --export FOLDER

The token vectors are in 8 bits there too: the network was trained on them as they are.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from garner.training.encoder import export
from garner.training.encoder.card import CardText
from garner.training.encoder.opening import installed_trunk
from garner.training.encoder.recipe import read_recipe
from garner.training.encoder.recipes import write_encoder


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True, help="the run to take the checkpoint of")
    parser.add_argument("--trunk", type=Path)
    parser.add_argument("--export", type=Path, required=True)
    parser.add_argument("--threshold", type=float, default=0.5)
    arguments = parser.parse_args()
    export.pack = dict
    recipe = read_recipe(Path(export.__file__).with_name("small_en_1.toml"))
    card = CardText("garner-small-en-1-full-precision", arguments.threshold)
    write_encoder(recipe, arguments.trunk or installed_trunk(), arguments.out, arguments.export, card)


if __name__ == "__main__":
    main()
