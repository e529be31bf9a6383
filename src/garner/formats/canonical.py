"""What every format refuses to write, and the order in which answers are written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from garner.formats.protocol import NotExpressible
from garner.schema import RelationType, Schema
from garner.values import Draft, DraftEvent, Label

__all__ = ["end_types", "in_schema_order", "plain", "refuse_inexpressible", "restricted"]


def plain(draft: Draft) -> Draft:
    """The draft without confidences and places, which no wire format carries."""
    return Draft(
        tuple(replace(label, confidence=None) for label in draft.labels),
        tuple(replace(entity, confidence=None, start=None, end=None) for entity in draft.entities),
        tuple(replace(relation, confidence=None) for relation in draft.relations),
        tuple(replace(event, confidence=None) for event in draft.events),
        tuple(replace(fact, confidence=None) for fact in draft.facts),
        draft.tables,
    )


def in_schema_order(draft: Draft, schema: Schema) -> Draft:
    """The same items grouped as the schema names their types, roles too; items of one type keep their order.

    Formats that group by type read an answer back in this order.
    """
    tasks = _ranks(task.name for task in schema.labels)
    entities = _ranks(entity.name for entity in schema.entities)
    relations = _ranks(relation.name for relation in schema.relations)
    events = _ranks(event.name for event in schema.events)
    roles = {event.name: _ranks(role.name for role in event.roles) for event in schema.events}
    return replace(
        draft,
        labels=tuple(sorted(draft.labels, key=lambda label: tasks.get(label.task, len(tasks)))),
        entities=tuple(sorted(draft.entities, key=lambda entity: entities.get(entity.type, len(entities)))),
        relations=tuple(sorted(draft.relations, key=lambda relation: relations.get(relation.type, len(relations)))),
        events=tuple(
            _arguments_in_order(event, roles.get(event.type, {}))
            for event in sorted(draft.events, key=lambda event: events.get(event.type, len(events)))
        ),
    )


def _ranks(names: Iterable[str]) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(names)}


def _arguments_in_order(event: DraftEvent, ranks: dict[str, int]) -> DraftEvent:
    ordered = sorted(event.arguments, key=lambda argument: ranks.get(argument.role, len(ranks)))
    return replace(event, arguments=tuple(ordered))


def restricted(draft: Draft, schema: Schema) -> Draft:
    """What the draft says about this schema, fit to be written: the rest, confidences and places are left out."""
    found = plain(draft)
    tasks = {(task.name, choice.name) for task in schema.labels for choice in task.choices}
    entities = {entity.name for entity in schema.entities}
    roles = {event.name: {role.name for role in event.roles} for event in schema.events}
    ends = {relation.name: end_types(relation, schema) for relation in schema.relations}
    events = [
        replace(event, arguments=tuple(item for item in event.arguments if item.role in roles[event.type] and item.text))
        for event in found.events
        if event.type in roles
    ]
    return Draft(
        _answered_once([label for label in found.labels if (label.task, label.value) in tasks], schema),
        tuple(entity for entity in found.entities if entity.type in entities and entity.text),
        tuple(
            replace(
                relation,
                head_type=_allowed(relation.head_type, ends[relation.type][0]),
                tail_type=_allowed(relation.tail_type, ends[relation.type][1]),
            )
            for relation in found.relations
            if relation.type in ends and relation.head and relation.tail
        ),
        tuple(event for event in events if event.trigger or event.arguments),
        found.facts if schema.facts else (),
        tuple(table for table in found.tables if table.columns)[:1] if schema.table else (),
    )


def _answered_once(labels: list[Label], schema: Schema) -> tuple[Label, ...]:
    several = {task.name for task in schema.labels if task.multiple}
    first: dict[tuple[str, str], Label] = {}
    for label in labels:
        first.setdefault((label.task, label.value if label.task in several else ""), label)
    return tuple(first.values())


def _allowed(stated: str | None, types: tuple[str, ...]) -> str | None:
    return stated if stated and (not types or stated in types) else None


def end_types(relation: RelationType, schema: Schema) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The entity types that head and tail may state: those of the relation, else all of the schema, else any (empty)."""
    every = tuple(entity.name for entity in schema.entities)
    return relation.head or every, relation.tail or every


def refuse_inexpressible(draft: Draft, schema: Schema) -> None:
    """Raises ``NotExpressible`` for what no format can carry: what the schema does not ask, confidences, empty values."""
    if draft != plain(draft):
        raise NotExpressible("A wire format carries no confidences and no places.", "Write garner.formats.plain(draft).")
    _refuse_labels(draft, schema)
    types = {entity.name for entity in schema.entities}
    for entity in draft.entities:
        _known(entity.type, types, "entity type")
        _said(entity.text, f"an entity of type {entity.type}")
    _refuse_relations(draft, schema)
    _refuse_events(draft, schema)
    _refuse_facts_and_tables(draft, schema)


def _refuse_labels(draft: Draft, schema: Schema) -> None:
    tasks = {task.name: task for task in schema.labels}
    seen: set[tuple[str, str]] = set()
    answered: set[str] = set()
    for label in draft.labels:
        _known(label.task, tasks, "classification")
        task = tasks[label.task]
        _known(label.value, {choice.name for choice in task.choices}, f"choice of {label.task}")
        if (label.task, label.value) in seen or (label.task in answered and not task.multiple):
            raise NotExpressible(f"The classification {label.task!r} is answered twice.", "Keep one of the labels.")
        seen.add((label.task, label.value))
        answered.add(label.task)


def _refuse_relations(draft: Draft, schema: Schema) -> None:
    ends = {relation.name: end_types(relation, schema) for relation in schema.relations}
    for relation in draft.relations:
        _known(relation.type, ends, "relation")
        _said(relation.head, f"the head of {relation.type}")
        _said(relation.tail, f"the tail of {relation.type}")
        for stated, allowed in zip((relation.head_type, relation.tail_type), ends[relation.type], strict=True):
            if stated is not None:
                _said(stated, f"a type in {relation.type}")
                if allowed:
                    _known(stated, allowed, f"entity type in {relation.type}")


def _refuse_events(draft: Draft, schema: Schema) -> None:
    roles = {event.name: {role.name for role in event.roles} for event in schema.events}
    for event in draft.events:
        _known(event.type, roles, "event type")
        if event.trigger is None and not event.arguments:
            raise NotExpressible(f"An event {event.type!r} without trigger and arguments says nothing.", "Leave it out.")
        if event.trigger is not None:
            _said(event.trigger, f"the trigger of {event.type}")
        for argument in event.arguments:
            _known(argument.role, roles[event.type], f"role of {event.type}")
            _said(argument.text, f"the role {argument.role} of {event.type}")


def _refuse_facts_and_tables(draft: Draft, schema: Schema) -> None:
    if (draft.facts and not schema.facts) or (draft.tables and not schema.table):
        raise NotExpressible("The draft holds facts or a table, which the schema does not ask.", "Ask for them in the schema.")
    for fact in draft.facts:
        for part in (fact.subject, fact.predicate, fact.object):
            _said(part, "a fact")
        for optional in (fact.time, fact.place):
            if optional is not None:
                _said(optional, "a fact")
    for table in draft.tables:
        if not table.columns:
            raise NotExpressible("A table without columns says nothing.", "Leave it out.")
    if len(draft.tables) > 1:
        raise NotExpressible("The schema asks for one table, the draft holds several.", "Write one draft a table.")


def _known(name: str, names: Iterable[str], kind: str) -> None:
    if name not in names:
        raise NotExpressible(f"{name!r} is no {kind} of this schema.", "Leave the item out or ask for it in the schema.")


def _said(text: str, place: str) -> None:
    if not text:
        raise NotExpressible(f"An empty string stands in {place}.", "Leave the item out.")
