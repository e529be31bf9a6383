"""Answers to be compared by strings, put where places compare alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from garner.evaluation.auditing import Case
from garner.values import Event, Extraction, Fact, Grade, Grounding, Table

__all__ = ["at_first_places", "compared_by_strings"]


def compared_by_strings(case: Case) -> Case:
    """The case with both sides at first places: what looks at places then tells apart what differs in strings."""
    return Case(replace(case.result, extraction=at_first_places(case.result.extraction)), at_first_places(case.gold))


def at_first_places(extraction: Extraction) -> Extraction:
    """The same items, every value moved to where it first stands in the text.

    Gold without places of its own is compared by strings; so are then the audit, the confusion and the list of wrong items.
    A value that stands nowhere stays absent.
    """
    text = extraction.text
    known: dict[str, Grounding] = {}

    def first(grounding: Grounding) -> Grounding:
        value = grounding.value
        if value not in known:
            start = text.find(value) if value else -1
            known[value] = (
                Grounding.absent(value) if start < 0 else Grounding(value, start, start + len(value), value, Grade.VERBATIM)
            )
        return known[value]

    return replace(
        extraction,
        entities=tuple(replace(each, grounding=first(each.grounding)) for each in extraction.entities),
        events=tuple(_event(each, first) for each in extraction.events),
        facts=tuple(_fact(each, first) for each in extraction.facts),
        tables=tuple(_table(each, first) for each in extraction.tables),
    )


def _event(event: Event, first: Callable[[Grounding], Grounding]) -> Event:
    arguments = tuple(replace(each, grounding=first(each.grounding)) for each in event.arguments)
    return replace(event, trigger=event.trigger and first(event.trigger), arguments=arguments)


def _fact(fact: Fact, first: Callable[[Grounding], Grounding]) -> Fact:
    return replace(
        fact,
        subject=first(fact.subject),
        predicate=first(fact.predicate),
        object=first(fact.object),
        time=fact.time and first(fact.time),
        place=fact.place and first(fact.place),
    )


def _table(table: Table, first: Callable[[Grounding], Grounding]) -> Table:
    return replace(table, rows=tuple(tuple(cell and first(cell) for cell in row) for row in table.rows))
