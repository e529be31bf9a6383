"""Simple records with their gold, one JSON object each, and garner's own result file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches

from garner.datasets.files import CorpusFiles
from garner.datasets.gold import Gold
from garner.datasets.own.annotations import ANNOTATIONS, annotate
from garner.datasets.own.json_values import json_values
from garner.datasets.own.mentions import Mentions, first_of
from garner.datasets.readers.columns import tagged_spans
from garner.datasets.readers.detokenise import detokenise
from garner.datasets.record import Annotated, Refusal
from garner.errors import InputError
from garner.values.record import RECORD_VERSION, result_from_record

__all__ = ["Records"]

_TEXTS = ("text", "sentence", "content", "context", "document")
_NAMES = ("id", "doc_id", "document_id")
_TOKENS = ("tokens", "words")
_TAGS = ("ner_tags", "tags", "ner")


class Records:
    """Reads JSON Lines or a JSON list. ``searched`` counts the values it met without a place of their own, which it looked up
    in the text."""

    def __init__(self) -> None:
        self.searched = 0

    def read(self, files: CorpusFiles, name: str) -> Iterator[Annotated | Refusal]:
        """Raises ``InputError`` with file and line where the JSON is broken or a field looks misspelt."""
        for line, value in json_values(files.text(name), name):
            record = _from_pair(value) if isinstance(value, list) else value
            if isinstance(record, Mapping):
                yield self._record(record, f"{name}:{line}")
            else:
                yield Refusal("record that is no object", f"{name}:{line}")

    def _record(self, record: Mapping[str, object], where: str) -> Annotated | Refusal:
        if "coverage" in record and "version" in record and (whole := _result(record, where)) is not None:
            return whole
        name = first_of(record, _NAMES)
        identifier = str(name) if isinstance(name, str | int) and str(name) else where
        if first_of(record, _TOKENS) is not None and first_of(record, _TAGS) is not None:
            return _tagged(record, identifier, where)
        text = first_of(record, _TEXTS)
        if not isinstance(text, str):
            fields = ", ".join(list(record)[:8]) or "none"
            return Refusal("record without a text", f"{where} (its fields: {fields})")
        if not text.strip():
            return Refusal("record with an empty text", where)
        if "_input_hash" in record and record.get("answer") in ("reject", "ignore"):
            return Refusal("record that its annotator did not accept", f"{where}: {record['answer']}")
        _check_fields(record, where)
        if not any(field in record for field in ANNOTATIONS):
            return Refusal("record without a field of gold", where)
        mentions = Mentions(Gold(identifier, text, where))
        annotate(record, mentions)
        self.searched += mentions.searched
        return mentions.gold.annotated()


def _from_pair(value: list[object]) -> object:
    """spaCy's pair of a text and its annotations as one object."""
    if len(value) == 2 and isinstance(value[0], str) and isinstance(value[1], Mapping):
        return {"text": value[0], **value[1]}
    return value


def _result(record: Mapping[str, object], where: str) -> Annotated | None:
    """A line of garner's result file as it was written; ``None`` where a hand has changed it so that parts no longer fit, and
    item by item is the way to say which."""
    version = record["version"]
    if not isinstance(version, str) or version.partition(".")[0] != RECORD_VERSION.partition(".")[0]:
        hint = "Write it again with this garner."
        raise InputError(f"{where}: a result of version {version!r}, and this garner reads {RECORD_VERSION}.", hint)
    try:
        result = result_from_record(record)
    except InputError:
        return None
    except ValueError:
        return None
    return Annotated(result.id, result.text, result.extraction)


def _tagged(record: Mapping[str, object], identifier: str, where: str) -> Annotated | Refusal:
    tokens, tags = first_of(record, _TOKENS), first_of(record, _TAGS)
    if not (isinstance(tokens, list) and all(isinstance(token, str) for token in tokens) and any(tokens)):
        return Refusal("tokens that are no list of texts", where)
    if not (isinstance(tags, list) and all(isinstance(tag, str) for tag in tags)):
        return Refusal("tags that are no list of names (numbers say nothing without their names)", where)
    if len(tags) != len(tokens):
        return Refusal("not as many tags as tokens", f"{where}: {len(tokens)} tokens, {len(tags)} tags")
    sentence = detokenise(tokens)
    gold = Gold(identifier, sentence.text, where)
    for first, end, label in tagged_spans(tags):
        gold.entity(label, gold.place(*sentence.place(first, end)))
    return gold.annotated()


def _check_fields(record: Mapping[str, object], where: str) -> None:
    for field, value in record.items():
        if field not in ANNOTATIONS and isinstance(value, list | dict) and isinstance(field, str):
            close = get_close_matches(field.lower(), [*ANNOTATIONS, *_TOKENS], n=1, cutoff=0.8)
            if close and close[0] not in record and field not in _TOKENS:
                raise InputError(f"{where}: unknown field {field!r}.", f"Did you mean {close[0]!r}?")
