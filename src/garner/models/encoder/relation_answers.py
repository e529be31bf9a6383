"""Which of the entities found are related; and where nothing says what is, which of the things that may be."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from garner.models.encoder.decode import Candidate, keep_flat, sigmoid
from garner.models.encoder.levels import Levels
from garner.models.encoder.questions import AskedRelation, Questions
from garner.models.encoder.reading import Link, TextScores
from garner.values import DraftRelation

__all__ = ["LEAST_END", "Related", "find_related", "relations_of", "with_doubtful", "with_general"]

LEAST_END = 0.1
"""The computed probability from which a span of a general kind is looked at as the end of a relation."""
_MOST_ENTITIES = 40
"""Of more entities in one text only the surest are paired with each other."""
_MOST_GENERAL = 24
_USUAL_END = 0.7
"""How sure an end of a general kind is taken to be: as an entity usually is. What it is like nobody asked."""


class Related(NamedTuple):
    """Two ends, how they are related, how probably that is computed, and how sure the ends are (see ``Calibration``)."""

    head: Candidate
    tail: Candidate
    relation: AskedRelation
    probability: float
    support: float


def with_doubtful(entities: Sequence[Candidate], found: Sequence[Candidate], levels: Levels) -> list[Candidate]:
    """The entities, and the spans that a sure relation would make some: half as sure as others at least, overlapping none of
    them and not each other. None where the confidence of a relation says nothing of its ends."""
    if levels.relations.line.support <= 0:
        return list(entities)
    taken = {word for each in entities for word in range(each.first, each.end)}
    least = levels.entities.halved
    likely = (each for each in found if least.passes(each.confidence))
    return [*entities, *keep_flat(each for each in likely if taken.isdisjoint(range(each.first, each.end)))]


def with_general(entities: Sequence[Candidate], scores: TextScores, questions: Questions) -> list[Candidate]:
    """The entities, and the surest spans of general kinds that overlap none of them and not each other."""
    taken = {word for each in entities for word in range(each.first, each.end)}
    general = (each for each in scores.spans if each.label in questions.general and each.confidence >= LEAST_END)
    free = keep_flat(each for each in general if taken.isdisjoint(range(each.first, each.end)))
    return [*entities, *sorted(free, key=lambda each: -each.confidence)[:_MOST_GENERAL]]


def find_related(
    text: str, scores: TextScores, ends: Sequence[Candidate], questions: Questions, levels: Levels
) -> list[Related]:
    """The relations between ends of the types allowed, in the order of the text.

    A relation is answered one way between two ends, the likelier. An end of a general kind has no type: nobody asked for it,
    and pairs are scored as if it was found as nothing.
    Mentions of one name are not paired with each other: they are nearly always one and the same, and no training text says what
    does not hold between them.
    """
    names = _names(questions)
    best = sorted(sorted(ends, key=lambda each: -each.confidence)[:_MOST_ENTITIES])
    words = {each[:2]: text[slice(*scores.place(*each[:2]))].casefold() for each in best}
    pairs = [
        (head, tail)
        for head, tail in permutations(best, 2)
        if words[head[:2]] != words[tail[:2]]
        and any(_allows(each, names[head.label], names[tail.label]) for each in questions.relations)
    ]
    if not pairs:
        return []
    links = [Link(head[:2], tail[:2], _said(head, questions), _said(tail, questions)) for head, tail in pairs]
    logits = scores.links(links, [relation.label for relation in questions.relations])
    found = []
    for (head, tail), probabilities in zip(pairs, sigmoid(logits).tolist(), strict=True):
        support = sum(_sureness(each, questions, levels) for each in (head, tail))
        for relation, probability in zip(questions.relations, probabilities, strict=True):
            if levels.relations.passes(probability, support) and _allows(relation, names[head.label], names[tail.label]):
                found.append(Related(head, tail, relation, probability, support))
    return _one_way(found)


def relations_of(
    text: str, scores: TextScores, found: Sequence[Related], questions: Questions, levels: Levels
) -> Iterator[DraftRelation]:
    """What was found as relations of an answer."""
    names = _names(questions)
    for head, tail, relation, probability, support in found:
        ends = head_place, tail_place = scores.place(*head[:2]), scores.place(*tail[:2])
        head_text, tail_text = (text[start:end] for start, end in ends)
        types = names[head.label], names[tail.label]
        confidence = levels.relations.confidence(probability, support)
        yield DraftRelation(relation.name, head_text, tail_text, *types, confidence, head_place, tail_place)


def _names(questions: Questions) -> dict[int, str | None]:
    return {label: None if label in questions.general else name for name, label in questions.entities}


def _one_way(found: Sequence[Related]) -> list[Related]:
    """Of a relation that is found both ways between two ends, the likelier way; of equal ones that from the earlier end."""
    kept: set[tuple[str, Candidate, Candidate]] = set()
    for each in sorted(found, key=lambda each: (-each.probability, each.head)):
        if (each.relation.name, each.tail, each.head) not in kept:
            kept.add((each.relation.name, each.head, each.tail))
    return [each for each in found if (each.relation.name, each.head, each.tail) in kept]


def _sureness(end: Candidate, questions: Questions, levels: Levels) -> float:
    """The logarithm of an end's confidence."""
    confidence = _USUAL_END if end.label in questions.general else levels.entities.confidence(end.confidence)
    return math.log(max(confidence, 1e-9))


def _said(end: Candidate, questions: Questions) -> int | None:
    """The label that an end is said to have been found as."""
    return None if end.label in questions.general else end.label


def _allows(relation: AskedRelation, head: str | None, tail: str | None) -> bool:
    return (not relation.head or head in relation.head) and (not relation.tail or tail in relation.tail)
