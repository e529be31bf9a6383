"""Tables with a sentence, two mentions in it and their relation in every row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.rows import Rows
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import UNTYPED

__all__ = ["PairRows"]

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class PairRows:
    """The columns are called ``sentence``, ``head``, ``tail`` and ``relation``; with ``offsets`` there are ``head_offset`` and
    ``tail_offset`` too, the places of the mentions' first characters.

    Without offsets both are looked up: the longer one where it first stands, the shorter one where it first stands outside it.
    ``none`` is the relation that says that there is none: the record has the two mentions alone.
    """

    rows: Rows
    offsets: bool = False
    none: str = ""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, row in self.rows.read(files, name):
            try:
                yield self._convert(where, row)
            except (KeyError, ValueError) as error:
                raise InputError(f"{where}: not a pair of mentions ({error!r}).", "Is it another table?") from error

    def _convert(self, where: str, row: dict[str, str]) -> Annotated:
        gold, head, tail = Gold(where, row["sentence"]), row["head"], row["tail"]
        if self.offsets:
            head_at, tail_at = (_from(int(row[f"{end}_offset"]), row[end]) for end in ("head", "tail"))
        elif len(head) >= len(tail):
            head_at, tail_at = _find_apart(gold.text, head, tail)
        else:
            tail_at, head_at = _find_apart(gold.text, tail, head)
        ends = gold.end(UNTYPED, gold.place(*head_at, head)), gold.end(UNTYPED, gold.place(*tail_at, tail))
        if row["relation"] != self.none:
            gold.relation(row["relation"], *ends)
        return gold.annotated()


def _find_apart(text: str, longer: str, shorter: str) -> tuple[Place, Place]:
    """Where both stand, apart if they can; -1 where one stands nowhere.

    >>> _find_apart("新月集团持有新月", "新月集团", "新月")
    ((0, 4), (6, 8))
    """
    first = text.find(longer)
    taken = list(_occurrences(text, longer)) if longer != shorter else [first]
    free = (at for at in _occurrences(text, shorter) if not any(begin <= at < begin + len(longer) for begin in taken))
    second = next(free, text.find(shorter))
    return _from(first, longer), _from(second, shorter)


def _from(start: int, surface: str) -> Place:
    return start, start + len(surface)


def _occurrences(text: str, surface: str) -> Iterator[int]:
    at = text.find(surface)
    while at >= 0:
        yield at
        at = text.find(surface, at + 1)
