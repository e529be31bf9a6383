"""From what a model found fault with to defects: words matched to the answer's claims, or placed in the text."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice
from typing import NamedTuple

from garner.formats import Asking
from garner.grounding import TextIndex, normalise
from garner.refinement.prompted_questions import Question
from garner.values import Claim, ClaimKind, DefectKind, Draft, DraftEvent, Extraction, Grounding, Mention

__all__ = ["Fault", "Whereabouts", "faults_of"]

_MOST_ITEMS = 100
_MOST_PLACES = 50
Words = tuple[str, ...]


class Fault(NamedTuple):
    """A claim to drop, one to add, or one in the place of another; or, with neither, words (``nonsense``) that no fault can be
    made of."""

    kind: DefectKind
    drop: Claim | None = None
    add: Claim | None = None
    nonsense: str = ""


def faults_of(question: Question, said: Draft, text: Whereabouts) -> Iterator[Fault]:
    """What a reply finds fault with, each thing once; of endless replies the first hundred items.

    Something redundant is every claim of the label with those words, wherever in the text. Something missing takes the places
    of its words that are not claimed yet, in the order of the text; the parts of a relation or an event stand as close together
    as may be. Words that the answer does not have, or the text, are nonsense; what is claimed already is no fault.
    """
    number = sum(len(section) for section in (said.labels, said.entities, said.relations, said.events))
    if number > _MOST_ITEMS:
        message = f"{number} items were named; those behind the first {_MOST_ITEMS} were left out"
        yield Fault(DefectKind.MALFORMED, nonsense=message)
    seen: set[Fault] = set()
    for fault in _FAULTS[question.asking](question, said, text):
        if fault not in seen:
            seen.add(fault)
            yield fault


class Whereabouts:
    """The places of words in the text of an answer, and the entities of the answer by their words."""

    def __init__(self, extraction: Extraction) -> None:
        self._index = TextIndex(extraction.text)
        self._entities: dict[str, list[Mention]] = {}
        for entity in extraction.entities:
            if entity.grounding.span is not None:
                mention = Mention(entity.text, entity.start, entity.end, entity.type)
                self._entities.setdefault(normalise(entity.text), []).append(mention)

    def places(self, words: str) -> list[Mention]:
        """The best places of words, in the order of the text; none for an ellipsis, with which models fill forms."""
        if not words.strip(" .…"):
            return []
        return [_mention(place) for place in islice(self._index.find_best(words), _MOST_PLACES)]

    def ends(self, words: str, stated: str | None, allowed: Sequence[str]) -> list[Mention]:
        """What the end of a relation may be: entities of these words and an allowed type, else places."""
        types = (stated,) if stated and (not allowed or stated in allowed) else tuple(allowed)
        known = [each for each in self._entities.get(normalise(words), ()) if not types or each.type in types]
        kind = types[0] if types else ""
        return known[:_MOST_PLACES] or [Mention(each.text, each.start, each.end, kind) for each in self.places(words)]


def _redundant(question: Question, named: Iterable[tuple[Words, str]], words_of: Callable[[Claim], Words]) -> Iterator[Fault]:
    claims: dict[Words, list[Claim]] = {}
    for claim in question.claims:
        claims.setdefault(words_of(claim), []).append(claim)
    for words, shown in islice(named, _MOST_ITEMS):
        if words not in claims:
            yield Fault(DefectKind.REDUNDANT, nonsense=f"{shown} was not extracted")
        for claim in claims.get(words, ()):
            yield Fault(DefectKind.REDUNDANT, drop=claim)


def _redundant_entities(question: Question, said: Draft, _: Whereabouts) -> Iterator[Fault]:
    named = (((normalise(each.text),), repr(each.text)) for each in said.entities)
    return _redundant(question, named, _mentioned)


def _redundant_relations(question: Question, said: Draft, _: Whereabouts) -> Iterator[Fault]:
    named = (((normalise(each.head), normalise(each.tail)), f"{each.head!r}, {each.tail!r}") for each in said.relations)
    return _redundant(question, named, _mentioned)


def _redundant_labels(question: Question, said: Draft, _: Whereabouts) -> Iterator[Fault]:
    return _redundant(question, (((each.value,), repr(each.value)) for each in said.labels), lambda claim: (claim.detail,))


def _redundant_events(question: Question, said: Draft, _: Whereabouts) -> Iterator[Fault]:
    """An event that is named without any argument is none; else only the arguments named are wrong."""
    event, *arguments = question.claims
    for each in said.events[:_MOST_ITEMS]:
        if not _is_event(each, event):
            yield Fault(DefectKind.REDUNDANT, nonsense=f"an event {each.trigger!r} was not asked about")
        elif not each.arguments:
            yield Fault(DefectKind.REDUNDANT, drop=event)
        else:
            named = (((one.role, normalise(one.text)), f"{one.role} {one.text!r}") for one in each.arguments)
            about = question._replace(claims=tuple(arguments))
            yield from _redundant(about, named, lambda claim: (claim.detail, normalise(claim.mentions[0].text)))


def _missing_entities(question: Question, said: Draft, text: Whereabouts) -> Iterator[Fault]:
    taken = {claim.mentions[0].span for claim in question.claims}
    for each in said.entities[:_MOST_ITEMS]:
        places = text.places(each.text)
        if not places:
            yield _absent(each.text)
        free = next((place for place in places if place.span not in taken), None)
        if free is not None:
            taken.add(free.span)
            yield Fault(DefectKind.MISSING, add=Claim(ClaimKind.ENTITY, each.type, "", (free,)))


def _missing_relations(question: Question, said: Draft, text: Whereabouts) -> Iterator[Fault]:
    kind = question.schema.relations[0]
    known = {_mentioned(claim) for claim in question.claims}
    for each in said.relations[:_MOST_ITEMS]:
        if (normalise(each.head), normalise(each.tail)) in known:
            continue
        heads = text.ends(each.head, each.head_type, kind.head)
        tails = text.ends(each.tail, each.tail_type, kind.tail)
        if heads and tails:
            pairs = ((head, tail) for head in heads for tail in tails)
            closest = min(pairs, key=lambda pair: (pair[0].span == pair[1].span, _distance(*pair)))
            yield Fault(DefectKind.MISSING, add=Claim(ClaimKind.RELATION, each.type, "", closest))
        else:
            yield _absent(each.tail if heads else each.head)


def _missing_labels(question: Question, said: Draft, _: Whereabouts) -> Iterator[Fault]:
    for each in said.labels:
        claim = Claim(ClaimKind.LABEL, each.task, each.value)
        if claim not in question.claims:
            yield Fault(DefectKind.MISSING, add=claim)


def _choice_labels(question: Question, said: Draft, _: Whereabouts) -> Iterator[Fault]:
    """The other choice takes the place of the one that is chosen, or is missing where none is."""
    for each in said.labels[:1]:
        claim = Claim(ClaimKind.LABEL, each.task, each.value)
        if not question.claims:
            yield Fault(DefectKind.MISSING, add=claim)
        elif claim not in question.claims:
            yield Fault(DefectKind.WRONG_TYPE, drop=question.claims[0], add=claim)


def _missing_events(question: Question, said: Draft, text: Whereabouts) -> Iterator[Fault]:
    events = [claim for claim in question.claims if claim.kind is ClaimKind.EVENT]
    taken = {claim.mentions[0].span if claim.mentions else None for claim in events}
    for each in said.events[:_MOST_ITEMS]:
        places = [] if each.trigger is None else text.places(each.trigger)
        if each.trigger is not None and not places:
            yield _absent(each.trigger)
            continue
        free = [place for place in places if place.span not in taken]
        if (places and not free) or (not places and None in taken):
            continue
        trigger = (_nearest(free, each, text),) if free else ()
        taken.add(trigger[0].span if trigger else None)
        yield Fault(DefectKind.MISSING, add=Claim(ClaimKind.EVENT, each.type, "", trigger))
        yield from _arguments(each, trigger, set(), text)


def _missing_arguments(question: Question, said: Draft, text: Whereabouts) -> Iterator[Fault]:
    event, *arguments = question.claims
    known = {(claim.detail, normalise(claim.mentions[0].text)) for claim in arguments}
    for each in said.events[:_MOST_ITEMS]:
        if _is_event(each, event):
            yield from _arguments(each, event.mentions, known, text)
        else:
            yield Fault(DefectKind.MISSING, nonsense=f"an event {each.trigger!r} was not asked about")


def _arguments(
    event: DraftEvent, trigger: tuple[Mention, ...], known: set[tuple[str, str]], text: Whereabouts
) -> Iterator[Fault]:
    for each in event.arguments[:_MOST_ITEMS]:
        if (each.role, normalise(each.text)) in known:
            continue
        places = text.places(each.text)
        if places:
            place = min(places, key=lambda one: _distance(one, *trigger)) if trigger else places[0]
            yield Fault(DefectKind.MISSING, add=Claim(ClaimKind.ARGUMENT, event.type, each.role, (place, *trigger)))
        else:
            yield _absent(each.text)


def _nearest(triggers: Sequence[Mention], event: DraftEvent, text: Whereabouts) -> Mention:
    """The place of a trigger that the event's arguments stand closest to."""
    arguments = [places for one in event.arguments[:_MOST_PLACES] if (places := text.places(one.text))]
    return min(triggers, key=lambda one: sum(min(_distance(one, place) for place in places) for places in arguments))


def _is_event(said: DraftEvent, claim: Claim) -> bool:
    """Whether a reply means the event that it was asked about: one trigger is asked about, which need not be repeated."""
    return said.trigger is None or not claim.mentions or normalise(said.trigger) == normalise(claim.mentions[0].text)


def _absent(words: str) -> Fault:
    return Fault(DefectKind.MISSING, nonsense=f"{words!r} stands nowhere in the text")


def _mentioned(claim: Claim) -> Words:
    return tuple(normalise(mention.text) for mention in claim.mentions)


def _mention(place: Grounding) -> Mention:
    return Mention(place.surface, place.start, place.end)


def _distance(one: Mention, other: Mention) -> int:
    return max(0, (one.start or 0) - (other.end or 0), (other.start or 0) - (one.end or 0))


_FAULTS: dict[Asking, Callable[[Question, Draft, Whereabouts], Iterator[Fault]]] = {
    Asking.REDUNDANT_ENTITIES: _redundant_entities,
    Asking.REDUNDANT_RELATIONS: _redundant_relations,
    Asking.REDUNDANT_EVENTS: _redundant_events,
    Asking.REDUNDANT_LABELS: _redundant_labels,
    Asking.MISSING_ENTITIES: _missing_entities,
    Asking.MISSING_RELATIONS: _missing_relations,
    Asking.MISSING_EVENTS: _missing_events,
    Asking.MISSING_ARGUMENTS: _missing_arguments,
    Asking.MISSING_LABELS: _missing_labels,
    Asking.CHOICE_LABELS: _choice_labels,
}
