"""DocRED's format: documents of tokenised sentences, things with all their mentions, and relations between things."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import Detokenised, join
from garner.datasets.readers.json_records import Record, convert_records, json_list
from garner.datasets.readers.sentences import join_sentences
from garner.datasets.record import Annotated, Refusal
from garner.values import Grounding

__all__ = ["DocRed", "DocRedPieces"]


@dataclass(frozen=True, slots=True)
class DocRed:
    """One JSON list of documents a file (Re-DocRED).

    Every mention becomes an entity of its own type. A relation holds between two things; it is given to the first mention of
    each in the text. That several mentions are one thing, and the sentences named as evidence, have no place in an extraction.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _document)


def _document(document: Record, where: str) -> Annotated:
    sentences = join_sentences(document["sents"])
    gold = Gold(f"{where}:{document['title']}", sentences.text, where)
    things = []
    for thing in document["vertexSet"]:
        ordered = sorted(thing, key=lambda mention: (mention["sent_id"], *mention["pos"]))
        places = [gold.place(*sentences.place_in(each["sent_id"], *each["pos"])) for each in ordered]
        things.append([gold.entity(each["type"], place) for each, place in zip(ordered, places, strict=True)])
    _relate(gold, document["labels"], things)
    return gold.annotated()


def _relate(gold: Gold, labels: Sequence[Record], things: Sequence[Sequence[str | None]]) -> None:
    """The relations between things, each with the ids of its mentions in the order of the text."""
    firsts = [next((identifier for identifier in thing if identifier is not None), None) for thing in things]
    for label in labels:
        head, tail = label["h"], label["t"]
        if 0 <= head < len(firsts) and 0 <= tail < len(firsts):
            gold.relation(label["r"], firsts[head], firsts[tail])
        else:
            gold.refuse("relation of a thing that is not listed", f"{label['r']} {head} {tail}")


@dataclass(frozen=True, slots=True)
class DocRedPieces:
    """The same with tokens that are pieces of words (JacRED): they are joined without any spaces ("160" and "5" are 1605), save
    those that the names of mentions have.

    The places of some mentions end early, or hold nothing; where the text goes on as the mention's name does, the name is what
    counts.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        return convert_records(json_list(files, name), _document_of_pieces)


def _document_of_pieces(document: Record, where: str) -> Annotated:
    tokens = [token.strip() for token in chain.from_iterable(document["sents"])]
    begins = [0, *accumulate(len(sentence) for sentence in document["sents"])]
    mentions = [[_Mention.of(mention, begins) for mention in thing] for thing in document["vertexSet"]]
    apart = {number for mention in chain.from_iterable(mentions) for number in _spaces(mention, tokens)}
    text = join(tokens, [number not in apart for number in range(len(tokens) - 1)])
    gold = Gold(f"{where}:{document['title']}", text.text, where)
    things = [[gold.entity(each.label, _place(gold, text, each)) for each in sorted(thing)] for thing in mentions]
    _relate(gold, document["labels"], things)
    return gold.annotated()


@dataclass(frozen=True, slots=True, order=True)
class _Mention:
    """``first`` and ``end`` count the tokens through the document."""

    first: int
    end: int
    name: str
    label: str

    @classmethod
    def of(cls, mention: Record, begins: list[int]) -> _Mention:
        begin = begins[mention["sent_id"]]
        first, end = mention["pos"]
        return cls(begin + first, begin + end, mention["name"].strip(), mention["type"])


def _spaces(mention: _Mention, tokens: list[str]) -> Iterator[int]:
    """The tokens of the mention (and those that go on with its name) that have a space behind them in its name."""
    position = 0
    for number in range(max(0, mention.first), len(tokens)):
        if not mention.name.startswith(tokens[number], position):
            return
        position += len(tokens[number])
        if position >= len(mention.name):
            return
        if mention.name[position].isspace():
            yield number
            position += 1


def _place(gold: Gold, text: Detokenised, mention: _Mention) -> Grounding | None:
    if 0 <= mention.first < len(text.places):
        start = text.places[mention.first][0]
        if mention.name and text.text.startswith(mention.name, start):
            return gold.place(start, start + len(mention.name))
    return gold.place(*text.place(mention.first, mention.end))
