"""``garner compare``: two runs in, differences with intervals and changed items out."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from garner.cli.jobs import names_in
from garner.cli.printing import print_json
from garner.errors import NotConfigured

if TYPE_CHECKING:
    from garner.evaluation.runs.comparing import Side

__all__ = ["compare"]

_BETWEEN = "vs"


def compare(
    runs: Annotated[
        list[str],
        typer.Argument(metavar="A.json B.json", help="Two run files; several seeds a side: A1.json A2.json vs B1.json B2.json"),
    ],
    mode: Annotated[
        str | None,
        typer.Option("--mode", help="Matching modes: offset,string (default: those all runs were scored under)."),
    ] = None,
    resamples: Annotated[int, typer.Option("--resamples", min=1, help="Resamples of the paired bootstrap.")] = 1000,
    seed: Annotated[int, typer.Option("--seed", min=0, help="Seed of the resamples.")] = 0,
    items: Annotated[int, typer.Option("--items", min=0, help="Changed items shown of each kind.")] = 3,
    common: Annotated[
        bool, typer.Option("--common", help="Where documents differ, compare those with the same text and gold.")
    ] = False,
) -> None:
    """Compare two evaluation runs on the same data: how much better the second is, how sure that is, which items changed.

    A table on a terminal, JSON into a pipe.
    """
    from garner.evaluation import Draws
    from garner.evaluation.runs.comparing import compare_runs

    first, second = _sides(runs)
    comparison = compare_runs(first, second, names_in(mode, "--mode"), Draws(resamples, seed), common=common)
    if sys.stdout.isatty():
        from garner.cli.score_tables import print_comparison

        print_comparison(comparison, items)
        return
    from garner.evaluation.runs.summary import comparison_to_record

    print_json(comparison_to_record(comparison, items), indent=1)


def _sides(words: list[str]) -> tuple[Side, Side]:
    """What is compared with what. Raises ``NotConfigured`` where that cannot be told."""
    from garner.evaluation.runs import read_run
    from garner.evaluation.runs.comparing import Side

    place = words.index(_BETWEEN) if _BETWEEN in words else 1
    first, second = words[:place], words[place + 1 :] if _BETWEEN in words else words[1:]
    if not first or not second or _BETWEEN in second or (_BETWEEN not in words and len(words) != 2):
        raise NotConfigured(
            f"{' '.join(words)}: that does not tell what to compare with what.",
            "Give two run files, or several seeds of two models: A1.json A2.json vs B1.json B2.json",
        )
    if len({Path(name).resolve() for name in (*first, *second)}) < len(first) + len(second):
        raise NotConfigured("A run file is named twice.", "A run equals itself; name another.")
    one, other = (Side(tuple(read_run(name) for name in names), tuple(names)) for names in (first, second))
    return one, other
