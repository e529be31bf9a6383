from __future__ import annotations

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import Result as Run

from garner.errors import BudgetSpent
from garner.files import read_results

Garner = Callable[..., Run]
COMMAND = [sys.executable, "-c", "import garner.cli; garner.cli.main()"]


def put(name: str, text: str = "Acme bought Bolt.") -> str:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return name


def records(run: Run) -> list[dict[str, object]]:
    return [json.loads(line) for line in run.stdout.splitlines()]


def test_results_go_into_a_pipe_as_records_and_people_are_told_on_standard_error(extract: Garner) -> None:
    run = extract(put("a.txt"), put("b.txt", "Nothing here."))
    assert run.exit_code == 0
    assert [(record["id"], len(record["entities"])) for record in records(run)] == [("a.txt", 2), ("b.txt", 0)]  # type: ignore[arg-type]
    assert run.stderr.startswith("2 documents, 2 items, ")


def test_an_unreadable_file_makes_the_exit_code_1_and_the_others_go_on(extract: Garner) -> None:
    run = extract("none.txt", put("a.txt"))
    assert run.exit_code == 1
    assert [record["id"] for record in records(run)] == ["a.txt"]
    assert "Skipped: none.txt does not exist." in run.stderr


def test_nothing_readable_is_exit_code_4_and_leaves_no_output(extract: Garner) -> None:
    run = extract("none.txt", "-o", "out.jsonl")
    assert (run.exit_code, run.stdout) == (4, "")
    assert not Path("out.jsonl").exists()


def test_page_table_and_result_file_are_written_together_and_nothing_is_printed(extract: Garner) -> None:
    run = extract(put("a.txt"), "-o", "out.jsonl", "--csv", "out.csv", "--html", "out.html")
    assert (run.exit_code, run.stdout) == (0, "")
    assert "-> out.jsonl, out.csv, out.html" in run.stderr
    [result] = read_results("out.jsonl")
    assert [entity.text for entity in result.entities] == ["Acme", "Bolt"]
    with Path("out.csv").open(newline="") as stream:
        assert [row["text"] for row in csv.DictReader(stream)] == ["Acme", "Bolt"]
    assert "Bolt" in Path("out.html").read_text("utf-8")
    assert Path("out.jsonl.ledger").exists()


def test_a_page_alone_leaves_no_other_file(extract: Garner) -> None:
    assert extract(put("a.txt"), "--html", "out.html").exit_code == 0
    assert sorted(path.name for path in Path().iterdir()) == ["a.txt", "model.jsonl", "out.html"]


def test_a_table_for_spreadsheets_runs_no_formula(extract: Garner) -> None:
    assert extract(put("=a.txt"), "--csv", "out.csv", "--spreadsheet").exit_code == 0
    assert "'=a.txt,entity" in Path("out.csv").read_text("utf-8-sig")


def test_the_same_command_goes_on_where_it_stopped_and_overwrite_begins_anew(extract: Garner) -> None:
    put("in/a.txt")
    assert extract("in", "-o", "out.jsonl").exit_code == 0
    put("in/b.txt", "Acme again.")
    run = extract("in", "-o", "out.jsonl")
    assert run.exit_code == 0
    assert run.stderr.startswith("1 document, 1 done before, ")
    assert [result.id for result in read_results("out.jsonl")] == ["in/a.txt", "in/b.txt"]
    run = extract("in", "-o", "out.jsonl", "--overwrite")
    assert run.stderr.startswith("2 documents, ")
    assert len(list(read_results("out.jsonl"))) == 2


def test_outputs_inside_the_folder_that_is_read_are_not_read(extract: Garner) -> None:
    put("a.txt")
    for _ in range(2):
        run = extract(".", "-o", "out.jsonl", "--html", "out.html", "--input-format", "text", "--quiet")
        assert run.exit_code == 0
    assert [result.id for result in read_results("out.jsonl")] == ["a.txt", "model.jsonl"]


def test_a_run_that_is_repeated_still_tells_of_incomplete_documents(extract: Garner) -> None:
    put("a.txt")
    put("b.txt", "Broken.")
    assert extract("a.txt", "b.txt", "-o", "out.jsonl").exit_code == 1
    run = extract("a.txt", "b.txt", "-o", "out.jsonl")
    assert run.exit_code == 1
    assert run.stderr.startswith("0 documents, 2 done before, 0 items, 1 incomplete")


def test_an_output_that_is_also_an_input_is_refused_before_anything_is_lost(extract: Garner) -> None:
    put("a.jsonl", '{"text": "Acme"}\n')
    for words in (["-o", "a.jsonl", "--overwrite"], ["--csv", "./a.jsonl"], ["-o", "x", "--html", "x"]):
        run = extract("a.jsonl", *words)
        assert run.exit_code == 2
        assert "is named twice" in run.stderr
    assert Path("a.jsonl").read_text() == '{"text": "Acme"}\n'


def test_an_output_that_is_no_file_is_refused(extract: Garner) -> None:
    Path("folder").mkdir()
    for words, message in (
        (["-o", "/dev/full"], "is no file"),
        (["-o", "folder"], "is a folder"),
        (["--csv", "no/x"], "no folder"),
    ):
        run = extract(put("a.txt"), *words)
        assert run.exit_code == 5
        assert message in run.stderr


def test_standard_input_is_read_for_a_dash(extract: Garner) -> None:
    assert [record["id"] for record in records(extract("-", stdin="Acme."))] == ["stdin"]
    run = extract("-", stdin='{"id": "x", "text": "Acme"}\n{"id": "y", "text": "Bolt"}\n')
    assert [record["id"] for record in records(run)] == ["x", "y"]


def test_an_incomplete_document_is_named_and_makes_the_exit_code_1(extract: Garner) -> None:
    run = extract(put("a.txt"), put("b.txt", "Broken."))
    assert run.exit_code == 1
    assert [record["complete"] for record in records(run)] == [True, False]
    assert "Incomplete: b.txt: " in run.stderr


def test_strict_counts_every_problem(extract: Garner) -> None:
    put("a.txt", "Acme alone.")
    assert extract("a.txt").exit_code == 0
    assert extract("a.txt", "--strict").exit_code == 1


def test_quiet_says_nothing_but_errors(extract: Garner) -> None:
    put("in/a.txt")
    put("in/x.bin")
    assert "left out in in: .bin (1)." in extract("in").stderr
    assert extract("in", "--quiet").stderr == ""
    assert "Skipped: none.txt" in extract("in", "none.txt", "--quiet").stderr


def test_exactly_one_of_schema_and_entities_is_wanted(garner: Garner) -> None:
    put("a.txt")
    assert "Neither of --schema and --entities" in garner("extract", "a.txt").stderr
    assert "Both of --schema and --entities" in garner("extract", "a.txt", "-e", "x", "-s", "y.yaml").stderr
    assert garner("extract", "a.txt").exit_code == 2
    assert garner("extract", "a.txt", "-e", " , ").exit_code == 3


def test_settings_come_from_file_and_environment_too(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    put("a.txt")
    put("garner.toml", 'model = "scripted:model.jsonl"\n')
    assert garner("extract", "a.txt", "-e", "company").exit_code == 0
    monkeypatch.setenv("GARNER_MODEL", "encodr")
    run = garner("extract", "a.txt", "-e", "company")
    assert run.exit_code == 2
    assert "Did you mean encoder?" in run.stderr


def test_unknown_formats_languages_and_encodings_are_refused_with_the_known_ones(extract: Garner) -> None:
    put("a.txt")
    for words, hint in ((["--format", "jsno"], "json"), (["--language", "jp"], "ja"), (["--encoding", "utf9"], "utf")):
        run = extract("a.txt", *words)
        assert run.exit_code == 2
        assert hint in run.stderr


def test_a_spent_budget_is_exit_code_7_and_what_is_done_is_written(extract: Garner) -> None:
    for number in range(30):
        put(f"in/{number:02}.txt", f"Acme {number}.")
    run = extract("in", "-o", "out.jsonl", "--html", "out.html", "--budget-tokens", "9000", "--concurrency", "1")
    assert run.exit_code == BudgetSpent.exit_code
    assert "The budget is spent" in run.stderr
    done = list(read_results("out.jsonl"))
    assert 0 < len(done) < 30
    assert Path("out.html").exists()


def test_a_defect_is_told_in_words_and_with_debug_in_full(extract: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("oops")

    put("a.txt")
    monkeypatch.setattr("garner.pipeline.job.run_job", fail)
    run = extract("a.txt")
    assert run.exit_code == 70
    assert "Unexpected error: ZeroDivisionError: oops" in run.stderr
    assert "--debug" in run.stderr
    assert "Traceback" not in run.stderr
    assert "Traceback" in extract("a.txt", "--debug").stderr


def test_a_key_is_in_no_output(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GARNER_API_KEY", "sk-very-secret")
    put("a.txt")
    words = ("extract", "a.txt", "-e", "company", "-m", "openai:x", "--base-url", "http://127.0.0.1:9/v1", "--attempts", "1")
    run = garner(*words, "-o", "out.jsonl", "--debug")
    assert run.exit_code == 6
    written = b"".join(path.read_bytes() for path in Path().iterdir() if path.is_file())
    assert "sk-very-secret" not in run.output
    assert b"sk-very-secret" not in written


def test_an_interrupted_run_says_how_to_go_on_and_keeps_what_is_done() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = f"http://127.0.0.1:{server.getsockname()[1]}/v1"
        words = ["extract", put("a.txt"), "-e", "company", "-m", "openai:x", "--base-url", address, "-o", "out.jsonl"]
        run = subprocess.Popen([*COMMAND, *words], stderr=subprocess.PIPE, text=True)
        server.settimeout(60)
        connection, _ = server.accept()
        run.send_signal(signal.SIGINT)
        _, said = run.communicate(timeout=60)
        connection.close()
    assert run.returncode == 130
    assert "Interrupted: 0 documents written to out.jsonl. Run the same command again to go on." in said
    assert "Traceback" not in said


def test_a_reader_that_goes_away_is_no_error() -> None:
    put("many.jsonl", '{"text": "Acme bought Bolt."}\n' * 2000)
    words = ["extract", "many.jsonl", "-e", "company", "-m", "scripted:model.jsonl"]
    run = subprocess.Popen([*COMMAND, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert run.stdout is not None
    assert run.stderr is not None
    run.stdout.readline()
    run.stdout.close()
    said = run.stderr.read()
    run.stderr.close()
    assert run.wait(timeout=60) == 141
    assert said == b""


def test_on_a_terminal_results_are_tables() -> None:
    import pty

    put("a.txt")
    screen, terminal = pty.openpty()
    words = ["extract", "a.txt", "-e", "company", "-m", "scripted:model.jsonl"]
    run = subprocess.Popen([*COMMAND, *words], stdout=terminal, stderr=subprocess.PIPE, env=os.environ | {"TERM": "xterm"})
    os.close(terminal)
    shown = b""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        try:
            chunk = os.read(screen, 4096)
        except OSError:
            break
        if not chunk:
            break
        shown += chunk
    run.communicate(timeout=60)
    os.close(screen)
    assert run.returncode == 0
    for words_shown in ("a.txt", "company", "Acme", "12-16", "verbatim"):
        assert words_shown in shown.decode()
    assert '{"version"' not in shown.decode()
