"""Answers from a recording: whole runs repeated without a server, a key or a cent."""

from __future__ import annotations

from pathlib import Path

from garner.errors import ModelError
from garner.models.recording import call_address, read_recording
from garner.passages import estimate_tokens
from garner.values import Reply, Request

__all__ = ["Replay"]


class Replay:
    """A text generator that gives the recorded reply to each recorded request, under the recorded model's name."""

    def __init__(self, path: str | Path) -> None:
        """Raises ``InputError`` when the file is no recording."""
        header, calls = read_recording(path)
        self.name = header.model
        self.context_tokens = header.context_tokens
        self._path = Path(path)
        self._replies = {call_address(header.model, call.request): call.reply for call in calls}

    def count_tokens(self, text: str) -> int:
        """The estimate that chat models use, so that texts are cut as they were when the calls were recorded."""
        return estimate_tokens(text)

    async def generate(self, request: Request) -> Reply:
        """The recorded reply. Raises ``ModelError`` naming the request when there is none."""
        address = call_address(self.name, request)
        if (reply := self._replies.get(address)) is None:
            last = " ".join(request.messages[-1].content.split()) if request.messages else ""
            raise ModelError(
                f"{self._path} holds no reply to request {address}, which ends with {last[-120:]!r}.",
                "The text, the schema or the prompt has changed since: record it again.",
            )
        return reply
