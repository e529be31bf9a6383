"""Entities as columns: a token, a tab, its BIO tag; a blank line between documents."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

from garner.errors import OutputError
from garner.values import Entity, Result

__all__ = ["write_conll"]

# A run of word characters, but each Chinese or Japanese character alone, or one mark.
_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]|(?:(?![\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])\w)+|[^\w\s]")


def write_conll(path: str | Path, results: Iterable[Result]) -> Counter[str]:
    """Write the entities of every result; returns how many items of each kind the format cannot hold.

    Tokens end where an entity does. Of entities that overlap the first and longest stands. Raises ``OutputError`` when the file
    cannot be written.
    """
    left_out: Counter[str] = Counter()
    try:
        with Path(path).open("w", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            for result in results:
                stream.write(f"# id = {' '.join(result.id.split())}\n")
                stream.writelines(f"{token}\t{tag}\n" for token, tag in _tagged(result, left_out))
                stream.write("\n")
    except OSError as error:
        raise OutputError(
            f"{path} cannot be written: {error.strerror}.", "Check the folder and the room on the disk."
        ) from None
    return left_out


def _tagged(result: Result, left_out: Counter[str]) -> Iterator[tuple[str, str]]:
    extraction = result.extraction
    for kind in ("labels", "relations", "events", "facts", "tables"):
        if items := len(getattr(extraction, kind)):
            left_out[kind] += items
    entities = _apart(result.entities, left_out)
    cuts = sorted({place for start, end, _ in entities for place in (start, end)})
    at = 0
    for match in _TOKEN.finditer(result.text):
        inside = cuts[bisect_right(cuts, match.start()) : bisect_left(cuts, match.end())]
        for start, end in pairwise((match.start(), *inside, match.end())):
            while at < len(entities) and entities[at][1] <= start:
                at += 1
            begin, _, label = entities[at] if at < len(entities) else (end, end, "")
            tag = "O" if begin >= end else f"{'B' if start == begin else 'I'}-{label}"
            yield result.text[start:end], tag


def _apart(entities: Iterable[Entity], left_out: Counter[str]) -> list[tuple[int, int, str]]:
    """Entities that do not overlap, in order, as (start, end, type without white space at line level)."""
    kept: list[tuple[int, int, str]] = []
    placed = []
    for entity in entities:
        if entity.grounding.span is None:
            left_out["entities without a place"] += 1
        else:
            placed.append((*entity.grounding.span, entity.type))
    for start, end, label in sorted(placed, key=lambda item: (item[0], -item[1], item[2])):
        if kept and start < kept[-1][1]:
            left_out["entities inside or across others"] += 1
        else:
            kept.append((start, end, " ".join(label.split())))
    return kept
