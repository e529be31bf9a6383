"""Sentences with one marked pair: its two ends as spans, each under the name of its part in the relation."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal

__all__ = ["MarkedPairs"]

_TAGGED = re.compile(r"^(?P<number>\d+)\t\"(?P<text>.*)\"$")


@dataclass(frozen=True, slots=True)
class MarkedPairs:
    """SemEval-2010 task 8: ``<e1>`` and ``<e2>`` in the text, then a line such as ``Cause-Effect(e2,e1)``.

    The relation's name tells the two parts: the first argument is the Cause, the second the Effect. Pairs of the relation
    ``Other`` yield a record without spans.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        lines = files.text(name).splitlines()
        for line, relation in zip(lines, [*lines[1:], ""], strict=False):
            found = _TAGGED.match(line)
            if found is None:
                continue
            parts = re.split(r"(</?e[12]>)", found["text"])
            text = ""
            places: dict[str, tuple[int, int]] = {}
            for before, piece in zip(["", *parts], parts, strict=False):
                if piece.startswith(("<e", "</e")):
                    continue
                if before in ("<e1>", "<e2>"):
                    places[before[1:3]] = (len(text), len(text) + len(piece))
                text += piece
            kind = re.match(r"(\w+)-(\w+)\((e[12]),(e[12])\)", relation.strip())
            if kind is None and relation.strip() != "Other":
                yield Refusal("pair without a relation", f"{name}:{found['number']}")
                continue
            roles = {} if kind is None else {kind[3]: kind[1], kind[4]: kind[2]}
            spans = tuple(sorted(GoldSpan(*places[end], role) for end, role in roles.items()))
            yield CorpusRecord(f"{name}:{found['number']}", text, spans)
