"""The options of ``garner extract``: documents and a schema in, results out. ``extraction`` does it."""

from __future__ import annotations

from typing import Annotated

import typer

from garner.cli.asked import Asked, Outputs, Refining
from garner.configuration import Configured

__all__ = ["extract"]


def extract(
    inputs: Annotated[list[str], typer.Argument(metavar="FILES|DIRS|-", help="Files, folders, or - for standard input.")],
    asked: Asked,
    refining: Refining,
    outputs: Outputs,
    settings: Configured,
) -> None:
    """Extract what a schema asks from documents.

    Reads txt, md, html and jsonl (one object a line with id and text). Without -o, --csv and --html the results go to standard
    output: tables on a terminal, JSONL into a pipe.
    """
    from garner.cli.extraction import run_extraction

    raise typer.Exit(run_extraction(inputs, asked, refining, outputs, settings.configuration))
