"""The one place where synchronous callers meet the asynchronous road."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

__all__ = ["each_of", "result_of"]

Value = TypeVar("Value")


def result_of(coroutine: Coroutine[object, object, Value]) -> Value:
    """What the coroutine comes to, also where an event loop is running already, as in a notebook."""
    if not _loop_is_running():
        return asyncio.run(coroutine)
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, coroutine).result()


def each_of(generator: AsyncGenerator[Value]) -> Iterator[Value]:
    """The values of an asynchronous generator one by one; it is closed when the caller stops early."""
    if not _loop_is_running():
        with asyncio.Runner() as runner:
            yield from _drain(generator, runner.run)
        return
    with ThreadPoolExecutor(1) as thread:
        runner = thread.submit(asyncio.Runner).result()
        try:
            yield from _drain(generator, lambda coroutine: thread.submit(runner.run, coroutine).result())
        finally:
            thread.submit(runner.close).result()


def _drain(
    generator: AsyncGenerator[Value], run: Callable[[Coroutine[object, object, Value | None]], Value | None]
) -> Iterator[Value]:
    async def following() -> Value | None:
        return await anext(generator, None)

    async def close() -> None:
        await generator.aclose()

    try:
        while (value := run(following())) is not None:
            yield value
    finally:
        run(close())


def _loop_is_running() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
