"""How a command ends: exit codes, and errors as a message and a next step instead of a traceback."""

from __future__ import annotations

import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from garner.cli.visible import visible
from garner.errors import GarnerError

__all__ = ["EXIT_CODES", "INTERRUPTED", "NOTHING_READ", "SOME_INCOMPLETE", "failures_shown", "say"]

SOME_INCOMPLETE = 1
NOTHING_READ = 4
UNEXPECTED = 70
INTERRUPTED = 130
READER_GONE = 141

EXIT_CODES = {
    0: "Everything was done.",
    SOME_INCOMPLETE: "Some documents could not be read, are incomplete or could not be corrected; the others are done.",
    2: "The command is wrong, or something must be given first: an option, a key, a known model, an extra package.",
    3: "The schema is wrong.",
    NOTHING_READ: "Nothing that could be read was given.",
    5: "The output could not be written; what stands in it is whole.",
    6: "The model or its server failed; what was finished is written.",
    7: "The budget is spent; what was finished is written.",
    8: "The model was trained on what it was to be evaluated on.",
    UNEXPECTED: "A defect in garner.",
    INTERRUPTED: "Interrupted; what was finished is written.",
    READER_GONE: "The reader of the output went away (as head does).",
}


@contextmanager
def failures_shown(debug: bool) -> Iterator[None]:
    """Turns every exception of a command into a message on standard error and an exit code."""
    try:
        yield
    except GarnerError as error:
        say(f"Error: {error.message}")
        if error.hint:
            say(f"  {error.hint}")
        if debug:
            traceback.print_exc()
        raise typer.Exit(error.exit_code) from None
    except KeyboardInterrupt:
        say("Interrupted.")
        raise typer.Exit(INTERRUPTED) from None
    except BrokenPipeError:
        # Python would write the rest when it ends and complain again.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        raise typer.Exit(READER_GONE) from None
    except (typer.Exit, typer.Abort):
        raise
    except Exception as error:  # noqa: BLE001 - the last place where a defect can be told in words
        say(f"Unexpected error: {type(error).__name__}: {error}")
        if debug:
            traceback.print_exc()
            say("This is a defect in garner: please report it with the traceback above and 'garner --version'.")
        else:
            say("This is a defect in garner: run the command again with --debug and report what it prints.")
        raise typer.Exit(UNEXPECTED) from None


def say(text: str) -> None:
    """One line for people, on standard error."""
    print(visible(text), file=sys.stderr, flush=True)  # noqa: T201 - this is where the command line speaks
