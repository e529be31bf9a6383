"""The mentions of one record of a user's own, and the names by which the rest of the record refers to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from garner.datasets.gold import Gold
from garner.values import UNTYPED, Grounding

__all__ = ["TYPES", "Mentions", "first_of"]

_STARTS = ("start", "start_offset", "start_char", "begin")
_ENDS = ("end", "end_offset", "end_char", "stop")
_SURFACES = ("text", "surface", "mention", "value", "word", "span")
_IDENTIFIERS = ("id", "entity_id", "eid")
TYPES = ("type", "label", "tag", "entity_type", "category", "class", "labels")


def first_of(record: Mapping[str, object], names: Sequence[str]) -> object:
    """The first of these fields that is there and not null."""
    return next((record[name] for name in names if record.get(name) is not None), None)


class Mentions:
    """Collects entities into a ``Gold``. What does not fit is refused there; ``searched`` counts the values that were given
    without a place, or with more than one that fits."""

    def __init__(self, gold: Gold) -> None:
        self.gold = gold
        self.searched = 0
        self._named: dict[str, str] = {}
        self._numbered: list[str | None] = []
        self._spelled: dict[str, list[str]] = {}
        self._places: dict[str, Grounding] = {}

    def place(self, value: object) -> Grounding | None:
        """Where a value stands: a text, ``[start, end]``, or an object with offsets, a text, or both."""
        if isinstance(value, str):
            return self._search(value)
        if isinstance(value, list):
            return self._at(value[0], value[1], None) if len(value) >= 2 else self._without_a_place(value)
        if not isinstance(value, Mapping):
            return self._without_a_place(value)
        surface, start, end = (first_of(value, names) for names in (_SURFACES, _STARTS, _ENDS))
        if start is not None or end is not None:
            return self._at(start, end, surface)
        if not isinstance(surface, str):
            return self._without_a_place(value)
        return Grounding.absent(surface) if value.get("grade") == "absent" and surface else self._search(surface)

    def add(self, value: object) -> None:
        """One entity: an object, or ``[start, end, type]``."""
        labels = self._labels(value)
        if not labels:
            self.gold.refuse("entity without a type", _shown(value))
            self._numbered.append(None)
            return
        place = self.place(value)
        found = [self.gold.entity(label, place) for label in labels]
        self._numbered.append(found[0])
        if place is None or found[0] is None:
            return
        self._places[found[0]] = place
        self._spelled.setdefault(place.surface, []).append(found[0])
        if isinstance(value, Mapping) and isinstance(identifier := first_of(value, _IDENTIFIERS), str | int):
            self._named[str(identifier)] = found[0]

    def end(self, value: object) -> str | None:
        """The id of the mention that a relation or argument means: its id in the record, its number (from 0) where no entity
        has an id, its words, or its place. ``None`` where there is none."""
        if isinstance(value, int) and not isinstance(value, bool):
            if self._named:
                return self._named.get(str(value))
            return self._numbered[value] if 0 <= value < len(self._numbered) else None
        if isinstance(value, str):
            return self._named.get(value) or self._by_words(value)
        if not isinstance(value, Mapping | list):
            return None
        if isinstance(value, Mapping) and isinstance(identifier := first_of(value, ("entity", *_IDENTIFIERS)), str | int):
            return self.end(identifier)
        place = self.place(value)
        labels = self._labels(value)
        if place is None or labels:
            return self.gold.end(labels[0], place) if labels else None
        return self._there(place)

    def named(self, name: str) -> str | None:
        """The id in the gold of the mention that the record calls by this id."""
        return self._named.get(name)

    def grounding(self, identifier: str) -> Grounding:
        """The place of a mention by the id that ``end`` gave."""
        return self._places[identifier]

    def _there(self, place: Grounding) -> str | None:
        known = next((each for each, other in self._places.items() if place.span and other.span == place.span), None)
        found = known or self.gold.end(UNTYPED, place)
        if found is not None:
            self._places[found] = place
        return found

    def _by_words(self, words: str) -> str | None:
        known = self._spelled.get(words.strip(), [])
        if known:
            self.searched += len(known) > 1
            return known[0]
        if not words.strip() or words.strip() not in self.gold.text:
            return None
        place = self._search(words)
        return None if place is None else self._there(place)

    def _search(self, words: str) -> Grounding | None:
        self.searched += 1
        return self.gold.find(words)

    def _at(self, start: object, end: object, surface: object) -> Grounding | None:
        if not (_whole(start) and _whole(end)):
            self.gold.refuse("offset that is no whole number", f"{start!r}:{end!r}")
            return None
        return self.gold.place(int(str(start)), int(str(end)), surface if isinstance(surface, str) else None)

    def _labels(self, value: object) -> list[str]:
        stated = first_of(value, TYPES) if isinstance(value, Mapping) else None
        if isinstance(value, list) and len(value) > 2:
            stated = value[2]
        labels = stated if isinstance(stated, list) else [stated]
        return [label.strip() for label in labels if isinstance(label, str) and label.strip()]

    def _without_a_place(self, value: object) -> Grounding | None:
        self.gold.refuse("item without a place", _shown(value))
        return None


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _shown(value: object) -> str:
    shown = value if isinstance(value, str) else repr(value)
    return shown if len(shown) <= 80 else f"{shown[:79]}…"
