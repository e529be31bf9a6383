"""The same as ``garner train encoder RECIPE``: train by a recipe, or write what is trained as an encoder.

    python -m garner.training.encoder src/garner/training/encoder/small_en_1.toml --data-dir DATA --out RUN
    python -m garner.training.encoder src/garner/training/encoder/small_en_1.toml --out RUN --export ENCODER --name my-encoder-1

Then ``--model encoder:ENCODER`` uses it.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path

from garner.datasets import data_folder
from garner.models.encoder.weights import TASKS
from garner.training.encoder.card import CardText
from garner.training.encoder.recipe import read_recipe
from garner.training.encoder.recipes import installed_trunk, run, write_encoder


def main() -> None:
    """Read the command line and train."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("recipe", type=Path, help="a TOML file such as small_en_1.toml beside this module")
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--trunk", type=Path, help="a tokenizer.json (default: that of the encoder inside the package)")
    parser.add_argument("--out", type=Path, required=True, help="where checkpoint, log and list of data go")
    parser.add_argument("--export", type=Path, metavar="FOLDER", help="write the checkpoint of --out as an encoder")
    parser.add_argument("--name", default="garner-small-1", help="the name that the encoder's results carry")
    parser.add_argument("--threshold", type=float, default=0.5, help="the probability that an answer needs by default")
    arguments = parser.parse_args()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # read when torch is first imported: waiting threads do not spin
    recipe, trunk = read_recipe(arguments.recipe), arguments.trunk or installed_trunk()
    if arguments.export is None:
        run(recipe, data_folder(arguments.data_dir), trunk, arguments.out)
    else:
        write_encoder(
            recipe,
            trunk,
            arguments.out,
            arguments.export,
            CardText(arguments.name, dict.fromkeys(TASKS[:-1], arguments.threshold)),
        )


if __name__ == "__main__":
    main()
