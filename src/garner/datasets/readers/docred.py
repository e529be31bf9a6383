"""DocRED's format: documents of tokenised sentences, things with all their mentions, and relations between things."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.readers.sentences import Sentences, join_sentences
from garner.datasets.record import Annotated, Refusal

__all__ = ["DocRed"]


@dataclass(frozen=True, slots=True)
class DocRed:
    """One JSON list of documents a file (Re-DocRED, JacRED); ``spaced``: the script puts spaces between words.

    Every mention becomes an entity of its own type. A relation holds between two things; it is given to the first mention of
    each in the text. That several mentions are one thing, and the sentences named as evidence, have no place in an extraction.
    """

    spaced: bool = True

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), self._convert)

    def _convert(self, document: Record, where: str) -> Annotated:
        sentences = join_sentences(document["sents"], self.spaced)
        gold = Gold(f"{where}:{document['title']}", sentences.text, where)
        firsts = [_mentions(gold, sentences, thing) for thing in document["vertexSet"]]
        for label in document["labels"]:
            head, tail = label["h"], label["t"]
            if not (0 <= head < len(firsts) and 0 <= tail < len(firsts)):
                gold.refuse("relation of a thing that is not listed", f"{label['r']} {head} {tail}")
                continue
            gold.relation(label["r"], firsts[head], firsts[tail])
        return gold.annotated()


def _mentions(gold: Gold, sentences: Sentences, thing: list[Record]) -> str | None:
    """Place every mention of a thing; the id of the first one in the text."""
    ordered = sorted(thing, key=lambda mention: (mention["sent_id"], *mention["pos"]))
    placed = [
        gold.entity(mention["type"], gold.place(*sentences.place_in(mention["sent_id"], *mention["pos"])))
        for mention in ordered
    ]
    return next((identifier for identifier in placed if identifier is not None), None)
