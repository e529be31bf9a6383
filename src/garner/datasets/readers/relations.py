"""Texts with one marked pair and the relation between its two ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.readers.marked import Unmarked, rejoin, unmark
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import UNTYPED

__all__ = ["BracketedPairs", "MarkedPairs"]

_NUMBERED = re.compile(r"^(?P<number>\d+)\t\s*\"(?P<text>.*)\"\s*$")
_DIRECTED = re.compile(r"^(?P<label>.+)\((?P<head>e[12]),(?P<tail>e[12])\)$")
_MARKS = (("<e1>", "</e1>"), ("<e2>", "</e2>"))


@dataclass(frozen=True, slots=True)
class MarkedPairs:
    """SemEval-2010 task 8: a numbered line with ``<e1>`` and ``<e2>``, then one such as ``Cause-Effect(e2,e1)``.

    The first end in brackets is the head. A relation called ``none`` yields the two mentions alone. ``tokenised``: the text
    is tokens with spaces between. Comments of the annotators are no part of the record.
    """

    none: str = "Other"
    tokenised: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` where no line of the file has the form of a numbered sentence."""
        lines = [line.rstrip("\r") for line in files.text(name).split("\n")]
        numbered = [(number, found) for number, line in enumerate(lines, 1) if (found := _NUMBERED.match(line))]
        if not numbered:
            raise InputError(f"{name}:1: no numbered sentence in this file.", "Is it the file of another task?")
        for number, found in numbered:
            relation = lines[number].strip() if number < len(lines) else ""
            yield self._record(f"{name}:{number}", found, relation)

    def _record(self, where: str, found: re.Match[str], relation: str) -> Annotated | Refusal:
        marked = unmark(found["text"], _MARKS)
        if marked is None:
            return Refusal("end of the pair not marked", where)
        directed = _DIRECTED.match(relation)
        if directed is None and relation != self.none:
            return Refusal("pair without a relation", where)
        gold, (first, second) = _pair(found["number"], marked, where, self.tokenised)
        if directed is not None:
            ends = {"e1": first, "e2": second}
            gold.relation(directed["label"], ends[directed["head"]], ends[directed["tail"]])
        return gold.annotated()


@dataclass(frozen=True, slots=True)
class BracketedPairs:
    """JSON lines with ``text`` and ``label``: the head between ``<<`` and ``>>``, the tail between ``[[`` and ``]]``."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _bracketed)


def _bracketed(record: Record, where: str) -> Annotated | Refusal:
    marked = unmark(record["text"], (("<< ", " >>"), ("[[ ", " ]]")))
    if marked is None:
        return Refusal("end of the pair not marked", where)
    gold, (head, tail) = _pair(where, marked, where, tokenised=False)
    gold.relation(record["label"], head, tail)
    return gold.annotated()


def _pair(identifier: str, marked: Unmarked, where: str, tokenised: bool) -> tuple[Gold, tuple[str | None, str | None]]:
    """The gold of the text without its marks, and the ids of the two mentions."""
    if tokenised:
        natural = rejoin(marked.text)
        gold = Gold(identifier, natural.text, where)
        places = [natural.place(*place) for place in marked.places]
    else:
        gold = Gold(identifier, marked.text, where)
        places = list(marked.places)
    first, second = (gold.end(UNTYPED, gold.place(*place)) for place in places)
    return gold, (first, second)
