"""Batches of a user's own texts, asked as the model is asked when it answers: each epoch every text with gold once, with as
many without."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.questions import Questions, questions_of
from garner.schema import Schema
from garner.training.encoder.answers import Example, Pair, Task
from garner.training.encoder.batches import Batch, Batcher
from garner.training.encoder.gold import LabelledText, Place
from garner.training.encoder.pairing import relation_pairs, role_pairs
from garner.training.encoder.pools import LabelPool, gathered
from garner.training.encoder.selection import Selection
from garner.training.encoder.wording import Sheet

if TYPE_CHECKING:
    from numpy.random import Generator

__all__ = ["Asker", "OwnTexts"]

_ALL_LABELS = 0.6
"""How often a text is asked for every label, as it is when the model answers; else for some of them."""
_PRESENT, _ABSENT = 0.9, (1.0, 0.5, 0.2)
_MOST_PAIRS = 120


class _Unit(NamedTuple):
    """Labels that are asked together: an entity type, a relation, an event with its roles, or the choices of a task."""

    kind: str
    name: str
    labels: tuple[int, ...]


class Asker:
    """Makes examples of texts that were read for everything that the schema asks."""

    def __init__(self, schema: Schema, texts: Sequence[LabelledText], language: str, most_labels: int) -> None:
        self.questions: Questions = questions_of(schema, most_labels)
        self._most = most_labels
        self._pool = gathered(LabelPool(()), texts, Selection(), language)
        asked = self.questions
        self._units = [
            *(_Unit("entity", name, (label,)) for name, label in asked.entities),
            *(_Unit("relation", each.name, (each.label,)) for each in asked.relations),
            *(_Unit("event", each.name, (each.label, *(role.label for role in each.roles))) for each in asked.events),
            *(_Unit("task", each.name, tuple(label for _, label in each.choices)) for each in asked.tasks),
        ]

    def drawn(self, text: LabelledText, random: Generator) -> Example | None:
        """The text asked for everything or for a part of it, in random order; ``None`` if what was drawn cannot be asked."""
        everything = list(range(len(self.questions.labels)))
        if len(everything) > self._most or random.random() >= _ALL_LABELS:
            everything = self._some(text, random)
        order = [everything[place] for place in random.permutation(len(everything))]
        return self._example(text, order, random) if order else None

    def whole(self, text: LabelledText) -> list[Example]:
        """The text asked for everything, group by group, with all pairs of its known places: what is measured on."""
        import numpy as np

        random = np.random.default_rng(0)
        return [self._example(text, list(group), random, every_pair=True) for group in self.questions.groups]

    def _some(self, text: LabelledText, random: Generator) -> list[int]:
        """The labels of some units, most of those that the text has something of."""
        present = {("entity", span.label) for span in text.spans} | {("event", span.label) for span in text.spans}
        present |= {("relation", link.name) for link in text.links if not link.is_role}
        present |= {("task", choice.task) for choice in text.choices}
        share = _ABSENT[random.integers(len(_ABSENT))]
        chosen: dict[int, None] = {}
        order = [self._units[place] for place in random.permutation(len(self._units))]
        order.sort(key=lambda unit: (unit.kind, unit.name) not in present)
        for unit in order:
            if chosen and random.random() >= (_PRESENT if (unit.kind, unit.name) in present else share):
                continue
            labels = list(unit.labels)
            room = self._most - len(chosen)
            if len(labels) > room:
                if unit.kind != "task" or room < 2:
                    continue
                labels = self._few_choices(text, unit.name, room, random)
            chosen |= dict.fromkeys(labels)
        return list(chosen)

    def _few_choices(self, text: LabelledText, task: str, most: int, random: Generator) -> list[int]:
        """The right choices and some others."""
        asked = next(each for each in self.questions.tasks if each.name == task)
        right = {name for choice in text.choices if choice.task == task for name in choice.right}
        labels = [asked.choices[place] for place in random.permutation(len(asked.choices))]
        labels.sort(key=lambda each: each[0] not in right)
        return [label for _, label in labels[:most]]

    def _example(self, text: LabelledText, asked: Sequence[int], random: Generator, every_pair: bool = False) -> Example:
        place_of = {label: place for place, label in enumerate(asked)}
        questions = self.questions
        spans = {name: place_of[label] for name, label in questions.entities if label in place_of}
        events = {event.name: event for event in questions.events if event.label in place_of}
        names = [*((name, place) for name, place in spans.items())]
        names += [(name, place_of[event.label]) for name, event in events.items()]
        names += [
            (role.name, place_of[role.label]) for each in questions.events for role in each.roles if role.label in place_of
        ]
        by_name: dict[str, set[int]] = {}
        for name, place in names:
            by_name.setdefault(name, set()).add(place)
        marked = sorted({(each.start, each.end, number) for each in text.spans for number in by_name.get(each.label, ())})
        open_spans = tuple(sorted(place for name, place in spans.items() if name not in questions.wanted))
        marked = [each for each in marked if each[2] not in open_spans]
        known: dict[Place, list[int]] = {}
        for start, end, number in marked:
            known.setdefault((start, end), []).append(number)
        sheet = Sheet(text.text, self._pool, {}, self._most, random)
        relations = {each.name: place_of[each.label] for each in questions.relations if each.label in place_of}
        pairs: list[Pair] = []
        if every_pair:
            pairs += _every_pair(text, relations, {name: place_of[each.label] for name, each in events.items()}, known)
        elif relations:
            pairs += relation_pairs(text, sheet, relations, known)
        for name, event in events.items():
            roles = {role.name: place_of[role.label] for role in event.roles if role.label in place_of}
            if roles:
                pairs += role_pairs(text, sheet, (name, place_of[event.label]), roles, known)
        kinds = tuple(questions.labels[label].kind for label in asked)
        words = tuple(questions.labels[label].text for label in asked)
        return Example(text.text, words, kinds, tuple(marked), open_spans, tuple(self._tasks(text, place_of)), tuple(pairs))

    def _tasks(self, text: LabelledText, place_of: dict[int, int]) -> Iterable[Task]:
        answered = {choice.task: choice.right for choice in text.choices}
        for task in self.questions.tasks:
            asked = [(name, place_of[label]) for name, label in task.choices if label in place_of]
            right = tuple(place for name, place in asked if name in answered.get(task.name, ()))
            if task.name in answered and len(asked) > 1 and (task.multiple or len(right) == 1):
                yield Task(tuple(place for _, place in asked), right, task.multiple)


def _every_pair(
    text: LabelledText, relations: dict[str, int], events: dict[str, int], known: dict[Place, list[int]]
) -> Iterable[Pair]:
    """All pairs of places that are known, each as the first label it is asked as."""
    triggers = {span.place for span in text.spans if span.label in events}
    places = sorted({span.place for span in text.spans} | set(text.mentions))
    places = [place for place in places if place not in triggers]
    gold: dict[tuple[Place, Place], set[str]] = {}
    for link in text.links:
        if not link.is_role:
            gold.setdefault((link.head, link.tail), set()).add(link.name)
    every = ((head, tail) for head in places for tail in places if head[1] <= tail[0] or tail[1] <= head[0])
    for head, tail in sorted(every, key=lambda pair: pair not in gold)[:_MOST_PAIRS] if relations else ():
        right = tuple(number for name, number in relations.items() if name in gold.get((head, tail), ()))
        head_label, tail_label = ((known.get(place) or [-1])[0] for place in (head, tail))
        yield Pair(head, tail, head_label, tail_label, tuple(relations.values()), right)


class OwnTexts:
    """``batches(epoch)``: the same numbers give the same batches, whatever came before."""

    def __init__(self, texts: Sequence[LabelledText], asker: Asker, batcher: Batcher, seed: int) -> None:
        readable = [text for text in texts if batcher.tokens(text.text).words]
        self._filled = [text for text in readable if text.spans or text.links or text.choices]
        self._empty = [text for text in readable if not (text.spans or text.links or text.choices)]
        self._asker = asker
        self._batcher = batcher
        self._seed = seed

    def batches(self, epoch: int) -> list[Batch]:
        """The batches of one epoch, in random order."""
        import numpy as np

        random = np.random.default_rng([self._seed, epoch])
        few = min(len(self._empty), len(self._filled))
        drawn = [self._empty[number] for number in random.permutation(len(self._empty))[:few]]
        examples = [self._asker.drawn(text, random) for text in (*self._filled, *drawn)]
        return self._batcher.batches([example for example in examples if example is not None], random)
