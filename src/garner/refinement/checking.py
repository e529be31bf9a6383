"""What a schema allows an answer to claim, and which defects make no sense for an answer."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from garner.schema import Schema
from garner.values import UNTYPED, Claim, ClaimKind, Defect, Extraction, claims_of

__all__ = ["Allowed", "Said"]

_MENTIONS = {
    ClaimKind.LABEL: (0, 0),
    ClaimKind.ENTITY: (1, 1),
    ClaimKind.RELATION: (2, 2),
    ClaimKind.EVENT: (0, 1),
    ClaimKind.ARGUMENT: (1, 2),
    ClaimKind.FACT: (3, 5),
    ClaimKind.CELL: (1, 1),
}

_FACTS = {"": 3, "time": 4, "place": 4, "time place": 5}


class Allowed:
    """What a schema allows, ready to be looked up."""

    def __init__(self, schema: Schema) -> None:
        self._schema = schema
        self._choices = {task.name: {choice.name for choice in task.choices} for task in schema.labels}
        self._relations = {relation.name: relation for relation in schema.relations}
        self._roles = {event.name: {role.name: role.types for role in event.roles} for event in schema.events}
        ends = {name for relation in schema.relations for name in (*relation.head, *relation.tail)}
        fillers = {name for event in schema.events for role in event.roles for name in role.types}
        untyped = {UNTYPED} if schema.relations else set[str]()
        self._types = {entity.name for entity in schema.entities} | ends | fillers | untyped
        self.single = frozenset(task.name for task in schema.labels if not task.multiple)

    def objection(self, claim: Claim, at: Iterable[str] = ()) -> str:
        """Why the schema does not allow a claim, in a sentence; empty where it does. ``at`` are the types of the entity that
        fills a role, or of those that stand there; none where there are no entities."""
        match claim.kind:
            case ClaimKind.LABEL:
                return "" if claim.detail in self._choices.get(claim.name, ()) else _unknown("choice", claim.name, claim.detail)
            case ClaimKind.ENTITY:
                return "" if claim.name in self._types else _unknown("entity type", claim.name)
            case ClaimKind.RELATION:
                return self._relation(claim)
            case ClaimKind.EVENT:
                return "" if claim.name in self._roles else _unknown("event type", claim.name)
            case ClaimKind.ARGUMENT:
                return self._argument(claim, tuple(at))
            case ClaimKind.FACT:
                return "" if self._schema.facts else "The schema does not ask for facts."
            case ClaimKind.CELL:
                return "" if self._schema.table else "The schema does not ask for a table."

    def _relation(self, claim: Claim) -> str:
        relation = self._relations.get(claim.name)
        if relation is None:
            return _unknown("relation", claim.name)
        for mention, allowed in zip(claim.mentions, (relation.head, relation.tail), strict=True):
            type_name = mention.type or UNTYPED
            if allowed and type_name not in allowed:
                return f"{claim.name}: {mention.text!r} is a {type_name}, expected {' or '.join(allowed)}."
            if type_name not in self._types:
                return _unknown("entity type", type_name)
        return ""

    def _argument(self, claim: Claim, types: tuple[str, ...]) -> str:
        roles = self._roles.get(claim.name)
        if roles is None:
            return _unknown("event type", claim.name)
        if claim.detail not in roles:
            return _unknown("role", claim.name, claim.detail)
        allowed = roles[claim.detail]
        if allowed and types and not set(types) & set(allowed):
            name = f"{claim.name}.{claim.detail}"
            return f"{name}: {claim.mentions[0].text!r} is a {types[0]}, expected {' or '.join(allowed)}."
        return ""


class Said:
    """What an answer says, to judge defects by that are found in it."""

    def __init__(self, extraction: Extraction, allowed: Allowed) -> None:
        self._extraction = extraction
        self._allowed = allowed
        self._claims = frozenset(claims_of(extraction))

    def nonsense(self, defect: Defect) -> str:
        """Why a defect makes no sense for this answer, in a sentence; empty where it does.

        It may drop only what the answer claims, and add only what stands in the text and fits the schema, of the kind that it
        drops; a second answer to a classification that has one is no addition.
        """
        drop, add = defect.drop, defect.add
        if drop is not None and drop not in self._claims:
            return f"the answer does not claim {drop.value!r}, which it would drop."
        if add is None:
            return ""
        if drop is not None and (drop.kind is not add.kind or drop == add):
            return f"{add.value!r} ({add.kind}) cannot take the place of {drop.value!r} ({drop.kind})."
        return self._shape(add) or self._place(add) or self._fit(defect, add)

    def _shape(self, claim: Claim) -> str:
        least, most = _MENTIONS[claim.kind]
        if not least <= len(claim.mentions) <= most:
            return f"a claim of the kind {claim.kind} has no {len(claim.mentions)} mentions."
        if claim.kind is ClaimKind.FACT and _FACTS.get(claim.detail) != len(claim.mentions):
            return f"a fact with {claim.detail or 'neither time nor place'} has no {len(claim.mentions)} mentions."
        if claim.kind is ClaimKind.CELL and not (
            claim.detail.isascii() and claim.detail.isdecimal() and len(claim.detail) < 10
        ):
            return f"{claim.detail!r} is no number of a row."
        return ""

    def _place(self, claim: Claim) -> str:
        if claim.stands_in(self._extraction.text):
            return ""
        wrong = next(each for each in claim.mentions if not Claim(claim.kind, "", "", (each,)).stands_in(self._extraction.text))
        return f"{wrong.text!r}, which it would add, does not stand at {wrong.start}:{wrong.end}."

    def _fit(self, defect: Defect, add: Claim) -> str:
        types = self._types.get(add.mentions[0].span, ()) if add.kind is ClaimKind.ARGUMENT else ()
        if objection := self._allowed.objection(add, types):
            return objection
        if add.kind is ClaimKind.CELL:
            fits = defect.drop is None or (defect.drop.name, defect.drop.detail) == (add.name, add.detail)
            return "" if fits and add.name in self._columns else f"{add.value!r} has no cell to stand in."
        second = add.kind is ClaimKind.LABEL and add.name in self._allowed.single and add.name in self._answered
        if second and (defect.drop is None or defect.drop.name != add.name):
            return f"{add.name} has an answer already, and takes no second one."
        return ""

    @cached_property
    def _types(self) -> dict[tuple[int, int] | None, tuple[str, ...]]:
        types: dict[tuple[int, int] | None, list[str]] = {}
        for entity in self._extraction.entities:
            if entity.grounding.span is not None:
                types.setdefault(entity.grounding.span, []).append(entity.type)
        return {span: tuple(names) for span, names in types.items()}

    @cached_property
    def _answered(self) -> frozenset[str]:
        return frozenset(label.task for label in self._extraction.labels)

    @cached_property
    def _columns(self) -> frozenset[str]:
        return frozenset(column for table in self._extraction.tables for column in table.columns)


def _unknown(what: str, *names: str) -> str:
    return f"The schema has no {what} {'.'.join(names)!r}."
