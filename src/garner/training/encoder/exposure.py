"""Write down what an encoder saw whose run left no record: everything the stages of its recipe could have drawn from.

    python -m garner.training.encoder.exposure src/garner/training/encoder/small_1.toml --data-dir DATA --out FOLDER \\
        --component NAME --whole-texts-only

A run writes this record by itself.
"""

from __future__ import annotations

import argparse
from functools import partial
from pathlib import Path

from garner.datasets import data_folder
from garner.datasets.exposure import write_exposure
from garner.datasets.held_out import listed_fingerprints, stands_in
from garner.training.encoder.corpora import exposure_of, read_corpora
from garner.training.encoder.measure import watched
from garner.training.encoder.recipe import read_recipe


def main() -> None:
    """Read the command line, the recipe and its corpora, and write the record."""
    parser = argparse.ArgumentParser(
        prog="python -m garner.training.encoder.exposure",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("recipe", type=Path)
    parser.add_argument("--data-dir", type=Path, help="the folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--out", type=Path, required=True, help="the folder of the encoder")
    parser.add_argument("--component", required=True, help="the name that the encoder's results carry")
    parser.add_argument("--note", action="append", default=[], help="something else that a reader should know")
    parser.add_argument(
        "--whole-texts-only",
        action="store_true",
        help="the run left out only texts that stand whole in the files of held-out corpora: count all others as seen",
    )
    arguments = parser.parse_args()
    recipe, data = read_recipe(arguments.recipe), data_folder(arguments.data_dir)
    left_out = partial(stands_in, forbidden=listed_fingerprints(data), sentences=False) if arguments.whole_texts_only else None
    corpora = read_corpora(recipe.corpora, data, recipe.research, left_out)
    exposure = exposure_of(arguments.component, corpora, (*watched(recipe.measure_on), *arguments.note))
    write_exposure(exposure, arguments.out)
    for corpus in corpora:
        print(corpus.seen, "left out:", corpus.left_out)  # noqa: T201 - the command's answer
    print(f"{len(exposure)} fingerprints")  # noqa: T201


if __name__ == "__main__":
    main()
