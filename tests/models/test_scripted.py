"""Scripted answers come in turn, by function or by file, and errors among them are raised."""

import asyncio
from pathlib import Path

import pytest

from garner.errors import InputError, ModelError, ModelUnavailable
from garner.models.protocols import TextGenerator
from garner.models.scripted import Scripted, load_script
from garner.values import Finish, Message, Reply, Request


def say(model: Scripted, text: str = "hello") -> Reply:
    return asyncio.run(model.generate(Request((Message("user", text),))))


def test_queued_answers_come_in_turn_and_end_with_a_clear_error() -> None:
    model = Scripted(["one", Reply("two", Finish.LENGTH), ModelUnavailable("busy")])
    assert isinstance(model, TextGenerator)
    assert say(model).text == "one"
    assert say(model).finish is Finish.LENGTH
    with pytest.raises(ModelUnavailable, match="busy"):
        say(model)
    with pytest.raises(ModelError, match="no answer left for request 4"):
        say(model)


def test_a_function_answers_plainly_or_after_waiting() -> None:
    async def slow(request: Request) -> str:
        await asyncio.sleep(0)
        return request.messages[-1].content.upper()

    assert say(Scripted(slow)).text == "HELLO"
    assert say(Scripted(lambda request: "plain")).text == "plain"


def test_what_was_asked_can_be_looked_at() -> None:
    model = Scripted(lambda request: "yes")
    say(model, "a")
    say(model, "b")
    assert [request.messages[0].content for request in model.asked] == ["a", "b"]


def test_strings_count_their_tokens() -> None:
    reply = say(Scripted(["one two"]), "東京都")
    assert (reply.input_tokens, reply.output_tokens) == (3, 2)


def test_a_script_answers_by_the_words_of_the_prompt(tmp_path: Path) -> None:
    path = tmp_path / "script.jsonl"
    path.write_text(
        '{"when": "京", "reply": {"city": "東京"}}\n\n{"when": "b", "reply": "B"}\n{"reply": "else"}\n', encoding="utf-8"
    )
    model = load_script(path)
    assert [say(model, text).text for text in ("東京", "abc", "x")] == ['{"city": "東京"}', "B", "else"]
    assert model.name == "scripted:script.jsonl"


def test_a_prompt_no_line_answers_is_named(tmp_path: Path) -> None:
    (tmp_path / "s").write_text('{"when": "a", "reply": "A"}\n')
    with pytest.raises(ModelError, match="ends with 'zzz'"):
        say(load_script(tmp_path / "s"), "zzz")


@pytest.mark.parametrize("line", ["nonsense", "[]", '"text"', '{"when": "a"}'])
def test_a_wrong_line_is_refused_with_its_number(tmp_path: Path, line: str) -> None:
    (tmp_path / "s").write_text('{"reply": "A"}\n' + line + "\n")
    with pytest.raises(InputError, match="line 2"):
        load_script(tmp_path / "s")


def test_a_script_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="absent"):
        load_script(tmp_path / "absent")
