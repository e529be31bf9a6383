"""What is said to a text-generating model and what it says back."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

__all__ = ["Finish", "Message", "Reply", "Request"]


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation."""

    role: Literal["system", "user", "assistant"]
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """Everything that decides a model's reply, so that equal requests may share one.

    ``json_schema`` is the JSON text of the schema the reply should follow, or ``None`` for free text; a model that cannot
    enforce it ignores it. ``max_tokens`` bounds the reply.
    """

    messages: tuple[Message, ...]
    json_schema: str | None = None
    max_tokens: int = 4096
    temperature: float = 0.0
    seed: int | None = None


class Finish(StrEnum):
    """Why a reply ended."""

    STOP = "stop"
    LENGTH = "length"


@dataclass(frozen=True, slots=True)
class Reply:
    """A model's reply with what it cost.

    Token counts are the server's own (0 where it states none), ``seconds`` the time of the call, ``cost`` money or ``None``
    where no price is known. ``call`` is the address of the call in the ledger (empty where calls are not recorded) and
    ``cached`` tells that the ledger gave the reply and no call was made.
    """

    text: str
    finish: Finish = Finish.STOP
    input_tokens: int = 0
    output_tokens: int = 0
    seconds: float = 0.0
    cost: float | None = None
    call: str = ""
    cached: bool = False
