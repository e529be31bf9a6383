"""Annotations that name their mentions by string only: each string is looked up in the text."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.protocol import tidy_spans
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal

__all__ = ["Mentions", "Prompts"]


def _find_in_order(text: str, mentions: Iterable[tuple[str, str]], refused: Counter[str]) -> list[GoldSpan]:
    """Place the mentions from left to right as listed; one that does not follow the last is looked up from the start."""
    spans: list[GoldSpan] = []
    position = 0
    for surface, label in mentions:
        places = [(found.start(), found.end()) for found in re.finditer(rf"(?<!\w){re.escape(surface)}(?!\w)", text)]
        free = [place for place in places if not any(span.start < place[1] and place[0] < span.end for span in spans)]
        if not free:
            refused["mention not in the text"] += 1
            continue
        start, end = next((place for place in free if place[0] >= position), free[0])
        spans.append(GoldSpan(start, end, label))
        position = end
    return spans


@dataclass(frozen=True, slots=True)
class Mentions:
    """SciER's JSON lines: ``sentence`` and ``ner`` as [string, label]."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for number, line in enumerate(files.text(name).splitlines(), 1):
            record = json.loads(line)
            refused: Counter[str] = Counter()
            spans = _find_in_order(record["sentence"], record["ner"], refused)
            yield CorpusRecord(f"{name}:{number}", record["sentence"], tidy_spans(spans), refused)


@dataclass(frozen=True, slots=True)
class Prompts:
    """Chat messages whose demonstrations are annotated sentences: ``Text: '...'`` answered by ``mention: type; ...``.

    The last pair of each conversation is its test item and is never read. Sentences shown in several prompts come once.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        seen: set[str] = set()
        for number, line in enumerate(files.text(name).splitlines(), 1):
            shown = json.loads(line)["messages"][:-2]
            for index, (question, answer) in enumerate(zip(shown[::2], shown[1::2], strict=True)):
                found = re.search(r"Text: '(.*)'$", question["content"].strip(), re.DOTALL)
                if found is None:
                    yield Refusal("prompt without a text", f"{name}:{number}")
                    continue
                text = found[1].strip()
                if text in seen:
                    continue
                seen.add(text)
                mentions = re.findall(r"(.+?): (\w+_[\w/]+)(?:; ?|$)", answer["content"].removeprefix("[Answer]: "))
                refused: Counter[str] = Counter()
                spans = _find_in_order(text, [(surface.strip(), label) for surface, label in mentions], refused)
                yield CorpusRecord(f"{name}:{number}:{index}", text, tidy_spans(spans), refused)
