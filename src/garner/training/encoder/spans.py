"""What the span scorer learns from: texts with labelled spans, made from gold extractions and cut into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from garner.datasets import UNTYPED, CorpusRecord
from garner.training.encoder.selection import WHOLE, Selection
from garner.values import Extraction, Grounding

__all__ = ["GoldSpan", "LabelledText", "cut_sentences", "labelled_texts", "spans_of"]

_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\n+|\s{2,}")
_WORD = re.compile(r"\w+")
_LONG = 100
"""Words beyond which a text is cut at its sentence ends; a scorer of sentences learns little from more at once."""


class GoldSpan(NamedTuple):
    """Half-open code-point offsets into a text, and the label of that place as a person would write it."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text to train on with its spans in order. Raises ``ValueError`` for a span that is empty, outside the text, or begins
    or ends with white space."""

    id: str
    text: str
    spans: tuple[GoldSpan, ...]

    def __post_init__(self) -> None:
        for span in self.spans:
            surface = self.text[span.start : span.end]
            if not 0 <= span.start < span.end <= len(self.text) or surface != surface.strip():
                raise ValueError(f"{self.id}: {span} is no mention of its text ({surface!r})")


def labelled_texts(record: CorpusRecord, selection: Selection) -> list[LabelledText]:
    """The record as texts to train on: itself, or its sentences where it has several lines or is long. None for a record that
    holds one of the selection's ``filler`` words."""
    if selection.filler and not selection.filler.isdisjoint(_WORD.findall(record.text)):
        return []
    whole = LabelledText(record.id, record.text, spans_of(record.gold, selection))
    return cut_sentences(whole) if "\n" in record.text or len(record.text.split()) > _LONG else [whole]


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


def cut_sentences(text: LabelledText) -> list[LabelledText]:
    """The sentences of a text, without the white space around them: cut at marks before a capital or a digit, at line breaks,
    and at wide spaces, which stand between the sentences of texts in lower case. No cut is made inside a span, and blank
    stretches are left out."""
    ends = (found.span() for found in _SENTENCE_END.finditer(text.text))
    free = [end for mark, end in ends if not any(span.start < end and mark < span.end - 1 for span in text.spans)]
    cuts = [0, *free, len(text.text)]
    pieces = []
    for begin, stop in pairwise(cuts):
        stretch = text.text[begin:stop]
        start = begin + len(stretch) - len(stretch.lstrip())
        if stretch.strip():
            inside = (span for span in text.spans if start <= span.start and span.end <= stop)
            spans = tuple(GoldSpan(span.start - start, span.end - start, span.label) for span in inside)
            pieces.append(LabelledText(f"{text.id}:{start}", stretch.strip(), spans))
    return pieces
