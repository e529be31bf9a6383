"""A run's budget of tokens and money: never overdrawn by what was foreseeable, and stopped cleanly when it is spent."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass

from garner.errors import BudgetSpent, NotConfigured
from garner.models.protocols import TextGenerator
from garner.pipeline.around import Around, Turn, estimated_tokens
from garner.values import Reply, Request

__all__ = ["Budget", "Budgeted", "Purse", "Spent"]

_HINT_RECORDED = "A larger budget goes on from here; nothing is asked twice."
_HINT = "Give a larger budget; these calls are on no record (--ledger FILE), so the next run asks anew."


@dataclass(frozen=True, slots=True)
class Budget:
    """The most tokens (prompts and replies) and the most money a run may take; ``None``: no bound."""

    tokens: int | None = None
    cost: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("tokens", self.tokens), ("money", self.cost)):
            if value is not None and not value > 0:
                raise NotConfigured(f"A budget of {value} {name} allows no call.", "Give more than 0, or no budget.")

    def __bool__(self) -> bool:
        return self.tokens is not None or self.cost is not None


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens and money that calls took."""

    tokens: int = 0
    cost: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.tokens + other.tokens, self.cost + other.cost)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.tokens - other.tokens, self.cost - other.cost)


class Purse:
    """What is left of a budget, for all models of a run together.

    Before a call its prompt and longest reply are reserved, so that calls side by side cannot overdraw together; after it the
    true figure takes their place. A call that would fit but for reservations waits until those have settled. ``spent`` is what
    earlier runs on the same ledger took, ``None`` where nothing is recorded. Several threads may share it, each with an event
    loop of its own.
    """

    def __init__(self, budget: Budget, spent: Spent | None = None) -> None:
        self.budget = budget
        self._recorded = spent is not None
        self._spent = spent or Spent()
        self._reserved = Spent()
        self._under_way = 0
        # Guards the figures above and below; the turn leaves each event loop one caller at most who waits for room.
        self._lock = threading.Lock()
        self._waiting: dict[asyncio.AbstractEventLoop, asyncio.Event] = {}
        self._turn = Turn()

    async def reserve(self, estimate: Spent) -> None:
        """Holds that much back, when there is room. Raises ``BudgetSpent`` where the rest of the budget may not cover it."""
        async with self._turn():
            while (settled := self._try_to_reserve(estimate)) is not None:
                await settled.wait()

    def settle(self, estimate: Spent, spent: Spent) -> None:
        """What was reserved is free, and what was spent is spent."""
        with self._lock:
            self._spent += spent
            self._reserved -= estimate
            self._under_way -= 1
            waiting, self._waiting = self._waiting, {}
        for loop, settled in waiting.items():
            with suppress(RuntimeError):  # a loop that was closed meanwhile has nobody waiting any more
                loop.call_soon_threadsafe(settled.set)

    def _try_to_reserve(self, estimate: Spent) -> asyncio.Event | None:
        """``None`` when reserved, or what to wait for before the next try."""
        with self._lock:
            if not self._covers(self._spent + estimate):
                raise BudgetSpent(self._message(estimate), _HINT_RECORDED if self._recorded else _HINT)
            if self._under_way and not self._covers(self._spent + self._reserved + estimate):
                return self._waiting.setdefault(asyncio.get_running_loop(), asyncio.Event())
            self._under_way += 1
            self._reserved += estimate
            return None

    def _covers(self, spent: Spent) -> bool:
        most = self.budget
        return (most.tokens is None or spent.tokens <= most.tokens) and (most.cost is None or spent.cost <= most.cost)

    def _message(self, estimate: Spent) -> str:
        parts = []
        if self.budget.tokens is not None:
            parts.append(f"{self._spent.tokens} of {self.budget.tokens} tokens, the next call may take {estimate.tokens}")
        if self.budget.cost is not None:
            parts.append(f"{self._spent.cost:.4f} of {self.budget.cost:g} money, the next call may take {estimate.cost:.4f}")
        return f"The budget is spent: {'; '.join(parts)}."


class Budgeted(Around):
    """A text generator that refuses the call which might overdraw the purse, that it may share with others.

    A failed call is taken to have cost nothing: servers bill replies.
    """

    def __init__(self, inner: TextGenerator, purse: Purse) -> None:
        """Raises ``NotConfigured`` for a budget of money and a generator without a known price."""
        super().__init__(inner)
        if purse.budget.cost is not None and self.price is None:
            raise NotConfigured(
                f"A budget of money needs the price of {inner.name}, and none is known.",
                "Give a price list (money per million input and output tokens), or a budget of tokens.",
            )
        self._purse = purse

    async def generate(self, request: Request) -> Reply:
        """The reply. Raises ``BudgetSpent`` before a call that the rest of the budget may not cover."""
        estimate = self._expected(request)
        await self._purse.reserve(estimate)
        spent = Spent()
        try:
            reply = await self._inner.generate(request)
            spent = self._true(reply, estimate)
            return reply
        finally:
            self._purse.settle(estimate, spent)

    def _expected(self, request: Request) -> Spent:
        prompt, answer = estimated_tokens(self._inner, request)
        return Spent(prompt + answer, self.price.of(prompt, answer) if self.price else 0.0)

    def _true(self, reply: Reply, estimate: Spent) -> Spent:
        tokens = reply.input_tokens + reply.output_tokens
        # A server that states no tokens must not make the budget endless.
        return Spent(tokens, reply.cost or 0.0) if tokens else estimate
