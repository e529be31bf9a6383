"""The ``lines`` format: RUIE's lines of ``label: span`` records (arXiv 2409.11673 and its released prompts).

RUIE writes NER as ``type: span; type: span``, relations as ``relation: head, tail``, events as ``type: trigger``, arguments as
``role: span`` and an empty answer as ``None``. A schema that asks one section is answered by just that line. Where it asks
several, each has a line of its own, headed by its name; what RUIE has no line for follows its pattern::

    [labels] topic: business; themes: energy; themes: trade
    [entities] company: Acme; company: Beta; money: "1,000; in cash"
    [relations] acquired: Acme, Beta
    [events] acquisition: bought, buyer: Acme, target: Beta
    [facts] fact: Acme, bought, Beta, on Monday, Paris
    [table] columns: who, what; row: Acme, bought Beta

A relation may go on with the types of head and tail. Time and place of a fact may be missing. A field in double quotes is a
JSON string (see ``quoting``). The format has no closing mark: of a reply cut between two records nothing can be told but from
the model's own word that it stopped for length, except where a section is missing.
"""

from __future__ import annotations

from collections.abc import Iterable

from garner.formats.canonical import refuse_inexpressible
from garner.formats.protocol import ReadAnswer
from garner.formats.text_answers.lines_reader import LinesReader
from garner.formats.text_answers.quoting import write_field
from garner.formats.text_answers.records import (
    COLUMNS,
    FACT,
    ROW,
    fact_fields,
    read_reply,
    relation_fields,
)
from garner.schema import Schema
from garner.values import Draft, DraftArgument

__all__ = ["LinesFormat"]

_SEPARATORS = ":;,"
_AFTER_A_SPAN = ";"


class LinesFormat:
    """See the module."""

    name = "lines"

    def write(self, draft: Draft, schema: Schema) -> str:
        """A line a section. Raises ``NotExpressible`` for what the format or the schema has no place for."""
        refuse_inexpressible(draft, schema)
        table = [(COLUMNS, table.columns) for table in draft.tables] + [
            (ROW, row) for table in draft.tables for row in table.rows
        ]
        records = {
            "labels": [_record(label.task, write_field(label.value, _AFTER_A_SPAN)) for label in draft.labels],
            "entities": [_record(entity.type, write_field(entity.text, _AFTER_A_SPAN)) for entity in draft.entities],
            "relations": [_record(relation.type, _fields(relation_fields(relation))) for relation in draft.relations],
            "events": [
                _record(event.type, ", ".join([_field(event.trigger), *map(_argument, event.arguments)]))
                for event in draft.events
            ],
            "facts": [_record(FACT, _fields(fact_fields(fact))) for fact in draft.facts],
            "table": [_record(label, _fields(cells)) for label, cells in table],
        }
        asked = list(dict.fromkeys(key.partition(".")[0] for key in schema.keys))
        lines = {section: "; ".join(records[section]) or "None" for section in asked}
        if len(asked) == 1:
            return lines[asked[0]]
        return "\n".join(f"[{section}] {line}" for section, line in lines.items())

    def read(self, reply: str, schema: Schema, cut: bool = False) -> ReadAnswer:
        """Whatever can be read of the reply, with every repair and loss; of one that was cut, without its last record."""
        return read_reply(reply, schema, lambda report: LinesReader(schema, report), ";\n" if cut else "")


def _field(text: str | None) -> str:
    return write_field(text, _SEPARATORS) if text else "None"


def _fields(texts: Iterable[str | None]) -> str:
    return ", ".join(map(_field, texts))


def _label(name: str) -> str:
    # "None" would be a fine name of a type: before a colon it is not read as null.
    return write_field(name, _SEPARATORS)


def _argument(argument: DraftArgument) -> str:
    return f"{_label(argument.role)}: {_field(argument.text)}"


def _record(label: str, fields: str) -> str:
    return f"{_label(label)}: {fields}"
