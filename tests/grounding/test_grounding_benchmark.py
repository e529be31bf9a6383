"""The benchmark at toy size: its questions have one right answer each, garner gives it, and the script runs."""

import subprocess
import sys
from pathlib import Path

import pytest

from garner.grounding import ground

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("order", ["in order", "shuffled"])
def test_every_planted_value_is_placed_and_no_absent_one(monkeypatch, language, order):
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.grounding_tasks import KINDS, make_task

    task = make_task(7, language, order, 400, 60)
    assert {kind: task.kinds.count(kind) for kind in KINDS} == dict.fromkeys(KINDS, 15)
    assert all(task.text.count(task.text[slice(*span)]) == 1 for span in task.truth if span)
    found = [each.span for each in ground(task.text, task.values)]
    wrong = [task.values[index] for index, span in enumerate(found) if span != task.truth[index]]
    assert wrong == []


def test_the_benchmark_runs_at_toy_size():
    command = [sys.executable, "-m", "benchmarks.grounding", "--quick"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "growth zh" in done.stdout
