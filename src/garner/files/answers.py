"""Answers that were made elsewhere, each with the text it is about, line by line; what cannot be read is told by name."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import BinaryIO

from garner.errors import InputError
from garner.files.decoding import Unreadable, check_encoding
from garner.files.jsonl import JsonRecord, bad_record, identifier_of, jsonl_records
from garner.files.langextract import DraftAnswer, langextract_answer
from garner.files.readers import Note, read_documents, with_unique_ids
from garner.files.texts import Texts
from garner.files.value_lists import SECTIONS, listed_answer
from garner.values import Document, Draft, Problem, Result
from garner.values.record import result_from_record
from garner.values.record_fields import Fields

__all__ = ["Answered", "read_answers"]

_SHAPE = "Each line must be one object: a result of garner, a document of LangExtract, or text and entities."
_DraftReader = Callable[[Fields, str], DraftAnswer]


@dataclass(frozen=True, slots=True)
class Answered(Document):
    """A text with what was answered about it: a result of garner's, or a draft from elsewhere.

    ``model`` names who answered, as far as that is known; ``problems`` say what of the answer could not be taken over.
    """

    answer: Draft | Result = field(default_factory=Draft)
    model: str = ""
    problems: tuple[Problem, ...] = ()

    @classmethod
    def of(cls, result: Result) -> Answered:
        """A result as an answer to its own text."""
        document = result.document
        return cls(document.id, document.text, document.source, document.segments, result, result.model)

    @property
    def document(self) -> Document:
        """The text without the answer."""
        return Document(self.id, self.text, self.source, self.segments)


def read_answers(
    paths: Iterable[str | Path],
    *,
    encoding: str | None = None,
    texts: Iterable[str | Path] = (),
    stdin: BinaryIO | None = None,
) -> Iterator[Answered | Unreadable | Note]:
    """The answers in JSONL files (``-``: standard input), read one by one; each line's keys tell its format.

    | a line with | is |
    |---|---|
    | ``version``, ``coverage`` | a result of garner's |
    | ``extractions`` | a document of LangExtract's |
    | ``entities``, ``values``, ``labels``, ``relations`` or ``events`` | plain lists (``listed_answer``) |

    ``texts`` are files and folders with the texts of answers that hold none, found by their ids. A line that is broken, has no
    text, or is a result of another text is yielded as ``Unreadable`` and the next one goes on; an id that was there before is
    made unique. Raises ``NotConfigured`` for an unknown encoding.
    """
    if encoding is not None:
        check_encoding(encoding)
    found = with_unique_ids(_read([str(path) for path in paths], encoding, list(texts), stdin))
    return (_under_its_id(item) if isinstance(item, Answered) else item for item in found)  # type: ignore[misc]  # no other


def _read(
    paths: list[str], encoding: str | None, texts: list[str | Path], stdin: BinaryIO | None
) -> Iterator[Answered | Unreadable | Note]:
    with ExitStack() as stack:
        known: Texts | None = None
        if texts:
            known = stack.enter_context(Texts())
            for item in read_documents(texts, encoding=encoding):
                if isinstance(item, Document):
                    known.add(item)
                else:
                    yield item
        read: set[str] = set()
        for path in paths:
            place = path if path == "-" else os.path.realpath(path)
            if place in read:
                yield Note(path, "repeated_file", f"{path} was given twice and is read once.")
                continue
            read.add(place)
            for record in _records(path, encoding, stdin):
                yield record if isinstance(record, Unreadable) else _answered(record, known)


def _under_its_id(item: Answered) -> Answered:
    """The answer with the id of its text in its result as well."""
    result = item.answer
    if not isinstance(result, Result) or result.id == item.id:
        return item
    return replace(item, answer=replace(result, document=replace(result.document, id=item.id)))


def _records(path: str, encoding: str | None, stdin: BinaryIO | None) -> Iterator[JsonRecord | Unreadable]:
    if path == "-":
        yield from jsonl_records(stdin or sys.stdin.buffer, "stdin", encoding, shape=_SHAPE)
        return
    try:
        with Path(path).open("rb") as stream:
            yield from jsonl_records(stream, path, encoding, shape=_SHAPE)
    except FileNotFoundError:
        yield Unreadable(path, "missing_file", f"{path} does not exist.", "Check the path.")
    except IsADirectoryError:
        yield Unreadable(path, "no_file", f"{path} is a folder.", "Name the files in it.")
    except OSError as error:
        yield Unreadable(path, "read_error", f"{path} cannot be read: {error.strerror}.", "Check its permissions.")


def _answered(record: JsonRecord, texts: Texts | None) -> Answered | Unreadable:
    content = record.content
    try:
        if "version" in content and "coverage" in content:
            return _own(record, texts)
        if "extractions" in content:
            return _foreign(record, texts, langextract_answer, "langextract")
        if not any(name in content for name in SECTIONS):
            fields = ", ".join(list(content)[:8]) or "none"
            return bad_record(record.place, f"holds no answer. Its fields: {fields}.", _SHAPE)
        return _foreign(record, texts, listed_answer, "answers")
    except InputError as error:
        return Unreadable(record.place, "bad_record", f"{record.place}: {error.message}", error.hint or _SHAPE)


def _own(record: JsonRecord, texts: Texts | None) -> Answered | Unreadable:
    result = result_from_record(record.content)
    known = None if texts is None else texts.get(result.id)
    if known is not None and known.text != result.text:
        return _other_text(record.place, result.id)
    return Answered.of(result)


def _foreign(record: JsonRecord, texts: Texts | None, read: _DraftReader, name: str) -> Answered | Unreadable:
    document = _document(record, texts)
    if isinstance(document, Unreadable):
        return document
    fields = Fields.of(record.content)
    draft, problems = read(fields, document.text)
    model = record.content.get("model")
    named = model if isinstance(model, str) and model else name
    return Answered(document.id, document.text, document.source, document.segments, draft, named, problems)


def _document(record: JsonRecord, texts: Texts | None) -> Document | Unreadable:
    """The text that an answer is about: its own, or that of its id."""
    place, content = record
    given = content.get("id") if content.get("id") is not None else content.get("document_id")
    identifier = identifier_of(given, place)
    if isinstance(identifier, Unreadable):
        return identifier
    known = None if texts is None or identifier == place else texts.get(identifier)
    text = content.get("text")
    if text is None and known is not None:
        return known
    if text is None:
        lack = "has no text." if texts is None else f"has no text, and no text given has the id {identifier!r}."
        return bad_record(place, lack, "Name files that hold it with --texts; texts are found by their ids.")
    if not isinstance(text, str):
        return bad_record(place, "has a field text that is no text.", _SHAPE)
    if not text.strip():
        return Unreadable(place, "empty_text", f"{place} has an empty text.", "Leave it out.")
    if known is not None and known.text != text:
        return _other_text(place, identifier)
    return Document(identifier, text, place)


def _other_text(place: str, identifier: str) -> Unreadable:
    hint = "Give the texts that were read when the answer was made, line ends included."
    return Unreadable(place, "another_text", f"{place} is the answer to another text than {identifier!r} given here.", hint)
