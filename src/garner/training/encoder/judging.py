"""What a finished encoder answers on texts with gold, from a low probability on, and what of it is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from garner.models.encoder.answers import draft_of, least_of
from garner.models.encoder.calibrated import AS_COMPUTED
from garner.models.encoder.decode import Candidate, keep_flat, sigmoid
from garner.models.encoder.levels import Level, Levels
from garner.models.encoder.questions import Questions, questions_of
from garner.models.encoder.reading import LabelVectors, TextScores, read_texts
from garner.models.encoder.weights import check_files, open_trunk
from garner.schema import Schema
from garner.training.encoder.asking import Item, is_right
from garner.training.encoder.choosing import THRESHOLDS, Judged, Picked, Trial
from garner.values import Draft, DraftEvent

__all__ = ["Examiner", "Read", "alone", "linked", "picked"]

_LEAST = 0.05
"""Answers less probable than this are not looked at."""
_LEVELS = tuple(sorted({_LEAST, *THRESHOLDS, 0.025, 0.075, 0.95, 0.975}))
"""Arguments tell no probability: how probable one is shows in the last of these at which it is still answered."""


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
            texts, share = [tokens[each] for each in fitting], self._card.description_share
            found.scores += read_texts(texts, self._trunk, questions, self._labels, least, share)
        return found


def _levels(thresholds: Mapping[str, float]) -> Levels:
    """The levels at these computed probabilities; the lowest where none is given."""
    names = ("entities", "events", "arguments", "relations", "labels")
    levels = {name: Level(thresholds.get(name, _LEAST), AS_COMPUTED) for name in names}
    return Levels(**levels, choices=AS_COMPUTED)


def alone(read: Read) -> dict[str, Trial]:
    """The trials of what hangs on nothing else: entities, events (their triggers) and classifications with several answers."""
    judged: dict[str, list[Judged]] = {"entities": [], "events": [], "labels": []}
    gold = dict.fromkeys(judged, 0)
    for item, questions, scores in read:
        names = {label: name for name, label in questions.entities if name in questions.wanted}
        triggers = {event.label: event.name for event in questions.events}
        judged["entities"] += _spans(scores, names, item.answers.entities)
        judged["events"] += _spans(scores, triggers, item.answers.events)
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


def linked(read: Read, thresholds: Mapping[str, float]) -> dict[str, Trial]:
    """The trials of relations and arguments, where entities and triggers are answered from the ``thresholds`` (computed) on."""
    judged: dict[str, list[Judged]] = {"relations": [], "arguments": []}
    gold = dict.fromkeys(judged, 0)
    for item, questions, scores in read:
        gold["relations"] += len(item.answers.relations)
        gold["arguments"] += len(item.answers.arguments)
        if not (questions.relations or questions.events):
            continue
        levels = {task: thresholds[task] for task in ("entities", "events") if task in thresholds}
        draft = draft_of(item.text, scores, questions, _levels(levels | {"arguments": 1.0}))
        for each in draft.relations:
            if each.head_span and each.tail_span and each.confidence is not None:
                right = is_right((each.head_span, each.tail_span, each.type), item.answers.relations)
                judged["relations"].append(Judged(each.confidence, right))
        if draft.events:
            judged["arguments"] += _arguments(item, questions, scores, levels)
    return {task: Trial(tuple(answers), gold[task]) for task, answers in judged.items() if gold[task]}


def _arguments(item: Item, questions: Questions, scores: TextScores, levels: Mapping[str, float]) -> Iterator[Judged]:
    """The arguments of the events, with the middle between the last level that answers each and the next as probability."""
    bare = Questions(questions.labels, questions.groups, questions.entities, questions.wanted, (), questions.events, ())
    last: dict[tuple[tuple[int, int], str, str, tuple[int, int]], int] = {}
    for number, level in enumerate(_LEVELS):
        found = _played(draft_of(item.text, scores, bare, _levels(dict(levels) | {"arguments": level})))
        last |= dict.fromkeys(found, number)
        if not found:
            break
    for each, number in last.items():
        upper = _LEVELS[number + 1] if number + 1 < len(_LEVELS) else 1.0
        yield Judged((_LEVELS[number] + upper) / 2, each in item.answers.arguments)


def _played(draft: Draft) -> list[tuple[tuple[int, int], str, str, tuple[int, int]]]:
    def of(event: DraftEvent) -> Iterator[tuple[tuple[int, int], str, str, tuple[int, int]]]:
        for argument in event.arguments:
            if event.trigger_span and argument.span:
                yield event.trigger_span, event.type, argument.role, argument.span

    return [each for event in draft.events for each in of(event)]


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
