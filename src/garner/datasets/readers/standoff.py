"""Texts with their annotations beside them: brat (``.txt`` + ``.ann``) and PubTator."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.protocol import cut_sentences, tidy_spans
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal

__all__ = ["Brat", "PubTator"]


def _place(text: str, start: int, end: int, label: str) -> GoldSpan | None:
    """The span without white space at its ends; ``None`` if nothing is left or it lies outside the text."""
    surface = text[start:end]
    if not 0 <= start < end <= len(text) or not surface.strip():
        return None
    left = len(surface) - len(surface.lstrip())
    return GoldSpan(start + left, start + len(surface.rstrip()), label)


@dataclass(frozen=True, slots=True)
class Brat:
    """The text-bound annotations of a brat ``.ann`` file, its ``.txt`` beside it cut into sentences.

    Discontinuous annotations are refused: a span of this library is one stretch.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        text_name = name.removesuffix(".ann") + ".txt"
        if not files.has(text_name):
            yield Refusal("annotations without a text", name)
            return
        text = files.text(text_name)
        refused: Counter[str] = Counter()
        spans = []
        for line in files.text(name).splitlines():
            cells = line.split("\t")
            if not line.startswith("T") or len(cells) < 3:
                continue
            label, _, place = cells[1].partition(" ")
            if ";" in place:
                refused["discontinuous span"] += 1
                continue
            start, end = (int(number) for number in place.split())
            span = _place(text, start, end, label)
            if span is None or "".join(text[start:end].split()) != "".join(cells[2].split()):
                refused["surface differs from the text"] += 1
            else:
                spans.append(span)
        yield from cut_sentences(CorpusRecord(name, text, tidy_spans(spans), refused))


@dataclass(frozen=True, slots=True)
class PubTator:
    """Title and abstract of one article, cut into sentences, with its mentions (relations are left aside)."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for block in files.text(name).replace("\r\n", "\n").split("\n\n"):
            if block.strip():
                yield from cut_sentences(self._article(block.strip().split("\n")))

    def _article(self, lines: list[str]) -> CorpusRecord:
        parts = [line.split("|", 2) for line in lines if line.count("|") >= 2 and line.split("|")[1] in ("t", "a")]
        text = " ".join(part[2] for part in parts)
        refused: Counter[str] = Counter()
        spans = []
        for line in lines:
            cells = line.split("\t")
            if len(cells) < 5:
                continue
            span = _place(text, int(cells[1]), int(cells[2]), cells[4])
            if span is None or text[span.start : span.end] != cells[3].strip():
                refused["surface differs from the text"] += 1
            else:
                spans.append(span)
        return CorpusRecord(parts[0][0], text, tidy_spans(spans), refused)
