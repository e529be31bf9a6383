"""JSON with tokens and token indices: whole documents (SciERC) and single sentences (CrudeOilNews)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.protocol import TokenSpan, from_tokens
from garner.datasets.record import CorpusRecord, Refusal

__all__ = ["DocumentTokens", "SentenceTokens"]


@dataclass(frozen=True, slots=True)
class DocumentTokens:
    """JSON lines, one document each: ``sentences`` of tokens, ``ner`` as [first, last, label] counted over the document."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for number, line in enumerate(files.text(name).splitlines(), 1):
            document = json.loads(line)
            begin = 0
            for index, (tokens, entities) in enumerate(zip(document["sentences"], document["ner"], strict=True)):
                spans: list[TokenSpan] = [(first - begin, last + 1 - begin, label) for first, last, label in entities]
                yield from_tokens(f"{name}:{number}:{index}", tokens, spans)
                begin += len(tokens)


@dataclass(frozen=True, slots=True)
class SentenceTokens:
    """One JSON list of sentences a file: ``words`` and ``golden-entity-mentions`` with half-open token indices."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for index, sentence in enumerate(json.loads(files.text(name))):
            mentions = sentence["golden-entity-mentions"]
            spans: list[TokenSpan] = [(each["start"], each["end"], each["entity-type"]) for each in mentions]
            yield from_tokens(f"{name}:{index}", sentence["words"], spans)
