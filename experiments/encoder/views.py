"""Splits of corpora as the encoder is measured on them: as their entries say, or one of the ``VIEWS``."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import permutations
from pathlib import Path

from garner.datasets import CorpusRecord, CorpusSplit, Gold, read_split
from garner.datasets.files import open_corpus
from garner.datasets.held_out import training_split
from garner.datasets.readers.columns import Columns, tagged_spans
from garner.datasets.readers.detokenise import join
from garner.datasets.spelling import spell_gold
from garner.schema import Choice, RelationType, Schema
from garner.training.encoder.corpora import training_share
from garner.values import Entity, Extraction, Label

__all__ = ["VIEWS", "asking", "split_of"]

View = Callable[[Path, CorpusSplit], CorpusSplit]


def split_of(data: Path, place: str, view: str = "") -> CorpusSplit:
    """The split ``corpus:split``; ``corpus:rest`` is what is kept out of training of a corpus without a dev split (one text in
    20, drawn by its fingerprint).

    Raises ``InputError`` for what is not there.
    """
    corpus, _, name = place.rpartition(":")
    rest = name == "rest"
    read = read_split(data, *(training_split(corpus) if rest else (corpus, name)))
    split = _rest(read) if rest else read
    return VIEWS[view](data, split) if view else split


def asking(split: CorpusSplit, schema: Schema) -> CorpusSplit:
    """The split with another question put to every text."""
    return replace(split, schema=schema, records=tuple(replace(record, schema=schema) for record in split.records))


def _rest(split: CorpusSplit) -> CorpusSplit:
    records = tuple(record for record in split.records if not training_share(record.text))
    return replace(split, split="rest", records=records, fingerprint=_part_of(split, "rest"))


def _part_of(split: CorpusSplit, part: str) -> str:
    """A fingerprint for a part of a split: the files are those of what was trained on, the texts are not."""
    return hashlib.sha256(f"{split.fingerprint} {part}".encode()).hexdigest()


def _spaced(data: Path, split: CorpusSplit) -> CorpusSplit:
    """The tokens of the files with one space between each, as most papers read them."""
    corpus = split.corpus
    if not isinstance(corpus.reader, Columns):
        raise SystemExit(f"{corpus.name} is no corpus of tokens in columns.")
    files = open_corpus(data, corpus.folder)
    records = [
        CorpusRecord(identifier, gold.text, split.schema, spell_gold(corpus, gold), split.name, split.fingerprint)
        for name in files.match(corpus.splits[split.split])
        for identifier, gold in _spaced_sentences(corpus.reader, name, files.text(name))
    ]
    return replace(split, split=f"{split.split}, spaces between tokens", records=tuple(records), refused=())


def _spaced_sentences(reader: Columns, name: str, text: str) -> Iterator[tuple[str, Extraction]]:
    rows: list[list[str]] = []
    first = 0
    for number, line in enumerate([*text.split("\n"), ""], 1):
        if line.strip() and not line.startswith("-DOCSTART-"):
            first = first if rows else number
            rows.append(line.rstrip("\r").split(reader.separator))
        elif rows:
            spaced = join([row[reader.token] for row in rows], [False] * (len(rows) - 1))
            gold = Gold(f"{name}:{first}", spaced.text)
            for begin, end, label in tagged_spans([row[reader.tags[0]] for row in rows]):
                gold.entity(label, gold.place(*spaced.place(begin, end)))
            yield gold.id, gold.annotated().gold
            rows = []


def _two_classes(data: Path, split: CorpusSplit) -> CorpusSplit:
    """Five grades of sentiment as two: the very good with the good, the very bad with the bad, the neutral left out."""
    task = replace(split.schema.labels[0], choices=(Choice("negative"), Choice("positive")))
    schema = replace(split.schema, labels=(task,))
    records = []
    for record in split.records:
        value = record.gold.labels[0].value.rpartition(" ")[2]
        if value != "neutral":
            gold = replace(record.gold, labels=(Label(task.name, value),))
            records.append(replace(record, schema=schema, gold=gold))
    return replace(split, split=f"{split.split}, two classes", schema=schema, records=tuple(records))


def _unrelated(data: Path, split: CorpusSplit) -> CorpusSplit:
    """The texts with two or more entities that no relation joins, each asked for the entity types it has and all relations that
    two of them could have."""
    records = [
        replace(record, schema=_asking_for(record, split.schema.relations))
        for record in split.records
        if not record.gold.relations and len(_places(record.gold.entities)) > 1
    ]
    return _in_batches(split, f"{split.split}, nothing related", records)


def _absent(data: Path, split: CorpusSplit) -> CorpusSplit:
    """The texts that have entities for both ends of a relation type but not the relation, asked for such types alone."""
    records = []
    for record in split.records:
        holding = {relation.type for relation in record.gold.relations}
        missing = [each for each in split.schema.relations if each.name not in holding and _could_hold(each, record.gold)]
        if missing:
            gold = replace(record.gold, relations=())
            records.append(replace(record, schema=_asking_for(record, missing), gold=gold))
    return _in_batches(split, f"{split.split}, absent relations", records)


def _could_hold(relation: RelationType, gold: Extraction) -> bool:
    return any(
        head.grounding.span != tail.grounding.span
        and (not relation.head or head.type in relation.head)
        and (not relation.tail or tail.type in relation.tail)
        for head, tail in permutations(gold.entities, 2)
    )


def _asking_for(record: CorpusRecord, relations: Sequence[RelationType]) -> Schema:
    """A schema of the entity types that the text has, and of those relations that entities of these types can have."""
    present = {entity.type for entity in record.gold.entities}
    fitting = []
    for each in relations:
        head, tail = (tuple(name for name in end if name in present) for end in (each.head, each.tail))
        if (head or not each.head) and (tail or not each.tail):
            fitting.append(replace(each, head=head, tail=tail))
    entities = tuple(entity for entity in record.schema.entities if entity.name in present)
    return replace(record.schema, entities=entities, relations=tuple(fitting))


def _places(entities: Sequence[Entity]) -> set[tuple[int, int] | None]:
    return {entity.grounding.span for entity in entities}


def _in_batches(split: CorpusSplit, name: str, records: Sequence[CorpusRecord]) -> CorpusSplit:
    """The records by what they are asked, equal questions as one object: those are answered together."""
    schemas = {record.schema: record.schema for record in records}
    kept = sorted(
        (replace(record, schema=schemas[record.schema]) for record in records), key=lambda each: each.schema.fingerprint
    )
    return replace(split, split=name, records=tuple(kept), fingerprint=_part_of(split, name))


VIEWS: dict[str, View] = {
    "spaced": _spaced,
    "two classes": _two_classes,
    "unrelated": _unrelated,
    "absent": _absent,
}
