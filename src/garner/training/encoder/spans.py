"""What an encoder learns from: texts with what is known of them, made from gold extractions and cut into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from garner.datasets import CorpusRecord
from garner.schema import Schema
from garner.training.encoder.gold import Asked, GoldChoice, GoldLink, GoldSpan, LabelledText, Place
from garner.training.encoder.selection import WHOLE, Selection
from garner.values import UNTYPED, Extraction, Grounding

__all__ = ["GoldSpan", "LabelledText", "cut_sentences", "labelled_texts", "read_texts", "spans_of"]

_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\n+|\s{2,}|[。！？][」』”’）]*(?=.)")
_WORD = re.compile(r"\w+")
_LONG = 100
"""Words beyond which a text is cut at its sentence ends; an encoder of sentences learns little from more at once."""
_LONG_EAST_ASIAN = 180
"""The same in characters."""


def labelled_texts(record: CorpusRecord, selection: Selection) -> list[LabelledText]:
    """The record as texts to train on: itself, or its sentences where it has several lines or is long. None for a record that
    holds one of the selection's ``filler`` words.

    What the text as a whole is (its choices) is known of no sentence: a text that is cut stands there once more for that.
    """
    if selection.filler and not selection.filler.isdisjoint(_WORD.findall(record.text)):
        return []
    gold = record.gold
    spans, links = spans_of(gold, selection), _links(gold, selection)
    choices = _choices(record.schema, gold) if selection.choices else ()
    whole = LabelledText(record.id, record.text, spans, links, choices, _mentions(gold, selection, spans, links))
    if choices and not (whole.spans or whole.links):
        return [whole]
    if "\n" not in record.text and not _is_long(record.text):
        return [whole]
    rest = [LabelledText(record.id, record.text, (), choices=choices, asked=Asked())] if choices else []
    return cut_sentences(whole) + rest


def _is_long(text: str) -> bool:
    return len(text.split()) > _LONG or len(_EAST_ASIAN.findall(text)) > _LONG_EAST_ASIAN


def read_texts(record: CorpusRecord) -> LabelledText:
    """A record that brings its own question: it was read for that and for nothing else."""
    asked = Asked(
        tuple(entity.name for entity in record.schema.entities if entity.name != UNTYPED),
        tuple(relation.name for relation in record.schema.relations),
        tuple((event.name, tuple(role.name for role in event.roles)) for event in record.schema.events),
    )
    spans, links = spans_of(record.gold), _links(record.gold, WHOLE)
    mentions = _mentions(record.gold, WHOLE, spans, links)
    return LabelledText(record.id, record.text, spans, links, _choices(record.schema, record.gold), mentions, asked)


def spans_of(gold: Extraction, selection: Selection = WHOLE) -> tuple[GoldSpan, ...]:
    """The places of a gold extraction that a scorer of spans can learn, each once, in order: entities under their type,
    triggers under the name of their event, arguments under their role, and the ends of relations under the names that the
    selection gives them. Mentions without a type and items without a place are none."""
    found = set()
    for label, place in _labelled(gold, selection):
        name = selection.names.get(label, label)
        if place.span is not None and name not in selection.left_out:
            found.add(GoldSpan(*place.span, name))
    return tuple(sorted(found))


def _labelled(gold: Extraction, selection: Selection) -> Iterator[tuple[str, Grounding]]:
    for entity in gold.entities if selection.entities else ():
        if entity.type != UNTYPED:
            yield entity.type, entity.grounding
    for relation in gold.relations:
        if relation.type in selection.ends:
            head, tail = selection.ends[relation.type]
            yield head, gold.entity(relation.head).grounding
            yield tail, gold.entity(relation.tail).grounding
    for event in gold.events:
        if event.trigger is not None and selection.triggers:
            yield event.type, event.trigger
        for argument in event.arguments if selection.arguments else ():
            yield argument.role, argument.grounding


def _links(gold: Extraction, selection: Selection) -> tuple[GoldLink, ...]:
    """The relations and roles that the selection takes, each once, in order; only between places of the text."""
    places = {entity.id: entity.grounding.span for entity in gold.entities}
    found = set()
    for relation in gold.relations if selection.relations else ():
        head, tail = places[relation.head], places[relation.tail]
        name = selection.names.get(relation.type, relation.type)
        if head is not None and tail is not None and head != tail and name not in selection.left_out:
            found.add(GoldLink(head, tail, name))
    for event in gold.events:
        name = selection.names.get(event.type, event.type)
        if name in selection.left_out:
            continue
        played = [(selection.names.get(each.role, each.role), each.grounding.span) for each in event.arguments]
        if event.trigger is not None and event.trigger.span is not None and selection.roles:
            trigger = event.trigger.span
            found |= {
                GoldLink(trigger, place, role, name) for role, place in played if place and role not in selection.left_out
            }
        elif event.trigger is None and selection.opinions:
            heads, tails = ([place for role, place in played if place and role == end] for end in selection.opinions)
            found |= {GoldLink(head, tail, name) for head in heads for tail in tails if head != tail}
    return tuple(sorted(found))


def _mentions(
    gold: Extraction, selection: Selection, spans: tuple[GoldSpan, ...], links: tuple[GoldLink, ...]
) -> tuple[Place, ...]:
    """The places without a label that are linked, or that the corpus asks about without a link."""
    if not selection.relations:
        return ()
    known = {span.place for span in spans}
    places = {entity.grounding.span for entity in gold.entities if entity.type == UNTYPED}
    places |= {place for link in links if not link.is_role for place in (link.head, link.tail)}
    return tuple(sorted(place for place in places if place is not None and place not in known))


def _choices(schema: Schema, gold: Extraction) -> tuple[GoldChoice, ...]:
    """The classifications that are answered; of a task with several answers also "none of them"."""
    found = []
    for task in schema.labels:
        right = {label.value for label in gold.labels if label.task == task.name}
        known = tuple(choice.name for choice in task.choices if choice.name in right)
        if len(known) == len(right) and (known or task.multiple) and len(task.choices) > 1:
            found.append(GoldChoice(task.name, task.choices, known, task.multiple))
    return tuple(found)


def cut_sentences(text: LabelledText) -> list[LabelledText]:
    """The sentences of a text, without the white space around them: cut at marks before a capital or a digit, at line breaks,
    and at wide spaces, which stand between the sentences of texts in lower case. No cut is made inside a span, and blank
    stretches are left out. Links stay where both ends are in one sentence; choices are those of the whole and are left out."""
    places = [span.place for span in text.spans] + list(text.mentions)
    places += [place for link in text.links for place in (link.head, link.tail)]
    ends = (found.span() for found in _SENTENCE_END.finditer(text.text))
    free = [end for mark, end in ends if not any(start < end and mark < stop - 1 for start, stop in places)]
    cuts = [0, *free, len(text.text)]
    pieces = []
    for begin, stop in pairwise(cuts):
        stretch = text.text[begin:stop]
        start = begin + len(stretch) - len(stretch.lstrip())
        if stretch.strip():
            pieces.append(_piece(text, start, stretch.strip()))
    return pieces


def _piece(text: LabelledText, start: int, stretch: str) -> LabelledText:
    def inside(place: Place) -> bool:
        return start <= place[0] and place[1] <= start + len(stretch)

    def moved(place: Place) -> Place:
        return place[0] - start, place[1] - start

    spans = tuple(GoldSpan(*moved(span.place), span.label) for span in text.spans if inside(span.place))
    links = tuple(
        link._replace(head=moved(link.head), tail=moved(link.tail))
        for link in text.links
        if inside(link.head) and inside(link.tail)
    )
    mentions = tuple(moved(place) for place in text.mentions if inside(place))
    return LabelledText(f"{text.id}:{start}", stretch, spans, links, mentions=mentions)
