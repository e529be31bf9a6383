"""Results for other programs on standard output."""

from __future__ import annotations

import json
import sys

__all__ = ["print_json", "print_text"]


def print_text(text: str) -> None:
    """The text as UTF-8, whatever the terminal's encoding; what UTF-8 cannot hold is written as an escape."""
    sys.stdout.buffer.write(text.encode("utf-8", "backslashreplace"))
    sys.stdout.buffer.flush()


def print_json(value: object, indent: int | None = None) -> None:
    """The value as JSON: on one line, or indented."""
    print_text(json.dumps(value, ensure_ascii=False, indent=indent) + "\n")
