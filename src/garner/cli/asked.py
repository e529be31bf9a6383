"""What the user of ``garner extract`` and its kin says on the command line, beside the settings."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from garner.errors import NotConfigured

__all__ = ["Asked", "Outputs", "Question", "RefinedBy", "Refining"]

_DETECTORS = "rules, learned, learned:FOLDER, prompted, prompted:MODEL, default (= rules+learned), or a plug-in"


@dataclass(frozen=True, slots=True)
class Question:
    """What is looked for."""

    schema: Annotated[Path | None, typer.Option("--schema", "-s", help="Schema file (YAML or JSON).")] = None
    entities: Annotated[
        str | None, typer.Option("--entities", "-e", help="Instead of a schema, names of entity types: person,company")
    ] = None


@dataclass(frozen=True, slots=True)
class Asked(Question):
    """What to look for, and in what kind of files."""

    input_format: Annotated[
        str | None, typer.Option("--input-format", help="text, md, jsonl or html, whatever the suffix says.")
    ] = None


@dataclass(frozen=True, slots=True)
class Outputs:
    """Where the results go."""

    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Result file (JSONL). The same command goes on where it stopped.")
    ] = None
    html: Annotated[Path | None, typer.Option("--html", help="Page that shows the results in a browser.")] = None
    csv: Annotated[Path | None, typer.Option("--csv", help="Table with one row an item.")] = None
    spreadsheet: Annotated[
        bool, typer.Option("--spreadsheet", help="Make the CSV fit for Excel and the like: no cell runs as a formula.")
    ] = False
    ledger: Annotated[
        Path | None, typer.Option("--ledger", help="Where a chat model's calls are recorded (default: beside the result file).")
    ] = None
    overwrite: Annotated[bool, typer.Option("--overwrite", help="Begin the result file anew instead of going on.")] = False
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Say nothing but errors.")] = False
    strict: Annotated[bool, typer.Option("--strict", help="Any problem of any document makes the exit code 1.")] = False

    @property
    def files(self) -> tuple[Path, ...]:
        """Every file that is written."""
        return tuple(path for path in (self.output, self.csv, self.html, self.ledger) if path is not None)


@dataclass(frozen=True, slots=True)
class RefinedBy:
    """How answers are corrected."""

    refine_with: Annotated[
        str | None, typer.Option("--refine-with", metavar="NAMES", help=f"Detectors, joined with +: {_DETECTORS}.")
    ] = None
    refine_rounds: Annotated[
        int | None, typer.Option("--refine-rounds", min=0, help="Most rounds of correcting (default: 2).")
    ] = None
    refine_by: Annotated[
        str | None,
        typer.Option("--refine-by", metavar="edit|ask", help="Mend answers, or ask the model again (default: edit)."),
    ] = None

    @property
    def names(self) -> str | None:
        """The detectors wanted; ``None``: nothing is corrected."""
        return self.refine_with or "default"


@dataclass(frozen=True, slots=True)
class Refining(RefinedBy):
    """Whether and how answers are corrected."""

    refine: Annotated[
        bool, typer.Option("--refine", help="Correct the answers with the detectors that ship (--refine-with names others).")
    ] = False

    @property
    def names(self) -> str | None:
        """The detectors wanted; ``None``: nothing is corrected. Raises ``NotConfigured`` where only the how is given."""
        if self.refine or self.refine_with:
            return self.refine_with or "default"
        if self.refine_rounds is None and self.refine_by is None:
            return None
        given = "--refine-by" if self.refine_rounds is None else "--refine-rounds"
        raise NotConfigured(f"{given} says how to correct, and nothing is to be corrected.", "Add --refine.")
