"""Run-wide limits: so many calls at once, so many requests and tokens in any minute, whoever asks."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass

from garner.errors import NotConfigured, RateLimited
from garner.models.protocols import TextGenerator
from garner.pipeline.around import Around, Turn, estimated_tokens
from garner.pipeline.timing import Timing
from garner.values import Reply, Request

__all__ = ["Limited", "Limits"]

MINUTE = 60.0
# While the first in line waits, replies shorter than feared may free tokens: look again that often.
_LONGEST_NAP = 1.0
# Replies that arrive together are given out one by one, so many turns of the event loop apart: the next request of one caller
# is then under way before the reply to another is worked on. Worked on side by side, all the next requests would go out at the
# end, together again, and the server would stand idle in between, every time.
_HEAD_START = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """The most calls in flight, and the most requests and tokens (prompt and reply) in any 60 seconds (``None``: no limit)."""

    in_flight: int = 32
    requests_per_minute: int | None = None
    tokens_per_minute: int | None = None

    def __post_init__(self) -> None:
        per_minute = (("requests a minute", self.requests_per_minute), ("tokens a minute", self.tokens_per_minute))
        for name, value in (("calls in flight", self.in_flight), *per_minute):
            if value is not None and value < 1:
                raise NotConfigured(f"A limit of {value} {name} lets nothing through.", "Give 1 or more.")


class Limited(Around):
    """A text generator that holds every call back until it fits the limits; first come, first served.

    A call is booked with its prompt's tokens and the longest reply it allows, and corrected when the reply is there. One that
    is larger than the whole limit passes when nothing else was asked for a minute. When the server itself complains of too many
    calls and names a time, every caller waits for it, not only the one that was told.
    """

    def __init__(self, inner: TextGenerator, limits: Limits, timing: Timing | None = None) -> None:
        super().__init__(inner)
        self._limits = limits
        self._timing = timing or Timing()
        self._turn = Turn()
        self._places = Turn(limits.in_flight)
        self._door = Turn()
        self._booked: deque[_Booking] = deque()
        self._booked_tokens = 0
        self._paused_until = float("-inf")

    async def generate(self, request: Request) -> Reply:
        """The reply, when the limits allow the call. Raises what the generator raises."""
        # Counting tokens costs more than all the rest here, so it is left where nothing depends on it.
        bounded = self._limits.tokens_per_minute is not None
        tokens = sum(estimated_tokens(self._inner, request)) if bounded else 0
        async with self._places():
            booking = await self._admit(tokens)
            try:
                reply = await self._inner.generate(request)
            except RateLimited as error:
                if error.retry_after is not None:
                    self._paused_until = max(self._paused_until, self._timing.clock() + error.retry_after)
                raise
        true = reply.input_tokens + reply.output_tokens
        if true and booking.counted:
            self._booked_tokens += true - booking.tokens
            booking.tokens = true
        async with self._door():
            for _ in range(_HEAD_START):
                await asyncio.sleep(0)
        return reply

    async def _admit(self, tokens: int) -> _Booking:
        async with self._turn():
            while (wait := self._wait(tokens)) > 0:
                await self._timing.sleep(min(wait, _LONGEST_NAP))
            booking = _Booking(self._timing.clock(), tokens)
            self._booked.append(booking)
            self._booked_tokens += tokens
            return booking

    def _wait(self, tokens: int) -> float:
        """Seconds until the call fits, 0 when it does now."""
        now = self._timing.clock()
        while self._booked and self._booked[0].at <= now - MINUTE:
            gone = self._booked.popleft()
            gone.counted = False
            self._booked_tokens -= gone.tokens
        free_at = max(now, self._paused_until)
        requests, spent = len(self._booked), self._booked_tokens
        for booking in self._booked:
            if self._fits(requests, spent, tokens):
                break
            free_at = max(free_at, booking.at + MINUTE)
            requests, spent = requests - 1, spent - booking.tokens
        return free_at - now

    def _fits(self, requests: int, spent: int, tokens: int) -> bool:
        most_requests, most_tokens = self._limits.requests_per_minute, self._limits.tokens_per_minute
        if most_requests is not None and requests >= most_requests:
            return False
        return most_tokens is None or spent + tokens <= most_tokens


class _Booking:
    __slots__ = ("at", "counted", "tokens")

    def __init__(self, at: float, tokens: int) -> None:
        self.at = at
        self.tokens = tokens
        self.counted = True
