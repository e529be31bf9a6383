"""Asking again when the server was busy or down, each failure on record, with waits that grow and are never in step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from garner.errors import ModelUnavailable, RateLimited
from garner.models.protocols import TextGenerator
from garner.pipeline.around import Around
from garner.pipeline.timing import Timing
from garner.values import Reply, Request

__all__ = ["OnFailure", "Retried", "RetryPolicy"]

OnFailure = Callable[[Request, int, Exception], None]


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often and how long one request is tried.

    ``attempts`` bounds the calls that end with the server down, failing or timed out. A rate limit (429) says nothing against
    the request, so those count apart, up to ``limited_attempts``. After the n-th failure the wait is drawn from the upper half
    of ``first_wait * 2**(n-1)`` seconds, at most ``longest_wait``; a server's own Retry-After is kept to where it is longer.
    No new attempt begins once the next wait would end more than ``total_seconds`` after the first call.
    """

    attempts: int = 6
    limited_attempts: int = 40
    first_wait: float = 1.0
    longest_wait: float = 60.0
    total_seconds: float = 1800.0


class Retried(Around):
    """A text generator that tries again while the error says that this may help."""

    def __init__(
        self, inner: TextGenerator, policy: RetryPolicy, on_failure: OnFailure | None = None, timing: Timing | None = None
    ) -> None:
        super().__init__(inner)
        self._policy = policy
        self._on_failure = on_failure
        self._timing = timing or Timing()

    async def generate(self, request: Request) -> Reply:
        """The first reply. Raises the last error: at once where asking again cannot help, else when the policy is exhausted."""
        policy, timing = self._policy, self._timing
        deadline = timing.clock() + policy.total_seconds
        failures = limited = 0
        while True:
            try:
                return await self._inner.generate(request)
            except Exception as error:  # recorded and raised again, or tried again where it says so
                if isinstance(error, RateLimited):
                    limited += 1
                else:
                    failures += 1
                if self._on_failure is not None:
                    self._on_failure(request, failures + limited, error)
                if not isinstance(error, ModelUnavailable) or not error.retryable:
                    raise
                wait = self._wait(limited if isinstance(error, RateLimited) else failures, error.retry_after)
                exhausted = failures >= policy.attempts or limited >= policy.limited_attempts
                if exhausted or timing.clock() + wait > deadline:
                    raise
            await timing.sleep(wait)

    def _wait(self, failures: int, wish: float | None) -> float:
        # The exponent is bounded because a float overflows at 2**1024.
        most = min(self._policy.longest_wait, self._policy.first_wait * 2.0 ** min(failures - 1, 60))
        own = most * (0.5 + self._timing.chance() / 2)
        if wish is None:
            return own
        # Clients that were told the same second must not come back in the same second.
        return max(own, wish + self._policy.first_wait * self._timing.chance())
