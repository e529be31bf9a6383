"""Where in a passage the values of one answer stand, and which of several places goes with which."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from garner.grounding import TextIndex
from garner.values import Grounding

__all__ = ["Places", "closest"]


class Places:
    """The places of values in one passage; each value is looked up once."""

    def __init__(self, text: str) -> None:
        self._index = TextIndex(text)
        self._found: dict[str, list[Grounding]] = {}

    def each(self, values: Sequence[str]) -> list[Grounding]:
        """One place for each value, equal ones taking different places; see ``garner.ground``."""
        return self._index.ground(values)

    def best(self, value: str) -> list[Grounding]:
        """The places as good as the best one, in the order of the text; empty where the value is absent."""
        if value not in self._found:
            self._found[value] = self._index.find_best(value)
        return self._found[value]

    def together(self, values: Sequence[str], taken: set[tuple[int, int]] | None = None) -> list[Grounding]:
        """The places of values that belong together: where they stand closest.

        One of them is the anchor: the first where ``taken`` says which of its places others of its kind hold already (its own
        is added), else the rarest. It takes the place that the others are nearest to; they take their places nearest to it.

        >>> [each.start for each in Places("Bolt left. Then Acme bought Bolt.").together(["Bolt", "bought"])]
        [28, 21]
        """
        return closest(values, [self.best(value) for value in values], taken)


def closest(
    values: Sequence[str], occurrences: Sequence[Sequence[Grounding]], taken: set[tuple[int, int]] | None = None
) -> list[Grounding]:
    """One of its ``occurrences`` (in the order of the text) for each value, as :meth:`Places.together` chooses them."""
    present = [number for number, places in enumerate(occurrences) if places]
    if not present:
        return [Grounding.absent(value) for value in values]
    leads = taken is not None and bool(occurrences[0])
    anchored = 0 if leads else min(present, key=lambda number: len(occurrences[number]))
    candidates = occurrences[anchored]
    if leads and taken is not None:
        candidates = [place for place in candidates if place.span not in taken] or candidates
    others = [occurrences[number] for number in present if number != anchored]
    anchor = min(candidates, key=lambda place: sum(_distance(_nearest(places, place), place) for places in others))
    if leads and taken is not None and anchor.span is not None:
        taken.add(anchor.span)
    return [
        anchor if number == anchored else _nearest(places, anchor) if places else Grounding.absent(value)
        for number, (value, places) in enumerate(zip(values, occurrences, strict=True))
    ]


def _nearest(occurrences: Sequence[Grounding], anchor: Grounding) -> Grounding:
    after = bisect_left(occurrences, anchor.start or 0, key=lambda each: each.start or 0)
    return min(occurrences[max(0, after - 1) : after + 1], key=lambda each: _distance(each, anchor))


def _distance(one: Grounding, other: Grounding) -> int:
    """Characters between two places, 0 where they touch or overlap."""
    return max(0, (one.start or 0) - (other.end or 0), (other.start or 0) - (one.end or 0))
