"""Which labels are taken for which."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from garner.evaluation.faults import Evidence, find_faults
from garner.evaluation.mode import count_keys
from garner.evaluation.modes.offset import offset_key
from garner.evaluation.tallies import Pair
from garner.evaluation.units import UNITS

__all__ = ["NOTHING", "confusion"]

NOTHING = ""


def confusion(pairs: Iterable[Pair], kind: str = "entities") -> dict[tuple[str, str], int]:
    """How often gold label and predicted label met, sorted; ``NOTHING`` stands for the missing side.

    An item that is not right is paired with the item at its place, else with one it overlaps, as in the audit; so every
    gold item and every claim is counted exactly once. Raises ``KeyError`` for an unknown kind.
    """
    units = UNITS[kind]
    met: Counter[tuple[str, str]] = Counter()
    for each in pairs:
        gold, predicted = list(units(each.gold)), list(units(each.predicted))
        for label, counts in count_keys(map(offset_key, gold), map(offset_key, predicted)).items():
            met[label, label] += int(counts.right)
        for fault in find_faults(gold, predicted, Evidence()):
            wanted = fault.wanted.label if fault.wanted else NOTHING
            met[wanted, fault.claimed.label if fault.claimed else NOTHING] += 1
    return {labels: times for labels, times in sorted(met.items()) if times}
