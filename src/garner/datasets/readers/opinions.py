"""Sentences with opinions: aspects with a polarity, triplets and quadruples of aspect, opinion, category and polarity."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import Detokenised, detokenise, unescape
from garner.datasets.readers.json_records import Record, expected_shape
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values import Grounding

__all__ = [
    "ASPECT",
    "OPINION",
    "AspectLines",
    "IndexedQuadruples",
    "OpinionRanges",
    "OpinionTriplets",
    "QuotedQuadruples",
    "TaggedAspects",
]

ASPECT = "aspect"
OPINION = "opinion"
_MARK = "$T$"
_MISSING = "NULL"
_NOT_SAID = (-1, -1)
_HINT = "Is the file whole, and of the format that the corpus's page names?"


@dataclass(frozen=True, slots=True)
class AspectLines:
    """Three lines an aspect: the sentence with ``$T$`` in the aspect's place, the aspect, its polarity.

    The lines of one sentence, wherever they stand in the file, are one record; sentences are the same where they differ in the
    width of white space alone. An aspect is a mention under its polarity, at every ``$T$`` of its sentence. ``spaced`` is as in
    ``detokenise``; sentences that are not ``tokenised`` keep the text of their first occurrence, where scripts without spaces
    lose the one behind ``$T$``.
    """

    spaced: bool = True
    tokenised: bool = True

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        lines = files.text(name).rstrip().split("\n")
        if len(lines) % 3:
            raise InputError(f"{name}:{len(lines)}: the last aspect has not all of its three lines.", _HINT)
        sentences: dict[str, Gold] = {}
        for number in range(0, len(lines), 3):
            marked, aspect, polarity = (line.strip() for line in lines[number : number + 3])
            where = f"{name}:{number + 1}"
            if _MARK not in marked or not aspect or not polarity:
                yield Refusal("no aspect or no place for it", where)
                continue
            if not self.spaced and not self.tokenised:
                marked = marked.replace(f"{_MARK} ", _MARK)
            tokens = marked.replace(_MARK, aspect).split()
            key = (" " if self.spaced else "").join(tokens)
            if key not in sentences:
                text = detokenise(tokens, self.spaced).text if self.tokenised else marked.replace(_MARK, aspect)
                sentences[key] = Gold(where, text)
            self._aspects(sentences[key], marked, aspect, polarity)
        for gold in sentences.values():
            yield gold.annotated()

    def _aspects(self, gold: Gold, marked: str, aspect: str, polarity: str) -> None:
        """Places are counted in characters that are not white space: the only ones that are the same on both sides."""
        solid = [number for number, character in enumerate(gold.text) if not character.isspace()]
        pieces = marked.split(_MARK)
        begin = 0
        for piece in pieces[:-1]:
            begin += self._width(piece)
            end = begin + self._width(aspect)
            inside = 0 <= begin < end <= len(solid)
            gold.entity(polarity, gold.place(solid[begin], solid[end - 1] + 1) if inside else gold.place(-1, -1))
            begin = end

    def _width(self, piece: str) -> int:
        return sum(len(unescape(token) if self.tokenised else token) for token in piece.split())


@dataclass(frozen=True, slots=True)
class TaggedAspects:
    """A token a line with its tag (``B-ASP``, ``I-ASP``, ``O``) and its polarity, sentences apart by blank lines. Every block
    is a record, as the corpora count them."""

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        rows: list[list[str]] = []
        first = 1
        for number, line in enumerate([*files.text(name).split("\n"), ""], 1):
            if line.strip():
                cells = line.split()
                if len(cells) != 3:
                    raise InputError(f"{name}:{number}: {len(cells)} cells where token, tag and polarity are expected.", _HINT)
                first = first if rows else number
                rows.append(cells)
            elif rows:
                yield _tagged(rows, f"{name}:{first}")
                rows = []


def _tagged(rows: Sequence[Sequence[str]], where: str) -> Annotated:
    sentence = detokenise([token for token, _, _ in rows])
    gold = Gold(where, sentence.text)
    for number, (_, tag, polarity) in enumerate(rows):
        if tag != "O" and (tag.startswith("B") or number == 0 or rows[number - 1][1] == "O"):
            end = number + 1
            while end < len(rows) and rows[end][1].startswith("I"):
                end += 1
            gold.entity(polarity, gold.place(*sentence.place(number, end)))
    return gold.annotated()


@dataclass(frozen=True, slots=True)
class OpinionTriplets:
    """Tokens, ``####`` and a Python list of (aspect, opinion, polarity), spans as lists of token indices: ASTE.

    A triplet becomes a relation named by its polarity from the aspect to the opinion.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, tokens, triplets in _hashed(files, name):
            sentence = detokenise(tokens)
            gold = Gold(where, sentence.text)
            with expected_shape(where):
                for aspect, opinion, polarity in triplets:
                    head = gold.end(ASPECT, _span(gold, sentence, aspect))
                    gold.relation(polarity, head, gold.end(OPINION, _span(gold, sentence, opinion)))
            yield gold.annotated()


@dataclass(frozen=True, slots=True)
class OpinionRanges:
    """The same with spans as ranges of tokens that include their last; an aspect that is not said has the range (-1, -1).

    A triplet becomes an event named by its polarity, without a trigger, with the arguments ``aspect`` and ``opinion``: a
    relation could not hold an opinion whose aspect is not said. Polarities are spelled in full or not (``POS``, ``Positive``)
    and come out as their first three letters, upper-case. The script has no spaces.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, tokens, triplets in _hashed(files, name):
            sentence = detokenise(tokens, spaced=False)
            gold = Gold(where, sentence.text)
            with expected_shape(where):
                for index, (aspect, opinion, polarity) in enumerate(triplets):
                    if triplets[index] in triplets[:index]:
                        gold.refuse("annotated twice", f"{aspect} {opinion} {polarity}")
                        continue
                    ranges = [(role, span) for role, span in ((ASPECT, aspect), (OPINION, opinion)) if span != _NOT_SAID]
                    placed = [(role, gold.place(*sentence.place(first, last + 1))) for role, (first, last) in ranges]
                    gold.event(polarity[:3].upper(), None, placed)
            yield gold.annotated()


def _span(gold: Gold, sentence: Detokenised, indices: Sequence[int]) -> Grounding | None:
    first, last = indices[0], indices[-1]
    if list(indices) != list(range(first, last + 1)):
        gold.refuse("discontinuous span", str(indices))
        return None
    return gold.place(*sentence.place(first, last + 1))


@dataclass(frozen=True, slots=True)
class QuotedQuadruples:
    """Tokens, ``####`` and a Python list of [aspect, category, polarity, opinion] as strings: ASQP.

    A quadruple becomes an event ``category|polarity`` without a trigger; its aspect and its opinion are arguments, absent where
    they are ``NULL``.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for where, tokens, quadruples in _hashed(files, name):
            sentence = detokenise(tokens)
            gold = Gold(where, sentence.text)
            with expected_shape(where):
                for aspect, category, polarity, opinion in quadruples:
                    ends = ((ASPECT, aspect), (OPINION, opinion))
                    found = ((role, _find(gold, sentence, tokens, value)) for role, value in ends if value != _MISSING)
                    gold.event(f"{category}|{polarity}", None, found)
            yield gold.annotated()


def _find(gold: Gold, sentence: Detokenised, tokens: Sequence[str], value: str) -> Grounding | None:
    """Where the words of the value first stand as tokens of their own; else where its characters stand."""
    words = value.split()
    for first in range(len(tokens) - len(words) + 1):
        if words and list(tokens[first : first + len(words)]) == words:
            return gold.place(*sentence.place(first, first + len(words)))
    return gold.find(value)


@dataclass(frozen=True, slots=True)
class IndexedQuadruples:
    """Tokens, then behind tabs quadruples ``aspect category polarity opinion``, spans as ``first,end`` in tokens: ACOS.

    Events are as in ``QuotedQuadruples``; a span -1,-1 is not said in the sentence.
    """

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        for number, line in enumerate(files.text(name).split("\n"), 1):
            if not line.strip():
                continue
            where = f"{name}:{number}"
            words, *quadruples = line.rstrip("\r\n").split("\t")
            sentence = detokenise(words.split())
            gold = Gold(where, sentence.text)
            with expected_shape(where):
                for quadruple in filter(str.strip, quadruples):
                    aspect, category, polarity, opinion = quadruple.split(" ")
                    ends = ((ASPECT, aspect), (OPINION, opinion))
                    places = [(role, [int(at) for at in span.split(",")]) for role, span in ends if span != "-1,-1"]
                    placed = [(role, gold.place(*sentence.place(first, end))) for role, (first, end) in places]
                    gold.event(f"{category}|{polarity}", None, placed)
            yield gold.annotated()


def _hashed(files: CorpusFiles, name: str) -> Iterator[tuple[str, list[str], Sequence[Record]]]:
    for number, line in enumerate(files.text(name).split("\n"), 1):
        if not line.strip():
            continue
        where = f"{name}:{number}"
        words, hashes, answer = line.rpartition("####")
        try:
            answers = ast.literal_eval(answer.strip())
        except (ValueError, SyntaxError):
            answers = None
        if not hashes or not isinstance(answers, list):
            raise InputError(f"{where}: no list of opinions behind ####.", _HINT)
        yield where, words.split(), answers
