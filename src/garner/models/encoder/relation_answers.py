"""Which of the entities found are related; and where nothing says what is, which of the things that may be."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import permutations

from garner.models.encoder.decode import Candidate, keep_flat, sigmoid
from garner.models.encoder.levels import Levels
from garner.models.encoder.questions import AskedRelation, Questions
from garner.models.encoder.reading import Link, TextScores
from garner.values import DraftRelation

__all__ = ["LEAST_END", "find_relations", "with_general"]

LEAST_END = 0.1
"""The computed probability from which a span of a general kind is looked at as the end of a relation."""
_MOST_ENTITIES = 40
"""Of more entities in one text only the surest are paired with each other."""
_MOST_GENERAL = 24


def with_general(entities: Sequence[Candidate], scores: TextScores, questions: Questions) -> list[Candidate]:
    """The entities, and the surest spans of general kinds that overlap none of them and not each other."""
    taken = {word for each in entities for word in range(each.first, each.end)}
    general = (each for each in scores.spans if each.label in questions.general and each.confidence >= LEAST_END)
    free = keep_flat(each for each in general if taken.isdisjoint(range(each.first, each.end)))
    return [*entities, *sorted(free, key=lambda each: -each.confidence)[:_MOST_GENERAL]]


def find_relations(
    text: str, scores: TextScores, entities: Sequence[Candidate], questions: Questions, levels: Levels
) -> Iterator[DraftRelation]:
    """The relations between entities of the types allowed, in the order of the text.

    An end of a general kind has no type: nobody asked for it, and pairs are scored as if it was found as nothing.
    Mentions of one name are not paired with each other: they are nearly always one and the same, and no training text says what
    does not hold between them.
    """
    names: dict[int, str | None] = {label: None if label in questions.general else name for name, label in questions.entities}
    best = sorted(sorted(entities, key=lambda each: -each.confidence)[:_MOST_ENTITIES])
    words = {each[:2]: text[slice(*scores.place(*each[:2]))].casefold() for each in best}
    pairs = [
        (head, tail)
        for head, tail in permutations(best, 2)
        if words[head[:2]] != words[tail[:2]]
        and any(_allows(each, names[head.label], names[tail.label]) for each in questions.relations)
    ]
    if not pairs:
        return
    links = [Link(head[:2], tail[:2], _said(head, questions), _said(tail, questions)) for head, tail in pairs]
    logits = scores.links(links, [relation.label for relation in questions.relations])
    for (head, tail), probabilities in zip(pairs, sigmoid(logits).tolist(), strict=True):
        ends = head_place, tail_place = scores.place(*head[:2]), scores.place(*tail[:2])
        head_text, tail_text = (text[start:end] for start, end in ends)
        types = names[head.label], names[tail.label]
        for relation, probability in zip(questions.relations, probabilities, strict=True):
            if levels.relations.passes(probability) and _allows(relation, *types):
                confidence = levels.relations.confidence(probability)
                yield DraftRelation(relation.name, head_text, tail_text, *types, confidence, head_place, tail_place)


def _said(end: Candidate, questions: Questions) -> int | None:
    """The label that an end is said to have been found as."""
    return None if end.label in questions.general else end.label


def _allows(relation: AskedRelation, head: str | None, tail: str | None) -> bool:
    return (not relation.head or head in relation.head) and (not relation.tail or tail in relation.tail)
