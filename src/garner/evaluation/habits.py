"""How the gold usually labels a name, so that a text where it does not can be suspected."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable

from garner.evaluation.faults import fold
from garner.evaluation.units import Unit

__all__ = ["Habits"]

_LEAST_TEXTS = 2
_USUAL_SHARE = 2 / 3


class Habits:
    """The labels that the gold of each text gives to each name.

    Built once over a corpus. A name is "usually" labelled so if at least two other texts label it so, and two thirds of the
    other texts that label it at all.
    """

    def __init__(self, gold: Iterable[tuple[str, Iterable[Unit]]]) -> None:
        self._texts: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._labelled: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        self._own: set[tuple[str, tuple[str, ...], str]] = set()
        for document, units in gold:
            for name, label in dict.fromkeys((_name(unit), unit.label) for unit in units if unit.parts):
                self._labelled[name][label] += 1
                self._own.add((document, name, label))
                self._texts[name][document] += 1

    def usual(self, document: str, unit: Unit) -> bool:
        """Whether the gold of the other texts usually gives this name this label."""
        name = _name(unit)
        if not unit.parts or name not in self._labelled:
            return False
        same = self._labelled[name][unit.label] - ((document, name, unit.label) in self._own)
        others = len(self._texts[name]) - (document in self._texts[name])
        return same >= _LEAST_TEXTS and same >= _USUAL_SHARE * others


def _name(unit: Unit) -> tuple[str, ...]:
    return tuple(fold(part.surface) for part in unit.parts)
