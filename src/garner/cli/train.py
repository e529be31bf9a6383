"""The options of ``garner train encoder``: one's own texts, or a recipe, in; an encoder out. ``training`` does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["ByRecipe", "Course", "Taught", "TrainOutputs", "train_encoder"]

_OWN, _RECIPE = "Training on one's own texts", "Training by a recipe"


@dataclass(frozen=True, slots=True)
class Taught:
    """What is learnt from one's own texts."""

    data: Annotated[
        str | None,
        typer.Option("--data", "-d", help="File or folder with gold, or a corpus (cyner:train).", rich_help_panel=_OWN),
    ] = None
    schema: Annotated[
        Path | None,
        typer.Option("--schema", "-s", help="Learn what it asks instead of all that the data have.", rich_help_panel=_OWN),
    ] = None
    dev: Annotated[
        str | None,
        typer.Option("--dev", help="Measure on these data (default: a share of --data).", rich_help_panel=_OWN),
    ] = None
    dev_share: Annotated[
        float,
        typer.Option("--dev-share", min=0.0, max=0.9, help="Share of the documents kept aside.", rich_help_panel=_OWN),
    ] = 0.1
    data_format: Annotated[
        str | None,
        typer.Option("--data-format", help="Format of one's own data, whatever it looks like.", rich_help_panel=_OWN),
    ] = None


@dataclass(frozen=True, slots=True)
class Course:
    """How it is learnt."""

    base: Annotated[
        Path | None,
        typer.Option("--from", help="Encoder to start from (default: the one garner brings).", rich_help_panel=_OWN),
    ] = None
    epochs: Annotated[
        int | None,
        typer.Option(
            "--epochs", min=1, help="Read each text at most so often (default: by their number).", rich_help_panel=_OWN
        ),
    ] = None
    patience: Annotated[
        int,
        typer.Option("--patience", min=1, help="Stop after so many measurements without a better F1.", rich_help_panel=_OWN),
    ] = 5
    seed: Annotated[
        int, typer.Option("--seed", min=0, help="Seed of what is kept aside and of the order.", rich_help_panel=_OWN)
    ] = 0


@dataclass(frozen=True, slots=True)
class ByRecipe:
    """What only a recipe needs."""

    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="Folder of the corpora (default: the variable GARNER_DATA).")
    ] = None
    trunk: Annotated[
        Path | None,
        typer.Option("--trunk", help="A tokenizer.json (default: the one garner brings).", rich_help_panel=_RECIPE),
    ] = None
    export: Annotated[
        Path | None,
        typer.Option("--export", help="Write what was trained in -o to this folder as an encoder.", rich_help_panel=_RECIPE),
    ] = None
    threshold: Annotated[
        float,
        typer.Option("--threshold", min=0.0, max=1.0, help="Probability that its answers need.", rich_help_panel=_RECIPE),
    ] = 0.5


@dataclass(frozen=True, slots=True)
class TrainOutputs:
    """How the outcome is called, where it is computed, and what is said meanwhile."""

    name: Annotated[str | None, typer.Option("--name", help="Name that its results carry (default: the folder's).")] = None
    device: Annotated[str, typer.Option("--device", help="cpu, cuda, or auto: a graphics card where there is one.")] = "auto"
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Begin anew, whatever the folder holds of a training.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False


def train_encoder(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the encoder; of a recipe's run.")],
    outputs: TrainOutputs,
    taught: Taught,
    course: Course,
    by_recipe: ByRecipe,
    recipe: Annotated[Path | None, typer.Argument(metavar="[RECIPE]", help="A recipe (TOML), instead of --data.")] = None,
) -> None:
    """Train the embedded model on your own texts, in minutes, on the processor; or make one by a recipe.

    Starts from the weights garner brings, keeps some documents aside, stops when those say so, and writes an encoder
    (--model encoder:FOLDER) with a page of how it went. The same command goes on after a stop. Needs the extra "train".
    """
    from garner.cli.training import Ways, run_training

    ways = Ways(taught, course, by_recipe, recipe)
    raise typer.Exit(run_training(ways, output, outputs))
