"""Dialogues as tables: utterances with dialogue acts and the spans that say what is requested (Accommodation Search Dialog)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.rows import Rows
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import Grounding

__all__ = ["RequestSpans"]

Row = Mapping[str, str]

_ACT = "speech_act"
_CONDITION = "sub_span"


@dataclass(frozen=True, slots=True)
class RequestSpans:
    """One row a span, or an utterance without one; every utterance is a record.

    A span stands in the utterance that says it, which may be an earlier one than the utterance that requests it; it is an
    entity of the raw type ``span_type/span_flag``. The dialogue act is the answer to ``speech_act``. What a span holds for
    (``sub_span``: the price *for two*) is the tail of a relation ``sub_span``, where both stand in one utterance. Refused: a
    span stated once more, conditions and pointing words in other utterances. Importance and negation have no place in an
    extraction.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        rows = list(Rows(separator="\t", quotes=False).read(files, name))
        utterances: dict[str, Gold] = {}
        try:
            for where, row in rows:
                if row["utterance_id"] not in utterances:
                    utterances[row["utterance_id"]] = gold = Gold(where, row["utterance"])
                    if row["speech_act"]:
                        gold.choice(_ACT, row["speech_act"])
            for _, row in rows:
                if row["span_id"]:
                    _span(utterances, row)
        except (KeyError, ValueError) as error:
            raise InputError(f"{name}: not a table of request spans ({error!r}).", "Is the file whole?") from error
        for gold in utterances.values():
            yield gold.annotated()


def _span(utterances: Mapping[str, Gold], row: Row) -> None:
    gold = utterances[row["span_utterance_id"]]
    label = f"{row['span_type']}/{row['span_flag']}"
    span = gold.entity(label, _place(gold, row, "span"))
    if row["sub_span_id"]:
        if row["sub_span_utterance_id"] == row["span_utterance_id"]:
            gold.relation(_CONDITION, span, gold.end(_CONDITION, _place(gold, row, "sub_span")))
        else:
            gold.refuse("condition in another utterance", row["sub_span_text"])
    if row["demon_span_id"]:
        gold.refuse("pointing word in another utterance", row["demon_span_text"])


def _place(gold: Gold, row: Row, kind: str) -> Grounding | None:
    start = int(row[f"{kind}_start"])
    return gold.place(start, start + int(row[f"{kind}_length"]), row[f"{kind}_text"])
