"""PubTator: articles as title and abstract, with mentions linked to entries of a vocabulary, and relations between entries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError

__all__ = ["PubTator"]

_PART = re.compile(r"(?P<id>[^|\t]+)\|(?P<part>[ta])\|(?P<text>.*)")


@dataclass(frozen=True, slots=True)
class PubTator:
    """One record an article, articles separated by blank lines; offsets count over title, one space and abstract.

    A relation of the format joins two entries of the vocabulary, not two mentions. It is given to the first mention of each in
    the text: one that is linked to this entry alone, else one that is linked to several.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` where a file does not begin with an article."""
        rows: list[tuple[int, str]] = []
        for number, line in enumerate([*files.text(name).split("\n"), ""], 1):
            if line.strip():
                rows.append((number, line.rstrip("\r")))
            elif rows:
                yield _article(name, rows)
                rows = []


def _article(name: str, rows: Sequence[tuple[int, str]]) -> Annotated:
    parts = [match for _, line in rows if (match := _PART.fullmatch(line)) is not None]
    if not parts:
        raise InputError(f"{name}:{rows[0][0]}: not an article of PubTator: {rows[0][1][:60]!r}.", "Is it another format?")
    gold = Gold(parts[0]["id"], " ".join(part["text"] for part in parts), f"{name}:{rows[0][0]}")
    firsts: dict[str, tuple[bool, int, str]] = {}
    relations: list[tuple[str, list[str]]] = []
    for number, line in rows:
        where = f"{name}:{number}"
        cells = line.split("\t")
        if len(cells) >= 5 and cells[1].isdigit() and cells[2].isdigit():
            known = len(gold.refused)
            mention = gold.entity(cells[4], gold.place(int(cells[1]), int(cells[2]), cells[3]))
            gold.refused[known:] = [refusal._replace(where=f"{where}: {line}") for refusal in gold.refused[known:]]
            entries = cells[5].split("|") if len(cells) > 5 else []
            for entry in entries:
                if mention is not None:
                    ranked = (len(entries) > 1, int(cells[1]), mention)
                    firsts[entry] = min(firsts.get(entry, ranked), ranked)
        elif len(cells) == 4:
            relations.append((where, cells))
        elif _PART.fullmatch(line) is None:
            gold.refused.append(Refusal("line not understood", where, Lost.ANNOTATION))
    for where, (_, label, *ends) in relations:
        known = len(gold.refused)
        gold.relation(label, *(firsts[end][2] if end in firsts else None for end in ends))
        gold.refused[known:] = [
            refusal._replace(where=f"{where}: {label} {' '.join(ends)}") for refusal in gold.refused[known:]
        ]
    return gold.annotated()
