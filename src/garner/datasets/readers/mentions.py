"""Annotations that name their mentions by string only: each string is looked up in the text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.record import Annotated, Refusal

__all__ = ["NamedMentions", "place_apart"]

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class NamedMentions:
    """One JSON list of records with a ``sentence`` and its ``entities``, a mapping from mention to label (OneKE).

    A mention takes its first place as a whole word that is not part of a longer mention; one that has no place as whole words
    is looked for inside words, and one that is not in the sentence is kept without a place.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _convert)


def _convert(record: Record, where: str) -> Annotated:
    gold = Gold(where, record["sentence"])
    named = [(value.strip(), label) for value, label in record["entities"].items()]
    found = place_apart([_as_words(gold.text, value) for value, _ in named])
    for (value, label), place in zip(named, found, strict=True):
        gold.entity(label, gold.place(*place) if place else gold.find(value))
    return gold.annotated()


def _as_words(text: str, value: str) -> list[Place]:
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(value)}(?!\w)", text)] if value else []


def place_apart(occurrences: Sequence[Sequence[Place]]) -> list[Place | None]:
    """One place for each mention out of its occurrences: longer mentions choose first, each the first place that overlaps none
    given out, else its first. ``None`` for a mention without an occurrence.

    >>> place_apart([[(0, 8), (20, 28)], [(0, 13)]])  # "New York" also stands inside "New York City"
    [(20, 28), (0, 13)]
    """
    given: dict[int, Place] = {}
    for number in sorted(range(len(occurrences)), key=lambda each: -_length(occurrences[each])):
        places = occurrences[number]
        free = (place for place in places if not any(start < place[1] and place[0] < end for start, end in given.values()))
        if places:
            given[number] = next(free, places[0])
    return [given.get(number) for number in range(len(occurrences))]


def _length(places: Sequence[Place]) -> int:
    return places[0][1] - places[0][0] if places else 0
