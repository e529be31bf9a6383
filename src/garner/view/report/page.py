"""The whole report: runs in, one HTML page out."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import NamedTuple

from garner.errors import InputError
from garner.evaluation import compared_by_strings
from garner.evaluation.runs.run import Evaluation, Run
from garner.schema import Schema
from garner.view.report.corrections import correction_section
from garner.view.report.details import (
    audits,
    calibration_section,
    confusion_section,
    kinds_of,
    label_section,
    mode_table,
)
from garner.view.report.markup import Markup, joined, tag
from garner.view.report.mistakes import mistake_section
from garner.view.report.overview import Column, columns_of, conditions, costs, score_table, seen_note
from garner.view.sealed import compact, compact_style, page_policy
from garner.view.whole_file import WholeFile

__all__ = ["render_report", "write_report"]


def render_report(runs: Sequence[Run], title: str = "Evaluation") -> str:
    """The page as a string; ``write_report`` needs less memory."""
    return "".join(_page(runs, title))


def write_report(path: str | os.PathLike[str], runs: Sequence[Run], title: str = "Evaluation") -> None:
    """Write the page to ``path`` (UTF-8). The file appears only when it is whole.

    Raises ``InputError`` when there is no run, ``OutputError`` when the page cannot be written.
    """
    with WholeFile(path) as file:
        for part in _page(runs, title):
            file.write(part)


def _page(runs: Sequence[Run], title: str) -> Iterator[str]:
    if not runs or not any(run.evaluations for run in runs):
        raise InputError("there is nothing to report.", "Give run files that garner evaluate wrote.")
    looks = _looks()
    columns = columns_of(runs)
    sections = list(_numbered(columns))
    yield (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{page_policy(looks.style, looks.script)}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{tag("title", title)}'
        f"<style>{looks.style}</style></head>\n<body><header>{tag('h1', title)}{_contents(sections)}</header>\n<main>"
    )
    yield tag("section", tag("h2", "Scores"), score_table(columns), id="scores")
    yield tag("section", tag("h2", "Cost"), costs(columns), id="cost")
    for anchor, heading, evaluation in sections:
        yield f'\n<section id="{anchor}">{tag("h2", heading)}'
        yield from _detail(evaluation)
        yield "</section>"
    yield tag("section", tag("h2", "How to do it again"), conditions(columns), id="again")
    yield f"</main><script>{looks.script}</script></body></html>\n"


def _numbered(columns: Sequence[Column]) -> Iterator[tuple[str, str, Evaluation]]:
    """Anchor, heading and evaluation of each data set of each run."""
    number = 0
    for column in columns:
        for run in column.runs:
            for evaluation in run.evaluations:
                number += 1
                seed = f", seed {run.seed}" if len(column.runs) > 1 else ""
                yield f"data-{number}", f"{evaluation.data.name}, {column.name}{seed}", evaluation


def _contents(sections: Sequence[tuple[str, str, Evaluation]]) -> Markup:
    links = [
        ("scores", "Scores"),
        ("cost", "Cost"),
        *((anchor, heading) for anchor, heading, _ in sections),
        ("again", "How to do it again"),
    ]
    return tag("nav", *(tag("a", heading, href=f"#{anchor}") for anchor, heading in links), aria_label="Contents")


def _detail(evaluation: Evaluation) -> Iterator[Markup]:
    yield seen_note(evaluation) or Markup("")
    yield _data_note(evaluation)
    yield mode_table(evaluation.modes)
    for place, each in enumerate(evaluation.modes):
        yield _folded(f"Labels under {each.mode}", label_section(each), unfolded=not place)
    if not evaluation.cases:
        yield tag("p", "This run file keeps scores alone: no calibration, confusion, audit or wrong items.", class_="quiet")
        return
    if evaluation.data.strings:
        evaluation = replace(evaluation, cases=tuple(map(compared_by_strings, evaluation.cases)))
    kinds = kinds_of(evaluation)
    curve = calibration_section(evaluation)
    if curve is not None:
        yield _folded("Calibration of mentions", curve, unfolded=True)
    for kind in kinds:
        if (confused := confusion_section(evaluation, kind)) is not None:
            yield _folded(f"Confusion of {kind}", confused, unfolded=kind == kinds[0])
    if (corrected := correction_section(evaluation)) is not None:
        yield _folded("Self-correction", corrected, unfolded=True)
    yield _folded("Audit: what each fault costs", audits(evaluation, kinds), unfolded=True)
    yield _folded(
        "Wrong items in their texts",
        joined(mistake_section(evaluation.cases, kinds, evaluation.schema or Schema(), evaluation.data.language)),
        unfolded=True,
    )


def _data_note(evaluation: Evaluation) -> Markup:
    data = evaluation.data
    drawn = "" if data.sample_seed is None else f", drawn with seed {data.sample_seed}"
    words = f"{data.documents} of {data.of} texts scored{drawn}."
    if data.unlike_published:
        words += f" {data.unlike_published}."
    if evaluation.incomplete:
        words += f" {evaluation.incomplete} of them were not read whole; what they lack counts as missed."
    if data.refused:
        lost = ", ".join(f"{reason} {times}" for reason, times in data.refused.items())
        words += f" Not converted from the corpus: {lost}."
    if evaluation.problems:
        words += f" Problems while reading: {', '.join(f'{code} {times}' for code, times in evaluation.problems.items())}."
    if data.strings:
        words += " The gold has no places of its own: they are where its values first stand, and strings are what is scored."
    return tag("p", words, class_="quiet")


def _folded(heading: str, content: Markup, *, unfolded: bool) -> Markup:
    return tag("details", tag("summary", tag("h3", heading)), content, open=unfolded)


class _Looks(NamedTuple):
    style: str
    script: str


@cache
def _looks() -> _Looks:
    folder = resources.files("garner.view")
    style = "".join((folder / place).read_text("utf-8") for place in ("page/colours.css", "report/report.css"))
    return _Looks(compact_style(style), compact((folder / "report" / "report.js").read_text("utf-8")))
