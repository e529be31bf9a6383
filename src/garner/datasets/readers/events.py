"""Events as spans: their triggers under the name of the event, their arguments under the name of the role."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.readers.protocol import TokenSpan, cut_sentences, from_tokens, tidy_spans
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal

__all__ = ["Arguments", "Templates", "Triggers"]


@dataclass(frozen=True, slots=True)
class Triggers:
    """GENEVA's JSON lines: tokens, and per event its type with the trigger's token indices."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for line in files.text(name).splitlines():
            record = json.loads(line)
            spans: list[TokenSpan] = [
                (event["trigger"]["start"], event["trigger"]["end"], event["event_type"]) for event in record["event_mentions"]
            ]
            yield from_tokens(record["wnd_id"], record["tokens"], spans)


@dataclass(frozen=True, slots=True)
class Arguments:
    """PHEE's JSON lines: every part of an event (trigger aside) with character starts, under the name of its role."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for line in files.text(name).splitlines():
            record = json.loads(line)
            refused: Counter[str] = Counter()
            spans: list[GoldSpan] = []
            for annotation in record["annotations"]:
                for event in annotation["events"]:
                    spans += _parts(record["context"], event, refused)
            yield CorpusRecord(record["id"], record["context"], tidy_spans(spans), refused)


def _parts(text: str, node: Mapping[str, object], refused: Counter[str]) -> Iterator[GoldSpan]:
    for role, part in node.items():
        if not isinstance(part, dict) or "start" not in part or role == "Combination":
            continue
        for surfaces, starts in zip(part["text"], part["start"], strict=True):
            if len(starts) != 1:
                refused["discontinuous span"] += 1
                continue
            end = starts[0] + len(surfaces[0])
            if text[starts[0] : end] == surfaces[0] and surfaces[0].strip() == surfaces[0]:
                yield GoldSpan(starts[0], end, role)
            else:
                refused["surface differs from the text"] += 1
        yield from _parts(text, part, refused)


@dataclass(frozen=True, slots=True)
class Templates:
    """MUC-3/4 templates (one JSON object a line): fillers of each role with their character start, cut into sentences."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[CorpusRecord | Refusal]:
        for line in files.text(name).splitlines():
            document = json.loads(line)
            text = document["doctext"]
            refused: Counter[str] = Counter()
            spans = []
            for template in document["templates"]:
                fillers = (
                    (role, entity) for role, entities in template.items() if role != "incident_type" for entity in entities
                )
                for role, (surface, start) in ((role, mention) for role, entity in fillers for mention in entity):
                    if text[start : start + len(surface)] == surface and surface.strip('" ') == surface:
                        spans.append(GoldSpan(start, start + len(surface), role))
                    else:
                        refused["surface differs from the text or is quoted"] += 1
            yield from cut_sentences(CorpusRecord(document["docid"], text, tidy_spans(spans), refused))
