"""Changed items counted, and shown in their texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from garner.evaluation.comparison import Change, ChangeKind
from garner.evaluation.units import Unit

__all__ = ["Changed", "counted", "in_words", "telling"]

_AROUND = 40


@dataclass(frozen=True, slots=True)
class Changed:
    """How many items of one kind changed in one way; ``better`` went from wrong to right, ``worse`` from right to wrong."""

    items: str
    kind: ChangeKind
    count: int
    better: int
    worse: int


def counted(changes: Iterable[Change]) -> tuple[Changed, ...]:
    """The changes by kind of item and of change, in the order of their first occurrence."""
    groups: dict[tuple[str, ChangeKind], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.items, change.kind), []).append(change)
    return tuple(
        Changed(items, kind, len(group), sum(each.better for each in group), sum(each.worse for each in group))
        for (items, kind), group in groups.items()
    )


def telling(changes: Sequence[Change], most: int) -> tuple[Change, ...]:
    """At most so many of each kind of item and of change: those that made it worse first, then better, then the rest."""
    taken: dict[tuple[str, ChangeKind], int] = {}
    kept = []
    for change in sorted(changes, key=lambda each: (not each.worse, not each.better)):
        group = (change.items, change.kind)
        taken[group] = taken.get(group, 0) + 1
        if taken[group] <= most:
            kept.append(change)
    return tuple(kept)


def in_words(unit: Unit, text: str) -> str:
    """The item with its label, in the words around it: ``person: ... met [Ada] in ...``."""
    if not unit.parts:
        return unit.label
    spans = sorted({part.span for part in unit.parts if part.span is not None})
    absent = [part.value for part in unit.parts if part.span is None]
    shown, reached = [], max(0, spans[0][0] - _AROUND) if spans else 0
    if reached:
        shown.append("... ")
    for start, end in spans:
        gap = text[reached:start] if start >= reached else ""
        shown += [gap if len(gap) <= 2 * _AROUND else f"{gap[:_AROUND]} ... {gap[-_AROUND:]}", f"[{text[start:end]}]"]
        reached = max(reached, end)
    if spans:
        shown.append(text[reached : reached + _AROUND] + (" ..." if reached + _AROUND < len(text) else ""))
    missing = f" (not in the text: {', '.join(absent)})" if absent else ""
    return f"{unit.label}: {''.join(shown)}{missing}"
