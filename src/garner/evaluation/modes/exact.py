"""Whole answers, right or wrong: text-level, word-level and both (TL, WL, ALL).

SLG's code (arXiv 2306.15978) compares strings: the text label, then the rest of the answer, then all of it; MMM (2407.10953)
prints TL, WL and ALL. Here an answer is its items (mentions, relations, events and arguments as strings) in whatever order,
since an extraction has none; a text counts once, as right or wrong, and each score is an accuracy. As F1 over items, TL is the
mode ``class`` and WL the mode ``string``. ALL is never above TL or WL.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from garner.evaluation.counts import Counts
from garner.evaluation.mode import Key, Mode
from garner.evaluation.modes.strings import string_key
from garner.evaluation.units import UNITS
from garner.values import Extraction

__all__ = ["ALL_EXACT", "TEXT_EXACT", "WORD_EXACT"]

_WORD_LEVEL = ("entities", "relations", "triggers", "arguments")


def _items(extraction: Extraction, kinds: tuple[str, ...]) -> Counter[tuple[str, Key]]:
    return Counter((kind, string_key(unit)) for kind in kinds for unit in UNITS[kind](extraction))


def _same(*kinds: str) -> Callable[[Extraction, Extraction], dict[str, Counts]]:
    def count(gold: Extraction, predicted: Extraction) -> dict[str, Counts]:
        right = int(_items(gold, kinds) == _items(predicted, kinds))
        return {"answer": Counts(right, 1, right, 1)}

    return count


TEXT_EXACT = Mode("text-exact", 1, "SLG and MMM: TL as accuracy", _same("classes"))
WORD_EXACT = Mode("word-exact", 1, "SLG and MMM: WL as accuracy", _same(*_WORD_LEVEL))
ALL_EXACT = Mode("all-exact", 1, "SLG and MMM: ALL", _same("classes", *_WORD_LEVEL))
