"""Calls on record: their content address, and the small readable file that the ``replay`` model answers from."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from garner.errors import InputError, OutputError
from garner.values import Finish, Message, Reply, Request

__all__ = [
    "RECORDING_VERSION",
    "Recorded",
    "RecordingHeader",
    "call_address",
    "read_recording",
    "request_from_json",
    "request_to_json",
    "write_recording",
]

RECORDING_VERSION = "1.0"
_ROLES = ("system", "user", "assistant")


@dataclass(frozen=True, slots=True)
class RecordingHeader:
    """The first line of a recording: which model answered, and the context size its prompts were cut for."""

    model: str
    context_tokens: int


@dataclass(frozen=True, slots=True)
class Recorded:
    """A request and the reply it got."""

    request: Request
    reply: Reply


def call_address(model: str, request: Request) -> str:
    """Thirty-two hexadecimal digits that equal requests to a model of the same name share, on any server and machine."""
    return hashlib.sha256(f"{model}\n{request_to_json(request)}".encode("utf-8", "surrogatepass")).hexdigest()[:32]


def request_to_json(request: Request) -> str:
    """The request as one canonical line of JSON: equal requests, equal lines."""
    fields = {
        "messages": [[message.role, message.content] for message in request.messages],
        "json_schema": request.json_schema,
        "max_tokens": request.max_tokens,
        "temperature": request.temperature + 0.0,  # makes 0 and -0.0 one
        "seed": request.seed,
    }
    return json.dumps(fields, ensure_ascii=True, sort_keys=True, separators=(",", ":"))


def request_from_json(line: str) -> Request:
    """The request that ``request_to_json`` wrote."""
    return _request(json.loads(line))


def write_recording(path: str | Path, header: RecordingHeader, calls: Iterable[Recorded]) -> int:
    """Write a recording, one call a line; returns how many. Raises ``OutputError``."""
    first = {"garner_recording": RECORDING_VERSION, "model": header.model, "context_tokens": header.context_tokens}
    written = 0
    try:
        with Path(path).open("w", encoding="utf-8", newline="\n") as stream:
            stream.write(json.dumps(first, ensure_ascii=False) + "\n")
            for call in calls:
                stream.write(_call_to_line(call) + "\n")
                written += 1
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Check the folder and the free space.") from None
    return written


def read_recording(path: str | Path) -> tuple[RecordingHeader, Iterator[Recorded]]:
    """The header of a recording and its calls, read line by line.

    Raises ``InputError`` for a file that cannot be read, is no recording, is of another major version, or has a broken line.
    """
    try:
        content = Path(path).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"the recording {path} cannot be read: {error.strerror}.", "Check the path.") from None
    except UnicodeDecodeError:
        raise InputError(f"{path} is no recording.", "A ledger is exported into one first.") from None
    lines = content.split("\n")
    return _header(lines[0], path), _calls(lines[1:], path)


def _header(line: str, path: str | Path) -> RecordingHeader:
    try:
        first = json.loads(line)
        version = str(first["garner_recording"])
        header = RecordingHeader(str(first["model"]), int(first["context_tokens"]))
    except (ValueError, TypeError, KeyError):
        raise InputError(f"{path} is no recording: its first line is no header.", "Record it again.") from None
    if version.partition(".")[0] != RECORDING_VERSION.partition(".")[0]:
        raise InputError(
            f"{path} is a recording of version {version}; this garner reads {RECORDING_VERSION}.", "Record it again."
        )
    return header


def _calls(lines: list[str], path: str | Path) -> Iterator[Recorded]:
    for number, line in enumerate(lines, start=2):
        if line.strip():
            try:
                fields = json.loads(line)
                yield Recorded(_request(fields["request"]), _reply(fields["reply"]))
            except (ValueError, TypeError, KeyError) as error:
                raise InputError(f"{path}, line {number}: this is no recorded call ({error}).", "Record it again.") from None


def _call_to_line(call: Recorded) -> str:
    reply = call.reply
    fields = {
        "request": json.loads(request_to_json(call.request)),
        "reply": {
            "text": reply.text,
            "finish": reply.finish.value,
            "input_tokens": reply.input_tokens,
            "output_tokens": reply.output_tokens,
        },
    }
    line = json.dumps(fields, ensure_ascii=False)
    try:
        line.encode("utf-8")
    except UnicodeEncodeError:  # lone surrogates, which JSON carries as escapes only
        return json.dumps(fields, ensure_ascii=True)
    return line


def _request(fields: dict[str, object]) -> Request:
    messages, schema, seed = fields["messages"], fields["json_schema"], fields["seed"]
    if not isinstance(messages, list) or not all(len(turn) == 2 and turn[0] in _ROLES for turn in messages):
        raise ValueError("messages are pairs of role and content")
    return Request(
        tuple(Message(role, str(content)) for role, content in messages),
        None if schema is None else str(schema),
        int(str(fields["max_tokens"])),
        float(str(fields["temperature"])),
        None if seed is None else int(str(seed)),
    )


def _reply(fields: dict[str, object]) -> Reply:
    return Reply(
        str(fields["text"]),
        Finish(str(fields.get("finish", "stop"))),
        int(str(fields.get("input_tokens", 0))),
        int(str(fields.get("output_tokens", 0))),
    )
