"""The ``slash`` format of GIELLM and OIELLM (arXiv 2311.06838, 2407.10953): ``text_label/TASK/:label;span:label;span``.

OIELLM answers a text and a keyword with the label of the text, the keyword and pairs of label and span. A schema that asks one
section beside one classification is answered by just that line. garner's extensions, all in the same separators::

    business/NER/:company;Acme:company;Beta:time;"12:30"
    /RE/:acquired;Acme;Beta
    /EE/:acquisition;bought;buyer;Acme;target;Beta
    /OIE/:fact;Acme;bought;Beta;on Monday;Paris
    /TAB/:columns;who;what:row;Acme;bought Beta

One line a section, in this order; the label of the text stands before the first, and alone as ``business/TC/`` where nothing
else is asked. Of several classifications each names its task, choices parted by commas: ``topic=business;themes=energy,trade``.
A relation may go on with the types of head and tail; an event is its trigger, then roles each followed by its span; time and
place of a fact may be missing; what the text does not say is empty. A field in double quotes is a JSON string (see
``quoting``). Like ``lines`` the format has no closing mark.
"""

from __future__ import annotations

from collections.abc import Iterable

from garner.formats.canonical import refuse_inexpressible
from garner.formats.protocol import ReadAnswer
from garner.formats.text_answers.quoting import write_field
from garner.formats.text_answers.records import (
    COLUMNS,
    FACT,
    ROW,
    fact_fields,
    read_reply,
    relation_fields,
)
from garner.formats.text_answers.slash_reader import IN_HEAD, ONLY_LABELS, TASKS, SlashReader
from garner.schema import Schema
from garner.values import Draft, DraftEvent, DraftTable

__all__ = ["SlashFormat"]


class SlashFormat:
    """See the module."""

    name = "slash"

    def write(self, draft: Draft, schema: Schema) -> str:
        """A line a section. Raises ``NotExpressible`` for what the format or the schema has no place for."""
        refuse_inexpressible(draft, schema)
        records: dict[str, list[Iterable[str | None]]] = {
            "entities": [(entity.type, entity.text) for entity in draft.entities],
            "relations": [(relation.type, *relation_fields(relation)) for relation in draft.relations],
            "events": [_event(event) for event in draft.events],
            "facts": [(FACT, *fact_fields(fact)) for fact in draft.facts],
            "table": [record for table in draft.tables for record in _table(table)],
        }
        asked = {key.partition(".")[0] for key in schema.keys}
        lines = [f"/{task}/{''.join(map(_record, records[section]))}" for section, task in TASKS.items() if section in asked]
        return _text_label(draft, schema) + "\n".join(lines or [f"/{ONLY_LABELS}/"])

    def read(self, reply: str, schema: Schema, cut: bool = False) -> ReadAnswer:
        """Whatever can be read of the reply, with every repair and loss; of one that was cut, without its last record."""
        return read_reply(reply, schema, lambda report: SlashReader(schema, report), ":\n" if cut else "")


def _record(fields: Iterable[str | None]) -> str:
    return ":" + ";".join(write_field(field, ":;") if field else "" for field in fields)


def _event(event: DraftEvent) -> list[str | None]:
    fields = [event.type, event.trigger]
    for argument in event.arguments:
        fields += [argument.role, argument.text]
    return fields


def _table(table: DraftTable) -> list[tuple[str, ...]]:
    return [(COLUMNS, *table.columns), *((ROW, *row) for row in table.rows)]


def _text_label(draft: Draft, schema: Schema) -> str:
    parts = []
    for task in schema.labels:
        choices = ",".join(write_field(label.value, IN_HEAD) for label in draft.labels if label.task == task.name)
        if len(schema.labels) == 1:
            return choices
        if choices:
            parts.append(f"{write_field(task.name, IN_HEAD)}={choices}")
    return ";".join(parts)
