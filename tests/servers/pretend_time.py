"""A clock that tests own: sleeping moves it on at once, in the order in which sleepers wake."""

from __future__ import annotations

import asyncio
import heapq
import itertools


class PretendTime:
    """``clock`` and ``sleep`` of a world in which waiting takes no time.

    Time moves on only when every task waits: then the earliest sleeper wakes. ``naps`` lists the seconds of every sleep.
    """

    def __init__(self) -> None:
        self.now = 1000.0
        self.naps: list[float] = []
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._order = itertools.count()
        self._waking: asyncio.Task[None] | None = None

    def clock(self) -> float:
        return self.now

    async def sleep(self, seconds: float) -> None:
        self.naps.append(seconds)
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + seconds, next(self._order), woken))
        if self._waking is None or self._waking.done():
            self._waking = asyncio.create_task(self._wake())
        await woken

    async def _wake(self) -> None:
        while self._sleepers:
            # Let everybody who can run do so before the clock moves.
            for _ in range(50):
                await asyncio.sleep(0)
            if self._sleepers:
                at, _, woken = heapq.heappop(self._sleepers)
                if not woken.done():
                    self.now = max(self.now, at)
                    woken.set_result(None)
