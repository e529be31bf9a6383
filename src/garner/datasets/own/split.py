"""From what was read of a user's own data, or of a corpus, to a split under the schema that shall be asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from garner.datasets.corpora import Corpus, Role
from garner.datasets.inventory import schema_of
from garner.datasets.load import CorpusSplit
from garner.datasets.readers.protocol import Reader
from garner.datasets.record import Annotated, CorpusRecord, Lost, Refusal
from garner.errors import InputError, SchemaError
from garner.schema import Schema
from garner.values import Extraction

__all__ = ["asked_of", "own_corpus", "own_split"]


def own_corpus(name: str, reader: Reader, annotated: Sequence[Annotated], strings: bool = False) -> Corpus:
    """The entry that a user's own data would have in the table: every label is called as it is written."""
    several: dict[str, None] = {}
    for each in annotated:
        counts = Counter(label.task for label in each.gold.labels)
        several.update((task, None) for task, count in counts.items() if count > 1)
    return Corpus(
        name=name,
        folder=name,
        role=Role.OWN,
        licence="the user's own",
        reader=reader,
        splits={},
        several=tuple(several),
        as_written=True,
        strings=strings,
        language=_language(each.text for each in annotated),
    )


def own_split(
    corpus: Corpus, annotated: Sequence[Annotated], refused: Iterable[Refusal], source: str, given: Schema | None
) -> CorpusSplit:
    """The split of a user's own data, all of its gold asked unless a schema is given.

    Raises ``InputError`` where nothing is left to score, or where the labels make no schema.
    """
    refusals = [*refused, *(refusal for each in annotated for refusal in each.refused)]
    _check_something_is_there(corpus.name, annotated, refusals)
    schema = given or _inferred(corpus, annotated)
    records = tuple(
        CorpusRecord(name, each.text, schema, each.gold, corpus.name, source) for name, each in _named_apart(annotated)
    )
    split = CorpusSplit(corpus, "", schema, records, tuple(refusals), source)
    return split if given is None else asked_of(split, given)


def asked_of(split: CorpusSplit, schema: Schema) -> CorpusSplit:
    """The split with ``schema`` as the question of every text. Gold that it does not ask for is refused.

    Where schema and gold have one classification task each, the gold's is called as the schema calls it.
    Raises ``InputError`` where none of the gold is asked for.
    """
    tasks = {label.task for record in split.records for label in record.gold.labels}
    renamed = {next(iter(tasks)): schema.labels[0].name} if len(tasks) == 1 and len(schema.labels) == 1 else {}
    records, refused = [], list(split.refused)
    for record in split.records:
        labels = tuple(replace(label, task=renamed.get(label.task, label.task)) for label in record.gold.labels)
        kept, left_out = _asked(replace(record.gold, labels=labels), schema)
        refused += [Refusal("not asked for by the schema", f"{record.id}: {what}", Lost.ANNOTATION) for what in left_out]
        records.append(replace(record, schema=schema, gold=kept))
    if any(_items(record.gold) for record in split.records) and not any(_items(record.gold) for record in records):
        known = sorted({refusal.where.rpartition(": ")[2] for refusal in refused if "schema" in refusal.reason})
        raise InputError(
            f"the schema {schema.name!r} asks for nothing that is annotated in {split.name}.",
            f"The gold has {', '.join(known[:8])}; the schema asks {', '.join(schema.keys[:8])}.",
        )
    return replace(split, schema=schema, records=tuple(records), refused=tuple(refused))


def _asked(gold: Extraction, schema: Schema) -> tuple[Extraction, list[str]]:
    """The part of the gold that the schema asks for, and the names of what it leaves out; ends of relations stay."""
    choices = {(task.name, choice.name) for task in schema.labels for choice in task.choices}
    asked = set(schema.keys)
    left_out: list[str] = []

    def keep(key: str, wanted: bool | None = None) -> bool:
        kept = key in asked if wanted is None else wanted
        if not kept:
            left_out.append(key)
        return kept

    labels = tuple(x for x in gold.labels if keep(f"labels.{x.task}={x.value}", (x.task, x.value) in choices))
    relations = tuple(x for x in gold.relations if keep(f"relations.{x.type}"))
    events = tuple(x for x in gold.events if keep(f"events.{x.type}"))
    ends = {end for relation in relations for end in (relation.head, relation.tail)}
    entities = tuple(x for x in gold.entities if keep(f"entities.{x.type}", x.id in ends or f"entities.{x.type}" in asked))
    facts = tuple(x for x in gold.facts if keep("facts"))
    tables = tuple(x for x in gold.tables if keep("table"))
    kept = {entity.id for entity in entities}
    events = tuple(
        replace(x, arguments=tuple(replace(y, entity=y.entity if y.entity in kept else None) for y in x.arguments))
        for x in events
    )
    return replace(
        gold, labels=labels, entities=entities, relations=relations, events=events, facts=facts, tables=tables
    ), left_out


def _inferred(corpus: Corpus, annotated: Sequence[Annotated]) -> Schema:
    schema = schema_of(corpus, annotated)
    requests = {table.request for each in annotated for table in each.gold.tables}
    if len(requests) > 1:
        raise InputError(f"{corpus.name} answers {len(requests)} requests for tables.", "Keep one request a file.")
    schema = replace(schema, name=corpus.name, table=next(iter(requests), None))
    try:
        return Schema.parse(schema.to_dict())
    except SchemaError as error:
        raise InputError(
            f"the labels of {corpus.name} make no schema: {error.message}", f"{error.hint} Or say with --schema what is asked."
        ) from None


def _check_something_is_there(name: str, annotated: Sequence[Annotated], refusals: Sequence[Refusal]) -> None:
    example = f"The first of {len(refusals)} refused: {refusals[0].reason} ({refusals[0].where})." if refusals else ""
    if not annotated:
        raise InputError(f"{name} holds no record that can be scored.", example or "Is it the right file?")
    if not any(_items(each.gold) for each in annotated):
        raise InputError(f"{name} has nothing annotated in {len(annotated)} text{'' if len(annotated) == 1 else 's'}.", example)


def _items(gold: Extraction) -> bool:
    return any((gold.labels, gold.entities, gold.relations, gold.events, gold.facts, gold.tables))


def _named_apart(annotated: Iterable[Annotated]) -> Iterator[tuple[str, Annotated]]:
    """Every record under a name of its own: one that came before gets ``#2``, ``#3``, ..."""
    seen: Counter[str] = Counter()
    for each in annotated:
        seen[each.id] += 1
        name = each.id
        while seen[each.id] > 1 and (name := f"{each.id}#{seen[each.id]}") in seen:
            seen[each.id] += 1
        if name != each.id:
            seen[name] += 1
        yield name, each


def _language(texts: Iterable[str]) -> str:
    """``ja`` and ``zh`` by their characters; other scripts do not tell their language."""
    kana = han = letters = 0
    for text in texts:
        kana += sum("\u3040" <= character <= "\u30ff" for character in text)
        han += sum("\u4e00" <= character <= "\u9fff" for character in text)
        letters += sum(character.isalpha() for character in text)
    if letters and kana + han > 0.3 * letters:
        return "ja" if kana > 0.05 * letters else "zh"
    return "unknown"
