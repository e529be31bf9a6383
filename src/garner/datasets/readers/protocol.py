"""What a reader is, and the pieces that all readers build records from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Protocol

from garner.datasets.files import CorpusFiles
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal

__all__ = ["Reader", "TokenSpan", "cut_sentences", "from_tokens", "tidy_spans"]

TokenSpan = tuple[int, int, str]
"""First token, end token (exclusive), label."""

# Penn Treebank escapes for characters that the text itself has.
_ESCAPES = {"``": '"', "''": '"', "-LRB-": "(", "-RRB-": ")", "-LSB-": "[", "-RSB-": "]", "-LCB-": "{", "-RCB-": "}"}
_SENTENCE_END = re.compile(r"[.!?][\"')\]]*\s+(?=[\"'(\[]*[A-Z0-9])|\n+|\s{2,}")


class Reader(Protocol):
    """Reads one file of a corpus."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        """The records of the file in order; what cannot be converted comes as a ``Refusal``."""
        ...


def from_tokens(identifier: str, tokens: Sequence[str], spans: Iterable[TokenSpan]) -> CorpusRecord:
    """The record of a tokenised sentence: tokens joined by single spaces, treebank escapes undone.

    Spans over no tokens or beyond the sentence are counted as refused.
    """
    words = [_ESCAPES.get(token, token) for token in tokens]
    starts: list[int] = []
    position = 0
    for word in words:
        starts.append(position)
        position += len(word) + 1
    refused: Counter[str] = Counter()
    gold = []
    for first, end, label in spans:
        if 0 <= first < end <= len(words):
            gold.append(GoldSpan(starts[first], starts[end - 1] + len(words[end - 1]), label))
        else:
            refused["span outside the sentence"] += 1
    return CorpusRecord(identifier, " ".join(words), tidy_spans(gold), refused)


def tidy_spans(spans: Iterable[GoldSpan]) -> tuple[GoldSpan, ...]:
    """The spans in the order of the text, each once."""
    return tuple(sorted(set(spans)))


def cut_sentences(record: CorpusRecord) -> list[CorpusRecord]:
    """The record's sentences as records of their own. No cut is made inside a span, and blank stretches are left out."""
    ends = _SENTENCE_END.finditer(record.text)
    free = (end for end in ends if not any(span.start < end.end() and end.start() < span.end - 1 for span in record.spans))
    cuts = [0, *(end.end() for end in free), len(record.text)]
    pieces = []
    for start, stop in pairwise(cuts):
        text = record.text[start:stop].rstrip()
        if text.strip():
            inside = [span for span in record.spans if start <= span.start and span.end <= stop]
            spans = tidy_spans(GoldSpan(span.start - start, span.end - start, span.label) for span in inside)
            pieces.append(CorpusRecord(f"{record.id}:{start}", text, spans))
    if pieces and record.refused:
        pieces[0].refused.update(record.refused)
    return pieces
