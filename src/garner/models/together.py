"""Several questions side by side, given up together."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable
from typing import TypeVar

__all__ = ["together"]

Value = TypeVar("Value")


async def together(coroutines: Iterable[Coroutine[object, object, Value]]) -> list[Value]:
    """The results in order. When one raises, the others are cancelled before the error goes on: nobody wants them any more."""
    tasks = [asyncio.ensure_future(coroutine) for coroutine in coroutines]
    try:
        return await asyncio.gather(*tasks)
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise
