"""The command line: a skin over the library, where each command parses, calls one function and prints.

A command has a module with its options (``extract``, ``refine``, ``evaluate``, ``train``, ``train_detectors``) and one with the
work behind them, imported when it is called (``extraction`` for the first two, ``evaluation``, ``training``,
``detectors_training``). Small commands have only one.
"""

from __future__ import annotations

__all__ = ["main"]


def main() -> None:
    """What the command ``garner`` runs."""
    import sys
    from io import TextIOWrapper

    from garner.cli.application import build_application

    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A character that the terminal cannot show must not end the program.
            stream.reconfigure(errors="backslashreplace")
    build_application()(prog_name="garner")
