"""``garner report``: run files in, one page to read out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from garner.cli.asked import Outputs
from garner.cli.failures import say
from garner.cli.jobs import check_outputs
from garner.cli.visible import count_of

__all__ = ["report"]


def report(
    runs: Annotated[list[Path], typer.Argument(metavar="RUN...", help="Run files that garner evaluate wrote.")],
    page: Annotated[
        Path | None, typer.Option("--html", help="The page (default: beside the first run file, as .html).")
    ] = None,
    title: Annotated[str | None, typer.Option("--title", help="Its heading (default: the names of the run files).")] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Make a page of evaluation runs: scores, labels, calibration, confusion, audit, cost, and every wrong item in its text.

    Several runs stand side by side; runs that differ in their seed alone share a column.
    """
    from garner.evaluation.runs.reading import read_run
    from garner.view.report import write_report

    target = page or runs[0].with_suffix(".html")
    check_outputs(map(str, runs), Outputs(html=target))
    write_report(target, [read_run(path) for path in runs], title or ", ".join(path.name for path in runs))
    say(f"{count_of(len(runs), 'run')} -> {target}")
    if open_page:
        import webbrowser

        webbrowser.open(target.absolute().as_uri())
