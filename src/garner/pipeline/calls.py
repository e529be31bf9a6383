"""What stands around a text generator in a run: ledger, budget, retries, limits, put together in the one right order."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from garner.models.protocols import TextGenerator
from garner.models.recording import call_address
from garner.pipeline.around import Around
from garner.pipeline.budget import Budget, Budgeted, Purse, Spent
from garner.pipeline.ledger import Ledger
from garner.pipeline.limits import Limited, Limits
from garner.pipeline.retry import Retried, RetryPolicy
from garner.pipeline.timing import Timing
from garner.values import Reply, Request

__all__ = ["Books", "CallPolicy", "Ledgered", "books_of", "prepare_calls"]


@dataclass(frozen=True, slots=True)
class CallPolicy:
    """How the calls of a run are made."""

    retry: RetryPolicy = field(default_factory=RetryPolicy)
    limits: Limits = field(default_factory=Limits)
    budget: Budget = field(default_factory=Budget)


class Books(NamedTuple):
    """Where the calls of a run are recorded (``None``: nowhere), and what is left for them to spend (``None``: without bound):
    one of each, however many models are called."""

    ledger: Ledger | None = None
    purse: Purse | None = None


def books_of(policy: CallPolicy, ledger: Ledger | None = None) -> Books:
    """The books of a run that begins; what the ledger says earlier runs took, whatever their models, is spent."""
    if not policy.budget:
        return Books(ledger)
    totals = None if ledger is None else ledger.totals()
    spent = None if totals is None else Spent(totals.input_tokens + totals.output_tokens, totals.cost)
    return Books(ledger, Purse(policy.budget, spent))


def prepare_calls(
    generator: TextGenerator,
    policy: CallPolicy | None = None,
    ledger: Ledger | None = None,
    timing: Timing | None = None,
    purse: Purse | None = None,
) -> TextGenerator:
    """The generator as a run uses it.

    From outside in: what is on record, or being asked by somebody else right now, is not asked again; what is asked must be
    covered by the budget (which counts what the ledger says earlier runs took); what fails for a passing reason is tried again;
    and each single attempt keeps to the limits. Models of one run share the ``purse`` of its books; a model without one has
    the whole budget for itself. Raises ``NotConfigured`` for a budget of money where no price is known.
    """
    policy, timing = policy or CallPolicy(), timing or Timing()
    attempts: dict[str, int] = {}

    def on_failure(request: Request, attempt: int, error: Exception) -> None:
        address = call_address(generator.name, request)
        attempts[address] = attempt
        if ledger is not None:
            ledger.record_failure(address, attempt, error)

    prepared: TextGenerator = Limited(generator, policy.limits, timing)
    prepared = Retried(prepared, policy.retry, on_failure, timing)
    if (purse := purse or books_of(policy, ledger).purse) is not None:
        prepared = Budgeted(prepared, purse)
    return Ledgered(prepared, ledger, attempts)


class Ledgered(Around):
    """A text generator that answers from the ledger what is on record there, and asks for the rest once.

    Equal requests side by side share one call, with a ledger or without; who did not make it gets the reply as cached:
    with no tokens, seconds or money spent on it.
    ``attempts`` says how many attempts at an address have failed.
    """

    def __init__(self, inner: TextGenerator, ledger: Ledger | None = None, attempts: dict[str, int] | None = None) -> None:
        super().__init__(inner)
        self._ledger = ledger
        self._attempts = {} if attempts is None else attempts
        self._asking: dict[tuple[asyncio.AbstractEventLoop, str], _Asking] = {}

    async def generate(self, request: Request) -> Reply:
        """The reply with its address. Raises what the generator raises, ``OutputError`` when it cannot be recorded."""
        address = call_address(self.name, request)
        if self._ledger is not None and (reply := self._ledger.reply(address)) is not None:
            return _cached(reply)
        place = (asyncio.get_running_loop(), address)
        first = place not in self._asking
        if first:
            self._asking[place] = _Asking(asyncio.create_task(self._ask(request, address)))
            self._asking[place].task.add_done_callback(lambda _: self._asking.pop(place, None))
        reply = await self._asking[place].wait()
        return reply if first else _cached(reply)

    async def _ask(self, request: Request, address: str) -> Reply:
        try:
            reply = await self._inner.generate(request)
            if self._ledger is not None:
                self._ledger.record(self.name, request, reply, self._attempts.get(address, 0) + 1)
        finally:
            self._attempts.pop(address, None)
        return replace(reply, call=address)


def _cached(reply: Reply) -> Reply:
    """The reply for somebody who need not pay for it: it took no tokens, no time and no money now."""
    cost = None if reply.cost is None else 0.0
    return replace(reply, cached=True, input_tokens=0, output_tokens=0, seconds=0.0, cost=cost)


class _Asking:
    """A call that several may wait for; it is given up when the last of them is."""

    __slots__ = ("_waiting", "task")

    def __init__(self, task: asyncio.Task[Reply]) -> None:
        self.task = task
        self._waiting = 0

    async def wait(self) -> Reply:
        self._waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self._waiting -= 1
            if not self._waiting and not self.task.done():
                self.task.cancel()
