"""Blocks of a page that are produced, not typed: from ``<!-- produced: NAME -->`` to ``<!-- end -->``."""

from __future__ import annotations

import difflib
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

__all__ = ["BLOCK", "Missing", "Producers", "renew", "renewed", "table"]

BLOCK = re.compile(r"(<!-- produced: (\w+) -->\n)(.*?)(<!-- end -->)", re.DOTALL)
Producers = Mapping[str, Callable[[], str]]
"""What gives the content of a block, by the block's name; raises ``Missing``."""


class Missing(Exception):
    """A figure cannot be produced; the message says what to do."""


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table."""
    return "".join(f"| {' | '.join(row)} |\n" for row in [head, ["---"] * len(head), *rows])


def renewed(page: str, producers: Producers, script: str) -> tuple[str, list[str]]:
    """The page with every block produced, and what could not be; ``script`` is what is to be run once it can."""
    missing = []

    def produced(block: re.Match[str]) -> str:
        begin, name, _, end = block.groups()
        try:
            content = producers[name]()
        except Missing as why:
            missing.append(f"{name}: {why}")
            content = f"TO FILL: {why}, then `python {script}`.\n"
        return f"{begin}\n{content}\n{end}"

    return BLOCK.sub(produced, page), missing


def renew(path: Path, producers: Producers, script: str) -> int:
    """Write the page anew; with ``--check`` on the command line, write nothing and say what differs. Returns the exit code."""
    page = path.read_text("utf-8")
    now, missing = renewed(page, producers, script)
    for each in missing:
        print(f"not filled: {each}", file=sys.stderr)
    if "--check" not in sys.argv[1:]:
        path.write_text(now, "utf-8")
        return 0
    sys.stderr.writelines(difflib.unified_diff(page.splitlines(keepends=True), now.splitlines(keepends=True)))
    return int(now != page or bool(missing))
