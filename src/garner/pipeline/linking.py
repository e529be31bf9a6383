"""The entities of one passage, and which of them the two ends of a relation mean."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from itertools import accumulate
from math import inf
from typing import NamedTuple

from garner.grounding import normalise
from garner.pipeline.places import Places, closest
from garner.values import UNTYPED, Entity, Grounding

__all__ = ["End", "Entities"]


class End(NamedTuple):
    """The head or tail of a relation: its words, the types it may have (none: any), and whether the answer stated them."""

    value: str
    types: tuple[str, ...] = ()
    stated: bool = False


class _Meant(NamedTuple):
    """The entities that an end may mean, in the order of the text, absent ones last; and the places of the others."""

    entities: list[Entity]
    places: list[Grounding]


class Entities:
    """The entities placed so far; ``announce`` hears of each one that is added."""

    def __init__(self, places: Places, announce: Callable[[Entity], None]) -> None:
        self._places = places
        self._announce = announce
        self._by_key: dict[tuple[str, object], Entity] = {}
        self._named: dict[str, list[Entity]] = {}
        self._placed: dict[tuple[int, int], list[Entity]] = {}
        self._known: dict[End, _Meant] = {}
        self._awaiting: dict[object, set[End]] = {}
        self._linked: dict[tuple[End, End], tuple[Entity, Entity]] = {}
        self._holders: _Holders | None = None

    def all(self) -> tuple[Entity, ...]:
        """The entities in the order of their ids."""
        return tuple(self._by_key.values())

    def add(self, type_name: str, grounding: Grounding, confidence: float | None = None) -> Entity | None:
        """The new entity; ``None`` when one of that type is there already."""
        key = (type_name, grounding.span or grounding.value)
        if key in self._by_key:
            return None
        entity = Entity(f"e{len(self._by_key) + 1}", type_name, grounding, confidence)
        self._by_key[key] = entity
        names = {form for value in (grounding.value, grounding.surface) for form in _forms(value)}
        for name in names:
            self._named.setdefault(name, []).append(entity)
        if grounding.span is not None:
            self._placed.setdefault(grounding.span, []).append(entity)
        # Ends that may mean the new entity are looked up anew, all others stay known.
        for end in {end for name in (*names, grounding.span) for end in self._awaiting.pop(name, ())}:
            self._known.pop(end, None)
        self._announce(entity)
        return entity

    def at(self, span: tuple[int, int] | None) -> Sequence[Entity]:
        """The entities at exactly that place."""
        return self._placed.get(span, []) if span else []

    def standing(self, end: End, place: Grounding) -> Entity:
        """What an end means whose place is known: the entity there, one of a fitting type first; where there is none, or only
        ones of another type than the answer stated, a new one."""
        here = self.at(place.span)
        fitting = [each for each in here if not end.types or each.type in end.types]
        known = fitting or ([] if end.stated else here)
        return known[0] if known else self._at_hand(end, place)

    def ends(self, head: End, tail: End) -> tuple[Entity, Entity]:
        """The entities that stand closest of those that the ends may mean; an end that none fits becomes an entity.

        An end means the entities of its name, else of its normalised name, else those at its places in the text; those of a
        fitting type first. Those of other types only where the answer itself stated no type. Equal ends mean the same entities.
        """
        pair = (head, tail)
        if pair not in self._linked:
            heads, tails = self._meant(head), self._meant(tail)
            if not heads.entities or not tails.entities:
                heads, tails = self._completed(pair, (heads, tails))
            self._linked[pair] = _nearest_pair(heads.entities, tails.entities)
        return self._linked[pair]

    def _meant(self, end: End) -> _Meant:
        if end not in self._known:
            forms, best = _forms(end.value), self._places.best(end.value)
            here = [entity for place in best for entity in self.at(place.span)]
            ranked = [self._named.get(form, []) for form in forms] + [here]
            fitting = [[each for each in tier if not end.types or each.type in end.types] for tier in ranked]
            tiers = fitting if end.stated else fitting + ranked
            entities = sorted(next(filter(None, tiers), []), key=_start)
            self._known[end] = _Meant(entities, [each.grounding for each in entities if each.start is not None])
            for name in (*forms, *(place.span for place in best)):
                self._awaiting.setdefault(name, set()).add(end)
        return self._known[end]

    def _completed(self, ends: tuple[End, End], known: tuple[_Meant, _Meant]) -> tuple[_Meant, _Meant]:
        """What both ends mean, where one that means nothing yet gets a new entity as close to the other end as may be."""
        head, tail = (
            meant.places if meant.entities else self._places.best(end.value) for end, meant in zip(ends, known, strict=True)
        )
        free = (
            head if known[0].entities else self._free(head, tail),
            tail if known[1].entities else self._free(tail, head),
        )
        places = closest([end.value for end in ends], free)
        first, last = (
            meant if meant.entities else _Meant([self._at_hand(end, place)], [])
            for end, meant, place in zip(ends, known, places, strict=True)
        )
        return first, last

    def _free(self, places: Sequence[Grounding], other: Sequence[Grounding]) -> Sequence[Grounding]:
        """The places that are no mere part of a listed entity or of a place of the other end; all if there are no others."""
        holders = self._holders = self._holders or _Holders(self._placed)
        return [each for each in places if each.span and not (holders.hold(each.span) or _inside(each, other))] or places

    def _at_hand(self, end: End, place: Grounding) -> Entity:
        type_name = end.types[0] if end.types else UNTYPED
        return self.add(type_name, place) or self._by_key[type_name, place.span or place.value]


class _Holders:
    """Spans, made ready to tell whether one of them holds another span and more."""

    def __init__(self, spans: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(spans)
        self._starts = [start for start, _ in ordered]
        self._reach = list(accumulate((end for _, end in ordered), max))

    def hold(self, span: tuple[int, int]) -> bool:
        before, upto = bisect_left(self._starts, span[0]), bisect_right(self._starts, span[0])
        return (before > 0 and self._reach[before - 1] >= span[1]) or (upto > 0 and self._reach[upto - 1] > span[1])


def _inside(place: Grounding, others: Sequence[Grounding]) -> bool:
    """Whether one of the places of another value (in the order of the text) holds this one and more."""
    upto = bisect_right(others, place.start or 0, key=lambda each: each.start or 0)
    return any((each.end or 0) >= (place.end or 0) and each.span != place.span for each in others[max(0, upto - 2) : upto])


def _forms(value: str) -> tuple[str, str]:
    """The keys of a name, the stricter one first; they never equal each other's but for equal names."""
    return "=" + " ".join(value.casefold().split()), "~" + (normalise(value) or value)


def _start(entity: Entity) -> float:
    return inf if entity.start is None else entity.start


def _nearest_pair(heads: Sequence[Entity], tails: Sequence[Entity]) -> tuple[Entity, Entity]:
    """The head and tail that stand closest together, and are not one and the same where that can be helped.

    Both come in the order of the text; each of the fewer is compared with its neighbours among the more.
    """
    turned = len(heads) > len(tails)
    few, many = (tails, heads) if turned else (heads, tails)
    best: tuple[tuple[bool, float, float], Entity, Entity] | None = None
    for one in few:
        after = bisect_left(many, _start(one), key=_start)
        for other in many[max(0, after - 2) : after + 2]:
            if one.start is not None and other.start is not None:
                rank = (one.id == other.id, abs(one.start - other.start), one.start)
                if best is None or rank < best[0]:
                    best = (rank, other, one) if turned else (rank, one, other)
    return (heads[0], tails[0]) if best is None else best[1:]
