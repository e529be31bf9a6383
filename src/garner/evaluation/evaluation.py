"""A whole evaluation: every mode asked for, with scores, intervals and the counts they can be computed again from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from garner.evaluation.draws import Draws
from garner.evaluation.intervals import Intervals, bootstrap
from garner.evaluation.mode import Mode
from garner.evaluation.scores import Scores, score
from garner.evaluation.tallies import Pair, Tally, tally

__all__ = ["Evaluated", "evaluate"]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """One mode's view of a run."""

    mode: str
    follows: str
    scores: Scores
    intervals: Intervals
    tally: Tally


def evaluate(pairs: Sequence[Pair], modes: Iterable[Mode], draws: Draws | None = None) -> tuple[Evaluated, ...]:
    """Score a run under each mode. Raises ``InputError`` when there is no document.

    >>> from garner.evaluation import Pair, evaluate, mode_named
    >>> from garner.values import Extraction
    >>> [evaluated] = evaluate([Pair("a", Extraction("x"), Extraction("x"))], [mode_named("offset")])
    >>> evaluated.scores.micro.f1
    100.0
    """
    counted = ((mode, tally(pairs, mode)) for mode in modes)
    return tuple(Evaluated(mode.title, mode.follows, score(each), bootstrap(each, draws), each) for mode, each in counted)
