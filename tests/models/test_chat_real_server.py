"""The chat model against a server that nobody here wrote: ``transformers serve`` with a tiny model of random weights.

``GARNER_TEST_SERVER_PYTHON`` names a Python that has ``torch`` and ``transformers[serving]``; without it this one is tried.
"""

import asyncio
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from garner.errors import GarnerError, ModelError, NotConfigured
from garner.models.chat import ChatModel
from garner.models.replay import Replay
from garner.models.settings import ModelSettings
from garner.pipeline.calls import prepare_calls
from garner.pipeline.ledger import Ledger, export_recording
from garner.values import Finish, Message, Reply, Request
from servers import driver

pytestmark = pytest.mark.server

TINY_MODEL = Path(driver.__file__).with_name("tiny_model.py")
PACKAGES = ("torch", "transformers", "fastapi", "uvicorn", "openai")
SERVE = "from transformers.cli.transformers import main; main()"
SHORT = Request((Message("system", "Be brief."), Message("user", "Grüße, 東京 \U0001f600")), max_tokens=12)


@pytest.fixture(scope="module")
def python() -> str:
    """The Python that can run the server."""
    python = os.environ.get("GARNER_TEST_SERVER_PYTHON", sys.executable)
    missing = f"import importlib.util as u; print(*[name for name in {PACKAGES} if u.find_spec(name) is None])"
    lacks = subprocess.run([python, "-c", missing], capture_output=True, text=True, check=True).stdout.strip()
    if lacks:
        pytest.skip(f"{python} lacks {lacks}; GARNER_TEST_SERVER_PYTHON may name another")
    return python


@pytest.fixture(scope="module")
def folder(python: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "model"
    subprocess.run([python, TINY_MODEL, folder], check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture(scope="module")
def url(python: str, folder: Path) -> Iterator[str]:
    """The address of the running server."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [python, "-c", SERVE, "serve", str(folder), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu"]
    with (folder.parent / "log").open("w") as log:
        server = subprocess.Popen(command, env={**os.environ, "HF_HUB_OFFLINE": "1"}, stdout=log, stderr=log)
    try:
        for _ in range(1200):
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5):
                    break
            except (urllib.error.URLError, ConnectionError):
                assert server.poll() is None, (folder.parent / "log").read_text()
                time.sleep(0.1)
        yield f"http://127.0.0.1:{port}/v1"
    finally:
        server.terminate()
        server.wait(30)


def ask(url: str, model: str, request: Request) -> Reply | GarnerError:
    async def talk() -> Reply | GarnerError:
        try:
            return await ChatModel(model, url, None, ModelSettings(timeout=60)).generate(request)
        except GarnerError as error:
            return error

    return asyncio.run(talk())


def test_a_reply_comes_with_its_end_and_its_tokens(url: str, folder: Path) -> None:
    reply = ask(url, str(folder), SHORT)
    assert isinstance(reply, Reply)
    assert reply.finish is Finish.LENGTH
    assert reply.output_tokens == 12
    assert reply.input_tokens > 20
    assert ask(url, str(folder), SHORT).text == reply.text  # type: ignore[union-attr]


def test_a_schema_that_the_server_cannot_enforce_does_no_harm(url: str, folder: Path) -> None:
    schema = '{"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"], "additionalProperties": false}'
    reply = ask(url, str(folder), Request((Message("user", "hello"),), schema, max_tokens=8, temperature=0.5, seed=3))
    assert isinstance(reply, Reply)
    assert reply.output_tokens == 8


def test_a_wrong_name_and_a_wrong_address_are_told_apart(url: str, folder: Path) -> None:
    assert isinstance(ask(url, "no/such-model", SHORT), ModelError)
    assert isinstance(ask(url.removesuffix("/v1"), str(folder), SHORT), NotConfigured)


def test_a_run_through_ledger_and_replay(url: str, folder: Path, tmp_path: Path) -> None:
    requests = [Request((Message("user", f"question {number}"),), max_tokens=6) for number in range(12)]
    model = ChatModel(str(folder), url, None, ModelSettings(timeout=60))

    async def ask_all(generator: object) -> list[Reply]:
        return await asyncio.gather(*(generator.generate(request) for request in requests))  # type: ignore[attr-defined]

    with Ledger(tmp_path / "ledger") as ledger:
        first = asyncio.run(ask_all(prepare_calls(model, ledger=ledger)))
        again = asyncio.run(ask_all(prepare_calls(model, ledger=ledger)))
        export_recording(ledger, tmp_path / "recording", model.context_tokens)
    replayed = asyncio.run(ask_all(Replay(tmp_path / "recording")))
    assert not any(reply.cached for reply in first)
    assert all(reply.cached for reply in again)
    assert [reply.text for reply in first] == [reply.text for reply in again] == [reply.text for reply in replayed]


def test_documents_whose_answers_make_no_sense_are_results_all_the_same(url: str, folder: Path, tmp_path: Path) -> None:
    async def drive() -> None:
        generator = prepare_calls(ChatModel(str(folder), url, None, ModelSettings(timeout=60)))
        results = driver.run(driver.documents(2), lambda document: driver.extract(generator, document), 4)
        outcomes = [(result.id, result.complete) async for result in results]
        assert outcomes == [(f"doc{number}", False) for number in range(2)]

    asyncio.run(drive())
