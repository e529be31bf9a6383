"""The chat model against a server on this machine: what it sends, what it makes of every kind of answer."""

import asyncio
import gc
import json
import logging
import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from garner.errors import (
    AnswerRefused,
    ContextTooLong,
    GarnerError,
    MissingDependency,
    ModelUnavailable,
    NotConfigured,
    RateLimited,
)
from garner.models.chat import OPENAI_URL, ChatModel
from garner.models.keys import Key
from garner.models.prices import Price, Prices
from garner.models.protocols import TextGenerator
from garner.models.settings import ModelSettings
from garner.values import Message, Reply, Request
from servers.chat_server import Asked, ChatServer, Drip, Hang, Http, Reset, Respond, Response, completion

HELLO = Request((Message("system", "Be brief."), Message("user", "Hello")), max_tokens=9)
STRUCTURED = Request((Message("user", "Hello"),), json_schema='{"type":"object"}')
SECRET = "sk-0123456789abcdef"


def ask(respond: Respond, *requests: Request, settings: ModelSettings | None = None, key: str | None = None) -> list[object]:
    """What each request, one after the other, came to: a reply or an error."""

    async def talk(url: str) -> list[object]:
        model = ChatModel("m", url, Key(key) if key else None, settings or ModelSettings(timeout=5))
        outcomes: list[object] = []
        for request in requests:
            try:
                outcomes.append(await model.generate(request))
            except GarnerError as error:
                outcomes.append(error)
        return outcomes

    with ChatServer(respond) as server:
        outcomes = asyncio.run(talk(server.url))
        outcomes.append(server.asked)
        return outcomes


def test_a_request_reaches_the_server_and_the_reply_comes_back() -> None:
    prices = Prices((("m", Price(1.0, 2.0)),))
    reply, asked = ask(lambda _: completion("Hi"), HELLO, settings=ModelSettings(prices=prices), key=SECRET)
    assert isinstance(reply, Reply)
    assert (reply.text, reply.input_tokens, reply.output_tokens) == ("Hi", 20, 5)
    assert reply.cost == pytest.approx(30e-6)
    assert reply.seconds > 0
    assert asked[0].path == "/v1/chat/completions"
    assert asked[0].headers["authorization"] == f"Bearer {SECRET}"
    assert asked[0].body == {
        "model": "m",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
        "max_tokens": 9,
        "temperature": 0.0,
    }


def test_it_is_a_text_generator() -> None:
    model = ChatModel("m", OPENAI_URL, None, ModelSettings(context_tokens=4096))
    assert isinstance(model, TextGenerator)
    assert (model.name, model.context_tokens) == ("openai:m", 4096)


def form(asked: Asked) -> str | None:
    response_format = asked.body.get("response_format")
    return response_format["type"] if isinstance(response_format, dict) else None


@pytest.mark.parametrize(
    ("known", "forms"),
    [
        ({None}, ["json_schema", "json_object", None, None]),
        ({"json_object", None}, ["json_schema", "json_object", "json_object"]),
    ],
)
def test_the_form_a_server_understands_is_found_and_remembered(known: set[str | None], forms: list[str | None]) -> None:
    def respond(asked: Asked) -> Response:
        if form(asked) in known:
            return completion("{}")
        return Http(400, json.dumps({"error": {"message": f"response_format {form(asked)} is not supported"}}))

    first, second, asked = ask(respond, STRUCTURED, STRUCTURED)
    assert isinstance(first, Reply)
    assert isinstance(second, Reply)
    assert [form(one) for one in asked] == forms


def test_a_refusal_for_another_reason_is_reported_and_nothing_is_remembered() -> None:
    def respond(asked: Asked) -> Response:
        return Http(400, json.dumps({"error": {"message": "no"}})) if asked.prompt == "Hello" else completion("{}")

    other = Request((Message("user", "Other"),), json_schema='{"type":"object"}')
    first, second, asked = ask(respond, STRUCTURED, other)
    assert isinstance(first, GarnerError)
    assert isinstance(second, Reply)
    assert [form(one) for one in asked] == ["json_schema", "json_object", None, "json_schema"]


def test_two_servers_words_never_send_it_round_in_circles() -> None:
    words = "max_tokens, max_completion_tokens: neither is supported"
    error, asked = ask(lambda _: Http(400, json.dumps({"error": {"message": words}})), HELLO)
    assert isinstance(error, GarnerError)
    assert len(asked) == 2


@pytest.mark.parametrize(
    ("response", "kind"),
    [
        (Http(429, "{}", {"Retry-After": "3"}), RateLimited),
        (Http(503, "busy"), ModelUnavailable),
        (Http(200, "<html>Sign in</html>", content_type="text/html"), ModelUnavailable),
        (Http(200, '{"choices": [{"mess'), ModelUnavailable),
        (Http(200, '{"choices": []}'), ModelUnavailable),
        (Http(200, '{"error": {"message": "upstream", "code": 502}}'), ModelUnavailable),
        (Http(200, ""), ModelUnavailable),
        (Reset(), ModelUnavailable),
        (Reset(after=10), ModelUnavailable),
        (Http(413, ""), ContextTooLong),
        (Http(401, "{}"), NotConfigured),
        (Http(404, "{}"), NotConfigured),
        (completion("hal", "content_filter"), AnswerRefused),
    ],
)
def test_each_failure_is_of_its_family_and_costs_one_call(response: Response, kind: type[Exception]) -> None:
    error, asked = ask(lambda _: response, HELLO)
    assert type(error) is kind
    assert len(asked) == 1


def test_a_server_that_hangs_is_left_after_the_timeout() -> None:
    error, _ = ask(lambda _: Hang(), HELLO, settings=ModelSettings(timeout=0.05))
    assert isinstance(error, ModelUnavailable)
    assert "within 0.05 seconds" in str(error)


def test_a_server_that_answers_byte_by_byte_is_left_after_the_timeout_too() -> None:
    error, _ = ask(lambda _: Drip(), HELLO, settings=ModelSettings(timeout=0.3))
    assert isinstance(error, ModelUnavailable)
    assert "within 0.3 seconds" in str(error)


def test_a_server_that_is_not_there_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/v1"
    model = ChatModel("m", url, None, ModelSettings(timeout=5))
    with pytest.raises(ModelUnavailable, match=f"openai:m at {url} cannot be reached"):
        asyncio.run(model.generate(HELLO))


def test_one_model_serves_several_event_loops_and_leaves_no_connection_open() -> None:
    with ChatServer(lambda _: completion("Hi")) as server:
        model = ChatModel("m", server.url, None, ModelSettings(timeout=5))
        for _ in range(3):
            assert asyncio.run(model.generate(HELLO)).text == "Hi"
        gc.collect()  # an open connection would warn here, and warnings are errors


def test_a_model_forgotten_inside_a_loop_leaves_no_connection_open() -> None:
    async def talk(url: str) -> None:
        model = ChatModel("m", url, None, ModelSettings(timeout=5))
        await asyncio.gather(*(model.generate(HELLO) for _ in range(8)))
        del model
        gc.collect()

    with ChatServer(lambda _: completion("Hi"), latency=0.02) as server:
        asyncio.run(talk(server.url))
        gc.collect()  # an open connection would warn here, and warnings are errors


def test_connections_can_be_closed_early() -> None:
    async def talk(url: str) -> str:
        model = ChatModel("m", url, None, ModelSettings(timeout=5))
        await model.generate(HELLO)
        await model.aclose()
        await model.aclose()
        return (await model.generate(HELLO)).text

    with ChatServer(lambda _: completion("Hi")) as server:
        assert asyncio.run(talk(server.url)) == "Hi"


def test_the_key_is_in_no_message_log_repr_or_exception(
    caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    shown: list[str] = []
    for status in (200, 400, 401, 403, 404, 429, 500):
        error, _ = ask(
            lambda _, status=status: Http(status, json.dumps({"error": {"message": f"Bad key {SECRET}"}})), HELLO, key=SECRET
        )
        assert isinstance(error, GarnerError)
        seen: BaseException | None = error
        while seen is not None:
            shown.append(f"{seen!r} {seen} {vars(seen)}")
            seen = seen.__cause__ or seen.__context__
    shown.append(repr(ChatModel("m", f"http://u:{SECRET}@localhost/v1?key={SECRET}", Key(SECRET), ModelSettings())))
    shown.append(caplog.text)
    shown += capfd.readouterr()
    assert "Bad key [key]" in shown[1]
    assert not [text for text in shown if SECRET in text]


def test_opening_finds_address_and_key(tmp_path: Path) -> None:
    (tmp_path / "key").write_text(SECRET)
    assert "api.openai.com" in repr(ChatModel.open("m", ModelSettings(key_file=tmp_path / "key"), {}))
    assert "h.example" in repr(
        ChatModel.open("m", ModelSettings(), {"OPENAI_BASE_URL": "https://h.example/v1/", "GARNER_API_KEY": "k"})
    )
    assert "localhost" in repr(ChatModel.open("m", ModelSettings(base_url="http://localhost:1/v1"), {}))


@pytest.mark.parametrize(
    ("name", "url", "words"),
    [
        ("m", None, "https://api.openai.com/v1 needs a key. Set GARNER_API_KEY or OPENAI_API_KEY, or GARNER_API_KEY_FILE"),
        ("", "http://localhost/v1", "needs the model's name"),
        ("m", "localhost:8000", "is no server address"),
        ("m", "https://me:pass@h.example/v1", "https://h.example/v1 was given with a user and password"),
    ],
)
def test_what_is_missing_is_said_at_once(name: str, url: str | None, words: str) -> None:
    with pytest.raises(NotConfigured, match=words):
        ChatModel.open(name, ModelSettings(base_url=url), {})


def test_the_client_is_loaded_by_the_first_call_and_not_before() -> None:
    program = (
        "import sys; from garner.models.registry import open_model, list_models\n"
        "from garner.pipeline.calls import prepare_calls\n"
        "prepare_calls(open_model('openai:m')); list_models(); print('openai' in sys.modules)"
    )
    environment = {**os.environ, "GARNER_API_KEY": "k"}
    said = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert said.stdout == "False\n"


def test_a_missing_client_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(MissingDependency, match="pip install openai"):
        ChatModel.open("m", ModelSettings(), {})


@pytest.mark.parametrize(
    ("text", "least", "most"),
    [("", 0, 0), ("東京都は", 4, 4), ("the cat sat on the mat", 6, 7), ("한국어 😀", 4, 6), ("1234567", 2, 7)],
)
def test_the_estimate_of_tokens_is_honest(text: str, least: int, most: int) -> None:
    assert least <= ChatModel("m", OPENAI_URL, None, ModelSettings()).count_tokens(text) <= most
