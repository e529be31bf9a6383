"""From a draft to an extraction: every value gets its place, relations and arguments their entities."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from typing import NamedTuple

from garner.pipeline.places import Places
from garner.schema import Schema
from garner.values import (
    Argument,
    Draft,
    DraftEntity,
    DraftEvent,
    DraftFact,
    DraftRelation,
    DraftTable,
    Entity,
    Event,
    Extraction,
    Fact,
    Grade,
    Grounding,
    Problem,
    Relation,
    Table,
)

__all__ = ["Assembled", "assemble"]

UNTYPED = "mention"


class Assembled(NamedTuple):
    """The extraction of one passage and what of the draft found no place in it."""

    extraction: Extraction
    problems: tuple[Problem, ...]


def assemble(text: str, draft: Draft, schema: Schema) -> Assembled:
    """Ground every item of a draft in the text it answers.

    Entities come first, each type for itself, since one span may bear two types. Heads, tails and arguments are then linked to
    the entities at hand, the nearest of equal ones; those that no entity names become entities (of the type stated or allowed,
    else ``"mention"``) or stay bare arguments. Whatever stands nowhere in the text keeps the grade ``absent`` and is reported.
    """
    assembly = _Assembly(text, schema)
    assembly.add_entities(draft.entities)
    relations = tuple(dict.fromkeys(assembly.relation(relation) for relation in draft.relations))
    events = tuple(dict.fromkeys(assembly.event(event) for event in draft.events))
    facts = tuple(assembly.fact(fact) for fact in draft.facts)
    tables = tuple(assembly.table(table, schema.table or "") for table in draft.tables)
    labels = tuple(dict.fromkeys(draft.labels))
    extraction = Extraction(text, labels, tuple(assembly.entities), relations, events, facts, tables)
    return Assembled(extraction, tuple(assembly.problems))


class _Assembly:
    """The entities placed so far and the indexes that later items are linked through."""

    def __init__(self, text: str, schema: Schema) -> None:
        self.text = text
        self.entities: list[Entity] = []
        self.problems: list[Problem] = []
        self._places = Places(text)
        self._relations = {relation.name: relation for relation in schema.relations}
        self._roles = {(event.name, role.name): role for event in schema.events for role in event.roles}
        self._named: dict[str, list[Entity]] = {}
        self._placed: dict[tuple[int, int], list[Entity]] = {}
        self._triggers: dict[str, set[tuple[int, int]]] = {}
        self._seen: set[tuple[str, object]] = set()

    # Entities

    def add_entities(self, drafts: Sequence[DraftEntity]) -> None:
        by_type: dict[str, list[DraftEntity]] = {}
        for draft in drafts:
            by_type.setdefault(draft.type, []).append(draft)
        for type_name, group in by_type.items():
            bare = [draft for draft in group if draft.start is None]
            groundings = iter(self._places.each([draft.text for draft in bare]))
            for draft in group:
                grounding = next(groundings) if draft.start is None else self._given(draft)
                if self._add(type_name, grounding, draft.confidence) is None:
                    self._report("repeated_item", f"{draft.text!r} ({type_name}) was answered more often than it stands here.")

    def _given(self, draft: DraftEntity) -> Grounding:
        assert draft.start is not None and draft.end is not None
        surface = self.text[draft.start : draft.end]
        grade = Grade.VERBATIM if surface == draft.text else Grade.NORMALISED
        return Grounding(draft.text, draft.start, draft.end, surface, grade)

    def _add(self, type_name: str, grounding: Grounding, confidence: float | None = None) -> Entity | None:
        key = (type_name, grounding.span or grounding.value)
        if key in self._seen:
            return None
        self._seen.add(key)
        entity = Entity(f"e{len(self.entities) + 1}", type_name, grounding, confidence)
        self.entities.append(entity)
        for name in {_fold(grounding.value), _fold(grounding.surface)}:
            self._named.setdefault(name, []).append(entity)
        if grounding.span is not None:
            self._placed.setdefault(grounding.span, []).append(entity)
        self._report_absent(grounding, type_name)
        return entity

    # Relations

    def relation(self, draft: DraftRelation) -> Relation:
        kind = self._relations.get(draft.type)
        head_types = (draft.head_type,) if draft.head_type else kind.head if kind else ()
        tail_types = (draft.tail_type,) if draft.tail_type else kind.tail if kind else ()
        heads, tails = self._candidates(draft.head, head_types), self._candidates(draft.tail, tail_types)
        head, tail = _nearest_pair(heads, tails)
        for end, allowed in ((head, kind.head if kind else ()), (tail, kind.tail if kind else ())):
            if allowed and end.type not in allowed:
                message = f"{draft.type}: {end.text!r} is a {end.type}, expected {' or '.join(allowed)}."
                self._report("relation_type_mismatch", message)
        return Relation(draft.type, head.id, tail.id, draft.confidence)

    def _candidates(self, value: str, types: Sequence[str]) -> list[Entity]:
        named = self._named.get(_fold(value), [])
        fitting = [entity for entity in named if not types or entity.type in types]
        if fitting or named:
            return fitting or list(named)
        type_name = types[0] if types else UNTYPED
        groundings = self._places.best(value) or [Grounding.absent(value)]
        added = [self._add(type_name, grounding) for grounding in groundings[:1]]
        known = [entity for entity in added if entity is not None]
        # The same place under the same type is there already when the value is another spelling of it.
        return known or [entity for entity in self._placed.get(groundings[0].span or (0, 0), []) if entity.type == type_name]

    # Events

    def event(self, draft: DraftEvent) -> Event:
        values = [argument.text for argument in draft.arguments]
        trigger: Grounding | None = None
        if draft.trigger is None:
            places = self._places.together(values)
        else:
            trigger, *places = self._places.together([draft.trigger, *values], self._triggers.setdefault(draft.type, set()))
            self._report_absent(trigger, f"trigger of {draft.type}")
        arguments = []
        for argument, place in zip(draft.arguments, places, strict=True):
            self._report_absent(place, f"{draft.type}.{argument.role}")
            arguments.append(Argument(argument.role, place, self._entity_at(place, draft.type, argument.role)))
        return Event(draft.type, trigger, tuple(dict.fromkeys(arguments)), draft.confidence)

    def _entity_at(self, grounding: Grounding, event: str, role_name: str) -> str | None:
        here = self._placed.get(grounding.span, []) if grounding.span else []
        role = self._roles.get((event, role_name))
        fitting = [entity for entity in here if role is None or not role.types or entity.type in role.types]
        if here and not fitting and role is not None:
            message = f"{event}.{role_name}: {grounding.surface!r} is a {here[0].type}, expected {' or '.join(role.types)}."
            self._report("role_type_mismatch", message)
        return fitting[0].id if fitting else here[0].id if here else None

    # Facts and tables

    def fact(self, draft: DraftFact) -> Fact:
        parts = {"subject": draft.subject, "predicate": draft.predicate, "object": draft.object}
        parts |= {name: value for name, value in (("time", draft.time), ("place", draft.place)) if value is not None}
        places = dict(zip(parts, self._places.together(list(parts.values())), strict=True))
        for name, place in places.items():
            self._report_absent(place, f"{name} of a fact")
        subject, predicate, object_ = places["subject"], places["predicate"], places["object"]
        return Fact(subject, predicate, object_, places.get("time"), places.get("place"), draft.confidence)

    def table(self, draft: DraftTable, request: str) -> Table:
        return Table(request, draft.columns, tuple(self._row(draft.columns, row) for row in draft.rows))

    def _row(self, columns: Sequence[str], row: Sequence[str]) -> tuple[Grounding | None, ...]:
        places = iter(self._places.together([value for value in row if value.strip()]))
        cells = tuple(next(places) if value.strip() else None for value in row)
        for column, cell in zip(columns, cells, strict=True):
            if cell is not None:
                self._report_absent(cell, f"column {column!r}")
        return cells

    # Reports

    def _report_absent(self, grounding: Grounding, what: str) -> None:
        if grounding.grade is Grade.ABSENT:
            self._report("value_absent", f"{grounding.value!r} ({what}) stands nowhere in the text.")

    def _report(self, code: str, message: str) -> None:
        self.problems.append(Problem(code, message))


def _fold(value: str) -> str:
    return " ".join(value.casefold().split())


def _nearest_pair(heads: Sequence[Entity], tails: Sequence[Entity]) -> tuple[Entity, Entity]:
    """The head and tail that stand closest together, and are not one and the same where that can be helped."""
    placed = sorted((tail for tail in tails if tail.start is not None), key=lambda tail: tail.start or 0)
    best: tuple[int, int, Entity, Entity] | None = None
    for head in heads:
        if head.start is None:
            continue
        after = bisect_left(placed, head.start, key=lambda tail: tail.start or 0)
        for tail in placed[max(0, after - 2) : after + 2]:
            distance = abs((tail.start or 0) - head.start)
            rank = (int(tail.id == head.id), distance)
            if best is None or rank < best[:2]:
                best = (*rank, head, tail)
    return (best[2], best[3]) if best is not None else (heads[0], tails[0])
