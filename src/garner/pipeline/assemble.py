"""From a draft to an extraction: every value gets its place, relations and arguments their entities."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from garner.grounding import normalise
from garner.pipeline.joining import surest
from garner.pipeline.linking import End, Entities
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


class Assembled(NamedTuple):
    """The extraction of one passage and what of the draft found no place in it."""

    extraction: Extraction
    problems: tuple[Problem, ...]


def assemble(text: str, draft: Draft, schema: Schema) -> Assembled:
    """Ground every item of a draft in the text it answers.

    Entities come first, each type for itself, since one span may bear two types; places that a model gave are checked. Heads,
    tails and arguments are then linked to the entities at hand, the nearest of equal ones; those that no entity fits become
    entities (of the type stated or allowed, else ``"mention"``) or stay bare arguments. Relations and events answered twice
    keep the higher confidence. What comes with places is linked there. Whatever stands nowhere in the text keeps the grade
    ``absent`` and is reported.
    """
    assembly = _Assembly(text, schema)
    assembly.add_entities(draft.entities)
    relations = surest((assembly.relation(each) for each in draft.relations), lambda each: (each.type, each.head, each.tail))
    events = surest((assembly.event(each) for each in draft.events), lambda each: replace(each, confidence=None))
    facts = tuple(assembly.fact(fact) for fact in draft.facts)
    tables = tuple(assembly.table(table, schema.table or "") for table in draft.tables)
    labels = tuple(dict.fromkeys(draft.labels))
    extraction = Extraction(text, labels, assembly.entities.all(), relations, events, facts, tables)
    return Assembled(extraction, tuple(assembly.problems))


class _Assembly:
    """The entities placed so far and the indexes that later items are linked through."""

    def __init__(self, text: str, schema: Schema) -> None:
        self.text = text
        self.problems: list[Problem] = []
        self._places = Places(text)
        self.entities = Entities(self._places, lambda entity: self._report_absent(entity.grounding, entity.type))
        self._relations = {relation.name: relation for relation in schema.relations}
        self._roles = {(event.name, role.name): role for event in schema.events for role in event.roles}
        self._triggers: dict[str, set[tuple[int, int]]] = {}

    # Entities

    def add_entities(self, drafts: Sequence[DraftEntity]) -> None:
        by_type: dict[str, list[DraftEntity]] = {}
        for draft in drafts:
            by_type.setdefault(draft.type, []).append(draft)
        for type_name, group in by_type.items():
            given = [self._given(draft) for draft in group]
            bare = [draft.text for draft, place in zip(group, given, strict=True) if place is None]
            found = iter(self._places.each(bare))
            for draft, place in zip(group, given, strict=True):
                if self.entities.add(type_name, place or next(found), draft.confidence) is None:
                    self._report("repeated_item", f"{draft.text!r} ({type_name}) was answered more often than it stands here.")

    def _given(self, draft: DraftEntity) -> Grounding | None:
        if draft.start is None and draft.end is None:
            return None
        return self._checked(draft.text, (draft.start, draft.end), draft.type)

    def _checked(self, value: str, place: tuple[int | None, int | None] | None, what: str) -> Grounding | None:
        """The place that the model gave; ``None`` where it gave none or one at which its value does not stand."""
        if place is None:
            return None
        start, end = place
        if start is not None and end is not None and 0 <= start < end <= len(self.text):
            surface = self.text[start:end]
            if surface == value:
                return Grounding(value, start, end, surface, Grade.VERBATIM)
            if normalise(surface) == normalise(value) != "":
                return Grounding(value, start, end, surface, Grade.NORMALISED)
        self._report("offsets_wrong", f"{value!r} ({what}) does not stand at {start}:{end}; its place was looked up.")
        return None

    # Relations

    def relation(self, draft: DraftRelation) -> Relation:
        kind = self._relations.get(draft.type)
        head_types = (draft.head_type,) if draft.head_type else kind.head if kind else ()
        tail_types = (draft.tail_type,) if draft.tail_type else kind.tail if kind else ()
        first = End(draft.head, head_types, stated=bool(draft.head_type))
        last = End(draft.tail, tail_types, stated=bool(draft.tail_type))
        head_place = self._checked(draft.head, draft.head_span, f"head of {draft.type}")
        tail_place = self._checked(draft.tail, draft.tail_span, f"tail of {draft.type}")
        if head_place and tail_place:
            head, tail = self.entities.standing(first, head_place), self.entities.standing(last, tail_place)
        else:
            head, tail = self.entities.ends(first, last)
        for end, allowed in ((head, kind.head if kind else ()), (tail, kind.tail if kind else ())):
            if allowed and end.type not in allowed:
                message = f"{draft.type}: {end.text!r} is a {end.type}, expected {' or '.join(allowed)}."
                self._report("relation_type_mismatch", message)
        return Relation(draft.type, head.id, tail.id, draft.confidence)

    # Events

    def event(self, draft: DraftEvent) -> Event:
        trigger, places = self._event_places(draft)
        if trigger is not None:
            self._report_absent(trigger, f"trigger of {draft.type}")
        arguments = []
        for argument, place in zip(draft.arguments, places, strict=True):
            self._report_absent(place, f"{draft.type}.{argument.role}")
            arguments.append(Argument(argument.role, place, self._entity_at(place, draft.type, argument.role)))
        return Event(draft.type, trigger, tuple(dict.fromkeys(arguments)), draft.confidence)

    def _event_places(self, draft: DraftEvent) -> tuple[Grounding | None, list[Grounding]]:
        """The places of the trigger, if there is one, and of the arguments: those given, for the others the closest."""
        trigger = None
        if draft.trigger is not None:
            trigger = self._checked(draft.trigger, draft.trigger_span, f"trigger of {draft.type}")
        given = [self._checked(each.text, each.span, f"{draft.type}.{each.role}") for each in draft.arguments]
        sought = [each.text for each, place in zip(draft.arguments, given, strict=True) if place is None]
        taken = self._triggers.setdefault(draft.type, set())
        if draft.trigger is not None and trigger is None:
            trigger, *found = self._places.together([draft.trigger, *sought], taken)
        else:
            found = self._places.together(sought)
        if trigger is not None and trigger.span is not None:
            taken.add(trigger.span)
        rest = iter(found)
        return trigger, [place or next(rest) for place in given]

    def _entity_at(self, grounding: Grounding, event: str, role_name: str) -> str | None:
        here = self.entities.at(grounding.span)
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
