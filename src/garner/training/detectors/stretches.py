"""A long text with its gold as stretches of whole sentences, as an extractor that reads passages would meet it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from garner.passages import sentence_spans
from garner.values import Event, Extraction, Grounding

__all__ = ["stretches_of"]


def stretches_of(gold: Extraction, most: int) -> Iterator[tuple[int, Extraction]]:
    """Where each stretch begins, and what gold says of it: the text itself where it has at most ``most`` characters, else runs
    of sentences of about as many, never cut inside an item.

    What the whole text is (its labels) is known of no stretch, and so are its facts and tables. Relations and arguments stay
    where both ends are in one stretch, an event without a trigger where all its arguments are.
    """
    if len(gold.text) <= most:
        yield 0, gold
        return
    busy = sorted(place.span for place in gold.groundings() if place.span is not None)
    start = stop = 0
    for _, end in sentence_spans(gold.text):
        if start < stop and end - start > most and not any(begin < stop < behind for begin, behind in busy):
            yield from _stretch(gold, start, stop)
            start = stop
        stop = end
    yield from _stretch(gold, start, len(gold.text))


def _stretch(gold: Extraction, start: int, stop: int) -> Iterator[tuple[int, Extraction]]:
    words = gold.text[start:stop]
    start += len(words) - len(words.lstrip())
    words = words.strip()
    if not words:
        return
    window = start, start + len(words)
    entities = tuple(
        replace(each, grounding=moved) for each in gold.entities if (moved := _moved(each.grounding, window)) is not None
    )
    known = {entity.id for entity in entities}
    relations = tuple(each for each in gold.relations if each.head in known and each.tail in known)
    events = tuple(event for each in gold.events if (event := _event(each, window, known)) is not None)
    yield start, Extraction(words, (), entities, relations, events)


def _moved(place: Grounding, window: tuple[int, int]) -> Grounding | None:
    """The place in the stretch; ``None`` where it is not inside."""
    if place.start is None or place.end is None or place.start < window[0] or place.end > window[1]:
        return None
    return replace(place, start=place.start - window[0], end=place.end - window[0])


def _event(event: Event, window: tuple[int, int], known: set[str]) -> Event | None:
    trigger = None if event.trigger is None else _moved(event.trigger, window)
    arguments = tuple(
        replace(each, grounding=moved, entity=each.entity if each.entity in known else None)
        for each in event.arguments
        if (moved := _moved(each.grounding, window)) is not None
    )
    whole = len(arguments) == len(event.arguments) > 0
    if trigger is None and (event.trigger is not None or not whole):
        return None
    return replace(event, trigger=trigger, arguments=arguments)
