"""What may pass is tried again, ever more patiently; what will not is not."""

import asyncio
from collections.abc import Iterable

import pytest

from garner.errors import AnswerRefused, ContextTooLong, GarnerError, ModelError, ModelUnavailable, NotConfigured, RateLimited
from garner.models.scripted import Scripted
from garner.pipeline.retry import Retried, RetryPolicy
from garner.pipeline.timing import Timing
from garner.values import Message, Request
from servers.pretend_time import PretendTime

HELLO = Request((Message("user", "Hello"),))


class Outcome:
    """One request put to a script: the reply or error, the waits, the failures noted, the calls made."""

    def __init__(self, answers: Iterable[str | GarnerError], policy: RetryPolicy, chance: float = 1.0) -> None:
        time = PretendTime()
        self.noted: list[tuple[int, str]] = []
        model = Scripted(answers)
        retried = Retried(
            model,
            policy,
            lambda request, attempt, error: self.noted.append((attempt, str(error))),
            Timing(time.clock, time.sleep, lambda: chance),
        )
        try:
            self.said: object = asyncio.run(retried.generate(HELLO)).text
        except GarnerError as error:
            self.said = error
        self.waits = time.naps
        self.calls = len(model.asked)
        self.seconds = time.now - 1000


def test_a_busy_server_is_asked_again_and_each_failure_noted() -> None:
    outcome = Outcome([ModelUnavailable("one"), ModelUnavailable("two"), "yes"], RetryPolicy())
    assert outcome.said == "yes"
    assert outcome.noted == [(1, "one"), (2, "two")]


def test_waits_double_up_to_the_longest() -> None:
    policy = RetryPolicy(attempts=7, first_wait=1, longest_wait=8)
    assert Outcome([ModelUnavailable("x")] * 7, policy).waits == [1, 2, 4, 8, 8, 8]
    assert Outcome([ModelUnavailable("x")] * 7, policy, chance=0.0).waits == [0.5, 1, 2, 4, 4, 4]


def test_attempts_are_bounded() -> None:
    outcome = Outcome([ModelUnavailable(str(number)) for number in range(9)], RetryPolicy(attempts=3))
    assert isinstance(outcome.said, ModelUnavailable)
    assert str(outcome.said) == "2"
    assert outcome.calls == 3
    assert len(outcome.waits) == 2


def test_a_rate_limit_does_not_use_up_the_attempts_of_a_broken_server() -> None:
    limited = [RateLimited("later", retry_after=1.0)] * 10
    outcome = Outcome([*limited, ModelUnavailable("down"), *limited, "yes"], RetryPolicy(attempts=2, limited_attempts=30))
    assert outcome.said == "yes"
    assert outcome.calls == 22


def test_rate_limits_are_bounded_too() -> None:
    outcome = Outcome([RateLimited("later")] * 9, RetryPolicy(limited_attempts=4))
    assert isinstance(outcome.said, RateLimited)
    assert outcome.calls == 4


def test_the_servers_own_wish_is_kept_to_and_callers_do_not_return_in_step() -> None:
    assert Outcome([ModelUnavailable("x", retry_after=20.0), "y"], RetryPolicy(), chance=0.0).waits == [20.0]
    assert Outcome([ModelUnavailable("x", retry_after=20.0), "y"], RetryPolicy(), chance=0.5).waits == [20.5]
    assert Outcome([ModelUnavailable("x", retry_after=0.0), "y"], RetryPolicy(), chance=0.0).waits == [0.5]


def test_the_time_in_all_is_bounded() -> None:
    outcome = Outcome([ModelUnavailable("x")] * 50, RetryPolicy(attempts=50, longest_wait=10, total_seconds=60))
    assert isinstance(outcome.said, ModelUnavailable)
    assert 50 <= outcome.seconds <= 60


def test_a_wish_beyond_the_time_in_all_is_not_waited_for() -> None:
    outcome = Outcome([ModelUnavailable("x", retry_after=3600.0), "y"], RetryPolicy(total_seconds=60))
    assert isinstance(outcome.said, ModelUnavailable)
    assert outcome.waits == []


@pytest.mark.parametrize("error", [ModelError("a"), ContextTooLong("b"), AnswerRefused("c"), NotConfigured("d")])
def test_what_asking_again_cannot_mend_is_raised_at_once_and_noted(error: GarnerError) -> None:
    outcome = Outcome([error, "yes"], RetryPolicy())
    assert outcome.said is error
    assert (outcome.calls, len(outcome.noted)) == (1, 1)


def test_thousands_of_failures_do_not_overflow() -> None:
    outcome = Outcome([ModelUnavailable("x")] * 1500, RetryPolicy(attempts=1500, longest_wait=1, total_seconds=1e9))
    assert len(outcome.noted) == 1500
