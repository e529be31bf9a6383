"""How long garner takes to start and how much memory it takes: whole processes, several runs, medians.

    python -m benchmarks.startup [--runs N] [--quick] [--peer-python PATH]

``--peer-python`` is an interpreter that has LangExtract (``benchmarks/requirements-peers.txt``), measured in the same run.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from benchmarks.machine import describe, save

ROOT = Path(__file__).parent.parent
ARTICLE = ROOT / "examples" / "news" / "article.txt"
ONE = "from garner import Extractor, Schema; Extractor(Schema.of(['person', 'city'])).extract('Marie Curie, Warsaw')"


@dataclass(frozen=True, slots=True)
class Measured:
    """One whole process: wall-clock seconds and the most memory it held, in MiB."""

    seconds: float
    mebibytes: float


def measure(command: list[str]) -> Measured:
    """Run a command to its end. Raises ``RuntimeError`` if it fails."""
    started = time.perf_counter()
    # Not subprocess: only wait4 gives the memory of this one child.
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        actions = [(os.POSIX_SPAWN_DUP2, nowhere.fileno(), 1)]
        child = os.posix_spawn(command[0], command, os.environ, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - started
    if status != 0:
        raise RuntimeError(f"{' '.join(command)} ended with status {status}")
    return Measured(seconds, usage.ru_maxrss / 1024)


def cases(peer_python: str | None) -> dict[str, list[str]]:
    """The commands to measure, by what they show."""
    python, garner = sys.executable, str(Path(sys.executable).with_name("garner"))
    every = {
        "python -c pass (the floor)": [python, "-c", "pass"],
        "import garner": [python, "-c", "import garner"],
        "garner --help": [garner, "--help"],
        "first answer, one sentence": [python, "-c", ONE],
        "garner extract, one article": [garner, "extract", str(ARTICLE), "--entities", "person,organisation,spacecraft"],
    }
    if peer_python:
        every["import langextract (peer)"] = [peer_python, "-c", "import langextract"]
    return every


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--quick", action="store_true", help="one run of each, nothing saved")
    parser.add_argument("--peer-python", default=None)
    arguments = parser.parse_args()
    runs = 1 if arguments.quick else arguments.runs
    commands = cases(arguments.peer_python)
    measured: dict[str, list[Measured]] = {name: [] for name in commands}
    for command in commands.values():
        measure(command)  # fills the caches of the disk and of compiled modules
    for _ in range(runs):  # in turn, so that a drifting machine is fair to all
        for name, command in commands.items():
            measured[name].append(measure(command))
    figures = {
        name: {
            "seconds_median": round(statistics.median(each.seconds for each in several), 3),
            "seconds_range": [round(min(each.seconds for each in several), 3), round(max(each.seconds for each in several), 3)],
            "mebibytes_median": round(statistics.median(each.mebibytes for each in several), 1),
        }
        for name, several in measured.items()
    }
    for name, figure in figures.items():
        print(f"{name:32} {figure['seconds_median']:7.3f} s   {figure['mebibytes_median']:7.1f} MiB")
    if not arguments.quick:
        save("startup", {"machine": describe(), "runs": runs, "figures": figures})
    else:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
