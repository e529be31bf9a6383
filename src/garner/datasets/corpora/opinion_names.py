"""The names of opinions that are written ``category|polarity`` in quadruples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

__all__ = ["OpinionNames"]

_POLARITIES = {"0": "negative", "1": "neutral", "2": "positive"}
_WORDS = {
    "general": "in general",
    "style options": "style and options",
    "design features": "design and features",
    "operation performance": "operation and performance",
    "fans&cooling": "fans and cooling",
    "out of scope": "something else",
    "os": "operating system",
    "cpu": "processor",
}


class OpinionNames(Mapping[str, str]):
    """``FOOD#STYLE_OPTIONS|2`` is "positive opinion on food style and options"; other labels are as ``others`` says."""

    def __init__(self, others: Mapping[str, str]) -> None:
        self._others = others

    def __getitem__(self, label: str) -> str:
        category, bar, polarity = label.removeprefix("events.").partition("|")
        if not bar:
            return self._others[label]
        parts = category.lower().replace("#", " ").split(" ")
        words = (part.replace("_", " ") for part in parts)
        return f"{_POLARITIES.get(polarity, polarity)} opinion on {' '.join(_WORDS.get(word, word) for word in words)}"

    def __iter__(self) -> Iterator[str]:
        return iter(self._others)

    def __len__(self) -> int:
        return len(self._others)
