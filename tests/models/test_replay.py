"""What was recorded is given again; what was not is named."""

import asyncio
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from garner.errors import InputError, ModelError
from garner.models.protocols import TextGenerator
from garner.models.recording import (
    Recorded,
    RecordingHeader,
    call_address,
    read_recording,
    request_from_json,
    request_to_json,
    write_recording,
)
from garner.models.replay import Replay
from garner.values import Finish, Message, Reply, Request

HEADER = RecordingHeader("openai:m", 4096)
any_text = st.text(st.characters(exclude_categories=[]))
requests = st.builds(
    Request,
    st.lists(st.builds(Message, st.sampled_from(["system", "user", "assistant"]), any_text)).map(tuple),
    st.none() | any_text,
    st.integers(1, 10_000),
    st.floats(0, 2),
    st.none() | st.integers(),
)


def asks(text: str) -> Request:
    return Request((Message("user", text),))


def test_a_recorded_request_gets_its_reply(tmp_path: Path) -> None:
    reply = Reply("答え", Finish.LENGTH, 3, 2)
    write_recording(tmp_path / "r.jsonl", HEADER, [Recorded(asks("問い"), reply), Recorded(asks("b"), Reply("B"))])
    model = Replay(tmp_path / "r.jsonl")
    assert isinstance(model, TextGenerator)
    assert (model.name, model.context_tokens) == ("openai:m", 4096)
    assert asyncio.run(model.generate(asks("問い"))) == reply
    assert asyncio.run(model.generate(asks("b"))).text == "B"
    assert "問い" in (tmp_path / "r.jsonl").read_text(encoding="utf-8"), "a recording is made to be read"


def test_a_request_nobody_recorded_is_named(tmp_path: Path) -> None:
    write_recording(tmp_path / "r.jsonl", HEADER, [])
    with pytest.raises(ModelError, match=f"r.jsonl holds no reply to request {call_address('openai:m', asks('new'))}.*'new'"):
        asyncio.run(Replay(tmp_path / "r.jsonl").generate(asks("new")))


@given(requests)
def test_requests_are_written_and_read_without_loss(request: Request) -> None:
    assert request_from_json(request_to_json(request)) == request


@given(requests, any_text)
def test_recordings_are_written_and_read_without_loss(
    tmp_path_factory: pytest.TempPathFactory, request: Request, text: str
) -> None:
    path = tmp_path_factory.mktemp("recording") / "r.jsonl"
    calls = [Recorded(request, Reply(text))]
    assert write_recording(path, HEADER, calls) == 1
    header, read = read_recording(path)
    assert (header, list(read)) == (HEADER, calls)


@given(requests, requests)
def test_only_equal_requests_share_an_address(one: Request, other: Request) -> None:
    assert (call_address("m", one) == call_address("m", other)) == (one == other)


def test_the_address_is_the_same_on_every_machine() -> None:
    request = Request((Message("system", "s"), Message("user", "ü 猫")), '{"type":"object"}', 100, 0.5, 7)
    assert call_address("openai:m", request) == "71c6a8b3da082f3fa7f6cf14201c043f"
    assert call_address("openai:n", request) != call_address("openai:m", request)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "its first line is no header"),
        (b"{}\n", "its first line is no header"),
        (b'{"garner_recording": "2.0", "model": "m", "context_tokens": 1}\n', "version 2.0"),
        (b'{"garner_recording": "1.7", "model": "m", "context_tokens": 1}\n{"request": 3}\n', "line 2"),
        (b'{"garner_recording": "1.0", "model": "m", "context_tokens": 1}\n\nnonsense\n', "line 3"),
        (b"SQLite format 3\x00\xff\xfe", "is no recording"),
    ],
)
def test_a_file_that_is_no_recording_is_refused_with_the_place(tmp_path: Path, content: bytes, words: str) -> None:
    (tmp_path / "r.jsonl").write_bytes(content)
    with pytest.raises(InputError, match=words):
        Replay(tmp_path / "r.jsonl")


def test_a_recording_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent"):
        Replay(tmp_path / "absent")
