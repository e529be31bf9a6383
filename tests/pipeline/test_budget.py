"""A budget is never overdrawn by calls side by side, and not left half used either."""

import asyncio
import threading

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from garner.errors import BudgetSpent, ModelUnavailable, NotConfigured
from garner.models.prices import Price
from garner.models.scripted import Scripted
from garner.pipeline.budget import Budget, Budgeted, Purse, Spent
from garner.values import Message, Reply, Request


class Shop:
    """A generator that takes ``used`` tokens a call (None: states none) of the 110 a request may take."""

    name = "shop"
    context_tokens = 1000

    def __init__(self, used: int | None, price: Price | None = None) -> None:
        self.used, self.price = used, price
        self.calls = 0

    def count_tokens(self, text: str) -> int:
        return 6

    async def generate(self, request: Request) -> Reply:
        self.calls += 1
        await asyncio.sleep(0)
        used = self.used or 0
        return Reply("ok", input_tokens=used, cost=self.price.of(used, 0) if self.price and used else None)


ASKS = Request((Message("user", "?"),), max_tokens=100)  # 6 + 4 + 100 tokens at most


def served(shop: Shop, budget: Budget, calls: int, spent: Spent | None = None) -> int:
    """How many of that many calls side by side were made; the others met a spent budget."""

    async def ask_all() -> list[Reply | BaseException]:
        budgeted = Budgeted(shop, Purse(budget, spent))
        return await asyncio.gather(*(budgeted.generate(ASKS) for _ in range(calls)), return_exceptions=True)

    outcomes = asyncio.run(ask_all())
    assert all(isinstance(outcome, Reply | BudgetSpent) for outcome in outcomes)
    return sum(isinstance(outcome, Reply) for outcome in outcomes)


@settings(max_examples=50, deadline=None)
@given(st.integers(1, 110), st.integers(1, 3000), st.integers(1, 30))
def test_the_budget_is_used_and_never_overdrawn(used: int, tokens: int, calls: int) -> None:
    shop = Shop(used)
    made = served(shop, Budget(tokens), calls)
    assert made == shop.calls
    assert made * used <= tokens
    # A call is refused only when its longest reply might not have been covered.
    assert made == calls or made * used + 110 > tokens


def test_money_is_counted_by_the_price() -> None:
    shop = Shop(100, Price(1_000_000, 1_000_000))
    assert served(shop, Budget(cost=1000.0), 30) == 9


def test_a_server_that_states_no_tokens_does_not_make_the_budget_endless() -> None:
    assert served(Shop(None), Budget(1000), 30) == 9


def test_what_earlier_runs_took_counts() -> None:
    assert served(Shop(100), Budget(1000), 30, Spent(tokens=600)) == 3


def test_failed_calls_cost_nothing_and_hold_nothing_back() -> None:
    model = Scripted([ModelUnavailable("down")] * 20 + ["yes"])
    budgeted = Budgeted(model, Purse(Budget(200)))

    async def talk() -> str:
        for _ in range(20):
            with pytest.raises(ModelUnavailable):
                await budgeted.generate(ASKS)
        return (await budgeted.generate(ASKS)).text

    assert asyncio.run(talk()) == "yes"


def test_a_caller_that_gives_up_holds_nothing_back() -> None:
    class Slow(Shop):
        async def generate(self, request: Request) -> Reply:
            if self.calls == 0:
                self.calls = 1
                await asyncio.Event().wait()
            return await super().generate(request)

    async def talk() -> str:
        budgeted = Budgeted(Slow(100), Purse(Budget(150)))
        stuck = asyncio.create_task(budgeted.generate(ASKS))
        await asyncio.sleep(0)
        waiting = asyncio.create_task(budgeted.generate(ASKS))
        await asyncio.sleep(0)
        assert not waiting.done(), "it fits as soon as the first gives its reservation back"
        stuck.cancel()
        return (await waiting).text

    assert asyncio.run(talk()) == "ok"


def test_the_message_says_what_is_left_and_what_was_asked() -> None:
    async def talk() -> None:
        with pytest.raises(BudgetSpent, match=r"90 of 100 tokens, the next call may take 110"):
            await Budgeted(Shop(10), Purse(Budget(100), Spent(tokens=90))).generate(ASKS)

    asyncio.run(talk())


@pytest.mark.parametrize(("spent", "words"), [(Spent(), "nothing is asked twice"), (None, "the next run asks anew")])
def test_that_nothing_is_asked_twice_is_promised_only_where_calls_are_recorded(spent: Spent | None, words: str) -> None:
    with pytest.raises(BudgetSpent, match=words):
        asyncio.run(Budgeted(Shop(10), Purse(Budget(100), spent)).generate(ASKS))


def test_threads_share_a_budget() -> None:
    """Each has an event loop of its own, and most wait for what another loop's call has reserved."""

    class Slow(Shop):
        async def generate(self, request: Request) -> Reply:
            await asyncio.sleep(0.002)
            return await super().generate(request)

    shop = Slow(10)
    budgeted = Budgeted(shop, Purse(Budget(450)))
    outcomes: list[str] = []

    def ask() -> None:
        try:
            outcomes.append(asyncio.run(budgeted.generate(ASKS)).text)
        except BudgetSpent:
            outcomes.append("spent")

    threads = [threading.Thread(target=ask, daemon=True) for _ in range(40)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=20)
        assert not thread.is_alive()
    # 340 tokens leave room for the longest call, 350 do not.
    assert sorted(outcomes) == ["ok"] * 35 + ["spent"] * 5


def test_a_budget_of_money_needs_a_price() -> None:
    with pytest.raises(NotConfigured, match="needs the price of shop"):
        Budgeted(Shop(1), Purse(Budget(cost=1.0)))


@pytest.mark.parametrize("budget", [(0, None), (None, 0.0), (-1, None), (None, float("nan"))])
def test_a_budget_that_allows_nothing_is_refused(budget: tuple[int | None, float | None]) -> None:
    with pytest.raises(NotConfigured):
        Budget(*budget)


@settings(max_examples=25, deadline=None)
@given(st.integers(1, 110), st.integers(1, 110), st.integers(1, 3000), st.integers(1, 15))
def test_models_that_share_a_purse_never_overdraw_it_together(used: int, other: int, tokens: int, calls: int) -> None:
    shops = Shop(used), Shop(other)

    async def ask_all() -> list[Reply | BaseException]:
        purse = Purse(Budget(tokens))
        budgeted = [Budgeted(shop, purse) for shop in shops]
        asked = (each.generate(ASKS) for _ in range(calls) for each in budgeted)
        return await asyncio.gather(*asked, return_exceptions=True)

    outcomes = asyncio.run(ask_all())
    assert all(isinstance(outcome, Reply | BudgetSpent) for outcome in outcomes)
    taken = sum(shop.calls * (shop.used or 0) for shop in shops)
    assert taken <= tokens
    assert sum(shop.calls for shop in shops) == 2 * calls or taken + 110 > tokens
