"""Answers written beforehand: for tests, examples and trying a schema without a model."""

from __future__ import annotations

import inspect
import json
from collections import deque
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

from garner.errors import GarnerError, InputError, ModelError
from garner.passages import estimate_tokens
from garner.values import Reply, Request

__all__ = ["Scripted", "load_script"]

Scriptable = str | Reply | GarnerError
Answering = Callable[[Request], Scriptable | Awaitable[Scriptable]]


class Scripted:
    """A text generator that gives queued answers in turn, or what a function says to each request.

    An answer that is an error is raised. ``asked`` holds the last thousand requests, for tests to look at.
    """

    def __init__(self, answers: Iterable[Scriptable] | Answering, name: str = "scripted", context_tokens: int = 8192) -> None:
        self.name = name
        self.context_tokens = context_tokens
        self.asked: deque[Request] = deque(maxlen=1000)
        self._answer: Answering = answers if callable(answers) else _in_turn(answers)

    def count_tokens(self, text: str) -> int:
        """The estimate that chat models use."""
        return estimate_tokens(text)

    async def generate(self, request: Request) -> Reply:
        """The answer to this request. Raises the answer when it is an error, ``ModelError`` when the script is used up."""
        self.asked.append(request)
        said = self._answer(request)
        answer = await said if inspect.isawaitable(said) else said
        if isinstance(answer, GarnerError):
            raise answer
        if isinstance(answer, Reply):
            return answer
        spoken = sum(estimate_tokens(message.content) for message in request.messages)
        return Reply(answer, input_tokens=spoken, output_tokens=estimate_tokens(answer))


def load_script(path: str | Path) -> Scripted:
    """A scripted model from a file of JSON lines ``{"when": "words of the prompt", "reply": "the answer"}``.

    The first line whose ``when`` occurs in the last message answers; a line without ``when`` answers everything. A ``reply``
    that is not a string is given as JSON. Raises ``InputError`` naming the line that is not of that form.
    """
    rules = list(_rules(Path(path)))

    def answer(request: Request) -> str | GarnerError:
        asked = request.messages[-1].content
        for words, reply in rules:
            if words in asked:
                return reply
        return ModelError(f"no line of {path} answers a prompt that ends with {asked[-120:]!r}.", "Add one.")

    return Scripted(answer, name=f"scripted:{Path(path).name}")


def _rules(path: Path) -> Iterable[tuple[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"the script {path} cannot be read: {error}.", "Check the path.") from None
    for number, line in enumerate(lines, start=1):
        if line.strip():
            try:
                rule = json.loads(line)
                reply = rule["reply"]
                yield str(rule.get("when", "")), reply if isinstance(reply, str) else json.dumps(reply, ensure_ascii=False)
            except (ValueError, TypeError, KeyError, AttributeError):
                raise InputError(
                    f"{path}, line {number}: this is no line of a script.", 'Write {"when": "words", "reply": "answer"}.'
                ) from None


def _in_turn(answers: Iterable[Scriptable]) -> Answering:
    queue = iter(answers)
    given = 0

    def answer(_: Request) -> Scriptable:
        nonlocal given
        given += 1
        return next(queue, ModelError(f"the script has no answer left for request {given}.", "Queue one more."))

    return answer
