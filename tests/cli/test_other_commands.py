from __future__ import annotations

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result as Run

import garner
from garner.cli.application import EXAMPLES
from garner.cli.failures import EXIT_CODES
from garner.cli.reference import reference
from garner.configuration import Configuration
from garner.errors import GarnerError
from garner.files import write_results
from garner.models.protocols import TextGenerator
from garner.models.registry import open_model
from garner.pipeline.ledger import Ledger
from garner.schema import Schema
from garner.values import Document, Extraction, Message, Reply, Request, Result

Garner = Callable[..., Run]
DEALS = "name: deals\nentities:\n  company: A business\nrelations:\n  acquired: {head: company, tail: company}\n"


def test_the_version_is_printed(garner: Garner) -> None:
    run = garner("--version")
    assert (run.exit_code, run.stdout.strip()) == (0, f"garner {__import__('garner').__version__}")


@pytest.mark.parametrize("path", EXAMPLES)
def test_every_command_has_help_with_examples(garner: Garner, path: str) -> None:
    run = garner(*path.split(), "--help")
    assert run.exit_code == 0
    shown = " ".join(run.stdout.split())
    for command, meaning in EXAMPLES[path]:
        assert f"{command} # {meaning}" in shown


def test_every_example_is_a_command_that_parses(garner: Garner) -> None:
    for examples in EXAMPLES.values():
        for command, _ in examples:
            [call] = [part for part in command.split(" > ")[0].split("|") if "garner " in part]
            # Help comes before the work, but after the options have been understood.
            run = garner(*call.partition("garner ")[2].split(), "--help")
            assert run.exit_code == 0, run.output


def test_an_unknown_command_is_answered_with_the_closest(garner: Garner) -> None:
    run = garner("extrct")
    assert run.exit_code == 2
    assert "extract" in run.stderr


def test_a_schema_is_checked_shown_and_turned_into_a_json_schema(garner: Garner) -> None:
    Path("deals.yaml").write_text(DEALS)
    run = garner("schema", "check", "deals.yaml")
    assert (run.exit_code, run.stdout) == (0, "")
    assert "deals.yaml is in order: it asks 2 things." in run.stderr
    assert Schema.parse(garner("schema", "show", "deals.yaml").stdout) == Schema.load("deals.yaml")
    answer = json.loads(garner("schema", "json-schema", "deals.yaml").stdout)
    assert set(answer["properties"]) == {"entities", "relations"}


@pytest.mark.parametrize("command", ["check", "show", "json-schema"])
def test_a_wrong_schema_is_exit_code_3_with_the_place(garner: Garner, command: str) -> None:
    Path("deals.yaml").write_text(DEALS.replace("tail: company", "tail: compny"))
    run = garner("schema", command, "deals.yaml")
    assert run.exit_code == 3
    assert "deals.yaml, line 5: relations.acquired.tail" in run.stderr
    assert "Did you mean 'company'?" in run.stderr


def test_a_page_is_made_beside_the_results(garner: Garner) -> None:
    write_results("out.jsonl", [Result(Document("a", "Acme <b>"), Extraction("Acme <b>"))])
    run = garner("view", "out.jsonl")
    assert run.exit_code == 0
    assert run.stderr == "1 document -> out.html\n"
    assert "Acme" in Path("out.html").read_text("utf-8")


def test_a_page_is_opened_only_when_asked(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", opened.append)
    write_results("out.jsonl", [])
    garner("view", "out.jsonl")
    assert opened == []
    assert garner("view", "out.jsonl", "-o", "other.html", "--open").exit_code == 0
    assert opened == [Path("other.html").absolute().as_uri()]


def test_of_a_file_that_was_cut_off_the_whole_results_are_shown(garner: Garner) -> None:
    write_results("out.jsonl", [Result(Document("a", "Acme"), Extraction("Acme"))])
    with Path("out.jsonl").open("a") as stream:
        stream.write('{"version": "1.')
    run = garner("view", "out.jsonl")
    assert run.exit_code == 0
    assert "out.jsonl, line 2: the line ends in the middle. It is left out." in run.stderr
    assert "1 document -> out.html" in run.stderr


@pytest.mark.parametrize(("content", "message"), [("{}\n", "line 1: this is not a garner result"), (None, "No such file")])
def test_what_is_no_result_file_makes_no_page(garner: Garner, content: str | None, message: str) -> None:
    if content is not None:
        Path("out.jsonl").write_text(content)
    run = garner("view", "out.jsonl")
    assert run.exit_code == 4
    assert message in run.stderr
    assert not Path("out.html").exists()


def test_models_are_listed_as_records_in_a_pipe(garner: Garner) -> None:
    found = {record["name"]: record for record in map(json.loads, garner("models").stdout.splitlines())}
    assert {"encoder", "openai:NAME", "scripted:FILE"} <= set(found)
    assert "GARNER_API_KEY" in found["openai:NAME"]["missing"]


def test_settings_are_listed_with_their_origin_and_no_key_is_shown(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    Path("garner.toml").write_text("concurrency = 3\n")
    monkeypatch.setenv("GARNER_TIMEOUT", "9")
    monkeypatch.setenv("OPENAI_API_KEY", "sk-very-secret")
    monkeypatch.setenv("GARNER_MODLE", "x")
    run = garner("config", "--seed", "5")
    found = json.loads(run.stdout)
    assert set(found) == {*Configuration.__dataclass_fields__, "key"}
    assert found["concurrency"]["value"] == 3
    assert found["concurrency"]["origin"].endswith("garner.toml, line 1")
    assert found["timeout"] == {"value": 9.0, "origin": "variable GARNER_TIMEOUT"}
    assert found["seed"] == {"value": 5, "origin": "argument --seed"}
    assert found["key"] == {"value": None, "origin": "OPENAI_API_KEY"}
    assert "sk-very-secret" not in run.output
    assert "GARNER_MODLE names no setting" in run.stderr


def test_a_wrong_settings_file_is_exit_code_2_for_every_command_that_reads_it(garner: Garner) -> None:
    Path("garner.toml").write_text("modle = 1\n")
    for words in (["config"], ["extract", "x", "-e", "y"]):
        run = garner(*words)
        assert run.exit_code == 2
        assert "Did you mean model?" in run.stderr


def test_names_of_models_and_formats_are_completed() -> None:
    for words, completed in (("--model enc", "encoder"), ("--format js", "json")):
        # The protocol of a shell that asks for completions.
        variables = {"_GARNER_COMPLETE": "complete_zsh", "_TYPER_COMPLETE_ARGS": f"garner extract {words}"}
        program = [sys.executable, "-c", "import garner.cli; garner.cli.main()"]
        done = subprocess.run(program, capture_output=True, text=True, check=False, env=os.environ | variables)
        assert completed in done.stdout


def test_completion_is_offered(garner: Garner) -> None:
    shown = garner("--help").stdout
    assert "--install-completion" in shown
    assert "--show-completion" in shown


def test_help_loads_nothing_heavy() -> None:
    heavy = ("numpy", "onnxruntime", "openai", "yaml", "tokenizers", "pandas", "sqlite3", "garner.pipeline", "garner.models")
    program = f"""
import sys
sys.argv = ["garner", "extract", "--help"]
import garner.cli
try:
    garner.cli.main()
except SystemExit:
    print([name for name in {heavy!r} if name in sys.modules], file=sys.stderr)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"


def test_the_reference_is_the_one_that_the_commands_give() -> None:
    page = Path(garner.__file__).parents[2] / "docs" / "cli.md"
    assert page.read_text("utf-8") == reference(), "run: python -m garner.cli.reference > docs/cli.md"


def test_every_exit_code_of_an_error_is_documented() -> None:
    def kinds(kind: type[GarnerError]) -> set[int]:
        return {kind.exit_code}.union(*(kinds(child) for child in kind.__subclasses__()))

    assert kinds(GarnerError) <= set(EXIT_CODES)


def test_a_run_is_recorded_and_replayed(garner: Garner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = Request((Message("user", "who?"),))
    with Ledger(tmp_path / "out.jsonl.ledger") as ledger:
        ledger.record("openai:fake", request, Reply("Ada"))
    monkeypatch.chdir(tmp_path)
    run = garner("record", "out.jsonl.ledger", "-o", "calls.jsonl")
    assert (run.exit_code, run.stderr.strip()) == (0, "1 call -> calls.jsonl")
    model = open_model("replay:calls.jsonl")
    assert isinstance(model, TextGenerator)
    assert asyncio.run(model.generate(request)).text == "Ada"


def test_a_ledger_that_is_not_there_is_named(garner: Garner, tmp_path: Path) -> None:
    run = garner("record", str(tmp_path / "none.ledger"), "-o", str(tmp_path / "calls.jsonl"))
    assert run.exit_code == 4
    assert "There is no ledger" in run.stderr


def test_several_result_files_make_one_page(garner: Garner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("one", "two"):
        write_results(tmp_path / f"{name}.jsonl", [Result(Document(name, name), Extraction(name))])
    monkeypatch.chdir(tmp_path)
    run = garner("view", "one.jsonl", "two.jsonl")
    assert (run.exit_code, run.stderr.strip()) == (0, "2 documents -> one.html")
