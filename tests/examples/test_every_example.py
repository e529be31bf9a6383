"""Every command of the examples' page works as it stands there, and every value it finds stands in the text."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from garner import read_results
from garner.values import Grade

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "examples" / "README.md").read_text("utf-8")
COMMANDS = re.findall(r"^garner extract .*?(?= +#|$)", PAGE, re.MULTILINE)
REFINEMENTS = re.findall(r"^garner refine .*?(?= +#|$)", PAGE, re.MULTILINE)
FOLDERS = sorted(path.parent.name for path in (ROOT / "examples").glob("*/*.txt"))


def run(command: str, output: Path) -> None:
    words = shlex.split(command)[1:]
    garner = [sys.executable, "-c", "from garner.cli import main; main()"]
    done = subprocess.run(
        [*garner, *words, "-o", str(output), "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_example_has_a_command():
    assert [name for name in FOLDERS if not any(f"examples/{name}/" in command for command in COMMANDS)] == []
    assert len(COMMANDS) > len(FOLDERS)


@pytest.mark.parametrize("command", COMMANDS)
def test_an_example_is_read_whole_and_points_into_its_text(command, tmp_path):
    run(command, tmp_path / "out.jsonl")
    (result,) = read_results(tmp_path / "out.jsonl")
    assert result.complete
    assert result.problems == ()
    assert len(result.entities) >= 15
    assert {grounding.grade for grounding in result.extraction.groundings()} <= {Grade.VERBATIM, Grade.NORMALISED}


def test_a_recorded_answer_fills_every_part_of_its_schema(tmp_path):
    command = next(command for command in COMMANDS if "news/schema.yaml" in command)
    run(command, tmp_path / "out.jsonl")
    (result,) = read_results(tmp_path / "out.jsonl")
    parts = result.extraction
    assert all((parts.labels, parts.entities, parts.relations, parts.events, parts.facts, parts.tables))


@pytest.mark.parametrize("command", REFINEMENTS)
def test_an_example_of_refining_mends_what_rules_forbid_and_nothing_else(command, tmp_path):
    run(command, tmp_path / "out.jsonl")
    railway, warehouse = read_results(tmp_path / "out.jsonl")
    dropped = [{claim.value for each in result.trace for claim in each.dropped} for result in (railway, warehouse)]
    assert dropped == [{"Acme Logistics", "Tuesday"}, {"Rotterdam"}]
    assert [len(result.entities) for result in (railway, warehouse)] == [4, 4]
    assert all(entity.grade is Grade.VERBATIM for result in (railway, warehouse) for entity in result.entities)


def test_refining_has_an_example():
    assert REFINEMENTS
