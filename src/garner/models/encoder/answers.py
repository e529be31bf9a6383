"""From the scores of one text to the answer for the whole schema."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from garner.models.encoder.decode import keep_flat, keep_one_label, log_odds
from garner.models.encoder.event_answers import find_events, least_word
from garner.models.encoder.levels import Levels
from garner.models.encoder.questions import AskedTask, Questions
from garner.models.encoder.reading import TextScores
from garner.models.encoder.relation_answers import LEAST_END, find_relations, with_general
from garner.values import Draft, DraftEntity, Label

__all__ = ["draft_of", "least_of"]

_LEAST_ROLE = 0.1
"""The computed probability from which a span is looked at as what may play a role."""


def least_of(questions: Questions, levels: Levels) -> Mapping[int, float]:
    """The log-odds from which a span is a candidate for each label that spans are asked for."""
    least: dict[int, float] = {}
    wanted = [
        (label, log_odds(LEAST_END) if label in questions.general else levels.entities.least) for _, label in questions.entities
    ]
    wanted += [(event.label, least_word(levels).least if event.roles else levels.events.least) for event in questions.events]
    wanted += [(role.label, log_odds(_LEAST_ROLE)) for event in questions.events for role in event.roles]
    for label, odds in wanted:
        least[label] = min(odds, least.get(label, math.inf))
    return least


def draft_of(text: str, scores: TextScores, questions: Questions, levels: Levels, *, nested: bool = False) -> Draft:
    """The answer for one text, every value with its place.

    Entities do not overlap unless ``nested``: then each place keeps its most probable type. Exactly one choice is the answer of
    a classification that allows one.
    """
    types = {label: name for name, label in questions.entities if label not in questions.general}
    found = [each for each in scores.spans if each.label in types and levels.entities.passes(each.confidence)]
    entities = keep_one_label(found) if nested else keep_flat(found)
    return Draft(
        labels=tuple(label for task in questions.tasks for label in _labels(task, scores.choices, levels)),
        entities=tuple(
            DraftEntity(types[each.label], text[start:end], levels.entities.confidence(each.confidence), start, end)
            for each in entities
            if types[each.label] in questions.wanted
            for start, end in [scores.place(each.first, each.end)]
        ),
        relations=tuple(find_relations(text, scores, with_general(entities, scores, questions), questions, levels)),
        events=tuple(find_events(text, scores, entities, questions, levels)),
    )


def _labels(task: AskedTask, choices: Mapping[int, float], levels: Levels) -> Sequence[Label]:
    logits = [choices[label] for _, label in task.choices]
    if not task.multiple:
        best = max(range(len(logits)), key=logits.__getitem__)
        others = sum(math.exp(levels.choices.slope * (logit - logits[best])) for logit in logits)
        return [Label(task.name, task.choices[best][0], 1.0 / others)]
    computed = [1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit)))) for logit in logits]
    return [
        Label(task.name, name, levels.labels.confidence(probability))
        for (name, _), probability in zip(task.choices, computed, strict=True)
        if levels.labels.passes(probability)
    ]
