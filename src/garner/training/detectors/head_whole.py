"""What the head that judges whole answers learns from: whether mending an answer's defects made it better."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from garner.refinement.learned.whole import look_at_whole
from garner.training.detectors.head_levels import Bands, Counts, Tried, counts_of, defects_of, f1_of
from garner.training.detectors.head_rows import Rows

__all__ = ["left_from", "whole_rows"]

_NOTHING = 1e-6
"""A loss of F1, in points of a source's mean over corpora, that is none."""


def whole_rows(tried: Sequence[Tried], bands: Bands) -> tuple[Rows, list[Counts]]:
    """A row for each answer in which defects are found: whether it is best left alone, because mending them does not lift its
    F1. Beside them what mending them does."""
    import numpy as np

    features, counts, owners = [], [], []
    for number, each in enumerate(tried):
        levels = bands.of(each)
        defects = defects_of(each, levels)
        if defects:
            unjudged = len(each.seen.part.said) - sum(verdict.said for verdict in each.verdicts)
            features.append(look_at_whole(each.verdicts, defects, max(0, unjudged)))
            counts.append(counts_of(each, levels))
            owners.append(number)
    holds = np.array([each.gain <= 1e-9 for each in counts], np.float32)
    stacked = np.stack(features) if features else np.zeros((0, 0), np.float32)
    return Rows(stacked, holds, np.ones(len(holds), np.float32), np.array(owners, np.int64)), counts


def left_from(
    odds: Sequence[float], owners: Sequence[int], counts: Sequence[Counts], tried: Sequence[Tried], bands: Bands
) -> float:
    """The log-odds from which answers with defects are left alone: so many answers, the likeliest first, that nobody's F1 is
    lower for it."""
    totals = _Totals(tried, bands)
    least = max(odds, default=0.0) + 1.0
    for number in sorted(range(len(odds)), key=lambda number: -odds[number]):
        if totals.lost_without(tried[owners[number]], counts[number]) > _NOTHING:
            break
        least = odds[number]
    return least


class _Totals:
    """The counts of all answers, corrected but for those that are left alone."""

    def __init__(self, tried: Sequence[Tried], bands: Bands) -> None:
        self._groups: dict[str, dict[str, list[int]]] = defaultdict(dict)
        for each in tried:
            own = counts_of(each, bands.of(each))
            total = self._groups[each.seen.sort].setdefault(each.seen.instance.corpus, [0, 0, 0])
            for place, count in enumerate((own.gold, own.said_after, own.right_after)):
                total[place] += count
        self._corrected = {sort: _mean_f1(own) for sort, own in self._groups.items()}

    def lost_without(self, answer: Tried, counts: Counts) -> float:
        """What its source has lost once this answer is left alone as well."""
        own = self._groups[answer.seen.sort]
        total = own[answer.seen.instance.corpus]
        total[1] += counts.said - counts.said_after
        total[2] += counts.right - counts.right_after
        return self._corrected[answer.seen.sort] - _mean_f1(own)


def _mean_f1(corpora: Mapping[str, Sequence[int]]) -> float:
    return sum(f1_of(*each) for each in corpora.values()) / len(corpora)
