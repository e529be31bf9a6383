"""Who waits together is served together, and work that nobody waits for ends."""

from __future__ import annotations

import asyncio
import threading

import pytest

from garner.models.batching import Batches, Unwanted


def test_work_is_told_that_nobody_waits_for_it_any_more():
    begun, given_up, wanted = threading.Event(), threading.Event(), list[bool]()

    def work(asked):
        wanted.append(batches.is_wanted())
        begun.set()
        assert given_up.wait(60)
        wanted.append(batches.is_wanted())
        raise Unwanted

    batches = Batches(work, lambda one, other: True, 8)

    async def give_up():
        asking = asyncio.ensure_future(batches.ask("slow"))
        await asyncio.to_thread(begun.wait, 60)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        given_up.set()

    asyncio.run(give_up())
    assert wanted == [True, False]


def test_work_goes_on_while_one_of_a_batch_waits_and_who_left_before_it_is_not_served():
    begun, gone, served = threading.Event(), threading.Event(), list[list[str]]()

    def work(asked):
        served.append(list(asked))
        begun.set()
        assert gone.wait(60)
        assert batches.is_wanted()
        return [each.upper() for each in asked]

    batches = Batches(work, lambda one, other: one[0] == other[0], 2)

    async def some_give_up():
        asking = [asyncio.ensure_future(batches.ask(each)) for each in ("a1", "a2", "b1", "b2", "c")]
        await asyncio.to_thread(begun.wait, 60)
        for number in (0, 2, 4):
            asking[number].cancel()
        gone.set()
        return await asyncio.gather(*asking, return_exceptions=True)

    answers = asyncio.run(some_give_up())
    assert [each.value for each in answers if not isinstance(each, BaseException)] == ["A2", "B2"]
    assert [isinstance(each, asyncio.CancelledError) for each in answers] == [True, False, True, False, True]
    assert served == [["a1", "a2"], ["b2"]]
