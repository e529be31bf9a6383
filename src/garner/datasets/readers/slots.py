"""Utterances with intents and slots: SNIPS, SLURP, NLU++, span extraction, SMP-2019."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.readers.json_records import (
    Record,
    convert_records,
    expected_shape,
    json_lines,
    json_list,
    json_value,
)
from garner.datasets.record import Annotated, Refusal

__all__ = ["INTENT", "AnnotatedSlots", "SegmentSlots", "SlotSpans", "SlotValues", "TokenSlots"]

INTENT = "intent"


@dataclass(frozen=True, slots=True)
class SegmentSlots:
    """SNIPS: intent to utterances, each a list of segments with or without a slot."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        with expected_shape(f"{name}:1"):
            intents = list(json_value(files, name).items())
        for intent, utterances in intents:
            with expected_shape(f"{name}:{intent}"):
                numbered = list(enumerate(utterances, 1))
            for number, utterance in numbered:
                where = f"{name}:{intent}:{number}"
                with expected_shape(where):
                    segments = [(segment["text"], segment.get("entity")) for segment in utterance["data"]]
                    gold = Gold(where, "".join(words for words, _ in segments))
                gold.choice(INTENT, intent)
                end = 0
                for words, slot in segments:
                    start, end = end, end + len(words)
                    if slot is not None:
                        gold.entity(slot, gold.place(start, end))
                yield gold.annotated()


@dataclass(frozen=True, slots=True)
class TokenSlots:
    """SLURP's JSON lines: ``tokens`` with surfaces, ``entities`` as lists of token numbers, ``scenario`` and ``action``.

    The intent is scenario and action together; the field of that name lacks the scenario in some records.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_lines(files, name), _token_slots)


def _token_slots(record: Record, where: str) -> Annotated:
    sentence = detokenise([token["surface"] for token in record["tokens"]])
    gold = Gold(where, sentence.text)
    gold.choice("scenario", record["scenario"])
    gold.choice(INTENT, f"{record['scenario']}_{record['action']}")
    for entity in record["entities"]:
        numbers = entity["span"]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            gold.refuse("discontinuous span", f"{entity['type']} {numbers}")
        else:
            gold.entity(entity["type"], gold.place(*sentence.place(numbers[0], numbers[-1] + 1)))
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class AnnotatedSlots:
    """NLU++: a JSON list of utterances with ``intents`` (any number of them) and ``slots`` by name with their surface and span.

    The values that slots are normalised to have no place in an extraction.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _annotated_slots)


def _annotated_slots(record: Record, where: str) -> Annotated:
    gold = Gold(where, record["text"])
    for intent in record.get("intents", ()):
        gold.choice(INTENT, intent)
    for slot, found in record.get("slots", {}).items():
        start, end = found["span"]
        gold.entity(slot, gold.place(start, end, found["text"]))
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class SlotSpans:
    """A JSON list of user inputs with ``labels``, the slots by their spans. A span that starts the text states no start."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _slot_spans)


def _slot_spans(record: Record, where: str) -> Annotated:
    gold = Gold(where, record["userInput"]["text"])
    for label in record.get("labels", ()):
        # Values that the annotators could not find have no span, and so no end either.
        span = label.get("valueSpan", {})
        gold.entity(label["slot"], gold.place(span.get("startIndex", 0), span.get("endIndex", 0)))
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class SlotValues:
    """SMP-2019's JSON list: ``text``, ``slots`` as a mapping from slot to value, and the answers ``domain`` and ``intent``.

    A classification that is not a string (a missing value as JSON writes it, ``NaN``) is refused.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _slot_values)


def _slot_values(record: Record, where: str) -> Annotated:
    gold = Gold(where, record["text"])
    for task in ("domain", INTENT):
        if isinstance(record[task], str):
            gold.choice(task, record[task])
        else:
            gold.refuse("classification without a value", task)
    for slot, value in record["slots"].items():
        gold.entity(slot, gold.find(value))
    return gold.annotated()
