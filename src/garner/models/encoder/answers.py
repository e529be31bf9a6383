"""From the scores of one text to the answer for the whole schema."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from garner.models.encoder.decode import Candidate, keep_flat, keep_one_label, log_odds
from garner.models.encoder.event_answers import Happening, events_of, find_events
from garner.models.encoder.levels import Levels
from garner.models.encoder.questions import AskedTask, Questions
from garner.models.encoder.reading import TextScores
from garner.models.encoder.relation_answers import (
    LEAST_END,
    Related,
    find_related,
    relations_of,
    with_doubtful,
    with_general,
)
from garner.values import Draft, DraftEntity, Label

__all__ = ["Found", "draft_of", "find_all", "least_of"]

_LEAST_ROLE = 0.1
"""The computed probability from which a span is looked at as what may play a role."""


def least_of(questions: Questions, levels: Levels) -> Mapping[int, float]:
    """The log-odds from which a span is a candidate for each label that spans are asked for."""
    levels = levels.asking(questions)
    least: dict[int, float] = {}
    entity = levels.entities.halved if questions.relations else levels.entities
    wanted = [(label, log_odds(LEAST_END) if label in questions.general else entity.least) for _, label in questions.entities]
    wanted += [(event.label, (levels.events.halved if event.roles else levels.events).least) for event in questions.events]
    wanted += [(role.label, log_odds(_LEAST_ROLE)) for event in questions.events for role in event.roles]
    for label, odds in wanted:
        least[label] = min(odds, least.get(label, math.inf))
    return least


class Found(NamedTuple):
    """What is answered of one text but its labels. ``ends`` are the ``entities`` and those doubtful ones that a relation would
    make entities."""

    entities: Sequence[Candidate]
    ends: Sequence[Candidate]
    related: Sequence[Related]
    events: Sequence[Happening]


def find_all(text: str, scores: TextScores, questions: Questions, levels: Levels, *, nested: bool = False) -> Found:
    """What is answered of one text but its labels. Entities do not overlap unless ``nested``: then each place keeps its most
    probable type."""
    levels = levels.asking(questions)
    types = {label for _, label in questions.entities if label not in questions.general}
    found = [each for each in scores.spans if each.label in types]
    sure = [each for each in found if levels.entities.passes(each.confidence)]
    entities = keep_one_label(sure) if nested else keep_flat(sure)
    ends = with_doubtful(entities, found, levels) if questions.relations else entities
    related = find_related(text, scores, with_general(ends, scores, questions), questions, levels)
    return Found(entities, ends, related, tuple(find_events(scores, entities, questions, levels)))


def draft_of(text: str, scores: TextScores, questions: Questions, levels: Levels, *, nested: bool = False) -> Draft:
    """The answer for one text, every value with its place.

    A doubtful entity that a relation joins is as sure as that relation. Exactly one choice is the answer of a classification
    that allows one. ``nested`` as in :func:`find_all`.
    """
    levels = levels.asking(questions)
    names = {label: name for name, label in questions.entities}
    found = find_all(text, scores, questions, levels, nested=nested)
    return Draft(
        labels=tuple(label for task in questions.tasks for label in _labels(task, scores.choices, levels)),
        entities=tuple(
            DraftEntity(names[each.label], text[start:end], confidence, start, end)
            for each, confidence in _answered(found, levels)
            if names[each.label] in questions.wanted
            for start, end in [scores.place(each.first, each.end)]
        ),
        relations=tuple(relations_of(text, scores, found.related, questions, levels)),
        events=tuple(events_of(text, scores, found.events, levels)),
    )


def _answered(found: Found, levels: Levels) -> Iterator[tuple[Candidate, float]]:
    """The entities and those other ends that are related, each with its confidence, in the order of the text."""
    joined: dict[Candidate, float] = {}
    for each in found.related:
        sure = levels.relations.confidence(each.probability, each.support)
        for end in (each.head, each.tail):
            joined[end] = max(sure, joined.get(end, 0.0))
    known = set(found.entities)
    for end in sorted(found.ends):
        confidence = levels.entities.confidence(end.confidence)
        if end in known:
            yield end, confidence
        elif end in joined:
            yield end, max(confidence, joined[end])


def _labels(task: AskedTask, choices: Mapping[int, float], levels: Levels) -> Sequence[Label]:
    logits = [choices[label] for _, label in task.choices]
    if not task.multiple:
        best = max(range(len(logits)), key=logits.__getitem__)
        steepness = levels.choices.steepness(len(logits))
        others = sum(math.exp(steepness * (logit - logits[best])) for logit in logits)
        return [Label(task.name, task.choices[best][0], 1.0 / others)]
    computed = [1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit)))) for logit in logits]
    return [
        Label(task.name, name, levels.labels.confidence(probability))
        for (name, _), probability in zip(task.choices, computed, strict=True)
        if levels.labels.passes(probability)
    ]
