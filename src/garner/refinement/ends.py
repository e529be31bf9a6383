"""The entities of an answer while it is edited, and what becomes of those that relations and arguments refer to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TypeAlias

from garner.refinement.changes import Plan, key_of, placed, sureness
from garner.values import UNTYPED, Argument, Claim, ClaimKind, Entity, Event, Mention, Relation

__all__ = ["Ends", "references"]

_Key: TypeAlias = "tuple[str, tuple[int, int] | str]"


class Ends:
    """The entities after their edits.

    Entities keep their ids, also when they move. One that moves to where another of its new type stands becomes that one, and
    duplicates become the first of them, with the highest confidence.
    """

    def __init__(self, entities: Sequence[Entity], claims: Sequence[Claim], plan: Plan) -> None:
        self._before = {entity.id: entity for entity in entities}
        self._old: dict[_Key, str] = {}
        self._entities: dict[str, Entity] = {}
        self._here: dict[_Key, str] = {}
        self._became: dict[str, str | None] = {}
        self._next = len(entities)
        self._asked_for: set[str] = set()
        for entity in entities:
            _index(self._old, entity)
        fates = [plan.fates.get(claim) for claim in claims]
        for entity, edit in zip(entities, fates, strict=True):
            if edit is None or edit.duplicate:
                self._stand(entity, merge=edit is not None)
        for entity, edit in zip(entities, fates, strict=True):
            if edit is not None and edit.add is not None:
                self._asked_for.add(entity.id)
                grounding = placed(edit.add.mentions[0])
                confidence = entity.confidence if edit.confidence is None else edit.confidence
                moved = replace(entity, type=edit.add.name, grounding=grounding, confidence=confidence)
                self._stand(moved, merge=True)
            elif edit is not None and not edit.duplicate:
                self._became[entity.id] = None
        for claim, confidence in plan.added(ClaimKind.ENTITY):
            self._made(claim.name, claim.mentions[0], confidence)

    def now(self, identifier: str) -> str | None:
        """The id of what that entity is after the edits; ``None`` where it is dropped."""
        return self._became.get(identifier, identifier)

    def at(self, mention: Mention) -> str | None:
        """The id of the first entity at exactly that place."""
        return None if mention.span is None else self._here.get(("", mention.span))

    def meant(self, mention: Mention) -> str | None:
        """The id of the entity that the end of an added relation means: one of its type there, or one that stood there and has
        moved; else a new one. ``None`` where it is dropped."""
        key = (mention.type, key_of(mention))
        if key in self._here:
            return self._here[key]
        return self.now(self._old[key]) if key in self._old else self._made(mention.type or UNTYPED, mention, None)

    def relation(self, relation: Relation) -> Relation | None:
        """The relation between what its ends are now; ``None`` where one of them is dropped."""
        head, tail = self.now(relation.head), self.now(relation.tail)
        if head is None or tail is None:
            return None
        if (head, tail) == (relation.head, relation.tail):
            return relation
        return replace(relation, head=head, tail=tail)

    def argument(self, argument: Argument) -> Argument | None:
        """The argument, moved with the entity at whose place it stands; ``None`` where nothing stands there any more."""
        if argument.entity is None:
            return argument
        before = self._before[argument.entity].grounding
        same_place = key_of(before) == key_of(argument.grounding)
        now = self.now(argument.entity)
        if now is None:
            other = self._here.get(("", key_of(argument.grounding)))
            return replace(argument, entity=other) if other is not None or not same_place else None
        after = self._entities[now].grounding
        if same_place and key_of(after) != key_of(before):
            return replace(argument, grounding=after, entity=now)
        return argument if now == argument.entity else replace(argument, entity=now)

    def entities(self, is_needed: Callable[[str], bool]) -> tuple[Entity, ...]:
        """The entities, in the order of the text where one was added or moved; of the others untyped ones only where needed."""
        asked_for = self._asked_for
        kept = [each for each in self._entities.values() if each.type != UNTYPED or each.id in asked_for or is_needed(each.id)]
        return tuple(sorted(kept, key=_position) if asked_for else kept)

    def position(self, identifier: str) -> tuple[bool, int, int]:
        """Where an entity stands in the order of the text."""
        return _position(self._entities[identifier])

    def _stand(self, entity: Entity, *, merge: bool) -> None:
        key = (entity.type, key_of(entity.grounding))
        if merge and key in self._here:
            other = self._entities[self._here[key]]
            self._became[entity.id] = other.id
            self._entities[other.id] = replace(other, confidence=max(other, entity, key=sureness).confidence)
            return
        self._entities[entity.id] = entity
        _index(self._here, entity)

    def _made(self, type_name: str, mention: Mention, confidence: float | None) -> str:
        key = (type_name, key_of(mention))
        if key not in self._here:
            self._next += 1
            while f"e{self._next}" in self._before:
                self._next += 1
            self._asked_for.add(f"e{self._next}")
            self._stand(Entity(f"e{self._next}", type_name, placed(mention), confidence), merge=False)
        return self._here[key]


def references(relations: Sequence[Relation], events: Sequence[Event]) -> set[str]:
    """The ids that relations and arguments refer to."""
    ids = {end for each in relations for end in (each.head, each.tail)}
    return ids | {each.entity for event in events for each in event.arguments if each.entity is not None}


def _index(by_key: dict[_Key, str], entity: Entity) -> None:
    """Under its type, and under no type for those who know the place alone."""
    place = key_of(entity.grounding)
    by_key.setdefault((entity.type, place), entity.id)
    by_key.setdefault(("", place), entity.id)


def _position(entity: Entity) -> tuple[bool, int, int]:
    return entity.start is None, entity.start or 0, -(entity.end or 0)
