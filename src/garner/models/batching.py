"""Who waits at the same time is served together."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Generic, NamedTuple, TypeVar

from garner.errors import ModelError

__all__ = ["Batches", "Miscounted", "Served", "Unwanted"]

Asked = TypeVar("Asked")
Value = TypeVar("Value")


class Miscounted(ModelError):
    """Not as many answers as questions: nobody's answer can be told."""


class Unwanted(Exception):
    """Nobody waits for the answer any more: work that sees it (:meth:`Batches.is_wanted`) stops with this."""


class Served(NamedTuple, Generic[Value]):
    """An answer, and the seconds that it took of the batch's."""

    value: Value
    seconds: float


class _Waiting(NamedTuple, Generic[Asked, Value]):
    asked: Asked
    served: asyncio.Future[Served[Value]]


class _Line(NamedTuple, Generic[Asked, Value]):
    """Who waits in one event loop, and the task that serves them."""

    waiting: deque[_Waiting[Asked, Value]]
    worker: asyncio.Task[None]


class Batches(Generic[Asked, Value]):
    """Questions that wait together are answered by one call of ``work``, in a thread: at most ``most`` of them, each ``alike``
    the first.

    ``work`` returns an answer to each, in their order, or raises ``Miscounted``. An error belongs to whoever asked: of a batch
    that failed each is asked alone. Several threads may share it, each with an event loop of its own; ``work`` is called once
    at a time. Nobody can end it from outside: work that may take long asks ``is_wanted`` now and then, and raises ``Unwanted``
    where it is not.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Asked]], Sequence[Value]],
        alike: Callable[[Asked, Asked], bool],
        most: int,
    ) -> None:
        self._work = work
        self._alike = alike
        self._most = most
        # A future may be waited for in its own event loop only. A loop has its entry as long as its worker works.
        self._lines: dict[asyncio.AbstractEventLoop, _Line[Asked, Value]] = {}
        self._turn = threading.Lock()
        self._batch: Sequence[_Waiting[Asked, Value]] = ()

    async def ask(self, asked: Asked) -> Served[Value]:
        """The answer to one question. Raises what ``work`` raises for it."""
        loop = asyncio.get_running_loop()
        line = self._lines.get(loop)
        if line is None:
            waiting: deque[_Waiting[Asked, Value]] = deque()
            line = self._lines[loop] = _Line(waiting, loop.create_task(self._drain(waiting)))
        served: asyncio.Future[Served[Value]] = loop.create_future()
        line.waiting.append(_Waiting(asked, served))
        return await served

    def is_wanted(self) -> bool:
        """Whether anybody still waits for what ``work`` is doing; asked by ``work`` itself."""
        return _anyone(self._batch)

    async def _drain(self, waiting: deque[_Waiting[Asked, Value]]) -> None:
        batch: list[_Waiting[Asked, Value]] = []
        try:
            await asyncio.sleep(0)  # lets everybody who is ready now join the first batch
            while waiting:
                batch = [waiting.popleft()]
                while waiting and self._alike(waiting[0].asked, batch[0].asked) and len(batch) < self._most:
                    batch.append(waiting.popleft())
                await self._serve(batch)
        finally:
            del self._lines[asyncio.get_running_loop()]
            for left in (*batch, *waiting):
                left.served.cancel()

    async def _serve(self, batch: list[_Waiting[Asked, Value]]) -> None:
        batch = [each for each in batch if not each.served.done()]  # who waits no more is not served
        if not batch:
            return
        started = time.perf_counter()
        try:
            values = await asyncio.to_thread(self._work_alone, batch)
        except Miscounted as error:
            _fail(batch, error)
            return
        except Exception as error:  # noqa: BLE001 - belongs to whoever asked: alone it is raised there, in company each is asked alone
            if len(batch) > 1:
                for each in batch:
                    await self._serve([each])
            else:
                _fail(batch, error)
            return
        seconds = (time.perf_counter() - started) / len(batch)
        for each, value in zip(batch, values, strict=True):
            if not each.served.done():
                each.served.set_result(Served(value, seconds))

    def _work_alone(self, batch: Sequence[_Waiting[Asked, Value]]) -> Sequence[Value]:
        with self._turn:
            if not _anyone(batch):
                raise Unwanted
            self._batch = batch
            return self._work([each.asked for each in batch])


def _anyone(batch: Sequence[_Waiting[Asked, Value]]) -> bool:
    return any(not each.served.done() for each in batch)


def _fail(batch: Sequence[_Waiting[Asked, Value]], error: Exception) -> None:
    for each in batch:
        if not each.served.done():
            each.served.set_exception(error)
