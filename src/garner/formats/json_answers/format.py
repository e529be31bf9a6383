"""The ``json`` format: one object with a section for each kind of thing asked, keyed by the labels of the schema.

::

    {
      "labels":    {"topic": "business", "themes": ["energy", "trade"]},
      "entities":  {"company": ["Acme", "Beta"], "money": []},
      "relations": {"acquired": [{"head": "Acme", "tail": "Beta"}]},
      "events":    {"acquisition": [{"trigger": "bought", "arguments": {"buyer": ["Acme"], "target": ["Beta"]}}]},
      "facts":     [{"subject": "Acme", "predicate": "bought", "object": "Beta", "time": null, "place": null}],
      "table":     {"columns": ["who", "what"], "rows": [["Acme", "bought Beta"]]}
    }

Sections and labels that are asked and have no items are there and empty. ``head_type`` and ``tail_type`` stand beside head and
tail where the draft states them. A string that stands alone is null where it spells null (``"NAN"``, ``"None"``, ``"無"``);
a string in a list is always itself, so a trigger that really reads "None" is written ``["None"]``.

Reading also takes the shapes of SCIR and IEPile (see ``json_shape``).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable
from typing import TypeVar

from garner.formats.canonical import end_types, in_schema_order, refuse_inexpressible
from garner.formats.json_answers.bullets import read_bullets
from garner.formats.json_answers.reply import find_values
from garner.formats.json_answers.shape import ShapeReader
from garner.formats.nulls import is_null
from garner.formats.problems import Code, Report, show
from garner.formats.protocol import ReadAnswer
from garner.formats.text_answers.quoting import escaped
from garner.schema import Schema
from garner.values import Draft, DraftEvent, DraftRelation

__all__ = ["JsonFormat"]

Item = TypeVar("Item")


class JsonFormat:
    """See the module."""

    name = "json"

    def write(self, draft: Draft, schema: Schema) -> str:
        """One line of JSON. Raises ``NotExpressible`` for what JSON or the schema has no place for."""
        refuse_inexpressible(draft, schema)
        return escaped(json.dumps(_answer(in_schema_order(draft, schema), schema), ensure_ascii=False))

    def read(self, reply: str, schema: Schema, cut: bool = False) -> ReadAnswer:  # noqa: ARG002 - brackets show it
        """Whatever can be read of the reply, with every repair and loss."""
        report = Report()
        if not reply.strip("\ufeff \t\r\n"):
            report.add(Code.EMPTY_REPLY, "the reply is empty")
            return ReadAnswer(Draft(), report.problems(), complete=False)
        values = find_values(reply, report)
        reader = ShapeReader(schema, report)
        drafts = [reader.read(value) for value in values]
        if len(values) > 1:
            report.add(Code.SEVERAL_ANSWERS, f"{len(values)} JSON values in one reply were joined")
        if not values and Code.REPLY_CUT not in report:
            drafts = [read_bullets(reply, schema, report)]
        draft = _joined(drafts)
        if not draft and (Code.UNKNOWN_LABEL in report or not report.complete):
            report.add(Code.UNREADABLE_REPLY, f"nothing could be read of {show(reply)}")
        return ReadAnswer(draft, report.problems(), report.complete)


def _answer(draft: Draft, schema: Schema) -> dict[str, object]:
    answer: dict[str, object] = {}
    if schema.labels:
        answer["labels"] = {
            task.name: choices if task.multiple else (choices[0] if choices else None)
            for task in schema.labels
            for choices in ([label.value for label in draft.labels if label.task == task.name],)
        }
    if schema.entities:
        spans: dict[str, list[str]] = {entity.name: [] for entity in schema.entities}
        for entity in draft.entities:
            spans[entity.type].append(entity.text)
        answer["entities"] = spans
    if schema.relations:
        pairs: dict[str, list[object]] = {relation.name: [] for relation in schema.relations}
        ends = {relation.name: end_types(relation, schema) for relation in schema.relations}
        for relation in draft.relations:
            pairs[relation.type].append(_relation(relation, ends[relation.type]))
        answer["relations"] = pairs
    if schema.events:
        roles = {event.name: [role.name for role in event.roles] for event in schema.events}
        events: dict[str, list[object]] = {name: [] for name in roles}
        for event in draft.events:
            events[event.type].append(_event(event, roles[event.type]))
        answer["events"] = events
    if schema.facts:
        answer["facts"] = [
            {
                "subject": _alone(fact.subject),
                "predicate": _alone(fact.predicate),
                "object": _alone(fact.object),
                "time": _alone(fact.time),
                "place": _alone(fact.place),
            }
            for fact in draft.facts
        ]
    if schema.table:
        columns = [_cell(column) for table in draft.tables for column in table.columns]
        rows = [[_cell(cell) for cell in row] for table in draft.tables for row in table.rows]
        answer["table"] = {"columns": columns, "rows": rows}
    return answer


def _relation(relation: DraftRelation, types: tuple[tuple[str, ...], tuple[str, ...]]) -> dict[str, object]:
    pair = {"head": _alone(relation.head), "tail": _alone(relation.tail)}
    if relation.head_type is not None:
        pair["head_type"] = relation.head_type if types[0] else _alone(relation.head_type)
    if relation.tail_type is not None:
        pair["tail_type"] = relation.tail_type if types[1] else _alone(relation.tail_type)
    return pair


def _event(event: DraftEvent, roles: Iterable[str]) -> dict[str, object]:
    fillers: dict[str, list[str]] = {role: [] for role in roles}
    for argument in event.arguments:
        fillers[argument.role].append(argument.text)
    return {"trigger": _alone(event.trigger), "arguments": fillers}


def _alone(text: str | None) -> object:
    """A string that stands alone; in a list of its own where it would be read as null."""
    return [text] if text is not None and is_null(text) else text


def _cell(text: str) -> object:
    return _alone(text) if text else ""


def _joined(drafts: list[Draft]) -> Draft:
    """The items of several answers in one reply: as often as the answer that names an item most often."""
    if len(drafts) == 1:
        return drafts[0]
    return Draft(
        _most([draft.labels for draft in drafts]),
        _most([draft.entities for draft in drafts]),
        _most([draft.relations for draft in drafts]),
        _most([draft.events for draft in drafts]),
        _most([draft.facts for draft in drafts]),
        _most([draft.tables for draft in drafts]),
    )


def _most(answers: Iterable[tuple[Item, ...]]) -> tuple[Item, ...]:
    joined: list[Item] = []
    number: Counter[Item] = Counter()
    for items in answers:
        here: Counter[Item] = Counter()
        for item in items:
            here[item] += 1
            if here[item] > number[item]:
                number[item] += 1
                joined.append(item)
    return tuple(joined)
