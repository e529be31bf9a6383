"""The whole job against a faulty server and a killer: every document finished, nothing asked twice, nothing lost or doubled."""

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

from garner.files.results import read_results
from garner.models.settings import ModelSettings
from garner.pipeline.calls import CallPolicy
from garner.pipeline.job import Job, run_job
from garner.pipeline.limits import Limits
from garner.pipeline.retry import RetryPolicy
from garner.schema import Schema
from garner.values import Document
from servers.chat_server import Asked, ChatServer, Http, Response, completion
from servers.faults import FAULTS, FirstAnswerFails, fault_of

COUNT = 80
SCHEMA = Schema.of(["person", "city"])
PEOPLE, CITIES = ("Ada", "Łukasz", "李明", "Zoë 😀"), ("Rome", "東京", "Zürich")


def text(number: int) -> str:
    return f"<document doc{number}> 😀 {PEOPLE[number % 4]} left {CITIES[number % 3]}."


def documents(count: int = COUNT) -> list[Document]:
    return [Document(f"doc{number}", text(number)) for number in range(count)]


def answer(asked: Asked) -> str:
    """What a good model would answer to the prompt: the names that stand in its text."""
    said = next(message["content"] for message in asked.messages if "<document" in message["content"])
    return json.dumps(
        {"entities": {"person": [each for each in PEOPLE if each in said], "city": [each for each in CITIES if each in said]}},
        ensure_ascii=False,
    )


class Faulty(FirstAnswerFails):
    """The fault server with real answers in place of its own."""

    def __call__(self, asked: Asked) -> Response:
        response = super().__call__(asked)
        if isinstance(response, Http) and response.status == 200 and response.content_type == "application/json":
            said = json.loads(response.body)["choices"][0]["message"]["content"]
            good = answer(asked)
            if "Sure" in said:
                return completion(f"Sure! Here you are:\n\n```json\n{good}\n```\nAnything else?")
            whole = re.fullmatch(r'\{"name": "\S+"\}', said)
            return completion(good if whole else good[: len(good) // 2])
        return response


def check(path: Path, count: int = COUNT) -> None:
    """The output holds each document once, in order, read whole, with exactly the right items at the right places."""
    results = list(read_results(path))
    assert [result.id for result in results] == [f"doc{number}" for number in range(count)]
    for number, result in enumerate(results):
        assert result.complete, (result.id, result.problems)
        assert [(each.type, each.text) for each in result.entities] == [
            ("person", PEOPLE[number % 4]),
            ("city", CITIES[number % 3]),
        ]
        assert all(result.text[each.start : each.end] == each.text for each in result.entities)


def test_every_document_is_finished_against_a_server_that_fails_in_every_way(tmp_path: Path) -> None:
    assert {fault_of(document.id) for document in documents()} == {None, *FAULTS}
    failing = Faulty()
    with ChatServer(failing) as server:
        job = Job(
            SCHEMA,
            "openai:fake",
            ModelSettings(base_url=server.url, timeout=0.5),
            calls=CallPolicy(RetryPolicy(first_wait=0.02, longest_wait=0.1), Limits(in_flight=8)),
            concurrency=8,
            output=tmp_path / "out.jsonl",
            ledger=tmp_path / "out.ledger",
        )
        summary = run_job(job, documents())
    assert set(failing.met.values()) == set(FAULTS)
    assert (summary.progress.done, summary.progress.failed, summary.before) == (COUNT, 0, 0)
    check(tmp_path / "out.jsonl")


def test_the_same_command_goes_on_after_every_kill(tmp_path: Path) -> None:
    chance = random.Random(7)
    answered: Counter[str] = Counter()

    def respond(asked: Asked) -> Response:
        answered[json.dumps(asked.messages)] += 1
        return completion(answer(asked))

    source, output = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text("".join(json.dumps({"id": each.id, "text": each.text}) + "\n" for each in documents()), "utf-8")
    garner = [sys.executable, "-c", "from garner.cli import main; main()"]
    command = [*garner, "extract", str(source), "--entities", "person,city", "--model", "openai:fake"]
    command += ["--concurrency", "4", "-o", str(output), "--html", str(tmp_path / "out.html"), "--quiet"]
    kills = 0
    with ChatServer(respond, latency=0.05) as server:
        environment = {**os.environ, "GARNER_BASE_URL": server.url, "HOME": str(tmp_path)}
        while True:
            before = len(answered)
            process = subprocess.Popen(command, env=environment, cwd=tmp_path)
            while process.poll() is None and (kills == 4 or len(answered) < before + 12):
                time.sleep(0.01)
            time.sleep(chance.random() * 0.1)
            if process.poll() is not None:
                break
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
    assert process.returncode == 0
    assert kills == 4
    check(output)
    # A call in flight when the process dies was never answered to it; at most those may be asked twice.
    assert sum(answered.values()) - len(answered) <= kills * 4
    assert "doc79" in (tmp_path / "out.html").read_text("utf-8")
