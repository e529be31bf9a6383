"""How far a run has come, as a value to show."""

from __future__ import annotations

from dataclasses import dataclass, replace

from garner.values import Result

__all__ = ["Progress"]


@dataclass(frozen=True, slots=True)
class Progress:
    """Documents done (``failed`` of them not read whole) of ``total`` (``None``: not known), tokens and money (``None``: no
    price known) spent on calls that were made (replies from the ledger take none), and the seconds since the run began."""

    done: int = 0
    failed: int = 0
    total: int | None = None
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = None
    seconds: float = 0.0

    @property
    def rate(self) -> float:
        """Documents a second, 0 before the first."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def eta(self) -> float | None:
        """Seconds that the rest will take at this rate; ``None`` where the total or the rate is not known."""
        if self.total is None or not self.rate:
            return None
        return max(0, self.total - self.done) / self.rate

    def after(self, result: Result, seconds: float) -> Progress:
        """The progress when this result, too, is there, ``seconds`` after the run began."""
        usage = result.usage
        cost = self.cost if usage.cost is None else (self.cost or 0.0) + usage.cost
        return replace(
            self,
            done=self.done + 1,
            failed=self.failed + (not result.complete),
            input_tokens=self.input_tokens + usage.input_tokens,
            output_tokens=self.output_tokens + usage.output_tokens,
            cost=cost,
            seconds=seconds,
        )
