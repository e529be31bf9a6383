"""Every benchmark runs at toy size; a benchmark that nobody runs rots."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
HELPERS = {"__init__", "__main__", "machine"}
NAMES = sorted(
    path.stem
    for path in (ROOT / "benchmarks").glob("*.py")
    if path.stem not in HELPERS and not path.stem.endswith(("_peer", "_tasks"))
)


@pytest.mark.parametrize("name", NAMES)
def test_a_benchmark_runs_at_toy_size_and_saves_nothing(name):
    results = ROOT / "benchmarks" / "results" / f"{name}.json"
    before = results.read_bytes() if results.exists() else None
    command = [sys.executable, "-m", f"benchmarks.{name}", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()
    assert (results.read_bytes() if results.exists() else None) == before


def test_all_benchmarks_are_run_together():
    from benchmarks.__main__ import ALONE, WITH_PEER

    assert sorted((*ALONE, *WITH_PEER)) == NAMES
