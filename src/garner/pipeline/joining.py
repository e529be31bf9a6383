"""Entities that several passages found, each once: equal, cut short, or seen in one passage and absent from another."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple, TypeAlias, TypeVar

from garner.grounding import normalise
from garner.values import Entity, Event, Extraction, Fact, Grounding, Relation

__all__ = ["Found", "fold", "join_entities", "place_of", "shift", "surest"]

Item = TypeVar("Item", Relation, Event, Fact)
Key: TypeAlias = "tuple[str, tuple[int, int] | str]"


class Found(NamedTuple):
    """The extraction of the passage that begins at ``start`` of the document."""

    start: int
    extraction: Extraction

    @property
    def end(self) -> int:
        return self.start + len(self.extraction.text)


def join_entities(text: str, found: Sequence[Found]) -> tuple[tuple[Entity, ...], list[dict[str, Entity]]]:
    """The entities in the order of the text under new ids, and for each passage what its old ids are now.

    A mention cut by its passage's edge gives way to a longer one of its type that goes on beyond that edge, and an absent one
    to the first of its type that has its name. Where two passages read the same words and each found what the other did not,
    overlapping and with a confidence, the surer one stands. The passages come in the order of their starts.
    """
    moved = [
        [replace(each, grounding=shift(each.grounding, start)) for each in extraction.entities] for start, extraction in found
    ]
    by_key: dict[Key, Entity] = {}
    for entity in (entity for entities in moved for entity in entities):
        by_key[_key(entity)] = _surer(by_key.get(_key(entity), entity), entity)
    gone = _cut_short(len(text), found, moved)
    _outvote(found, moved, by_key, gone)
    order = sorted(by_key.items(), key=lambda entry: _position(entry[1]))
    named = _first_named(entry for entry in order if entry[0] not in gone)
    for key, entity in order:
        name = (entity.type, fold(entity.grounding.value))
        if entity.start is None and name in named:
            gone[key] = named[name]
    kept = [(key, entity) for key, entity in order if key not in gone]
    new = {key: replace(entity, id=f"e{number}") for number, (key, entity) in enumerate(kept, 1)}
    renamed = [
        {old.id: new[_end_of(_key(entity), gone)] for old, entity in zip(each.extraction.entities, entities, strict=True)}
        for each, entities in zip(found, moved, strict=True)
    ]
    return tuple(new.values()), renamed


def surest(items: Iterable[Item], key: Callable[[Item], Hashable]) -> tuple[Item, ...]:
    """Of the items with one key the one of the highest confidence, at the place of the first."""
    kept: dict[Hashable, Item] = {}
    for item in items:
        known = kept.setdefault(key(item), item)
        if (-1.0 if known.confidence is None else known.confidence) < (-1.0 if item.confidence is None else item.confidence):
            kept[key(item)] = item
    return tuple(kept.values())


def shift(grounding: Grounding, by: int) -> Grounding:
    """The grounding in a text that has ``by`` characters more in front."""
    if grounding.start is None or grounding.end is None:
        return grounding
    return replace(grounding, start=grounding.start + by, end=grounding.end + by)


def fold(value: str) -> str:
    """A value as it is compared with others, never empty for a value that is not."""
    return normalise(value) or value


def place_of(grounding: Grounding) -> tuple[int, int] | str:
    """What tells a grounding from others: its place, or the folded value where it has none."""
    return grounding.span or fold(grounding.value)


def _key(entity: Entity) -> Key:
    return entity.type, entity.grounding.span or entity.grounding.value


def _cut_short(length: int, found: Sequence[Found], moved: Sequence[Sequence[Entity]]) -> dict[Key, Key]:
    """The mentions that no passage saw whole, each with the longest one of its type that it is a part of."""
    longest = max((len(each.extraction.text) for each in found), default=0)
    parts: dict[Key, tuple[str, tuple[int, int]]] = {}
    standing: set[Key] = set()
    for number, entities in enumerate(moved):
        for entity in entities:
            key = _key(entity)
            sides = _cut_sides(entity.grounding.span, found[number], length)
            spans = list(_longer(entity, sides, _around(found, number, longest), length)) if any(sides) else []
            if spans:
                span = max(spans, key=_extent)
                known = parts.setdefault(key, (entity.type, span))
                parts[key] = max(known, (entity.type, span), key=lambda part: _extent(part[1]))
            else:
                standing.add(key)
    return {key: part for key, part in parts.items() if key not in standing}


def _outvote(
    found: Sequence[Found], moved: Sequence[Sequence[Entity]], by_key: dict[Key, Entity], gone: dict[Key, Key]
) -> None:
    """Add to ``gone`` the less sure of two mentions that overlap in what two passages share and that neither has both of."""
    keys = [{_key(entity) for entity in entities} for entities in moved]
    for number, here in enumerate(found):
        for later in range(number + 1, len(found)):
            if found[later].start >= here.end:
                break
            shared = (found[later].start, min(here.end, found[later].end))
            ours = [each for each in moved[number] if _within(each, shared) and _key(each) not in keys[later]]
            theirs = [each for each in moved[later] if _within(each, shared) and _key(each) not in keys[number]]
            for one, other in ((_key(one), _key(other)) for one in ours for other in theirs if _overlap(one, other)):
                if one not in gone and other not in gone:
                    less, more = sorted((one, other), key=lambda key: (by_key[key].confidence or 0.0, key))
                    gone[less] = more


def _within(entity: Entity, stretch: tuple[int, int]) -> bool:
    span = entity.grounding.span
    return entity.confidence is not None and span is not None and stretch[0] <= span[0] and span[1] <= stretch[1]


def _overlap(one: Entity, other: Entity) -> bool:
    first, second = one.grounding.span, other.grounding.span
    return first is not None and second is not None and first[0] < second[1] and second[0] < first[1]


def _end_of(key: Key, gone: dict[Key, Key]) -> Key:
    # A longer mention may itself have given way to a still longer one.
    while key in gone:
        key = gone[key]
    return key


def _first_named(entities: Iterable[tuple[Key, Entity]]) -> dict[tuple[str, str], Key]:
    """The first placed entity of each type and name."""
    named: dict[tuple[str, str], Key] = {}
    for key, entity in entities:
        if entity.start is not None:
            for name in (entity.grounding.value, entity.grounding.surface):
                named.setdefault((entity.type, fold(name)), key)
    return named


def _around(found: Sequence[Found], number: int, longest: int) -> Iterator[Found]:
    """The other passages that share text with one of them; all in the order of their starts, none longer than ``longest``."""
    here = found[number]
    for other in reversed(found[:number]):
        if other.start + longest <= here.start:
            break
        yield other
    for other in found[number + 1 :]:
        if other.start >= here.end:
            break
        yield other


def _longer(entity: Entity, sides: tuple[bool, bool], around: Iterable[Found], length: int) -> Iterator[tuple[int, int]]:
    """The places of the mentions that hold this one, go on beyond a side on which it is cut and are not cut there."""
    for passage in around:
        for other in passage.extraction.entities:
            span = shift(other.grounding, passage.start).span
            if other.type != entity.type or span is None or entity.start is None or entity.end is None:
                continue
            holds = span[0] <= entity.start and entity.end <= span[1]
            beyond = (sides[0] and span[0] < entity.start) or (sides[1] and entity.end < span[1])
            cut = _cut_sides(span, passage, length)
            if holds and beyond and not (sides[0] and cut[0]) and not (sides[1] and cut[1]):
                yield span


def _cut_sides(span: tuple[int, int] | None, passage: Found, length: int) -> tuple[bool, bool]:
    """Whether a span touches the start and the end of its passage where those are no ends of the document."""
    return (False, False) if span is None else (span[0] == passage.start > 0, span[1] == passage.end < length)


def _extent(span: tuple[int, int]) -> tuple[int, int]:
    return span[1] - span[0], -span[0]


def _surer(one: Entity, other: Entity) -> Entity:
    return max(one, other, key=lambda entity: (entity.confidence or 0.0, entity.grounding.value))


def _position(entity: Entity) -> tuple[bool, int, int, str, str]:
    absent = entity.start is None
    return (absent, entity.start or 0, -(entity.end or 0), entity.type, entity.grounding.value)
