"""Which words name events, and what plays which role in them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from garner.models.encoder.decode import Candidate, keep_flat, sigmoid
from garner.models.encoder.levels import Levels
from garner.models.encoder.questions import AskedEvent, AskedRole, Questions
from garner.models.encoder.reading import Link, Place, TextScores
from garner.values import DraftArgument, DraftEvent

__all__ = ["Happening", "Played", "events_of", "find_events"]

_MOST_TRIGGERS = 40
_MOST_PLACES = 40
"""Of more triggers in one text, and of more places for one role, only the surest are looked at."""


class Played(NamedTuple):
    """What plays a role in an event, how probably that is computed, and how sure the event's trigger is (see
    ``Calibration``)."""

    probability: float
    support: float
    role: AskedRole
    place: Place


class Happening(NamedTuple):
    """A trigger and what plays a role in its event. One that is only ``likely`` is as sure as the surest of that."""

    word: Candidate
    event: AskedEvent
    played: tuple[Played, ...]
    likely: bool


def find_events(scores: TextScores, entities: Sequence[Candidate], questions: Questions, levels: Levels) -> Iterator[Happening]:
    """The events in the order of the text. No two triggers overlap.

    Where no word is a sure trigger of an event, the likeliest one is asked all the same what plays a role in it. If anything
    does, it is answered. Nothing plays the same role for two triggers of one event.
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
        played = tuple(sorted(arguments[word.label].get(word[:2], ()), key=lambda each: each.place))
        if played or word not in likely:
            yield Happening(word, kinds[word.label], played, word in likely)


def events_of(text: str, scores: TextScores, found: Iterable[Happening], levels: Levels) -> Iterator[DraftEvent]:
    """What was found as events of an answer."""
    for word, event, played, likely in found:
        places = [scores.place(*each.place) for each in played]
        drafts = tuple(DraftArgument(each.role.name, text[slice(*own)], own) for each, own in zip(played, places, strict=True))
        confidence = levels.events.confidence(word.confidence)
        if likely:
            confidence = max(levels.arguments.confidence(each.probability, each.support) for each in played)
        place = scores.place(*word[:2])
        yield DraftEvent(event.name, text[slice(*place)], drafts, confidence, place)


def _likely(
    scores: TextScores, kinds: Mapping[int, AskedEvent], triggers: Sequence[Candidate], levels: Levels
) -> frozenset[Candidate]:
    """The likeliest word of each event with roles that has no trigger, so far as it is likely and no trigger itself."""
    known = {each.label for each in triggers}
    taken = {word for each in triggers for word in range(each.first, each.end)}
    least = levels.events.halved
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

    def played(self, event: AskedEvent, triggers: Sequence[Candidate], levels: Levels) -> dict[Place, list[Played]]:
        """The arguments of each trigger of the event."""
        places = {role: self._places(role) for role in event.roles}
        every = sorted(set().union(*places.values()))
        pairs = [(trigger, place) for trigger in triggers for place in every if place != trigger[:2]]
        if not pairs:
            return {}
        links = [Link(trigger[:2], place, event.label, self._labels.get(place)) for trigger, place in pairs]
        logits = self._scores.links(links, [role.label for role in event.roles])
        sure = {trigger: math.log(max(levels.events.confidence(trigger.confidence), 1e-9)) for trigger in triggers}
        found: list[tuple[Place, Played]] = []
        for (trigger, place), probabilities in zip(pairs, sigmoid(logits).tolist(), strict=True):
            for role, linked in zip(event.roles, probabilities, strict=True):
                if place in places[role]:
                    probability = self._probability(role, place, linked)
                    if levels.arguments.passes(probability, sure[trigger]):
                        found.append((trigger[:2], Played(probability, sure[trigger], role, place)))
        return _chosen(found, levels)

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


def _chosen(found: Iterable[tuple[Place, Played]], levels: Levels) -> dict[Place, list[Played]]:
    """The surest ones by trigger: for each a place plays one role, and for all together what plays one role does not
    overlap."""
    kept: dict[Place, list[Played]] = {}
    roles: dict[AskedRole, list[Played]] = {}

    def rank(each: tuple[Place, Played]) -> tuple[float, Place, str, Place]:
        trigger, played = each
        return -levels.arguments.confidence(played.probability, played.support), played.place, played.role.name, trigger

    for trigger, each in sorted(found, key=rank):
        own, alike = kept.setdefault(trigger, []), roles.setdefault(each.role, [])
        if not any(other.place == each.place for other in own) and not any(_overlap(other, each) for other in alike):
            own.append(each)
            alike.append(each)
    return kept


def _overlap(one: Played, other: Played) -> bool:
    return one.place[0] < other.place[1] and other.place[0] < one.place[1]
