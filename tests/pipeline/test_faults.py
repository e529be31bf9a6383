"""A server whose first answer fails for a third of the prompts; and a run that is killed, again and again."""

import asyncio
import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from garner.errors import BudgetSpent
from garner.files.results import read_results
from garner.models.keys import Key
from garner.models.recording import call_address
from garner.pipeline.budget import Budget
from garner.pipeline.calls import CallPolicy
from garner.pipeline.ledger import Ledger, export_recording
from garner.pipeline.limits import Limits
from garner.pipeline.retry import RetryPolicy
from garner.values import Message, Request
from servers.chat_server import Asked, ChatServer, Http, Response, completion
from servers.driver import documents, drive, fake
from servers.faults import FAULTS, FirstAnswerFails, fault_of

COUNT = 120
QUICK = CallPolicy(RetryPolicy(first_wait=0.02, longest_wait=0.1))


def names(folder: Path) -> list[str]:
    """The documents of the output, each of which must have been read whole and answered with its own name."""
    results = list(read_results(folder / "out.jsonl"))
    assert all(result.complete for result in results)
    assert [result.id for result in results] == [result.labels[0].value for result in results]
    return [result.id for result in results]


def test_the_server_fails_as_often_and_in_as_many_ways_as_it_should() -> None:
    faults = Counter(fault_of(document.id) for document in documents(COUNT))
    assert set(faults) == {None, *FAULTS}
    assert 0.25 <= 1 - faults[None] / COUNT <= 0.35


def test_every_document_is_finished_although_first_answers_fail(tmp_path: Path) -> None:
    failing = FirstAnswerFails()
    with ChatServer(failing) as server:
        asyncio.run(drive(fake(server.url, 0.5), tmp_path, COUNT, QUICK))
        times = Counter(asked.messages[0]["content"].split()[1].strip(">") for asked in server.asked)
    assert names(tmp_path) == [document.id for document in documents(COUNT)]
    assert set(failing.met.values()) == set(FAULTS)
    assert all(times[name] >= 2 for name, fault in failing.met.items() if fault != "prose")
    with Ledger(tmp_path / "out.ledger") as ledger:
        totals = ledger.totals()
    # On a busy machine a sound answer may come too late as well; but every attempt, sound or not, is on record once.
    assert totals.calls == COUNT + sum(fault == "cut" for fault in failing.met.values())
    assert len(server.asked) <= totals.calls + totals.failures


def test_every_failed_attempt_is_on_record(tmp_path: Path) -> None:
    failing = FirstAnswerFails()
    with ChatServer(failing) as server:
        asyncio.run(drive(fake(server.url, 0.5), tmp_path, COUNT, QUICK))
    with sqlite3.connect(tmp_path / "out.ledger") as ledger:
        codes = Counter(row[0] for row in ledger.execute("select code from failures"))
    ledger.close()
    met = Counter(failing.met.values())
    assert set(codes) == {"rate_limited", "model_unavailable"}
    assert codes["rate_limited"] == met["limited"]
    assert codes["model_unavailable"] >= sum(met[fault] for fault in ("error_500", "error_503", "hang", "reset", "html"))


def addresses_on_record(path: Path) -> set[str]:
    if not path.exists():
        return set()
    with sqlite3.connect(path, timeout=10) as ledger:
        try:
            return {row[0] for row in ledger.execute("select address from calls")}
        except sqlite3.OperationalError:  # killed before the tables were there
            return set()
        finally:
            ledger.rollback()


def test_a_run_killed_at_any_moment_goes_on_and_loses_and_doubles_nothing(tmp_path: Path) -> None:
    chance = random.Random(1)
    failing = FirstAnswerFails(share=0.1)
    answered: Counter[str] = Counter()

    def respond(asked: Asked) -> Response:
        response = failing(asked)
        turns = tuple(Message(turn["role"], turn["content"]) for turn in asked.messages)  # type: ignore[arg-type]
        answered[call_address("openai:fake", Request(turns, max_tokens=50))] += 1
        return response

    command = [sys.executable, "-m", "servers.driver"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[1])}
    kills, on_record = 0, {}
    with ChatServer(respond, latency=0.01) as server:
        while True:
            process = subprocess.Popen([*command, server.url, str(tmp_path), str(COUNT)], env=environment)
            enough = answered.total() + chance.choice([0, 5, 30, 40, 50])
            while process.poll() is None and answered.total() < enough:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            if process.poll() is not None:
                break
            os.kill(process.pid, signal.SIGKILL)
            process.wait()
            kills += 1
            for address in addresses_on_record(tmp_path / "out.ledger"):
                on_record.setdefault(address, answered[address])
            if (tmp_path / "out.jsonl").exists():
                lines = (tmp_path / "out.jsonl").read_bytes().split(b"\n")[:-1]
                assert len(lines) <= COUNT
        assert process.returncode == 0
    assert kills >= 2
    assert names(tmp_path) == [document.id for document in documents(COUNT)]
    again = {address: answered[address] for address, times in on_record.items() if answered[address] != times}
    assert not again, "what was on record when the process was killed was asked again"


def test_the_key_is_in_no_file_that_a_run_leaves_behind(tmp_path: Path) -> None:
    secret = "sk-0123456789abcdef"

    def respond(asked: Asked) -> Response:
        assert asked.headers["authorization"] == f"Bearer {secret}"
        if asked.times == 1:
            return Http(500, json.dumps({"error": {"message": f"debug: key={secret}"}}))
        return completion(json.dumps({"name": asked.prompt.split()[1].strip(">")}))

    with ChatServer(respond) as server:
        asyncio.run(drive(fake(server.url, 30, Key(secret)), tmp_path, 5, QUICK))
    with Ledger(tmp_path / "out.ledger") as ledger:
        assert ledger.totals().failures == 5
        export_recording(ledger, tmp_path / "recording.jsonl", 8192)
        files = [path for path in tmp_path.iterdir() if path.is_file()]
        assert len(files) >= 3
        assert not [path for path in files if secret.encode() in path.read_bytes()]
        assert b"debug: key=[key]" in b"".join(path.read_bytes() for path in files)


def test_a_spent_budget_stops_and_a_larger_one_goes_on(tmp_path: Path) -> None:
    with ChatServer(lambda asked: completion(json.dumps({"name": asked.prompt.split()[1].strip(">")}))) as server:
        with pytest.raises(BudgetSpent):
            asyncio.run(drive(fake(server.url, 30), tmp_path, 40, CallPolicy(budget=Budget(tokens=700))))
        first = names(tmp_path)
        assert 0 < len(first) < 40
        # An equal budget is as spent as it was: what the earlier run took counts.
        with pytest.raises(BudgetSpent):
            asyncio.run(drive(fake(server.url, 30), tmp_path, 40, CallPolicy(budget=Budget(tokens=700))))
        assert len(server.asked) * 25 <= 700
        asyncio.run(drive(fake(server.url, 30), tmp_path, 40, CallPolicy(budget=Budget(tokens=2000))))
        assert len(server.asked) == 40, "nothing is asked twice"
    assert names(tmp_path) == [document.id for document in documents(40)]


def test_calls_in_flight_are_bounded_whatever_the_documents_do(tmp_path: Path) -> None:
    with ChatServer(FirstAnswerFails(0.0), latency=0.01) as server:
        asyncio.run(drive(fake(server.url, 30), tmp_path, 40, CallPolicy(limits=Limits(in_flight=3))))
        assert server.most_at_once == 3
