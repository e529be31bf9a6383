"""Runs what the README shows and puts the output there: the text between the fences is produced, not typed.

    python docs/readme.py            # write the outputs anew
    python docs/readme.py --check    # fail where they differ (in more than confidences and seconds)

A block of ``sh`` or ``python`` that ``<!-- output -->`` and a ``text`` block follow is run from the repository's root, as on a
terminal 100 columns wide. The output may be folded into ``<details>``.
"""

from __future__ import annotations

import difflib
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
README = ROOT / "README.md"
BLOCK = re.compile(
    r"```(sh|python)\n((?:(?!```).)*)```\n\n<!-- output -->\n"
    r"(<details>[^\n]*\n\n)?```text\n((?:(?!```).)*)```\n",
    re.DOTALL,
)
DIFFERS = re.compile(r"\b[01]\.\d+\b|\b\d+\.\d+ s\b")
COLUMNS = 100


def produced(language: str, source: str) -> str:
    """What the block prints on a terminal. Raises ``SystemExit`` where it fails."""
    command = ["sh", "-c", source] if language == "sh" else [sys.executable, "-c", source]
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    environment = {**os.environ, "PATH": path, "COLUMNS": str(COLUMNS), "LINES": "60", "TERM": "dumb", "NO_COLOR": "1"}
    terminal, screen = pty.openpty()
    with open(screen, "wb") as out:  # noqa: PTH123 - a file descriptor
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.PIPE, cwd=ROOT, env=environment)
    shown = _read_all(terminal)
    said = process.communicate()[1].decode()
    if process.returncode:
        raise SystemExit(f"{source}\nended with {process.returncode}:\n{said}")
    return "".join(f"{line.rstrip()}\n" for line in shown.replace("\r\n", "\n").strip("\n").split("\n"))


def _read_all(terminal: int) -> str:
    shown = b""
    while True:
        try:
            more = os.read(terminal, 1 << 16)
        except OSError:  # how a terminal says that nobody writes to it any more
            more = b""
        if not more:
            os.close(terminal)
            return shown.decode()
        shown += more


def main() -> int:
    text = README.read_text(encoding="utf-8")
    checking = "--check" in sys.argv[1:]
    different = 0

    def renew(block: re.Match[str]) -> str:
        nonlocal different
        language, source, fold, shown = block.groups()
        now = produced(language, source)
        if DIFFERS.sub("#", now) != DIFFERS.sub("#", shown):
            different += 1
            if checking:
                sys.stderr.writelines(difflib.unified_diff(shown.splitlines(keepends=True), now.splitlines(keepends=True)))
        return f"```{language}\n{source}```\n\n<!-- output -->\n{fold or ''}```text\n{now}```\n"

    renewed = BLOCK.sub(renew, text)
    if not checking:
        README.write_text(renewed, encoding="utf-8")
    return int(checking and different > 0)


if __name__ == "__main__":
    sys.exit(main())
