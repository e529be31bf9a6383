"""Which labels are asked of a text: some that it has and some that it has not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from garner.models.encoder.layout import RELATION
from garner.training.encoder.answers import Task
from garner.training.encoder.gold import Asked, GoldChoice, LabelledText
from garner.training.encoder.names import LabelName, name_of, wider_labels
from garner.training.encoder.pools import LabelPool
from garner.training.encoder.wording import Sheet

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["REST", "ask_relations", "ask_tasks", "choose_labels", "has_spans", "may_be_linked", "present_of"]

REST = "miscellaneous"
_MOST_TASKS = 3
_FEW_CHOICES = 5
"""A classification with so few choices is asked with all of them."""
_MOST_CHOICES = 12
_MOST_ABSENT_RELATIONS = 8
_ALL_ABSENT = 0.06
"""How often only labels that the text has not are asked, as happens to a part of a wide schema."""


def has_spans(record: LabelledText, pool: LabelPool) -> bool:
    """Whether it is known of some labels where the text has them, or that it has them nowhere."""
    return bool(pool.own if record.asked is None else (*record.asked.spans, *record.asked.events))


def may_be_linked(record: LabelledText, pool: LabelPool) -> bool:
    """Whether the text has places that relations may be asked of."""
    places = {*(span.place for span in record.spans), *record.mentions}
    return len(places) > 1 and bool(record.asked.relations if record.asked is not None else pool.relations)


def choose_labels(
    record: LabelledText, pool: LabelPool, names: Mapping[str, LabelName], most_labels: int, random: Generator
) -> list[str]:
    """The labels of spans to ask for, in random order; none only where the text was read for none."""
    if record.asked is not None:
        return _choose_asked(record, record.asked, most_labels, random)
    if not pool.own:
        return []
    present = sorted({span.label for span in record.spans})
    wider = sorted({wide for label in present for wide in wider_labels(label, names)} - set(present))
    keep_present, keep_wider = ((0.92, 0.12), (0.92, 0.12), (0.25, 0.9), (0.6, 0.5))[random.integers(4)]
    chosen = [label for label in present if random.random() < keep_present]
    chosen += [label for label in wider if random.random() < keep_wider]
    if random.random() < _ALL_ABSENT:
        chosen = []
    if pool.complete and random.random() < 0.15:
        chosen.append(REST)
    room = int(random.integers(1, most_labels + 1)) - len(chosen)
    absent = [label for label in pool.own if label not in present and label not in wider and label not in chosen]
    chosen += _siblings_first(absent, present, names, max(room, int(not chosen)), random)
    if pool.foreign and random.random() < 0.25:
        chosen += [pool.foreign[number] for number in random.integers(len(pool.foreign), size=random.integers(1, 4))]
    chosen = sorted(set(chosen)) or [pool.own[random.integers(len(pool.own))]]
    order = random.permutation(len(chosen))[:most_labels]
    return [chosen[number] for number in order]


def present_of(record: LabelledText) -> frozenset[str]:
    """The span labels that the text has."""
    return frozenset(span.label for span in record.spans)


def _choose_asked(record: LabelledText, asked: Asked, most_labels: int, random: Generator) -> list[str]:
    """Most of the labels the text was read for that it has, and some or all of those it has not."""
    known = dict.fromkeys((*asked.spans, *(name for name, _ in asked.events)))
    present = present_of(record)
    share = (1.0, 0.7, 0.4)[random.integers(3)]
    chosen = [label for label in known if random.random() < (0.92 if label in present else share)]
    if random.random() < _ALL_ABSENT:
        chosen = [label for label in chosen if label not in present]
    chosen = chosen or list(known)[:1]
    order = random.permutation(len(chosen))[:most_labels]
    return [chosen[number] for number in order]


def _siblings_first(
    absent: Sequence[str], present: Sequence[str], names: Mapping[str, LabelName], room: int, random: Generator
) -> list[str]:
    """Some absent labels, those that share a wider label with a present one three times as likely."""
    if not absent or room <= 0:
        return []
    families = {wide for label in present for wide in name_of(label, names).wider} | set(present)
    weights = [3.0 if families & {label, *name_of(label, names).wider} else 1.0 for label in absent]
    total = sum(weights)
    picked = random.choice(len(absent), size=min(room, len(absent)), replace=False, p=[weight / total for weight in weights])
    return [absent[number] for number in picked]


def ask_relations(record: LabelledText, sheet: Sheet) -> dict[str, int]:
    """Write the relations asked on the sheet; their numbers by name: those of the text and some that it does not have."""
    pool, random = sheet.pool, sheet.random
    inventory = record.asked.relations if record.asked is not None else tuple(pool.relations)
    if not inventory:
        return {}
    right = {link.name for link in record.links if not link.is_role}
    absent = [name for name in inventory if name not in right]
    few = int(random.integers(0 if right else 1, _MOST_ABSENT_RELATIONS + 1))
    asked = sorted(right) + [absent[number] for number in random.permutation(len(absent))[:few]]
    numbers = {asked[place]: sheet.add(RELATION, asked[place]) for place in random.permutation(len(asked))[: sheet.room]}
    return {name: number for name, number in numbers.items() if number is not None}


def ask_tasks(record: LabelledText, sheet: Sheet) -> list[Task]:
    """Write the choices of some classifications on the sheet, as far as there is room."""
    order = sheet.random.permutation(len(record.choices))
    tasks = (_ask(record.choices[number], sheet) for number in order[: sheet.random.integers(1, _MOST_TASKS + 1)])
    return [task for task in tasks if task is not None]


def _ask(question: GoldChoice, sheet: Sheet) -> Task | None:
    random = sheet.random
    right = [choice for choice in question.choices if choice.name in question.right]
    wrong = [choice for choice in question.choices if choice.name not in question.right]
    if len(question.choices) > _FEW_CHOICES:
        least = max(1, 2 - len(right))
        few = int(random.integers(least, max(least, _MOST_CHOICES - len(right)) + 1))
        wrong = [wrong[number] for number in random.permutation(len(wrong))[:few]]
    drawn = right + wrong
    if not 2 <= len(drawn) <= sheet.room:
        return None
    with_task = sheet.pool.named_choices or random.random() < 0.5
    drawn = [drawn[place] for place in random.permutation(len(drawn))]
    numbers = sheet.add_choices(question.task, drawn, with_task)
    asked = [(number, choice.name) for number, choice in zip(numbers, drawn, strict=True) if number is not None]
    labels = [number for number, _ in asked]
    answers = [number for number, name in asked if name in question.right]
    if not question.multiple and len(answers) != 1:
        return None
    return Task(tuple(labels), tuple(answers), question.multiple) if len(labels) > 1 else None
