"""The small commands, options and work together: ``view``, ``schema``, ``models``, ``config``."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from garner.cli.failures import say
from garner.cli.printing import print_json, print_text
from garner.cli.visible import count_of
from garner.configuration import Configured
from garner.errors import InputError

if TYPE_CHECKING:
    from garner.values import Result

__all__ = ["check_schema", "list_settings", "models", "record", "show_json_schema", "show_schema", "view"]

SchemaFile = Annotated[Path, typer.Argument(metavar="FILE", help="Schema file (YAML or JSON).")]


def view(
    results: Annotated[list[Path], typer.Argument(metavar="RESULTS", help="Result files that garner extract wrote.")],
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", help="The page (default: beside the first of RESULTS, as .html)."),
    ] = None,
    open_page: Annotated[bool, typer.Option("--open", help="Open the page in the browser.")] = False,
) -> None:
    """Make a page that shows results: text with marked spans, relations, events, gaps."""
    from garner.view import write_html

    page = output or results[0].with_suffix(".html")
    title = ", ".join(path.name for path in results)
    count = write_html(page, (result for path in results for result in _whole(path)), title)
    say(f"{count_of(count, 'document')} -> {page}")
    if open_page:
        import webbrowser

        webbrowser.open(page.absolute().as_uri())


def _whole(path: Path) -> Iterator[Result]:
    """The results of a file; of one whose writing was cut off, those that are whole."""
    from garner.files import TornLine, read_results

    try:
        yield from read_results(path)
    except TornLine as error:
        say(f"Note: {error.message} It is left out.")


def record(
    ledger: Annotated[Path, typer.Argument(metavar="LEDGER", help="Ledger of a run (OUTPUT.ledger).")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The recording, for --model replay:FILE.")],
    settings: Configured,
) -> None:
    """Make a recording of a run's calls, small and readable, that needs no server: garner extract --model replay:FILE."""
    from garner.pipeline.ledger import Ledger, export_recording

    if not ledger.is_file():
        raise InputError(f"There is no ledger {ledger}.", "A run with -o OUTPUT writes one to OUTPUT.ledger.")
    with Ledger(ledger) as calls:
        count = export_recording(calls, output, settings.configuration.context_tokens)
    say(f"{count_of(count, 'call')} -> {output}")


def check_schema(file: SchemaFile) -> None:
    """Check a schema file: what is wrong is named with its place."""
    from garner.schema import Schema

    schema = Schema.load(file)
    say(f"{file} is in order: it asks {count_of(len(schema.keys), 'thing')}.")


def show_schema(file: SchemaFile) -> None:
    """Print a schema as garner understands it, in full (YAML)."""
    from garner.schema import Schema
    from garner.schema.render import schema_to_yaml

    print_text(schema_to_yaml(Schema.load(file)))


def show_json_schema(file: SchemaFile) -> None:
    """Print the JSON schema that a model's answer follows."""
    from garner.formats import answer_json_schema
    from garner.schema import Schema

    print_json(answer_json_schema(Schema.load(file)), indent=2)


def models() -> None:
    """List the models that can be named, and what is missing for each."""
    from garner.models.registry import list_models

    found = list_models()
    if sys.stdout.isatty():
        from garner.cli.tables import print_table

        print_table(("model", "what it is", "needs"), [(item.name, item.summary, item.missing or "nothing") for item in found])
    else:
        for item in found:
            print_json({"name": item.name, "summary": item.summary, "missing": item.missing})


def list_settings(settings: Configured) -> None:
    """Print every setting, its value and where it comes from: default, file, variable or argument.

    Keys are never printed, only where one was found.
    """
    from garner.models.keys import KEY_FILE_VARIABLE, KEY_VARIABLES

    key = next((name for name in (*KEY_VARIABLES, KEY_FILE_VARIABLE) if os.environ.get(name, "").strip()), None)
    if sys.stdout.isatty():
        from garner.cli.tables import print_table

        rows = [(x.name, "" if x.value is None else str(x.value), x.origin, x.meaning) for x in settings.settings]
        print_table(("setting", "value", "from", "meaning"), [*rows, ("key", "(hidden)" if key else "", key or "not set", "")])
    else:
        record = {x.name: {"value": x.value, "origin": x.origin} for x in settings.settings}
        print_json(record | {"key": {"value": None, "origin": key}}, indent=2)
    if settings.file is not None:
        say(f"Settings file: {settings.file}")
    for variable in settings.unknown_variables:
        say(f"Note: The variable {variable} names no setting.")
