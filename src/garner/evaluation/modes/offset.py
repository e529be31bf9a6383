"""Modes that compare places in the text. ``offset`` is the default: right words at a wrong place are wrong.

No paper of this field scores places; all compare strings (see ``strings``). A value that stands nowhere in the text has no
place: predicted, it is a false positive, unless the gold holds the same absent value.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable

from garner.evaluation.counts import Counts
from garner.evaluation.mode import Key, Mode, keyed
from garner.evaluation.units import Unit, entities
from garner.values import Extraction, Grounding

__all__ = ["BOUNDARIES", "NESTED", "OFFSET", "OUTERMOST", "offset_key", "place"]

MENTION = "mention"


def place(grounding: Grounding) -> Hashable:
    """Start and end in the text; the value itself where it has no place."""
    return grounding.value if grounding.start is None else (grounding.start, grounding.end)


def offset_key(unit: Unit) -> Key:
    """Label and places must be equal."""
    return unit.label, tuple([place(part) for part in unit.parts])


def _boundaries_key(unit: Unit) -> Key:
    return MENTION, place(unit.parts[0])


def _outermost(extraction: Extraction) -> list[Unit]:
    units = list(entities(extraction))
    inner = _inside_another(units)
    return [unit for unit in units if unit.parts[0].span not in inner]


def _inside_another(units: Iterable[Unit]) -> set[tuple[int, int]]:
    """The spans that lie inside a longer span of the same list, of whatever label."""
    spans = {span for unit in units if (span := unit.parts[0].span) is not None}
    inner, reached = set(), -1
    for start, end in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end <= reached:
            inner.add((start, end))
        reached = max(reached, end)
    return inner


def _count_nested(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
    """Recall over the gold mentions that lie inside another one, precision over the predicted mentions that do."""
    truth, claims = list(entities(gold)), list(entities(predicted))
    right, claimed = _matched(claims, truth)
    found, wanted = _matched(truth, claims)
    labels = sorted(claimed.keys() | wanted.keys())
    return {label: Counts(right[label], claimed[label], found[label], wanted[label]) for label in labels}


def _matched(units: list[Unit], others: list[Unit]) -> tuple[Counter[str], Counter[str]]:
    """How many nested units have an equal among the others, and how many there are, by label."""
    inner, unmatched = _inside_another(units), Counter(map(offset_key, others))
    matched: Counter[str] = Counter()
    nested = [unit for unit in units if unit.parts[0].span in inner]
    for unit in nested:
        if unmatched[offset_key(unit)] > 0:
            unmatched[offset_key(unit)] -= 1
            matched[unit.label] += 1
    return matched, Counter(unit.label for unit in nested)


OFFSET = Mode("offset", 1, "CoNLL scoring, nested mentions included", keyed(entities, offset_key))
BOUNDARIES = Mode("boundaries", 1, "MUC 'exact': places without types", keyed(entities, _boundaries_key))
OUTERMOST = Mode(
    "outermost", 1, "offset over the mentions of each side that lie inside no other", keyed(_outermost, offset_key)
)
NESTED = Mode("nested", 1, "offset over the mentions that lie inside another", _count_nested)
