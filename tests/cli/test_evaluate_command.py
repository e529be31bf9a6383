from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import Result as Ran

from garner.cli.score_tables import print_run
from garner.datasets.exposure import exposure_to, write_exposure
from garner.evaluation.runs import Exposed, read_run
from garner.files import write_results
from garner.values import Document, Extraction, Result
from servers.chat_server import Asked, ChatServer, Http, Response, completion

Garner = Callable[..., Ran]
COMMAND = [sys.executable, "-c", "import garner.cli; garner.cli.main()"]
SEEN = "Acme bought the whole of the old harbour from Bolt on Tuesday."
TEXTS = ("Acme bought Bolt.", "Nothing happened at all.", "Acme sold Carl.", SEEN)


def put(name: str = "mine.jsonl") -> str:
    """A data set: companies are gold wherever they stand, but Carl is none that the model finds."""
    lines = []
    for number, text in enumerate(TEXTS):
        spans = [(text.index(word), word) for word in ("Acme", "Bolt", "Carl") if word in text]
        gold = [{"type": "company", "start": start, "end": start + len(word)} for start, word in spans]
        lines.append(json.dumps({"id": f"d{number}", "text": text, "entities": gold}) + "\n")
    Path(name).write_text("".join(lines), "utf-8")
    return name


@pytest.fixture
def evaluate(garner: Garner) -> Garner:
    """Runs ``garner evaluate`` on a data set with the scripted model."""

    def run(*words: str) -> Ran:
        return garner("evaluate", "--data", put(), "-m", "scripted:model.jsonl", "--resamples", "50", *words)

    return run


def test_scores_go_into_a_pipe_as_json_and_people_are_told_on_standard_error(evaluate: Garner) -> None:
    run = evaluate()
    assert run.exit_code == 0
    record = json.loads(run.stdout)
    [evaluation] = record["evaluations"]
    [mode] = evaluation["modes"]
    assert (evaluation["data"]["name"], evaluation["data"]["documents"], mode["mode"]) == ("mine.jsonl", 4, "offset@1")
    assert mode["micro"]["counts"] == [5, 6, 5, 6]
    assert len(mode["micro"]["intervals"]["f1"]) == 2
    assert mode["empty_gold"]["false_positive_rate"] == 0
    assert (record["cost"]["calls"], evaluation["seen"]["exposed"]) == (4, "unknown")
    assert "harbour" not in run.stdout
    assert "Nobody recorded what the model was trained on" in run.stderr


def test_the_run_file_holds_everything_and_nothing_else_is_left_but_the_ledger(evaluate: Garner) -> None:
    run = evaluate("-o", "run.json")
    assert run.exit_code == 0
    assert "-> run.json" in run.stderr
    kept = read_run("run.json")
    [evaluation] = kept.evaluations
    assert [case.result.text for case in evaluation.cases] == list(TEXTS)
    assert kept.model.settings["temperature"] == "0.0"
    assert sorted(path.name for path in Path().glob("run.json*")) == ["run.json", "run.json.ledger"]


def test_scores_only_writes_no_text(evaluate: Garner) -> None:
    assert evaluate("-o", "run.json", "--scores-only").exit_code == 0
    assert "harbour" not in Path("run.json").read_text("utf-8")
    assert read_run("run.json").evaluations[0].cases == ()


def test_modes_limit_and_seeds_are_as_told(evaluate: Garner) -> None:
    run = evaluate("--modes", "string, overlap", "--limit", "2", "--draw-seed", "3", "--seed", "11")
    record = json.loads(run.stdout)
    [evaluation] = record["evaluations"]
    assert [mode["mode"] for mode in evaluation["modes"]] == ["string@1", "overlap@1"]
    assert (evaluation["data"]["documents"], evaluation["data"]["of"], evaluation["data"]["sample_seed"]) == (2, 4, 3)
    assert evaluation["modes"][0]["draws"] == {"resamples": 50, "seed": 3, "level": 0.95}
    assert record["seed"] == 11
    assert "2 of 4 texts, drawn at random with seed 3" in run.stderr


def test_several_data_sets_are_one_run_with_their_mean(evaluate: Garner) -> None:
    record = json.loads(evaluate("--data", put("other.jsonl")).stdout)
    assert [each["data"]["name"] for each in record["evaluations"]] == ["mine.jsonl", "other.jsonl"]
    assert record["means"][0]["data"] == ["mine.jsonl", "other.jsonl"]
    assert len(json.loads(evaluate("--data", "mine.jsonl").stdout)["evaluations"]) == 1


def test_a_text_that_was_not_read_is_exit_code_1(garner: Garner) -> None:
    Path("model.jsonl").write_text('{"when": "Acme", "reply": {"entities": {"company": []}}}\n{"reply": "I cannot."}\n')
    run = garner("evaluate", "--data", put(), "-m", "scripted:model.jsonl")
    assert run.exit_code == 1
    assert json.loads(run.stdout)["evaluations"][0]["incomplete"] == 1


def test_texts_seen_in_training_are_refused_dropped_or_forced(evaluate: Garner) -> None:
    write_exposure(exposure_to("small", (), [SEEN]), Path("seen"))
    run = evaluate("--exposure", "seen", "-o", "run.json")
    assert run.exit_code == 8
    assert "--drop-seen" in run.stderr
    assert not Path("run.json").exists()
    assert json.loads(evaluate("--exposure", "seen", "--drop-seen").stdout)["evaluations"][0]["data"]["documents"] == 3
    forced = evaluate("--exposure", "seen", "--force", "-o", "run.json")
    assert "seen in training, forced" in forced.stderr
    assert read_run("run.json").evaluations[0].seen.exposed is Exposed.FORCED


def test_results_of_the_embedded_model_are_held_against_what_it_saw(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = Path("weights")
    write_exposure(exposure_to("small", (), [SEEN]), folder)
    (folder / "model.json").write_text('{"name": "small"}')
    monkeypatch.setattr("garner.models.encoder.weights.packaged_weights", lambda: folder)
    results = [
        Result(Document(f"d{number}", text), Extraction(text), model="encoder:small x=1") for number, text in enumerate(TEXTS)
    ]
    write_results("out.jsonl", results)
    words = ("evaluate", "--data", put(), "--results", "out.jsonl", "--resamples", "20")
    assert garner(*words).exit_code == 8
    write_results("out.jsonl", [replace(result, model="openai:other") for result in results])
    run = garner(*words)
    assert json.loads(run.stdout)["evaluations"][0]["seen"]["exposed"] == "unknown", run.output


def test_results_made_elsewhere_are_scored_without_a_model(garner: Garner, evaluate: Garner) -> None:
    garner("extract", put(), "-e", "company", "-m", "scripted:model.jsonl", "-o", "out.jsonl")
    run = garner("evaluate", "--data", "mine.jsonl", "--results", "out.jsonl", "--resamples", "50")
    assert run.exit_code == 0
    here = json.loads(evaluate().stdout)["evaluations"][0]["modes"]
    assert json.loads(run.stdout)["evaluations"][0]["modes"] == here


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("--modes", "ofset"), 2, "there is no matching mode 'ofset'.\n  Choose one of offset."),
        (("--force", "--drop-seen"), 2, "contradict each other"),
        (("--limit", "0"), 2, "--limit"),
        (("--data", "none.jsonl"), 4, "none.jsonl"),
        (("-o", "mine.jsonl"), 2, "mine.jsonl is named twice"),
        (("-o", "model.jsonl"), 5, "model.jsonl is there and is no run file."),
        (("-o", "none/run.json"), 5, "there is no folder none"),
        (("--results", "model.jsonl"), 4, "model.jsonl, line 1: this is not a garner result"),
        (("--results", "none.jsonl"), 4, "none.jsonl cannot be read"),
        (("--results", "model.jsonl", "--ledger", "l"), 2, "nothing for --ledger"),
        (("--exposure", "none"), 4, "none cannot be read: it is not there"),
        (("-m", "nonesuch"), 2, "there is no model 'nonesuch'"),
        (("-m", "encoder:none"), 6, "There is no encoder in none"),
        (("-s", "model.jsonl"), 3, "model.jsonl"),
    ],
)
def test_what_cannot_be_done_is_said_in_words(evaluate: Garner, words: tuple[str, ...], code: int, said: str) -> None:
    run = evaluate(*words)
    assert (run.exit_code, run.stdout) == (code, "")
    assert said in run.stderr
    assert "Traceback" not in run.stderr


def test_texts_without_a_result_are_counted_aloud(garner: Garner) -> None:
    data = put()
    documents = [json.loads(line) for line in Path(data).read_text("utf-8").splitlines()]
    first = Document(str(documents[0]["id"]), documents[0]["text"])
    write_results("out.jsonl", [Result(first, Extraction(first.text), model="openai:other")])
    run = garner("evaluate", "--data", data, "--results", "out.jsonl", "--resamples", "20")
    assert f"{len(documents) - 1} of {len(documents)} texts have no result" in " ".join(run.stderr.split())


def test_results_are_of_one_data_set(evaluate: Garner) -> None:
    write_results("out.jsonl", [])
    run = evaluate("--data", put("other.jsonl"), "--results", "out.jsonl")
    assert run.exit_code == 2
    assert "--results is of one data set, and there are 2: mine.jsonl, other.jsonl." in run.stderr


def test_no_key_is_in_the_run_file(garner: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GARNER_API_KEY", "sk-very-secret")
    Path("key").write_text("sk-other-secret")

    def respond(asked: Asked) -> Response:
        return completion('{"entities": {"company": ["Acme"]}}')

    with ChatServer(respond) as server:
        run = garner(
            "evaluate", "--data", put(), "-m", "openai:x", "--base-url", server.url, "--key-file", "key", "-o", "run.json"
        )
    assert run.exit_code == 0, run.output
    assert b"sk-" not in Path("run.json").read_bytes() + run.output.encode()
    assert read_run("run.json").model.settings["base_url"] == server.url


def test_a_server_that_failed_for_some_texts_is_told_beside_the_score(garner: Garner) -> None:
    def respond(asked: Asked) -> Response:
        failed = "Carl" in asked.messages[-1]["content"]
        return Http(500, "{}") if failed else completion('{"entities": {"company": ["Acme"]}}')

    with ChatServer(respond) as server:
        words = ("evaluate", "--data", put(), "-m", "openai:x", "--base-url", server.url, "--attempts", "1")
        run = garner(*words, "-o", "run.json")
    assert run.exit_code == 1
    assert "mine.jsonl: the server gave no answer 1 times in 4 texts" in run.stderr


@pytest.mark.parametrize("words", [(), ("-o", "run.json")])
def test_modes_that_name_nothing_are_refused(evaluate: Garner, words: tuple[str, ...]) -> None:
    run = evaluate("--modes", " , ", *words)
    assert run.exit_code == 2
    assert "--modes ' , ' names nothing." in run.stderr


def test_an_interrupted_run_says_how_to_go_on(evaluate: Garner, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("garner.evaluation.runs.making.evaluate_model", interrupt)
    run = evaluate("-o", "run.json")
    assert (run.exit_code, run.stdout) == (130, "")
    assert "Interrupted. Run the same command again to go on." in run.stderr


def test_a_spent_budget_is_exit_code_7_and_the_same_command_goes_on_with_a_larger_one(evaluate: Garner) -> None:
    run = evaluate("-o", "run.json", "--budget-tokens", "700", "--concurrency", "1", "--max-tokens", "100")
    assert run.exit_code == 7, run.output
    assert not Path("run.json").exists()
    done = Path("run.json.1.results.jsonl").read_text("utf-8").count("\n")
    assert 0 < done < len(TEXTS)
    assert evaluate("-o", "run.json", "--max-tokens", "100", "--concurrency", "1").exit_code == 0
    usage = read_run("run.json").evaluations[0].usage
    assert (usage.calls, usage.cached_calls) == (len(TEXTS), 0)


def test_overwrite_drops_what_was_kept(evaluate: Garner) -> None:
    kept = Path("run.json.1.results.jsonl")
    kept.write_text("no result\nat all\n")
    run = evaluate("-o", "run.json")
    assert run.exit_code == 5
    assert "run.json.1.results.jsonl, line 1: this is no result." in run.stderr
    assert evaluate("-o", "run.json", "--overwrite").exit_code == 0
    assert not kept.exists()


def test_a_killed_run_goes_on_and_pays_nothing_twice() -> None:
    texts = [f"Acme met Bolt on day {number}." for number in range(40)]
    gold = [{"type": "company", "start": 0, "end": 4}, {"type": "company", "start": 9, "end": 13}]
    lines = [json.dumps({"id": str(number), "text": text, "entities": gold}) for number, text in enumerate(texts)]
    Path("many.jsonl").write_text("\n".join(lines), "utf-8")
    asked_of: Counter[str] = Counter()

    def respond(asked: Asked) -> Response:
        asked_of[json.dumps(asked.messages)] += 1
        return completion('{"entities": {"company": ["Acme", "Bolt"]}}')

    kills = 0
    with ChatServer(respond, latency=0.03) as server:
        words = ["evaluate", "-d", "many.jsonl", "-m", "openai:fake", "--base-url", server.url, "-o", "run.json", "-q"]
        while True:
            before = len(asked_of)
            process = subprocess.Popen([*COMMAND, *words, "--concurrency", "2"], stdout=subprocess.DEVNULL)
            while process.poll() is None and (kills == 2 or len(asked_of) < before + 10):
                time.sleep(0.01)
            if process.poll() is not None:
                break
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            assert not Path("run.json").exists()
            kills += 1
    assert (process.returncode, kills) == (0, 2)
    [evaluation] = read_run("run.json").evaluations
    assert evaluation.modes[0].scores.micro.counts == (80, 80, 80, 80)
    assert [case.result.id for case in evaluation.cases] == [str(number) for number in range(40)]
    # A call in flight when the process dies was never answered to it; at most those may be asked twice.
    assert sum(asked_of.values()) - len(asked_of) <= kills * 2
    assert (evaluation.usage.calls, evaluation.usage.cached_calls) == (40, 0)


def test_a_terminal_shows_scores_with_intervals_and_what_is_needed_to_judge_them(
    evaluate: Garner, capsys: pytest.CaptureFixture[str]
) -> None:
    evaluate("--data", put("other.jsonl"), "--limit", "3", "-o", "run.json")
    print_run(read_run("run.json"))
    shown = capsys.readouterr().out
    for words in (
        "offset@1",
        "interval",
        "mean of 2",
        "seen in training: unknown",
        "3 of 4 texts, drawn with seed 0",
        "6 calls",
    ):
        assert words in shown
    assert "without gold" in shown
