"""Which words name events, and what plays which role in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from garner.models.encoder.decode import Candidate, keep_flat, sigmoid
from garner.models.encoder.levels import Level, Levels
from garner.models.encoder.questions import AskedEvent, AskedRole, Questions
from garner.models.encoder.reading import Link, Place, TextScores
from garner.values import DraftArgument, DraftEvent

__all__ = ["find_events", "least_word"]

_MOST_TRIGGERS = 40
_MOST_PLACES = 40
"""Of more triggers in one text, and of more places for one role, only the surest are looked at."""


class _Played(NamedTuple):
    """What may play a role in one event, and how probably."""

    probability: float
    role: AskedRole
    place: Place


def find_events(
    text: str, scores: TextScores, entities: Sequence[Candidate], questions: Questions, levels: Levels
) -> Iterator[DraftEvent]:
    """The events in the order of the text. No two triggers overlap.

    Where no word is a sure trigger of an event, the likeliest one is asked all the same what plays a role in it. If anything
    does, it is answered, and the event is as sure as the surest of that.
    """
    kinds = {event.label: event for event in questions.events}
    found = [each for each in scores.spans if each.label in kinds and levels.events.passes(each.confidence)]
    triggers = sorted(sorted(keep_flat(found), key=lambda each: -each.confidence)[:_MOST_TRIGGERS])
    likely = _likely(scores, kinds, triggers, levels)
    words = sorted((*triggers, *likely))
    fillers = _Fillers(scores, entities, questions)
    arguments = {
        event.label: fillers.played(event, [each for each in words if each.label == event.label], levels)
        for event in questions.events
    }
    for word in words:
        event = kinds[word.label]
        place = scores.place(*word[:2])
        played = sorted(arguments[event.label].get(word[:2], ()), key=lambda each: each.place)
        places = [scores.place(*each.place) for each in played]
        drafts = tuple(DraftArgument(each.role.name, text[slice(*own)], own) for each, own in zip(played, places, strict=True))
        confidence = levels.events.confidence(word.confidence)
        if word in likely:
            if not played:
                continue
            confidence = levels.arguments.confidence(max(each.probability for each in played))
        yield DraftEvent(event.name, text[slice(*place)], drafts, confidence, place)


def least_word(levels: Levels) -> Level:
    """What a word needs that becomes a trigger by what plays a role in its event: half the confidence of others."""
    return Level(levels.events.threshold / 2, levels.events.line)


def _likely(
    scores: TextScores, kinds: Mapping[int, AskedEvent], triggers: Sequence[Candidate], levels: Levels
) -> frozenset[Candidate]:
    """The likeliest word of each event with roles that has no trigger, so far as it is likely and no trigger itself."""
    known = {each.label for each in triggers}
    taken = {word for each in triggers for word in range(each.first, each.end)}
    least = least_word(levels)
    free = (
        each
        for each in scores.spans
        if each.label in kinds and each.label not in known and kinds[each.label].roles and least.passes(each.confidence)
    )
    best: dict[int, Candidate] = {}
    for each in keep_flat(each for each in free if taken.isdisjoint(range(each.first, each.end))):
        if each.label not in best or each.confidence > best[each.label].confidence:
            best[each.label] = each
    return frozenset(sorted(best.values(), key=lambda each: -each.confidence)[:_MOST_TRIGGERS])


class _Fillers:
    """What may play a role: spans that look like it, and entities of its types."""

    def __init__(self, scores: TextScores, entities: Sequence[Candidate], questions: Questions) -> None:
        self._scores = scores
        self._names = {label: name for name, label in questions.entities}
        self._entities = entities
        self._labels = {each[:2]: each.label for each in entities}
        roles = {role.label for event in questions.events for role in event.roles}
        self._spans: dict[int, dict[Place, float]] = {}
        for each in scores.spans:
            if each.label in roles:
                self._spans.setdefault(each.label, {})[each[:2]] = each.confidence

    def played(self, event: AskedEvent, triggers: Sequence[Candidate], levels: Levels) -> dict[Place, list[_Played]]:
        """The arguments of each trigger of the event."""
        places = {role: self._places(role) for role in event.roles}
        every = sorted(set().union(*places.values()))
        pairs = [(trigger, place) for trigger in triggers for place in every if place != trigger[:2]]
        if not pairs:
            return {}
        links = [Link(trigger[:2], place, event.label, self._labels.get(place)) for trigger, place in pairs]
        logits = self._scores.links(links, [role.label for role in event.roles])
        found: dict[Place, list[_Played]] = {}
        for (trigger, place), probabilities in zip(pairs, sigmoid(logits).tolist(), strict=True):
            for role, linked in zip(event.roles, probabilities, strict=True):
                if place in places[role]:
                    found.setdefault(trigger[:2], []).append(_Played(self._probability(role, place, linked), role, place))
        return {
            trigger: _chosen(each for each in all_played if levels.arguments.passes(each.probability))
            for trigger, all_played in found.items()
        }

    def _places(self, role: AskedRole) -> Mapping[Place, float] | set[Place]:
        """Where what plays the role may stand: at entities of its types, else at the spans most like it."""
        if role.types:
            fitting = [each for each in self._entities if self._names[each.label] in role.types]
            return {each[:2] for each in sorted(fitting, key=lambda each: -each.confidence)[:_MOST_PLACES]}
        spans = self._spans.get(role.label, {})
        return set(sorted(spans, key=lambda place: (-spans[place], place))[:_MOST_PLACES])

    def _probability(self, role: AskedRole, place: Place, linked: float) -> float:
        """The mean, over log-probabilities, of being such a thing and of playing the role in this event. An entity of the right
        type is such a thing whatever its span's score."""
        together = math.sqrt(self._spans.get(role.label, {}).get(place, 0.0) * linked)
        return max(linked, together) if role.types else together


def _chosen(played: Iterable[_Played]) -> list[_Played]:
    """The most probable ones: a place plays one role, and what plays one role does not overlap."""
    kept: list[_Played] = []
    for each in sorted(played, key=lambda each: (-each.probability, each.place, each.role.name)):
        rivals = (other for other in kept if other.place == each.place or (other.role == each.role and _overlap(other, each)))
        if next(rivals, None) is None:
            kept.append(each)
    return kept


def _overlap(one: _Played, other: _Played) -> bool:
    return one.place[0] < other.place[1] and other.place[0] < one.place[1]
