"""``garner refine``: answers made elsewhere and a schema in, corrected results out."""

from __future__ import annotations

from typing import Annotated

import typer

from garner.cli.asked import Outputs, Question, RefinedBy
from garner.configuration import Configured

__all__ = ["refine"]


def refine(
    answers: Annotated[
        list[str], typer.Argument(metavar="ANSWERS|-", help="JSONL files with answers, or - for standard input.")
    ],
    asked: Question,
    refining: RefinedBy,
    outputs: Outputs,
    settings: Configured,
    texts: Annotated[
        list[str] | None,
        typer.Option(
            "--texts",
            help="File or folder with the texts of answers that hold none, found by their ids; may be given several times.",
        ),
    ] = None,
) -> None:
    """Correct answers made elsewhere: garner's own result files, LangExtract's JSONL, plain lists of values.

    Each answer is looked at with the whole of its text. What cannot be read is named and the rest goes on; an answer stands as
    it is where correcting fails. The model is only asked where a detector asks one (prompted) or --refine-by ask does.
    """
    from garner.cli.extraction import run_refinement

    raise typer.Exit(run_refinement(answers, texts or [], asked, refining, outputs, settings.configuration))
