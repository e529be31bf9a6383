"""What a run cost altogether."""

from __future__ import annotations

from dataclasses import dataclass

from garner.evaluation.runs.run import Run
from garner.values import Usage

__all__ = ["Cost", "cost_of"]


@dataclass(frozen=True, slots=True)
class Cost:
    """Calls and tokens; wall time in ``seconds``; ``money`` in the price list's currency; the model's parameters and how many
    of them were trained. ``None``: not known."""

    calls: int
    cached_calls: int
    input_tokens: int
    output_tokens: int
    seconds: float
    money: float | None
    parameters: int | None
    parameters_trained: int | None


def cost_of(run: Run) -> Cost:
    """The sum over all data sets of a run."""
    usage = sum((each.usage for each in run.evaluations), Usage())
    return Cost(
        usage.calls,
        usage.cached_calls,
        usage.input_tokens,
        usage.output_tokens,
        sum(each.seconds for each in run.evaluations),
        usage.cost,
        run.model.parameters,
        run.model.parameters_trained,
    )
