"""A chat server that fails the first time for some prompts, in every way that real servers do."""

from __future__ import annotations

import hashlib
import json
import re

from servers.chat_server import Asked, Hang, Http, Reset, Response, completion

FAULTS = ("limited", "error_500", "error_503", "hang", "reset", "html", "cut", "prose")
_NAME = re.compile(r"<document (\S+)>")


def fault_of(name: str, share: float = 0.3) -> str | None:
    """The fault that the first prompt about this document meets, ``None`` for none; the same for the same name."""
    number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8])
    if number % 1000 >= share * 1000:
        return None
    return FAULTS[number // 1000 % len(FAULTS)]


class FirstAnswerFails:
    """Answers ``{"name": NAME}`` to a prompt that holds ``<document NAME>``; the first about a document may fail instead."""

    def __init__(self, share: float = 0.3) -> None:
        self._share = share
        self.met: dict[str, str] = {}

    def __call__(self, asked: Asked) -> Response:
        found = _NAME.search("\n".join(message["content"] for message in asked.messages))
        assert found, "the prompt names no document"
        name = found[1]
        good = json.dumps({"name": name})
        fault = fault_of(name, self._share)
        if fault is None or name in self.met:
            return completion(good)
        self.met[name] = fault
        return _FAULTY[fault](good)


def _error(status: int, message: str, **headers: str) -> Http:
    return Http(status, json.dumps({"error": {"message": message, "type": "server_error"}}), headers)


_FAULTY = {
    "limited": lambda good: _error(429, "Rate limit reached", **{"Retry-After": "1"}),
    "error_500": lambda good: _error(500, "Internal error"),
    "error_503": lambda good: Http(503, "upstream connect error", content_type="text/plain"),
    "hang": lambda good: Hang(),
    "reset": lambda good: Reset(),
    "html": lambda good: Http(200, "<!doctype html><title>Sign in</title>", content_type="text/html"),
    "cut": lambda good: completion(good[: len(good) // 2]),
    "prose": lambda good: completion(f"Sure! Here is what you asked for:\n\n```json\n{good}\n```\nAnything else?"),
}
