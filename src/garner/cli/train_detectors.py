"""The options of ``garner train detectors``: a recipe, or one's own gold, in; detectors of what is wrong with answers out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

__all__ = ["Examples", "Teaching", "TeachingOutputs", "train_detectors"]

_OWN, _TEACHER = "Training on one's own gold", "A stronger model"


@dataclass(frozen=True, slots=True)
class Examples:
    """What is learnt from, instead of a recipe's corpora."""

    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="Folder of the corpora (default: the variable GARNER_DATA).")
    ] = None
    data: Annotated[str | None, typer.Option("--data", "-d", help="File or folder with gold.", rich_help_panel=_OWN)] = None
    schema: Annotated[
        Path | None, typer.Option("--schema", "-s", help="Ask this instead of all that the gold has.", rich_help_panel=_OWN)
    ] = None
    dev_share: Annotated[
        float, typer.Option("--dev-share", min=0.05, max=0.9, help="Share of the texts kept aside.", rich_help_panel=_OWN)
    ] = 0.2
    data_format: Annotated[
        str | None,
        typer.Option("--data-format", help="Format of one's own data, whatever it looks like.", rich_help_panel=_OWN),
    ] = None


@dataclass(frozen=True, slots=True)
class Teaching:
    """Through whose eyes the detectors see, and whose errors are taught."""

    extractor: Annotated[
        list[str] | None,
        typer.Option(
            "--extractor", metavar="MODEL[@THRESHOLD]", help="Take this one's errors, not those of the recipe's; repeatable."
        ),
    ] = None
    encoder: Annotated[
        Path | None,
        typer.Option("--encoder", help="Folder of the encoder to see through (default: the one inside the package)."),
    ] = None
    teacher: Annotated[
        str | None,
        typer.Option("--teacher", metavar="MODEL", help="Its errors too: openai:NAME, ...", rich_help_panel=_TEACHER),
    ] = None
    base_url: Annotated[
        str | None,
        typer.Option("--base-url", help="Address of its OpenAI-compatible server.", rich_help_panel=_TEACHER),
    ] = None
    budget_tokens: Annotated[
        int | None,
        typer.Option("--budget-tokens", min=1, help="Most tokens that it may take in all.", rich_help_panel=_TEACHER),
    ] = None


@dataclass(frozen=True, slots=True)
class TeachingOutputs:
    """What is written, and what is said meanwhile."""

    corpus_only: Annotated[bool, typer.Option("--corpus-only", help="Build the corpus of defects and fit nothing to it.")] = (
        False
    )
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Begin anew, whatever the folder holds of a training.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False


def train_detectors(
    output: Annotated[Path, typer.Option("--output", "-o", help="Folder of the detectors and of what they learn from.")],
    outputs: TeachingOutputs,
    examples: Examples,
    teaching: Teaching,
    recipe: Annotated[
        Path | None, typer.Argument(metavar="[RECIPE]", help="A recipe (TOML); with --data the one for that.")
    ] = None,
) -> None:
    """Train the detectors that correct answers: on the real errors of real extractors, in minutes, on the processor.

    Runs the extractors over texts with gold that the embedded model has not seen, makes each error an example of its own, adds
    synthetic ones, and fits small networks to them (--refine-with learned:FOLDER). The same command goes on after a stop. Needs
    the extra "train".
    """
    from garner.cli.detectors_training import run_detectors_training

    raise typer.Exit(run_detectors_training(recipe, output, examples, teaching, outputs))
