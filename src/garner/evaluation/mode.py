"""A matching mode: what counts as the same item. Every score names the mode it was made with."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from garner.evaluation.counts import Counts
from garner.evaluation.units import Unit
from garner.values import Extraction

__all__ = ["Key", "Mode", "Repeats", "count_keys", "keyed"]

Key = tuple[str, Hashable]
"""The label an item is reported under, and everything that must be equal for it to be right."""


@dataclass(frozen=True, slots=True)
class Mode:
    """A way to compare the predictions for one text with its gold.

    ``version`` rises whenever the same items could get another score. ``follows`` names the paper or code a mode repeats.
    ``count`` gives the counts of one text by label; a label that neither side has is left out.
    """

    name: str
    version: int
    follows: str
    count: Callable[[Extraction, Extraction], dict[str, Counts]]

    @property
    def title(self) -> str:
        """Name and version, as stored with every score: ``offset@1``."""
        return f"{self.name}@{self.version}"


class Repeats(StrEnum):
    """What a repeated item is: one more item to get right (each gold item is matched once), or no item at all."""

    COUNT = "count"
    IGNORE = "ignore"


def keyed(
    units: Callable[[Extraction], Iterable[Unit]],
    key: Callable[[Unit], Key],
    repeats: Repeats = Repeats.COUNT,
) -> Callable[[Extraction, Extraction], dict[str, Counts]]:
    """The count of a mode in which two units are the same exactly if their keys are equal."""

    def count(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        return count_keys(map(key, units(gold)), map(key, units(predicted)), repeats)

    return count


def count_keys(gold: Iterable[Key], predicted: Iterable[Key], repeats: Repeats = Repeats.COUNT) -> dict[str, Counts]:
    """Counts by label of two lists of keys, as multisets or as sets. The order of either list changes nothing."""
    if repeats is Repeats.IGNORE:
        gold, predicted = set(gold), set(predicted)
    truth, claims = Counter(gold), Counter(predicted)
    rows: dict[str, list[int]] = {}
    for key, times in truth.items():
        row = rows.get(key[0])
        if row is None:
            row = rows[key[0]] = [0, 0, 0]
        row[2] += times
        if key in claims:
            row[0] += min(times, claims[key])
    for key, times in claims.items():
        row = rows.get(key[0])
        if row is None:
            row = rows[key[0]] = [0, 0, 0]
        row[1] += times
    return {label: Counts(right, claimed, right, wanted) for label, (right, claimed, wanted) in rows.items()}
