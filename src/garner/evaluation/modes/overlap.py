"""Modes that forgive boundaries: mentions are paired one to one, and overlapping ones earn credit.

``overlap`` gives 1 for the same place and 0.5 for any overlap, within one label; ``partial`` does so regardless of labels
(MUC's "partial", as in SemEval-2013 task 9 and nervaluate); ``type`` gives 1 for any overlap within one label (MUC "type"). The
pairing is the best one there is, so the order of the items changes nothing; a mention is never used twice.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable

from garner.evaluation.counts import Counts
from garner.evaluation.matching import maximum_matching
from garner.evaluation.mode import Mode
from garner.evaluation.modes.offset import MENTION
from garner.evaluation.units import entities
from garner.values import Extraction

__all__ = ["OVERLAP", "PARTIAL", "TYPE"]

_Place = tuple[int, int] | str


def _counter(credit: float, *, labelled: bool) -> Callable[[Extraction, Extraction], dict[str, Counts]]:
    def count(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        truth, claims = _by_label(gold, labelled=labelled), _by_label(predicted, labelled=labelled)
        return {label: _credit(truth[label], claims[label], credit) for label in sorted(truth.keys() | claims.keys())}

    return count


def _by_label(extraction: Extraction, *, labelled: bool) -> defaultdict[str, list[_Place]]:
    places: defaultdict[str, list[_Place]] = defaultdict(list)
    for unit in entities(extraction):
        grounding = unit.parts[0]
        places[unit.label if labelled else MENTION].append(grounding.span or grounding.value)
    return places


def _credit(gold: list[_Place], predicted: list[_Place], credit: float) -> Counts:
    """The most that any pairing earns.

    Where an overlap earns half, equal places are paired first: parting them could win two halves at best. Where it earns as
    much as equality that no longer holds, and equal places are overlaps like others.
    """
    equal_first = credit <= 0.5
    left = Counter(gold)
    rest: list[tuple[int, int]] = []
    earned: float = 0
    for where in predicted:
        if left[where] > 0 and (equal_first or isinstance(where, str)):
            left[where] -= 1
            earned += 1
        elif not isinstance(where, str):
            rest.append(where)
    rest_of_gold = [where for where in left.elements() if not isinstance(where, str)]
    if rest and rest_of_gold:
        earned += credit * len(maximum_matching(_overlaps(sorted(rest), sorted(rest_of_gold))))
    return Counts(earned, len(predicted), earned, len(gold))


def _overlaps(spans: list[tuple[int, int]], others: list[tuple[int, int]]) -> list[list[int]]:
    """For each span the numbers of the others it shares a character with; both lists sorted."""
    longest = max((end - start for start, end in others), default=0)
    found = []
    for start, end in spans:
        first = bisect_left(others, (start - longest, 0))
        last = bisect_left(others, (end, 0))
        found.append([number for number in range(first, last) if others[number][1] > start])
    return found


OVERLAP = Mode(
    "overlap", 1, "nervaluate and MUC 'partial' within one type: 1 exact, 0.5 overlapping", _counter(0.5, labelled=True)
)
PARTIAL = Mode("partial", 1, "MUC 'partial', SemEval-2013 task 9, nervaluate: types ignored", _counter(0.5, labelled=False))
TYPE = Mode("type", 1, "MUC 'type', SemEval-2013 task 9, nervaluate 'ent_type'", _counter(1.0, labelled=True))
