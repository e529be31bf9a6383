"""A run's budget of tokens and money: never overdrawn by what was foreseeable, and stopped cleanly when it is spent."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from garner.errors import BudgetSpent, NotConfigured
from garner.models.protocols import TextGenerator
from garner.pipeline.around import Around, Turn, estimated_tokens
from garner.values import Reply, Request

__all__ = ["Budget", "Budgeted", "Spent"]


@dataclass(frozen=True, slots=True)
class Budget:
    """The most tokens (prompts and replies) and the most money a run may take; ``None``: no bound."""

    tokens: int | None = None
    cost: float | None = None

    def __post_init__(self) -> None:
        for name, value in (("tokens", self.tokens), ("money", self.cost)):
            if value is not None and not value > 0:
                raise NotConfigured(f"a budget of {value} {name} allows no call.", "Give more than 0, or no budget.")

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


class Budgeted(Around):
    """A text generator that refuses the call which might overdraw the budget.

    Before a call its prompt and longest reply are reserved, so that calls side by side cannot overdraw together; after it the
    true figure takes their place. A call that would fit but for reservations waits until those have settled. A failed call is
    taken to have cost nothing: servers bill replies. ``spent`` is what earlier runs on the same ledger took.
    """

    def __init__(self, inner: TextGenerator, budget: Budget, spent: Spent | None = None) -> None:
        """Raises ``NotConfigured`` for a budget of money and a generator without a known price."""
        super().__init__(inner)
        if budget.cost is not None and self.price is None:
            raise NotConfigured(
                f"a budget of money needs the price of {inner.name}, and none is known.",
                "Give a price list (money per million input and output tokens), or a budget of tokens.",
            )
        self._budget = budget
        self._spent = spent or Spent()
        self._reserved = Spent()
        self._settling: set[asyncio.Future[None]] = set()
        self._turn = Turn()

    async def generate(self, request: Request) -> Reply:
        """The reply. Raises ``BudgetSpent`` before a call that the rest of the budget may not cover."""
        estimate = self._expected(request)
        settled = await self._reserve(estimate)
        try:
            reply = await self._inner.generate(request)
            self._spent += self._true(reply, estimate)
            return reply
        finally:
            self._reserved -= estimate
            self._settling.discard(settled)
            settled.set_result(None)

    async def _reserve(self, estimate: Spent) -> asyncio.Future[None]:
        async with self._turn():
            while self._settling and not self._covers(self._spent + self._reserved + estimate):
                await asyncio.wait(self._settling, return_when=asyncio.FIRST_COMPLETED)
            if not self._covers(self._spent + estimate):
                raise BudgetSpent(self._message(estimate), "A larger budget goes on from here; nothing is asked twice.")
            settled = asyncio.get_running_loop().create_future()
            self._settling.add(settled)
            self._reserved += estimate
            return settled

    def _expected(self, request: Request) -> Spent:
        prompt, answer = estimated_tokens(self._inner, request)
        return Spent(prompt + answer, self.price.of(prompt, answer) if self.price else 0.0)

    def _true(self, reply: Reply, estimate: Spent) -> Spent:
        tokens = reply.input_tokens + reply.output_tokens
        # A server that states no tokens must not make the budget endless.
        return Spent(tokens, reply.cost or 0.0) if tokens else estimate

    def _covers(self, spent: Spent) -> bool:
        most = self._budget
        return (most.tokens is None or spent.tokens <= most.tokens) and (most.cost is None or spent.cost <= most.cost)

    def _message(self, estimate: Spent) -> str:
        parts = []
        if self._budget.tokens is not None:
            parts.append(f"{self._spent.tokens} of {self._budget.tokens} tokens, the next call may take {estimate.tokens}")
        if self._budget.cost is not None:
            parts.append(f"{self._spent.cost:.4f} of {self._budget.cost:g} money, the next call may take {estimate.cost:.4f}")
        return f"the budget is spent: {'; '.join(parts)}."
