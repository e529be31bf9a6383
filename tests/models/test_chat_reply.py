"""A chat completion is read whichever server wrote it, and nothing it says is lost."""

import json

import pytest

from garner.errors import AnswerRefused
from garner.models.chat_errors import ServerAnswer
from garner.models.chat_reply import read_reply
from garner.models.prices import Price
from garner.values import Finish, Reply

USAGE = {"prompt_tokens": 1_000_000, "completion_tokens": 500_000}


def read(message: object, finish: object = "stop", usage: object = None, price: Price | None = None) -> Reply | None:
    body = {"choices": [{"message": message, "finish_reason": finish}], "usage": usage}
    return read_reply(ServerAnswer(200, json.dumps(body), {}), 1.5, price)


def test_text_tokens_time_and_money_are_read() -> None:
    reply = read({"content": "hi"}, usage=USAGE, price=Price(0.5, 2.0))
    assert reply == Reply("hi", Finish.STOP, 1_000_000, 500_000, 1.5, 1.5)


@pytest.mark.parametrize("finish", ["length", "max_tokens", "model_length"])
def test_a_reply_that_was_cut_says_so(finish: str) -> None:
    reply = read({"content": "hi"}, finish)
    assert reply is not None
    assert reply.finish is Finish.LENGTH


@pytest.mark.parametrize("usage", [None, {}, [], {"prompt_tokens": None}, {"prompt_tokens": "12"}, {"prompt_tokens": -1}])
def test_tokens_that_are_not_stated_have_no_price(usage: object) -> None:
    reply = read({"content": "hi"}, usage=usage, price=Price(1, 1))
    assert reply is not None
    assert (reply.input_tokens, reply.output_tokens, reply.cost) == (0, 0, None)


def test_an_unknown_price_is_no_price() -> None:
    reply = read({"content": "hi"}, usage=USAGE)
    assert reply is not None
    assert reply.cost is None


@pytest.mark.parametrize("name", ["reasoning", "reasoning_content"])
def test_thoughts_stand_before_the_text(name: str) -> None:
    reply = read({"content": "42", name: "six by seven"})
    assert reply is not None
    assert reply.text == "<think>\nsix by seven\n</think>\n42"


def test_text_in_parts_is_joined() -> None:
    reply = read({"content": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}, {"type": "image"}]})
    assert reply is not None
    assert reply.text == "ab"


def test_an_empty_text_is_a_reply() -> None:
    assert read({"content": None}) == Reply("", seconds=1.5)


@pytest.mark.parametrize(
    ("message", "finish"), [({"content": "hal"}, "content_filter"), ({"content": None, "refusal": "I will not"}, "stop")]
)
def test_an_answer_withheld_is_refused(message: object, finish: str) -> None:
    with pytest.raises(AnswerRefused):
        read(message, finish)


@pytest.mark.parametrize(
    "body",
    [
        "",
        "<html>",
        "[]",
        "null",
        "{}",
        '{"choices": []}',
        '{"choices": null}',
        '{"choices": [1]}',
        '{"choices": [{}]}',
        '{"choi',
    ],
)
def test_what_is_no_completion_is_not_taken_for_one(body: str) -> None:
    assert read_reply(ServerAnswer(200, body, {}), 0.0, None) is None
