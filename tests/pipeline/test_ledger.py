"""What is on record is there for good, for every reader, whatever kills the writer."""

import asyncio
import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from garner.errors import InputError, ModelError, ModelUnavailable, OutputError
from garner.models.recording import call_address, request_from_json
from garner.models.replay import Replay
from garner.models.scripted import Scripted
from garner.pipeline.budget import Budget
from garner.pipeline.calls import CallPolicy, prepare_calls
from garner.pipeline.ledger import Ledger, LedgerTotals, export_recording
from garner.pipeline.timing import Timing
from garner.values import Finish, Message, Reply, Request
from servers.pretend_time import PretendTime

any_text = st.text(st.characters(exclude_categories=[]))


def asks(text: str, seed: int | None = None) -> Request:
    return Request((Message("user", text),), seed=seed)


@pytest.fixture
def ledger(tmp_path: Path):
    with Ledger(tmp_path / "run.ledger", wall_clock=lambda: 1_800_000_000.0) as ledger:
        yield ledger


def test_a_call_on_record_is_given_again_free_of_charge(ledger: Ledger) -> None:
    address = ledger.record("m", asks("q"), Reply("a", Finish.LENGTH, 3, 2, 1.5, 0.25), attempts=2)
    assert address == call_address("m", asks("q"))
    assert ledger.reply(address) == Reply("a", Finish.LENGTH, 3, 2, 0.0, 0.0, address, cached=True)
    assert ledger.reply(call_address("other", asks("q"))) is None
    assert ledger.totals() == LedgerTotals(1, 0, 3, 2, 0.25)


def test_an_unknown_price_stays_unknown(ledger: Ledger) -> None:
    reply = ledger.reply(ledger.record("m", asks("q"), Reply("a")))
    assert reply is not None
    assert reply.cost is None


def test_the_first_reply_stands(ledger: Ledger) -> None:
    ledger.record("m", asks("q"), Reply("first"))
    reply = ledger.reply(ledger.record("m", asks("q"), Reply("second")))
    assert reply is not None
    assert reply.text == "first"


def test_the_next_process_finds_everything(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l") as ledger:
        address = ledger.record("m", asks("q"), Reply("a"))
        ledger.record_failure(address, 1, ModelUnavailable("down"))
    with Ledger(tmp_path / "l") as ledger:
        assert ledger.reply(address) is not None
        assert ledger.failures(address) == 1


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(any_text, any_text)
def test_any_text_is_kept_as_it_is(ledger: Ledger, question: str, answer: str) -> None:
    request = asks(question + str(ledger.totals().calls))
    reply = ledger.reply(ledger.record("m", request, Reply(answer)))
    assert reply is not None
    assert reply.text == answer
    assert request in [call.request for call in ledger.recorded("m")]


def test_all_that_a_reader_wants_is_in_plain_tables(ledger: Ledger) -> None:
    address = ledger.record("m", asks("質問"), Reply("答え", Finish.STOP, 3, 2, 1.5, 0.25), attempts=2)
    ledger.record_failure(address, 1, ModelUnavailable("busy", "wait"))
    reader = sqlite3.connect(ledger.path)
    columns = "model, request, reply, finish, input_tokens, output_tokens, seconds, cost, attempts, at"
    model, request, reply, *rest = reader.execute(f"select {columns} from calls").fetchone()
    assert (model, request_from_json(request), json.loads(reply)) == ("m", asks("質問"), "答え")
    assert rest == ["stop", 3, 2, 1.5, 0.25, 2, 1_800_000_000.0]
    failure = reader.execute("select address, attempt, code, message, at from failures").fetchone()
    assert failure == (address, 1, "model_unavailable", '"busy wait"', 1_800_000_000.0)
    reader.close()


def test_readers_and_writers_do_not_lock_each_other_out(ledger: Ledger) -> None:
    ledger.record("m", asks("q"), Reply("a"))
    reader = sqlite3.connect(ledger.path, timeout=0)
    reader.execute("begin")
    assert reader.execute("select count(*) from calls").fetchone() == (1,)
    ledger.record("m", asks("r"), Reply("b"))
    assert reader.execute("select count(*) from calls").fetchone() == (1,), "a reader sees one moment"
    reader.close()


def test_many_threads_write_at_once(ledger: Ledger) -> None:
    def write(thread: int) -> None:
        for number in range(50):
            ledger.record("m", asks(f"{thread} {number}"), Reply("a"))

    threads = [threading.Thread(target=write, args=[number]) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.totals().calls == 400


WRITER = """
import sys
from garner.pipeline.ledger import Ledger
from garner.values import Message, Reply, Request
path, name, count = sys.argv[1:]
with Ledger(path) as ledger:
    for number in range(int(count)):
        ledger.record("m", Request((Message("user", f"{name} {number}"),)), Reply("a" * 2000))
        print(number, flush=True)
"""


def test_several_processes_start_and_write_at_once(tmp_path: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, tmp_path / "l", str(number), "40"], stdout=subprocess.DEVNULL)
        for number in range(4)
    ]
    assert [writer.wait() for writer in writers] == [0, 0, 0, 0]
    with Ledger(tmp_path / "l") as ledger:
        assert ledger.totals().calls == 160


def test_what_was_on_record_survives_kill_9(tmp_path: Path) -> None:
    for turn, lines in enumerate((1, 37, 150)):
        command = [sys.executable, "-c", WRITER, tmp_path / "l", str(turn), "1000000"]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            for _ in range(lines):
                last = int(writer.stdout.readline())
            os.kill(writer.pid, signal.SIGKILL)
        with Ledger(tmp_path / "l") as ledger:
            for number in range(last + 1):
                assert ledger.reply(call_address("m", asks(f"{turn} {number}"))) is not None


@pytest.mark.parametrize(
    ("prepare", "kind", "words"),
    [
        (lambda path: path.write_bytes(b"hello " * 100), InputError, "no garner ledger"),
        (lambda path: sqlite3.connect(path).execute("create table t (x)").connection.close(), InputError, "no garner ledger"),
        (lambda path: path.mkdir(), OutputError, "cannot be opened"),
    ],
)
def test_another_file_is_not_touched(tmp_path: Path, prepare, kind: type[Exception], words: str) -> None:
    prepare(tmp_path / "l")
    before = (tmp_path / "l").read_bytes() if (tmp_path / "l").is_file() else None
    with pytest.raises(kind, match=words):
        Ledger(tmp_path / "l")
    assert before is None or (tmp_path / "l").read_bytes() == before


@pytest.mark.parametrize(("version", "refused"), [("1.9", False), ("2.0", True), ("none", True)])
def test_unknown_major_versions_are_refused(tmp_path: Path, version: str, refused: bool) -> None:
    Ledger(tmp_path / "l").close()
    connection = sqlite3.connect(tmp_path / "l")
    connection.execute("update about set value = ?", (version,))
    connection.commit()
    connection.close()
    if refused:
        with pytest.raises(InputError, match=f"a ledger of version {version}"):
            Ledger(tmp_path / "l")
    else:
        Ledger(tmp_path / "l").close()


def test_a_full_disk_is_said_and_what_was_there_stays(tmp_path: Path) -> None:
    with Ledger(tmp_path / "l") as ledger:
        address = ledger.record("m", asks("q"), Reply("a"))
        pages = ledger._connection.execute("pragma page_count").fetchone()[0]
        ledger._connection.execute(f"pragma max_page_count = {pages}")
        with pytest.raises(OutputError, match="full"):
            ledger.record("m", asks("r"), Reply("a" * 100_000))
        assert ledger.reply(address) is not None


def test_a_ledger_becomes_a_recording_that_replays(ledger: Ledger, tmp_path: Path) -> None:
    for number in range(3):
        ledger.record("openai:m", asks(str(number)), Reply(f"answer {number}", Finish.STOP, 3, 2, 9.9, 1.0))
    assert export_recording(ledger, tmp_path / "r.jsonl", context_tokens=4096) == 3
    model = Replay(tmp_path / "r.jsonl")
    assert (model.name, model.context_tokens) == ("openai:m", 4096)
    assert asyncio.run(model.generate(asks("1"))).text == "answer 1"


def test_a_recording_is_of_one_model(ledger: Ledger, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="0 models: none"):
        export_recording(ledger, tmp_path / "r", 1)
    ledger.record("a", asks("q"), Reply("x"))
    ledger.record("b", asks("q"), Reply("y"))
    with pytest.raises(InputError, match="2 models: a, b"):
        export_recording(ledger, tmp_path / "r", 1)
    with pytest.raises(InputError, match="no call to c; it has a, b"):
        export_recording(ledger, tmp_path / "r", 1, "c")
    assert export_recording(ledger, tmp_path / "r", 1, "b") == 1


def test_a_recorded_call_is_not_made_again(ledger: Ledger) -> None:
    model = Scripted(["first", "second"])
    calls = prepare_calls(model, ledger=ledger)

    async def talk() -> list[Reply]:
        return [await calls.generate(asks("q")) for _ in range(3)]

    replies = asyncio.run(talk())
    assert [(reply.text, reply.cached) for reply in replies] == [("first", False), ("first", True), ("first", True)]
    assert {reply.call for reply in replies} == {call_address("scripted", asks("q"))}
    assert len(model.asked) == 1


@pytest.mark.parametrize("recorded", [True, False])
def test_equal_requests_side_by_side_share_one_call(ledger: Ledger, recorded: bool) -> None:
    async def slow(request: Request) -> Reply:
        await asyncio.sleep(0.01)
        return Reply("a", cost=1.0, seconds=2.0)

    model = Scripted(slow)
    calls = prepare_calls(model, ledger=ledger if recorded else None)

    async def talk() -> list[Reply]:
        return await asyncio.gather(*(calls.generate(asks(text)) for text in ("q", "q", "r", "q")))

    replies = asyncio.run(talk())
    assert [(reply.cached, reply.cost, reply.seconds) for reply in replies] == [
        (False, 1.0, 2.0),
        (True, 0.0, 0.0),
        (False, 1.0, 2.0),
        (True, 0.0, 0.0),
    ]
    assert len(model.asked) == 2


def test_a_shared_failure_reaches_everybody_and_is_not_kept(ledger: Ledger) -> None:
    calls = prepare_calls(Scripted([ModelError("no"), "yes"]), ledger=ledger)

    async def talk() -> tuple[list[Reply | BaseException], str]:
        first = await asyncio.gather(calls.generate(asks("q")), calls.generate(asks("q")), return_exceptions=True)
        return first, (await calls.generate(asks("q"))).text

    failures, text = asyncio.run(talk())
    assert [str(failure) for failure in failures] == ["no", "no"]
    assert text == "yes"


def test_only_the_call_that_was_made_counts_tokens(ledger: Ledger) -> None:
    async def ask() -> list[Reply]:
        prepared = prepare_calls(Scripted(["yes"]), ledger=ledger)
        together = await asyncio.gather(*(prepared.generate(asks("q")) for _ in range(2)))
        return [*together, await prepared.generate(asks("q"))]

    replies = asyncio.run(ask())
    assert [(reply.cached, bool(reply.input_tokens), bool(reply.output_tokens)) for reply in replies] == [
        (False, True, True),
        (True, False, False),
        (True, False, False),
    ]
    assert ledger.totals().input_tokens == replies[0].input_tokens


def test_one_caller_giving_up_does_not_take_the_call_from_the_others() -> None:
    made: list[str] = []

    async def slow(request: Request) -> str:
        try:
            await asyncio.sleep(0.01)
        except asyncio.CancelledError:
            made.append("cancelled")
            raise
        made.append("answered")
        return "a"

    calls = prepare_calls(Scripted(slow))

    async def talk() -> str:
        first, second = (asyncio.create_task(calls.generate(asks("q"))) for _ in range(2))
        await asyncio.sleep(0)
        first.cancel()
        text = (await second).text
        alone = asyncio.create_task(calls.generate(asks("r")))
        await asyncio.sleep(0)
        alone.cancel()
        await asyncio.gather(alone, return_exceptions=True)
        await asyncio.sleep(0)
        assert made == ["answered", "cancelled"]
        return text

    assert asyncio.run(talk()) == "a"


def test_failed_attempts_are_on_record_and_counted(ledger: Ledger) -> None:
    time = PretendTime()
    model = Scripted([ModelUnavailable("one"), ModelUnavailable("two"), "yes"])
    calls = prepare_calls(model, ledger=ledger, timing=Timing(time.clock, time.sleep, lambda: 0.5))
    reply = asyncio.run(calls.generate(asks("q")))
    assert ledger.failures(reply.call) == 2
    assert ledger.totals().failures == 2
    with sqlite3.connect(ledger.path) as reader:
        assert reader.execute("select attempts from calls").fetchone() == (3,)
    reader.close()


def test_replies_on_record_are_free_even_when_the_budget_is_spent(ledger: Ledger) -> None:
    ledger.record("scripted", asks("q"), Reply("known", input_tokens=5000))
    calls = prepare_calls(Scripted([]), CallPolicy(budget=Budget(tokens=100)), ledger)
    assert asyncio.run(calls.generate(asks("q"))).text == "known"


def test_the_ledger_holds_no_secret_of_the_server(ledger: Ledger) -> None:
    """Requests carry messages and parameters only: neither key nor address has a place in the tables."""
    ledger.record("m", asks("q"), Reply("a"))
    columns = {row[1] for row in ledger._connection.execute("pragma table_info(calls)")}
    assert not columns & {"key", "url", "headers"}
