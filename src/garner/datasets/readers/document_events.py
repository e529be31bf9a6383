"""Events whose arguments may stand in other sentences than their triggers: RAMS and WikiEvents."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_lines
from garner.datasets.readers.sentences import join_sentences
from garner.datasets.record import Annotated, Refusal
from garner.values import Grounding

__all__ = ["LinkedEvents", "MentionEvents"]

_NUMBERED_ROLE = re.compile(r"^evt\d+arg\d+")


@dataclass(frozen=True, slots=True)
class LinkedEvents:
    """RAMS's JSON lines: ``sentences`` of tokens, ``evt_triggers`` and ``gold_evt_links``, both with inclusive token indices
    counted through the window. Roles are named without the number of their event (``evt089arg02place`` is ``place``)."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _linked)


def _linked(record: Record, where: str) -> Annotated:
    sentences = join_sentences(record["sentences"])
    gold = Gold(record["doc_key"], sentences.text, where)

    def place(span: Record) -> Grounding | None:
        return gold.place(*sentences.place(span[0], span[1] + 1))

    for first, last, labels in record["evt_triggers"]:
        arguments = [
            (_NUMBERED_ROLE.sub("", role), place(filler))
            for trigger, filler, role in record["gold_evt_links"]
            if trigger == [first, last]
        ]
        for label, _ in labels:
            gold.event(label, place((first, last)), arguments)
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class MentionEvents:
    """WikiEvents' JSON lines, one document each: ``sentences`` of (token, start, end) with their text, ``entity_mentions`` and
    ``event_mentions`` with half-open token indices counted over the document; arguments name mentions by id.

    The text is that of the sentences, one a line.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _mentioned)


def _mentioned(record: Record, where: str) -> Annotated:
    text, places = "", []
    for tokens, sentence in record["sentences"]:
        begin = len(text) - (tokens[0][1] if tokens else 0)
        places += [(begin + start, begin + end) for _, start, end in tokens]
        text += f"{sentence}\n"
    gold = Gold(record["doc_id"], text, where)

    def place(span: Record) -> Grounding | None:
        if not 0 <= span["start"] < span["end"] <= len(places):
            return gold.place(-1, -1)
        return gold.place(places[span["start"]][0], places[span["end"] - 1][1], span["text"])

    mentions = {mention["id"]: place(mention) for mention in record["entity_mentions"]}
    for mention in record["entity_mentions"]:
        gold.entity(mention["entity_type"], mentions[mention["id"]])
    for event in record["event_mentions"]:
        arguments = [(argument["role"], mentions.get(argument["entity_id"])) for argument in event["arguments"]]
        gold.event(event["event_type"], place(event["trigger"]), arguments)
    return gold.annotated()
