"""What a finished encoder answers on texts with gold, from a low probability on, and what of it is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from garner.models.encoder.answers import Found, find_all, least_of
from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.models.encoder.decode import Candidate, keep_flat, sigmoid
from garner.models.encoder.label_vectors import LabelVectors
from garner.models.encoder.levels import Level, Levels
from garner.models.encoder.questions import Questions, questions_of
from garner.models.encoder.reading import TextScores, read_texts
from garner.models.encoder.weights import check_files, open_trunk
from garner.schema import Schema
from garner.training.encoder.asking import Item, is_right
from garner.training.encoder.choosing import Judged, Picked, Trial

__all__ = ["Examiner", "Read", "alone", "linked", "picked"]

_LEAST = 0.05
"""Answers less probable than this are not looked at."""
_FIRST = Calibration(support=1.0)
"""What a relation or argument is taken to mean until it is known: all that it rests on must be right, too."""


@dataclass(slots=True)
class Read:
    """Items with the scores that the encoder gives their texts."""

    items: list[Item] = field(default_factory=list)
    questions: list[Questions] = field(default_factory=list)
    scores: list[TextScores] = field(default_factory=list)

    def __iter__(self) -> Iterator[tuple[Item, Questions, TextScores]]:
        return zip(self.items, self.questions, self.scores, strict=True)


class Examiner:
    """Asks the encoder in a folder, whatever thresholds and calibration its card has. Raises ``ModelError`` as the encoder
    does."""

    def __init__(self, folder: Path, threads: int | None = None) -> None:
        self._card = check_files(folder)
        self._trunk = open_trunk(folder, self._card, threads)
        self._labels = LabelVectors(self._trunk)

    def read(self, items: Sequence[Item]) -> Read:
        """Read the texts of the items, each schema's together; texts that are too long for the encoder are left out."""
        together: dict[Schema, list[Item]] = {}
        for item in items:
            together.setdefault(item.schema, []).append(item)
        found = Read()
        for schema, own in together.items():
            questions = questions_of(schema, self._card.labels)
            least = least_of(questions, _levels({}))
            tokens = [self._trunk.tokens.tokenise(item.text) for item in own]
            fitting = [number for number, text in enumerate(tokens) if 0 < len(text.tokens) <= self._card.text_tokens]
            found.items += [own[number] for number in fitting]
            found.questions += [questions] * len(fitting)
            texts = [tokens[each] for each in fitting]
            found.scores += read_texts(texts, questions, self._labels, least, self._card.weighing)
        return found


def _levels(thresholds: Mapping[str, float], lines: Mapping[str, Calibration] | None = None) -> Levels:
    """The levels at these computed probabilities, the lowest where none is given, with what they mean by the ``lines``."""
    lines = lines or {}
    levels = {}
    for name in ("entities", "events", "arguments", "relations", "labels"):
        line = lines.get(name, _FIRST if name in ("relations", "arguments") else AS_COMPUTED)
        levels[name] = Level(line.calibrated(thresholds.get(name, _LEAST)), line)
    return Levels(**levels, choices=AS_COMPUTED)


def alone(read: Read) -> dict[str, Trial]:
    """The trials of what hangs on nothing else: entities, events (their triggers) and classifications with several answers."""
    judged: dict[str, list[Judged]] = {"entities": [], "events": [], "labels": []}
    gold = dict.fromkeys(judged, 0)
    lowest = _levels({})
    for item, questions, scores in read:
        names = {label: name for name, label in questions.entities if name in questions.wanted}
        triggers = {event.label: event.name for event in questions.events}
        judged["entities"] += _spans(scores, names, item.answers.entities)
        judged["events"] += [
            each._replace(support=lowest.asking(questions).events.support)
            for each in _spans(scores, triggers, item.answers.events)
        ]
        gold["entities"] += len(item.answers.entities)
        gold["events"] += len(item.answers.events)
        for task in questions.tasks:
            right = (item.answers.choices or {}).get(task.name)
            if task.multiple and right is not None:
                judged["labels"] += [
                    Judged(_probability(scores.choices[label]), name in right)
                    for name, label in task.choices
                    if _probability(scores.choices[label]) >= _LEAST
                ]
                gold["labels"] += len(right)
    return {task: Trial(tuple(answers), gold[task]) for task, answers in judged.items() if gold[task]}


def _probability(log_odds: float) -> float:
    import numpy as np

    return float(sigmoid(np.array(log_odds)))


def _spans(scores: TextScores, names: Mapping[int, str], gold: frozenset[tuple[tuple[int, int], str]]) -> Iterator[Judged]:
    found: list[Candidate] = [each for each in scores.spans if each.label in names and each.confidence >= _LEAST]
    for each in keep_flat(found):
        yield Judged(each.confidence, (scores.place(each.first, each.end), names[each.label]) in gold)


def linked(read: Read, thresholds: Mapping[str, float], lines: Mapping[str, Calibration] | None = None) -> dict[str, Trial]:
    """The trials of relations and arguments, where entities and triggers are answered from the ``thresholds`` (computed) on
    and everything means what the ``lines`` say."""
    judged: dict[str, list[Judged]] = {"relations": [], "arguments": []}
    gold = dict.fromkeys(judged, 0)
    levels = _levels({task: thresholds[task] for task in ("entities", "events") if task in thresholds}, lines)
    for item, questions, scores in read:
        gold["relations"] += len(item.answers.relations)
        gold["arguments"] += len(item.answers.arguments)
        if questions.relations or questions.events:
            found = find_all(item.text, scores, questions, levels)
            judged["relations"] += _relations(item, questions, scores, found)
            judged["arguments"] += _arguments(item, scores, found)
    return {task: Trial(tuple(answers), gold[task]) for task, answers in judged.items() if gold[task]}


def _relations(item: Item, questions: Questions, scores: TextScores, found: Found) -> Iterator[Judged]:
    """Relations are right if the types of their ends are, where there is gold of them."""
    names = {label: name for name, label in questions.entities if label not in questions.general}
    typed = {place for place, _ in item.answers.entities}
    for each in found.related:
        ends = {scores.place(*end[:2]): names.get(end.label) for end in (each.head, each.tail)}
        head, tail = ends
        right = is_right((head, tail, each.relation.name), item.answers.relations) and all(
            name is None or place not in typed or (place, name) in item.answers.entities for place, name in ends.items()
        )
        yield Judged(each.probability, right, each.support)


def _arguments(item: Item, scores: TextScores, found: Found) -> Iterator[Judged]:
    for word, event, played, _ in found.events:
        for each in played:
            answer = (scores.place(*word[:2]), event.name, each.role.name, scores.place(*each.place))
            yield Judged(each.probability, answer in item.answers.arguments, each.support)


def picked(read: Read) -> list[Picked]:
    """The choices of classifications with one answer."""
    found = []
    for item, questions, scores in read:
        for task in questions.tasks:
            right = (item.answers.choices or {}).get(task.name)
            if not task.multiple and right and len(right) == 1:
                names = [name for name, _ in task.choices]
                logits = tuple(scores.choices[label] for _, label in task.choices)
                found.append(Picked(logits, names.index(next(iter(right)))))
    return found
