"""From a labelled text to a training example: which labels are asked, under which names, and what the right answer is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from garner.models.encoder.layout import SPAN
from garner.training.encoder.answers import Example, Pair, Task, word_targets
from garner.training.encoder.gold import LabelledText, Place
from garner.training.encoder.names import LabelName, wider_labels
from garner.training.encoder.pairing import relation_pairs, role_pairs
from garner.training.encoder.pools import LabelPool, label_pool
from garner.training.encoder.questions import (
    REST,
    ask_relations,
    ask_tasks,
    choose_labels,
    has_spans,
    may_be_linked,
    present_of,
)
from garner.training.encoder.wording import Sheet

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["Example", "LabelPool", "Pair", "Task", "choose_labels", "label_pool", "make_example", "word_targets"]

_TASKS = 0.85
_RELATIONS = 0.9
_SPANS = 0.85
_ROLE = 0.9
"""How often each is asked of a text that can be asked for it and for something else."""


def make_example(
    record: LabelledText, pool: LabelPool, names: Mapping[str, LabelName], most_labels: int, random: Generator
) -> Example:
    """Ask the text for some labels that it has and some that it has not, in random order and words.

    A span belongs to the narrowest label asked that includes it, so "person" beside "politician" means the other people.
    """
    sheet = Sheet(record.text, pool, names, most_labels, random)
    linked = may_be_linked(record, pool)
    known_spans = has_spans(record, pool)
    others = linked or known_spans
    tasks = ask_tasks(record, sheet) if record.choices and (not others or random.random() < _TASKS) else []
    relations = ask_relations(record, sheet) if linked and (not known_spans or random.random() < _RELATIONS) else {}
    spans_asked = known_spans and (not sheet.labels or random.random() < _SPANS)
    asked = choose_labels(record, pool, names, _room_for_spans(record, sheet), random) if spans_asked and sheet.room else []
    numbers = {label: sheet.add(SPAN, label) for label in asked}
    events, open_spans = _ask_roles(record, sheet, [label for label, number in numbers.items() if number is not None])
    spans = _spans(record, sheet, names, open_spans)
    known: dict[Place, list[int]] = {}
    for start, end, number in spans:
        known.setdefault((start, end), []).append(number)
    pairs = relation_pairs(record, sheet, relations, known) if relations else []
    for event, roles in events.items():
        pairs += role_pairs(record, sheet, (event, sheet.numbers[SPAN, event]), roles, known)
    return Example(
        record.text, tuple(sheet.labels), tuple(sheet.kinds), spans, tuple(sorted(open_spans)), tuple(tasks), tuple(pairs)
    )


def _room_for_spans(record: LabelledText, sheet: Sheet) -> int:
    """The room on the sheet; where the text has events with roles, some of it is kept for them."""
    roles = {link.name for link in record.links if link.is_role}
    return max(1, sheet.room - min(len(roles) + 2, sheet.room // 2)) if roles else sheet.room


def _roles_of(record: LabelledText, pool: LabelPool) -> Mapping[str, tuple[str, ...]]:
    return pool.events if record.asked is None else dict(record.asked.events)


def _ask_roles(record: LabelledText, sheet: Sheet, asked: list[str]) -> tuple[dict[str, dict[str, int]], set[int]]:
    """Write roles of the events asked that the text has on the sheet: their numbers by event and role, and the numbers of those
    whose spans are not known."""
    known = _roles_of(record, sheet.pool)
    present = present_of(record)
    events: dict[str, dict[str, int]] = {}
    open_spans: set[int] = set()
    for event in asked:
        if event not in present or not known.get(event):
            continue
        right = {link.name for link in record.links if link.event == event}
        share = (1.0, 0.5, 0.2)[sheet.random.integers(3)]
        roles = [role for role in known[event] if sheet.random.random() < (_ROLE if role in right else share)]
        roles.sort(key=lambda role: role not in right)
        for role in roles:
            number = sheet.add(SPAN, role)
            if number is not None:
                events.setdefault(event, {})[role] = number
                if sheet.pool.open_roles and role not in sheet.pool.own:
                    open_spans.add(number)
    return events, open_spans


def _spans(
    record: LabelledText, sheet: Sheet, names: Mapping[str, LabelName], open_spans: set[int]
) -> tuple[tuple[int, int, int], ...]:
    """Every span of the text under the narrowest label asked that includes it."""
    found = set()
    for span in record.spans:
        chain = (span.label, *(wider_labels(span.label, names) if record.asked is None else ()))
        number = next((sheet.numbers[SPAN, label] for label in chain if (SPAN, label) in sheet.numbers), None)
        if number is None and sheet.pool.complete:
            number = sheet.numbers.get((SPAN, REST))
        if number is not None and number not in open_spans:
            found.add((span.start, span.end, number))
    return tuple(sorted(found))
