"""What a detector learns from: an answer with at most one defect, beside the right one; and files of such instances.

A file is JSONL, packed by gzip where its name ends in ``.gz``. A line with ``asks`` states a schema once; the lines after it
name that schema by its fingerprint.
"""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import BinaryIO

from garner.errors import GarnerError, InputError, OutputError
from garner.schema import Schema
from garner.values import Claim, ClaimKind, Defect, DefectKind, Document, Extraction, Mention, Result, claims_of
from garner.values.record import RECORD_VERSION, result_from_record, result_to_record
from garner.values.record_fields import Fields

__all__ = [
    "INSTANCES_VERSION",
    "SYNTHETIC",
    "Instance",
    "asked_claims",
    "comparable",
    "read_instances",
    "write_instances",
]

INSTANCES_VERSION = "1.0"
SYNTHETIC = "synthetic"
"""The ``source`` of a defect that no extractor made."""

_SECTIONS = ("labels", "entities", "relations", "events", "facts", "tables")
_EMPTY = {**result_to_record(Result(Document("", ""), Extraction(""))), "version": RECORD_VERSION}
_LEVEL = 6


@dataclass(frozen=True, slots=True)
class Instance:
    """An answer to a text (``given``) beside the right one (``gold``). There are three sorts:

    - **one defect**: ``kind`` and ``defect`` say which; all else is gold. ``defect.drop`` is the claim of ``given`` that is
      wrong, ``defect.add`` the claim of ``gold`` in its place; dropping and adding them gives gold. The defect has probability
      1 and no confidence stands in either extraction, because only what an extractor says could have one.
    - **correct**: ``kind`` is ``None``, ``given`` is ``gold``.
    - **whole**: ``whole`` is true and ``kind`` is ``None``; ``given`` is all that an extractor answered, with its confidences
      and with any number of defects. ``right`` tells whether it has none.

    ``source`` names the extractor whose error it is, or is ``SYNTHETIC`` or ``"gold"`` (of what is correct). ``corpus`` is
    written ``corpus:split`` as in records of corpora. ``places``: whether the corpus says where its items stand; where it does
    not, ``right`` compares words. ``single_pair``: of the text only the pairs in gold were read for relations, so that nobody
    knows whether others hold. Mentions of types that the schema does not ask are ends of relations and no claims. Instances
    of one text share ``text``: keep them on one side when you set some aside.

    Raises ``ValueError`` for an extraction of another text, a kind without its defect, and a correct one that is not gold.
    """

    id: str
    text: str
    schema: Schema
    given: Extraction
    gold: Extraction
    kind: DefectKind | None
    source: str
    corpus: str
    defect: Defect | None = None
    whole: bool = False
    places: bool = True
    single_pair: bool = False

    def __post_init__(self) -> None:
        if not self.text == self.given.text == self.gold.text:
            raise ValueError("the answers are about another text")
        if (self.kind is None) != (self.defect is None) or (self.defect is not None and self.defect.kind is not self.kind):
            raise ValueError(f"the kind {self.kind} does not go with the defect")
        if self.whole and self.kind is not None:
            raise ValueError("a whole answer has no kind: it may have several defects or none")
        if self.kind is None and not self.whole and not self.right:
            raise ValueError("this has no kind and is not gold")

    @property
    def right(self) -> bool:
        """Whether what is given says what gold says, in whatever order."""
        if self.kind is not None:
            return False
        return self.given == self.gold or self._said(self.given) == self._said(self.gold)

    def tells(self, claim: Claim) -> bool:
        """Whether gold says if a claim holds or not: where a single pair was read for relations, of that pair's alone, wherever
        exactly they have its ends begin and stop."""
        if not self.single_pair or claim.kind is not ClaimKind.RELATION:
            return True
        return any(_about_one_pair(claim, each) for each in claims_of(self.gold) if each.kind is ClaimKind.RELATION)

    def _said(self, extraction: Extraction) -> set[Claim]:
        return {comparable(claim, places=self.places) for claim in asked_claims(extraction, self.schema)}


def asked_claims(extraction: Extraction, schema: Schema) -> list[Claim]:
    """The claims that answer the schema: not the mentions that only stand there because relations begin and end with them."""
    types = {entity.name for entity in schema.entities}
    return [claim for claim in claims_of(extraction) if claim.kind is not ClaimKind.ENTITY or claim.name in types]


def comparable(claim: Claim, *, places: bool) -> Claim:
    """What is compared of a claim: not the types of a relation's ends, which are claims of their own, and not its ``places``
    where the corpus does not say where its items stand."""
    mentions = (Mention(each.text, each.start, each.end) if places else Mention(each.text) for each in claim.mentions)
    return replace(claim, mentions=tuple(mentions))


def _about_one_pair(one: Claim, other: Claim) -> bool:
    (head, tail), ends = one.mentions, other.mentions
    return any(_touch(head, first) and _touch(tail, second) for first, second in (ends, ends[::-1]))


def _touch(one: Mention, other: Mention) -> bool:
    """Whether they overlap or are the same words, as where the corpus does not say which of them it means."""
    if one.text == other.text or one.span is None or other.span is None:
        return one.text == other.text
    return one.span[0] < other.span[1] and other.span[0] < one.span[1]


def write_instances(path: Path, instances: Iterable[Instance]) -> int:
    """Write a file of instances, whole or not at all; returns how many. The same instances give the same bytes.

    Raises ``OutputError`` where it cannot be written.
    """
    part = path.with_name(f"{path.name}.part")
    written, stated = 0, set[str]()
    try:
        with part.open("wb") as file, _packed(file, path) as stream:
            for instance in instances:
                fingerprint = instance.schema.fingerprint
                if fingerprint not in stated:
                    stated.add(fingerprint)
                    head: dict[str, object] = {
                        "version": INSTANCES_VERSION,
                        "fingerprint": fingerprint,
                        "asks": instance.schema.to_dict(),
                    }
                    stream.write(_line(head))
                stream.write(_line(_record(instance, fingerprint)))
                written += 1
        part.replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Check the folder and its free space.") from None
    return written


def _packed(file: BinaryIO, path: Path) -> BinaryIO | gzip.GzipFile:
    # Neither name nor time: the same instances give the same bytes.
    return gzip.GzipFile("", "wb", _LEVEL, file, mtime=0) if path.suffix == ".gz" else file


def _line(record: dict[str, object]) -> bytes:
    return json.dumps(record, separators=(",", ":")).encode("ascii") + b"\n"


def _record(instance: Instance, fingerprint: str) -> dict[str, object]:
    record: dict[str, object] = {
        "id": instance.id,
        "corpus": instance.corpus,
        "source": instance.source,
        "kind": instance.kind,
        "schema": fingerprint,
        "text": instance.text,
        "gold": _items(instance.gold),
    }
    if instance.given is not instance.gold:
        record["given"] = _items(instance.given)
    if instance.defect is not None:
        defect = instance.defect
        record["defect"] = {"reason": defect.reason, "drop": _claim(defect.drop), "add": _claim(defect.add)}
    if instance.whole:
        record["whole"] = True
    if not instance.places:
        record["places"] = False
    if instance.single_pair:
        record["single_pair"] = True
    return record


def _items(extraction: Extraction) -> dict[str, object]:
    record = result_to_record(Result(Document("", extraction.text), extraction))
    return {section: record[section] for section in _SECTIONS if record[section]}


def _claim(claim: Claim | None) -> dict[str, object] | None:
    return None if claim is None else asdict(claim)


def read_instances(path: Path) -> Iterator[Instance]:
    """The instances of a file, one by one.

    Raises ``InputError`` naming file and line for a file that cannot be read or is cut off, a line that is no instance, and one
    of another major version.
    """
    schemas: dict[str, Schema] = {}
    number = 0
    try:
        with path.open("rb") as file:
            stream = gzip.GzipFile(fileobj=file) if path.suffix == ".gz" else file
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    instance = _read(line, schemas, f"{path}:{number}")
                    if instance is not None:
                        yield instance
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise InputError(f"{path}:{number + 1}: the file is damaged or cut off: {error}.", "Build it again.") from None
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path.") from None


def _read(line: bytes, schemas: dict[str, Schema], place: str) -> Instance | None:
    """The instance of a line; ``None`` for one that states a schema, which goes into ``schemas``."""
    try:
        fields = Fields.of(json.loads(line))
        if "asks" in fields.content:
            _check_version(fields.text("version"))
            schemas[fields.text("fingerprint")] = Schema.parse(fields.part("asks").content)
            return None
        return _instance(fields, schemas)
    except (ValueError, RecursionError) as error:
        raise InputError(f"{place}: this is no instance: {error}.", "Build the file again.") from None
    except GarnerError as error:
        raise InputError(f"{place}: {error.message}", error.hint or "Build the file again.") from None


def _check_version(version: str) -> None:
    major = INSTANCES_VERSION.partition(".")[0]
    if version.partition(".")[0] != major:
        raise InputError(f"instances of version {version}; this garner reads {major}.x.", "Install a newer garner.")


def _instance(fields: Fields, schemas: dict[str, Schema]) -> Instance:
    text, schema = fields.text("text"), schemas.get(fields.text("schema"))
    if schema is None:
        raise InputError(f"no line before it states the schema {fields.text('schema')}.")
    gold = _extraction(fields, "gold", text)
    kind = None if fields.content.get("kind") is None else fields.choice("kind", DefectKind)
    found = fields.optional_part("defect")
    if kind is None or found is None:
        defect = None
    else:
        drop, add = (None if each is None else _read_claim(each) for each in map(found.optional_part, ("drop", "add")))
        defect = Defect(kind, 1.0, found.text("reason"), fields.text("source"), drop, add)
    return Instance(
        fields.text("id"),
        text,
        schema,
        _extraction(fields, "given", text) if "given" in fields.content else gold,
        gold,
        kind,
        fields.text("source"),
        fields.text("corpus"),
        defect,
        fields.content.get("whole") is True,
        fields.content.get("places") is not False,
        fields.content.get("single_pair") is True,
    )


def _extraction(fields: Fields, name: str, text: str) -> Extraction:
    return result_from_record({**_EMPTY, "text": text, **fields.part(name).content}).extraction


def _read_claim(fields: Fields) -> Claim:
    mentions = tuple(
        Mention(
            each.text("text"),
            None if each.content.get("start") is None else each.whole("start"),
            None if each.content.get("end") is None else each.whole("end"),
            each.text("type"),
        )
        for each in fields.parts("mentions")
    )
    return Claim(fields.choice("kind", ClaimKind), fields.text("name"), fields.text("detail"), mentions)
