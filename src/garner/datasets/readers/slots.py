"""Utterances with slots, and reviews with aspect terms."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from xml.etree import ElementTree

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.protocol import TokenSpan, from_tokens, tidy_spans
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal

__all__ = ["AspectTerms", "CharacterSlots", "SegmentSlots", "TokenSlots"]


def _trimmed(text: str, places: Iterable[tuple[int, int, str]], refused: Counter[str]) -> tuple[GoldSpan, ...]:
    spans = []
    for start, end, label in places:
        surface = text[start:end]
        if not 0 <= start < end <= len(text) or not surface.strip():
            refused["span outside the text"] += 1
        else:
            spans.append(GoldSpan(start + len(surface) - len(surface.lstrip()), start + len(surface.rstrip()), label))
    return tidy_spans(spans)


@dataclass(frozen=True, slots=True)
class SegmentSlots:
    """SNIPS: per intent a list of utterances, each a list of segments with or without a slot."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for intent, utterances in json.loads(files.text(name)).items():
            for number, utterance in enumerate(utterances):
                text = ""
                places = []
                for segment in utterance["data"]:
                    if "entity" in segment:
                        places.append((len(text), len(text) + len(segment["text"]), segment["entity"]))
                    text += segment["text"]
                refused: Counter[str] = Counter()
                yield CorpusRecord(f"{intent}:{number}", text, _trimmed(text, places, refused), refused)


@dataclass(frozen=True, slots=True)
class TokenSlots:
    """SLURP's JSON lines: ``tokens`` with surfaces, ``entities`` as lists of token numbers."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for line in files.text(name).splitlines():
            record = json.loads(line)
            tokens = [token["surface"] for token in record["tokens"]]
            spans: list[TokenSpan] = [(each["span"][0], each["span"][-1] + 1, each["type"]) for each in record["entities"]]
            yield from_tokens(str(record["slurp_id"]), tokens, spans)


@dataclass(frozen=True, slots=True)
class CharacterSlots:
    """A JSON list of utterances with character spans, as in NLU++ and in the span-extraction sets."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for number, record in enumerate(json.loads(files.text(name))):
            text = record["userInput"]["text"] if "userInput" in record else record["text"]
            refused: Counter[str] = Counter()
            yield CorpusRecord(f"{name}:{number}", text, _trimmed(text, _slots(record), refused), refused)


def _slots(record: Mapping[str, object]) -> Iterator[tuple[int, int, str]]:
    slots, labels = record.get("slots"), record.get("labels")
    if isinstance(slots, dict):
        for label, slot in slots.items():
            yield slot["span"][0], slot["span"][1], label
    if isinstance(labels, list):
        for each in labels:
            place = each.get("valueSpan", {})
            # A span that starts the text has no start of its own in these files.
            yield place.get("startIndex", 0), place.get("endIndex", 0), each["slot"]


@dataclass(frozen=True, slots=True)
class AspectTerms:
    """MAMS XML: what an opinion is about, all under one label."""

    label: str = "aspect term"

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for number, sentence in enumerate(ElementTree.fromstring(files.text(name).encode()).iter("sentence")):
            text = sentence.findtext("text") or ""
            terms = sentence.iter("aspectTerm")
            places = [(int(term.get("from", 0)), int(term.get("to", 0)), self.label) for term in terms]
            refused: Counter[str] = Counter()
            yield CorpusRecord(f"{name}:{number}", text, _trimmed(text, places, refused), refused)
