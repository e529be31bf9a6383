"""Text as a request can hold it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from garner.values import Message

__all__ = ["sendable", "sendable_messages"]

# Half a character: it has no UTF-8 form, so that no request can hold it.
_SURROGATE = re.compile("[\ud800-\udfff]")


def sendable(text: str) -> tuple[str, int]:
    """The text with U+FFFD for each lone surrogate, one for one, and how many there were."""
    return _SURROGATE.subn("\ufffd", text)


def sendable_messages(messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages, each sendable."""
    return tuple(replace(message, content=sendable(message.content)[0]) for message in messages)
