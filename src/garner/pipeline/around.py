"""What every wrapper around a text generator shares."""

from __future__ import annotations

import asyncio
from typing import Protocol, runtime_checkable
from weakref import WeakKeyDictionary

from garner.models.prices import Price
from garner.models.protocols import TextGenerator
from garner.values import Request

__all__ = ["Around", "Priced", "Turn", "estimated_tokens"]

# Role and separators of one message, in any chat template.
_TOKENS_A_MESSAGE = 4


@runtime_checkable
class Priced(Protocol):
    """A generator that knows what its tokens cost, or that nobody told it (``None``)."""

    price: Price | None


class Around:
    """A text generator that passes everything but ``generate`` on to the one inside it."""

    def __init__(self, inner: TextGenerator) -> None:
        self.name = inner.name
        self.context_tokens = inner.context_tokens
        self.price = inner.price if isinstance(inner, Priced) else None
        self._inner = inner

    def count_tokens(self, text: str) -> int:
        """The measure of the generator inside."""
        return self._inner.count_tokens(text)


class Turn:
    """So many callers at a time, first come, first served; unlike asyncio's own semaphore it may outlive an event loop."""

    def __init__(self, places: int = 1) -> None:
        self._places = places
        self._semaphores: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Semaphore] = WeakKeyDictionary()

    def __call__(self) -> asyncio.Semaphore:
        """The semaphore of the running event loop."""
        return self._semaphores.setdefault(asyncio.get_running_loop(), asyncio.Semaphore(self._places))


def estimated_tokens(generator: TextGenerator, request: Request) -> tuple[int, int]:
    """Tokens of the prompt as the generator counts them, and the most that the reply may have."""
    prompt = sum(generator.count_tokens(message.content) + _TOKENS_A_MESSAGE for message in request.messages)
    schema = 0 if request.json_schema is None else generator.count_tokens(request.json_schema)
    return prompt + schema, request.max_tokens
