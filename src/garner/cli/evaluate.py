"""The options of ``garner evaluate``: a model and data sets in, scores out. ``evaluation`` does it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from garner.cli.asked import Refining
from garner.configuration import Configured

__all__ = ["Judging", "Reading", "RunOutputs", "evaluate"]


@dataclass(frozen=True, slots=True)
class Reading:
    """How the data is read."""

    data_dir: Annotated[
        Path | None, typer.Option("--data-dir", help="Folder of the corpora (default: the variable GARNER_DATA).")
    ] = None
    split: Annotated[str | None, typer.Option("--split", help="Split of the corpora: dev, test, ... (default: test).")] = None
    schema: Annotated[
        Path | None, typer.Option("--schema", "-s", help="Ask this instead of everything that the gold holds.")
    ] = None
    data_format: Annotated[
        str | None, typer.Option("--data-format", help="Format of one's own data, whatever it looks like.")
    ] = None


@dataclass(frozen=True, slots=True)
class Judging:
    """How it is scored."""

    modes: Annotated[
        str | None, typer.Option("--modes", help="Matching modes: offset,string (default: those that fit the data).")
    ] = None
    limit: Annotated[
        int | None, typer.Option("--limit", min=1, help="Score that many texts of each data set, drawn at random.")
    ] = None
    resamples: Annotated[int, typer.Option("--resamples", min=1, help="Resamples of the bootstrap intervals.")] = 1000
    draw_seed: Annotated[
        int, typer.Option("--draw-seed", min=0, help="Seed of --limit's sample and of the resamples (--seed is the model's).")
    ] = 0
    drop_seen: Annotated[bool, typer.Option("--drop-seen", help="Leave out texts the model was trained on.")] = False
    force: Annotated[bool, typer.Option("--force", help="Score texts the model was trained on; the run says so.")] = False
    exposure: Annotated[
        Path | None,
        typer.Option("--exposure", help="What the model was trained on: folder with seen.json (default: the model's own)."),
    ] = None


@dataclass(frozen=True, slots=True)
class RunOutputs:
    """Where the run goes, and what there is already."""

    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Run file (JSON). The same command goes on where it stopped.")
    ] = None
    results: Annotated[Path | None, typer.Option("--results", help="Score this result file instead of asking a model.")] = None
    scores_only: Annotated[
        bool, typer.Option("--scores-only", help="No texts in the run file: for data that must not be passed on.")
    ] = False
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="Where a chat model's calls are recorded (default: beside the run file).")
    ] = None
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Ask anew instead of going on.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False


def evaluate(
    data: Annotated[
        list[str],
        typer.Option(
            "--data", "-d", help="Corpus (crossner/ai), family (crossner), or a file of one's own; may be given several times."
        ),
    ],
    reading: Reading,
    judging: Judging,
    refining: Refining,
    outputs: RunOutputs,
    settings: Configured,
) -> None:
    """Score a model on data sets: every score with its mode and interval, what was seen in training, and what it cost.

    A table on a terminal, JSON into a pipe; -o keeps the whole run, for garner compare and garner report.
    """
    from garner.cli.evaluation import run_evaluation

    raise typer.Exit(run_evaluation(data, reading, judging, refining, outputs, settings))
