"""From a tally to scores: micro, macro, per label; over several datasets; over several seeds."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from garner.evaluation.counts import Counts, Score, total
from garner.evaluation.tallies import Tally

__all__ = ["DatasetMean", "EmptyGold", "Repeated", "Scores", "mean_over_datasets", "over_seeds", "score"]


@dataclass(frozen=True, slots=True)
class EmptyGold:
    """What was claimed where nothing was to be found.

    ``documents`` have no gold item; in ``with_claims`` of them something was predicted, ``claims`` items altogether.
    """

    documents: int = 0
    with_claims: int = 0
    claims: float = 0

    @property
    def false_positive_rate(self) -> float:
        """The share (percent) of texts without gold in which something was claimed; 0 if there is no such text."""
        return 100.0 * self.with_claims / self.documents if self.documents else 0.0


@dataclass(frozen=True, slots=True)
class Scores:
    """The scores of one run on one dataset under one mode (its title), in percent.

    ``micro`` counts all items alike. ``macro`` is the plain mean of the labels' precision, recall and F1, over every label
    that stands in the gold or in the predictions, so that an invented label costs.
    """

    mode: str
    documents: int
    micro: Score
    macro: Score
    labels: tuple[tuple[str, Score], ...]
    empty_gold: EmptyGold

    def label(self, name: str) -> Score:
        """The score of one label; ``KeyError`` if it stands nowhere."""
        return dict(self.labels)[name]


def score(tally: Tally) -> Scores:
    """The scores of a tally."""
    by_label = tally.by_label()
    micro = total(by_label.values())
    labels = tuple((label, Score.of(counts)) for label, counts in by_label.items())
    return Scores(
        tally.mode,
        len(tally.documents),
        Score.of(micro),
        _mean([each for _, each in labels], micro),
        labels,
        _empty_gold(tally),
    )


def _mean(scores: Sequence[Score], counts: Counts) -> Score:
    if not scores:
        return Score.of(counts)
    return Score(
        statistics.fmean(each.precision for each in scores),
        statistics.fmean(each.recall for each in scores),
        statistics.fmean(each.f1 for each in scores),
        counts,
    )


def _empty_gold(tally: Tally) -> EmptyGold:
    claims = [counts.predicted for counts in (document.all for document in tally.documents) if not counts.gold]
    return EmptyGold(len(claims), sum(number > 0 for number in claims), sum(claims))


@dataclass(frozen=True, slots=True)
class DatasetMean:
    """Several datasets under one mode: each for itself, and the unweighted mean of their micro and of their macro scores.

    The mean over datasets of micro-F1 is how RUIE and most of this field print a table; a pooled micro-F1 would let the
    largest dataset speak for all.
    """

    mode: str
    datasets: tuple[tuple[str, Scores], ...]
    micro: Score
    macro: Score


def mean_over_datasets(datasets: Mapping[str, Scores]) -> DatasetMean:
    """Raises ``ValueError`` when there is no dataset or the modes differ."""
    if len(modes := {scores.mode for scores in datasets.values()}) != 1:
        raise ValueError(f"a mean needs scores of one mode, not of {sorted(modes)}")
    counts = total(scores.micro.counts for scores in datasets.values())
    micro = _mean([scores.micro for scores in datasets.values()], counts)
    macro = _mean([scores.macro for scores in datasets.values()], counts)
    return DatasetMean(modes.pop(), tuple(datasets.items()), micro, macro)


@dataclass(frozen=True, slots=True)
class Repeated:
    """One figure measured once a seed. ``deviation`` is the sample standard deviation, 0 for a single seed."""

    values: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise ValueError("a figure needs at least one seed")

    @property
    def mean(self) -> float:
        return statistics.fmean(self.values)

    @property
    def deviation(self) -> float:
        return statistics.stdev(self.values) if len(self.values) > 1 else 0.0


def over_seeds(runs: Sequence[Scores]) -> dict[str, Repeated]:
    """``micro_f1``, ``micro_precision``, ``micro_recall`` and ``macro_f1`` of the same evaluation under several seeds."""
    return {
        "micro_f1": Repeated(tuple(run.micro.f1 for run in runs)),
        "micro_precision": Repeated(tuple(run.micro.precision for run in runs)),
        "micro_recall": Repeated(tuple(run.micro.recall for run in runs)),
        "macro_f1": Repeated(tuple(run.macro.f1 for run in runs)),
    }
