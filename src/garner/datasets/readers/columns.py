"""Sentences as columns: one token a line, its tag in another column, a blank line between sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.readers.detokenise import Detokenised, align, detokenise, is_clitic, join, unescape
from garner.datasets.record import Annotated, Lost, Refusal
from garner.errors import InputError

__all__ = ["Columns", "tagged_spans"]

_STATED = "# text = "
_PREFIXES = {"B": "B", "I": "I", "M": "I", "E": "E", "L": "E", "S": "S", "U": "S", "W": "S", "O": "O"}


@dataclass(frozen=True, slots=True)
class Columns:
    """Entities as BIO, IOB, IOBES, BMES or IO tags (``tagged_spans``), a record a sentence.

    ``token`` and ``tags`` are column numbers (negative: from the end); several tag columns are layers of nesting.
    ``separator`` is what stands between columns (``None``: any white space). ``comments``: lines that start with ``#`` and a
    space are no tokens; one that says ``# text = `` gives the sentence itself, whose spaces are taken over if it has the same
    characters as the tokens, but for those before clitics (do n't). ``offsets`` are the columns with the beginning and end of
    a token in its document (or one with both): tokens that touch there are joined. ``stray`` are labels that are none of the
    corpus's: their spans are refused. ``spaced`` says whether the script puts spaces between words; ``first_character``: the
    token is the first character of its column (``科0``: its number in its word follows);
    ``hyphens_cut``: hyphens and slashes inside words are tokens of their own in this corpus.

    A line with too few columns is a token without a tag, and is refused as an annotation; tokens of white space alone are no
    record.
    """

    token: int = 0
    tags: tuple[int, ...] = (1,)
    separator: str | None = None
    comments: bool = False
    offsets: tuple[int, ...] = ()
    stray: tuple[str, ...] = ()
    spaced: bool = True
    first_character: bool = False
    hyphens_cut: bool = False

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` where no line of the file has all columns."""
        sentences = list(self._sentences(files.text(name)))
        if sentences and not any(row.tags for sentence in sentences for row in sentence.rows):
            raise InputError(f"{name}:{sentences[0].rows[0].line}: no line has the columns expected.", "Is it another format?")
        for sentence in sentences:
            yield self._record(name, sentence)

    def _sentences(self, text: str) -> Iterator[_Sentence]:
        rows: list[_Row] = []
        stated = ""
        for number, line in enumerate([*text.split("\n"), ""], 1):
            if self.comments and line.startswith("# "):
                stated = line.removeprefix(_STATED).strip() if line.startswith(_STATED) else stated
            elif line.strip() and not line.startswith("-DOCSTART-"):
                rows.append(self._row(number, line.rstrip("\r")))
            elif rows:
                yield _Sentence(rows, stated)
                rows, stated = [], ""

    def _row(self, number: int, line: str) -> _Row:
        cells = line.split(self.separator)
        needed = max(column + 1 if column >= 0 else -column for column in (self.token, *self.tags, *self.offsets))
        if len(cells) < needed:
            token = cells[min(max(self.token, 0), len(cells) - 1)]
            return _Row(number, token[:1] if self.first_character else token)
        token = cells[self.token][:1] if self.first_character else cells[self.token]
        place = tuple(int(digits) for column in self.offsets for digits in re.findall("[0-9]+", cells[column]))
        return _Row(number, token, tuple(cells[column].strip() for column in self.tags), place)

    def _text(self, sentence: _Sentence) -> Detokenised:
        rows = sentence.rows
        tokens = [row.token.strip() for row in rows]
        if all(len(row.place) == 2 for row in rows):
            return join([unescape(token) for token in tokens], [one.place[1] == two.place[0] for one, two in pairwise(rows)])
        stated = align(sentence.stated, tokens) if sentence.stated else None
        if stated is None:
            return detokenise([row.token for row in rows], self.spaced, self.hyphens_cut)
        # Universal Dependencies writes the parts of one word apart, which no text does.
        touching = [one[1] == two[0] for one, two in pairwise(stated.places)]
        return join(tokens, [touch or is_clitic(*pair) for touch, pair in zip(touching, pairwise(tokens), strict=True)])

    def _record(self, name: str, sentence: _Sentence) -> Annotated | Refusal:
        rows, text = sentence.rows, self._text(sentence)
        where = f"{name}:{rows[0].line}"
        if not text.text.strip():
            return Refusal("record without a text", where)
        gold = Gold(where, text.text)
        gold.refused.extend(
            Refusal("line without all columns", f"{name}:{row.line}", Lost.ANNOTATION) for row in rows if not row.tags
        )
        for layer in range(len(self.tags)):
            for first, end, label in tagged_spans([row.tags[layer] if row.tags else "O" for row in rows]):
                if label in self.stray:
                    gold.refuse("stray tag", f"{label} {rows[first].token}")
                else:
                    gold.entity(label, gold.place(*text.place(first, end)))
        return gold.annotated()


class _Row(NamedTuple):
    """A line of a sentence; no tags: it has too few columns."""

    line: int
    token: str
    tags: tuple[str, ...] = ()
    place: tuple[int, ...] = ()


class _Sentence(NamedTuple):
    """Its lines, and the sentence itself where a comment states it."""

    rows: list[_Row]
    stated: str


def tagged_spans(tags: Sequence[str]) -> Iterator[tuple[int, int, str]]:
    """The spans of a row of tags as (first, end, label), half-open.

    A tag is a prefix, a hyphen and a label; without a prefix it is a label by itself (IO). What follows a span without a
    beginning of its own goes on with it if it has the same label, and begins a span if it has another.

    >>> list(tagged_spans(["B-X", "I-X", "B-X", "O", "I-Y", "S-Y", "Z"]))
    [(0, 2, 'X'), (2, 3, 'X'), (4, 5, 'Y'), (5, 6, 'Y'), (6, 7, 'Z')]
    """
    open_label, first = "", 0
    for index, tag in enumerate([*tags, "O"]):
        prefix, label = _split(tag)
        if open_label and not (label == open_label and prefix in ("I", "E", "")):
            yield first, index, open_label
            open_label = ""
        if label and not open_label:
            open_label, first = label, index
        if label and prefix in ("E", "S"):
            yield first, index + 1, label
            open_label = ""


def _split(tag: str) -> tuple[str, str]:
    if tag in ("O", "", "_"):
        return "O", ""
    if len(tag) > 2 and tag[1] == "-" and tag[0] in _PREFIXES:
        return _PREFIXES[tag[0]], tag[2:]
    return "", tag
