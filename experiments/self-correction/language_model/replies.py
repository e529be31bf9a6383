"""Replies as symbols: marks, word pieces of a small vocabulary, and tokens of the question or the text pointed at.

A reply is in garner's format ``lines``. The model may point wherever it likes: what comes out is a label that was not asked, a
value that stands nowhere in the text, or no reply of that format at all, as it does with any language model.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tokenizers import Tokenizer

from garner.formats import FORMATS, NotExpressible, plain
from garner.formats.text_answers.quoting import write_field
from garner.schema import Schema
from garner.values import Draft
from language_model.asking import Kind, Term

__all__ = ["BEGIN", "END", "MARKS", "Piece", "Source", "Symbol", "replied", "said", "source_of", "words_of"]

MARKS = ("", "", "None", ": ", "; ", ", ", '"')
BEGIN, END, _NONE, _COLON, _SEMICOLON, _COMMA, _QUOTE = range(len(MARKS))
_SPACE = "▁"
_MOST_TERM_TOKENS = 10
_ALL = ":;,"
_FORMAT = FORMATS["lines"]


class Piece(NamedTuple):
    """A token of the question or the text. ``number`` is its number in the encoder's vocabulary, -1 for the mark before a term;
    ``term`` the number of its term, -1 in the text."""

    number: int
    surface: str
    kind: Kind
    term: int
    start: int = -1
    end: int = -1


class Symbol(NamedTuple):
    """A step of a reply: a ``mark`` (-1: none), or a token of the source with its ``number`` (-1: unknown)."""

    mark: int = -1
    at: int = -1
    number: int = -1


@dataclass(frozen=True, slots=True)
class Source:
    """What can be pointed at: the terms, each behind a mark, then the text."""

    terms: tuple[Term, ...]
    text: str
    pieces: tuple[Piece, ...]


def source_of(tokenizer: Tokenizer, terms: Sequence[Term], text: str) -> Source:
    """The question and the text as tokens."""
    pieces: list[Piece] = []
    for number, term in enumerate(terms):
        pieces.append(Piece(-1, "", term.kind, number))
        pieces += list(_pieces(tokenizer, term.words, term.kind, number))[:_MOST_TERM_TOKENS]
    pieces += _pieces(tokenizer, text, Kind.TEXT, -1)
    return Source(tuple(terms), text, tuple(pieces))


def _pieces(tokenizer: Tokenizer, text: str, kind: Kind, term: int) -> Iterator[Piece]:
    encoded = tokenizer.encode(text, add_special_tokens=False)
    for number, token, (start, end) in zip(encoded.ids, encoded.tokens, encoded.offsets, strict=True):
        if token == _SPACE:
            yield Piece(number, " ", kind, term)
            continue
        space = " " if token.startswith(_SPACE) else ""
        yield Piece(number, space + text[start:end].strip(), kind, term, start, end)


def words_of(token: str) -> str:
    """What a piece of the vocabulary says, with the space before it."""
    return token.replace(_SPACE, " ")


def said(parts: Sequence[tuple[int, str]]) -> str:
    """The reply that (mark or -1, words) in turn spell: what stands between two marks is trimmed."""
    written, field = [], ""
    for mark, words in parts:
        if mark < 0:
            field += words
        else:
            written += [field.strip(), MARKS[mark]]
            field = ""
    return "".join([*written, field.strip()])


def replied(draft: Draft, schema: Schema, source: Source) -> list[Symbol] | None:
    """The symbols of the right reply; ``None`` where it cannot be pointed at, or would be read otherwise than it is meant."""
    try:
        wanted = _FORMAT.write(plain(draft), schema)
        symbols = list(_reply(draft, schema, source))
    except NotExpressible:
        return None
    spelt = [(each.mark, source.pieces[each.at].surface if each.mark < 0 else "") for each in symbols]
    read = _FORMAT.read(said(spelt), schema)
    return None if read.problems or _FORMAT.write(plain(read.draft), schema) != wanted else symbols


def _reply(draft: Draft, schema: Schema, source: Source) -> Iterator[Symbol]:
    records: list[tuple[int, list[Symbol]]] = []
    for label in draft.labels:
        fields = (*_term(source, Kind.TASK, label.task), Symbol(_COLON), *_term(source, Kind.CHOICE, label.value))
        records.append((0, list(fields)))
    for entity in draft.entities:
        value = _value(source, (entity.start, entity.end), entity.text, ";")
        records.append((0, [*_term(source, Kind.ENTITY, entity.type), Symbol(_COLON), *value]))
    for relation in draft.relations:
        head = _value(source, relation.head_span, relation.head, _ALL)
        tail = _value(source, relation.tail_span, relation.tail, _ALL)
        label = _term(source, Kind.RELATION, relation.type)
        records.append((0, [*label, Symbol(_COLON), *head, Symbol(_COMMA), *tail]))
    for event in draft.events:
        trigger = _value(source, event.trigger_span, event.trigger, _ALL) if event.trigger else [Symbol(_NONE)]
        record = [*_term(source, Kind.EVENT, event.type), Symbol(_COLON), *trigger]
        after = _number(source, Kind.EVENT, event.type)
        for argument in event.arguments:
            value = _value(source, argument.span, argument.text, _ALL)
            record += [Symbol(_COMMA), *_term(source, Kind.ROLE, argument.role, after), Symbol(_COLON), *value]
        records.append((0, record))
    for number, (_, record) in enumerate(records):
        yield from ([Symbol(_SEMICOLON)] if number else [])
        yield from record
    yield from () if records else (Symbol(_NONE),)
    yield Symbol(END)


def _number(source: Source, kind: Kind, words: str, after: int = -1) -> int:
    for number, term in enumerate(source.terms):
        if number > after and term == (kind, words):
            return number
    raise NotExpressible(f"{words!r} is not asked.", "Ask for it.")


def _term(source: Source, kind: Kind, words: str, after: int = -1) -> list[Symbol]:
    number = _number(source, kind, words, after)
    return _quoted(_pointed(source, number), words, ";" if kind is Kind.CHOICE else _ALL)


def _pointed(source: Source, term: int) -> list[Symbol]:
    return [Symbol(-1, at, each.number) for at, each in enumerate(source.pieces) if each.term == term and each.number >= 0]


def _value(source: Source, span: tuple[int | None, int | None] | None, text: str, separators: str) -> list[Symbol]:
    if span is None or span[0] is None or span[1] is None:
        raise NotExpressible(f"{text!r} stands nowhere.", "Leave it out.")
    start, end = span
    at = [
        Symbol(-1, number, each.number)
        for number, each in enumerate(source.pieces)
        if each.kind is Kind.TEXT and each.start < end and each.end > start
    ]
    return _quoted(at, text, separators)


def _quoted(symbols: list[Symbol], text: str, separators: str) -> list[Symbol]:
    if write_field(text, separators) == text:
        return symbols
    return [Symbol(_QUOTE), *symbols, Symbol(_QUOTE)]
