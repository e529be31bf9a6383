"""In no minute are there more requests or tokens than allowed, and no time is wasted beyond that."""

import asyncio
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import ModelUnavailable, NotConfigured, RateLimited
from garner.pipeline.limits import Limited, Limits
from garner.pipeline.timing import Timing
from garner.values import Message, Reply, Request
from servers.pretend_time import PretendTime


class Clocked:
    """A generator that notes when it is asked, takes ``seconds``, and replies with that many tokens in all."""

    name = "clocked"
    context_tokens = 10_000

    def __init__(self, time: PretendTime, seconds: float = 0.0, tokens: int | None = None) -> None:
        self.time, self.seconds, self.tokens = time, seconds, tokens
        self.began: list[float] = []
        self.taken: list[int] = []
        self.now = self.most = 0

    def count_tokens(self, text: str) -> int:
        return len(text) - 4  # what a message itself takes

    async def generate(self, request: Request) -> Reply:
        self.began.append(self.time.now)
        self.now += 1
        self.most = max(self.most, self.now)
        if self.seconds:
            await self.time.sleep(self.seconds)
        self.now -= 1
        tokens = len(request.messages[0].content) + request.max_tokens if self.tokens is None else self.tokens
        self.taken.append(tokens)
        return Reply("ok", input_tokens=tokens)


def asks(prompt: int, reply: int = 0) -> Request:
    return Request((Message("user", "x" * prompt),), max_tokens=reply)


def run(limits: Limits, requests: list[Request], seconds: float = 0.0, tokens: int | None = None) -> Clocked:
    time = PretendTime()
    inner = Clocked(time, seconds, tokens)
    limited = Limited(inner, limits, Timing(time.clock, time.sleep))

    async def all_at_once() -> None:
        await asyncio.gather(*map(limited.generate, requests))

    asyncio.run(all_at_once())
    assert len(inner.began) == len(requests)
    return inner


@settings(max_examples=40, deadline=None)
@given(
    st.none() | st.integers(1, 6),
    st.none() | st.integers(20, 60),
    st.lists(st.tuples(st.integers(4, 15), st.integers(0, 5)), min_size=1, max_size=25),
    st.sampled_from([0.0, 7.0, 45.0]),
)
def test_no_minute_holds_more_than_the_limits(
    most_requests: int | None, most_tokens: int | None, sizes: list[tuple[int, int]], seconds: float
) -> None:
    inner = run(Limits(32, most_requests, most_tokens), [asks(*size) for size in sizes], seconds)
    times = inner.began
    tokens = [prompt + reply for prompt, reply in sizes]
    for first, start in enumerate(times):
        inside = [index for index in range(first, len(times)) if times[index] < start + 60]
        assert most_requests is None or len(inside) <= most_requests
        assert most_tokens is None or sum(tokens[index] for index in inside) <= most_tokens


@given(st.integers(1, 7), st.integers(1, 30))
@settings(max_examples=15, deadline=None)
def test_not_a_minute_is_wasted(most: int, count: int) -> None:
    inner = run(Limits(requests_per_minute=most), [asks(5)] * count)
    assert inner.began[-1] - inner.began[0] == (count - 1) // most * 60


def test_first_come_first_served() -> None:
    inner = run(Limits(requests_per_minute=2), [asks(5, number) for number in range(9)])
    assert inner.taken == sorted(inner.taken)


def test_short_replies_make_room_for_more() -> None:
    booked = run(Limits(tokens_per_minute=100), [asks(10, 30)] * 4)
    assert booked.began[-1] - booked.began[0] == 60
    true = run(Limits(tokens_per_minute=100), [asks(10, 30)] * 4, seconds=1.0, tokens=20)
    assert true.began[-1] - true.began[0] < 5


def test_a_call_larger_than_the_limit_passes_when_all_is_quiet() -> None:
    inner = run(Limits(tokens_per_minute=10), [asks(5), asks(50), asks(5)])
    assert [later - sooner for sooner, later in pairwise(inner.began)] == [60, 60]


def test_without_limits_nobody_waits() -> None:
    assert set(run(Limits(in_flight=100), [asks(5)] * 100).began) == {1000.0}


def test_replies_that_arrive_together_do_not_make_callers_march_in_step() -> None:
    """Each caller asks again before the next one's reply is worked on, though its own takes 9 turns of the loop."""
    events: list[tuple[str, int]] = []

    class Together(Clocked):
        async def generate(self, request: Request) -> Reply:
            events.append(("asked", request.max_tokens))
            while len(events) < 5:
                await asyncio.sleep(0)
            return Reply("ok")

    limited = Limited(Together(PretendTime()), Limits())

    async def caller(number: int) -> None:
        await limited.generate(asks(5, number))
        events.append(("replied", number))
        for _ in range(9):
            await asyncio.sleep(0)
        await limited.generate(asks(5, number))

    async def five() -> None:
        await asyncio.gather(*map(caller, range(5)))

    asyncio.run(five())
    order = [number for what, number in events if what == "replied"]
    assert sorted(order) == list(range(5))
    assert events[5:] == [(what, number) for number in order for what in ("replied", "asked")]


def test_calls_in_flight_are_bounded_and_the_places_used() -> None:
    inner = run(Limits(in_flight=4), [asks(5)] * 20, seconds=1.0)
    assert inner.most == 4
    assert inner.began[-1] - inner.began[0] == 4


def test_waiting_is_not_a_busy_loop() -> None:
    time = PretendTime()
    limited = Limited(Clocked(time), Limits(requests_per_minute=1), Timing(time.clock, time.sleep))

    async def five() -> None:
        await asyncio.gather(*(limited.generate(asks(5)) for _ in range(5)))

    asyncio.run(five())
    assert sum(time.naps) == 240
    assert len(time.naps) <= 240


def test_when_one_is_told_to_wait_all_do() -> None:
    time = PretendTime()

    class Complaining(Clocked):
        async def generate(self, request: Request) -> Reply:
            reply = await super().generate(request)
            if len(self.began) == 1:
                raise RateLimited("later", retry_after=30.0)
            return reply

    inner = Complaining(time)
    limited = Limited(inner, Limits(), Timing(time.clock, time.sleep))

    async def talk() -> None:
        with pytest.raises(RateLimited):
            await limited.generate(asks(5))
        await asyncio.gather(*(limited.generate(asks(5)) for _ in range(3)))

    asyncio.run(talk())
    assert inner.began == [1000, 1030, 1030, 1030]


def test_a_caller_that_gives_up_leaves_its_place_to_the_next() -> None:
    time = PretendTime()
    inner = Clocked(time)
    limited = Limited(inner, Limits(in_flight=1, requests_per_minute=1), Timing(time.clock, time.sleep))

    async def talk() -> None:
        await limited.generate(asks(5))
        impatient = asyncio.create_task(limited.generate(asks(5)))
        patient = asyncio.create_task(limited.generate(asks(5)))
        await asyncio.sleep(0)
        impatient.cancel()
        await patient

    asyncio.run(talk())
    assert inner.began == [1000, 1060]


def test_limits_outlive_an_event_loop() -> None:
    time = PretendTime()
    limited = Limited(Clocked(time), Limits(in_flight=1), Timing(time.clock, time.sleep))

    async def three() -> None:
        await asyncio.gather(*(limited.generate(asks(5)) for _ in range(3)))

    asyncio.run(three())
    asyncio.run(three())


def test_a_failed_call_gives_its_place_back() -> None:
    class Failing(Clocked):
        async def generate(self, request: Request) -> Reply:
            raise ModelUnavailable("down")

    time = PretendTime()
    limited = Limited(Failing(time), Limits(in_flight=1), Timing(time.clock, time.sleep))

    async def twice() -> None:
        for _ in range(2):
            with pytest.raises(ModelUnavailable):
                await limited.generate(asks(5))

    asyncio.run(twice())


@pytest.mark.parametrize("limits", [(0, None, None), (1, 0, None), (1, None, -5)])
def test_a_limit_that_lets_nothing_through_is_refused(limits: tuple[int, int | None, int | None]) -> None:
    with pytest.raises(NotConfigured):
        Limits(*limits)
