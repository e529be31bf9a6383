"""What a user's own data hold to learn from: passages with gold to train on, documents kept aside to measure on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import NamedTuple

from garner.datasets import CorpusRecord, CorpusSplit, data_folder, fingerprint_text
from garner.datasets.corpora import CORPORA
from garner.datasets.exposure import SeenSplit
from garner.datasets.fingerprints import fingerprints_of, hash_of
from garner.datasets.held_out import check_trainable, held_out_fingerprints, stands_in, training_split
from garner.datasets.own import open_dataset
from garner.datasets.own.split import asked_of
from garner.errors import InputError
from garner.models.encoder.words import split_words
from garner.passages import split as split_text
from garner.schema import Schema
from garner.training.encoder.gold import GoldSpan, LabelledText, Place
from garner.training.encoder.recipe import check_choosing
from garner.training.encoder.spans import read_texts
from garner.values import UNTYPED

__all__ = ["DevShare", "Lesson", "Passages", "Request", "names_corpus", "prepare"]


class DevShare(NamedTuple):
    """How many of the documents are kept aside to measure on, and the seed that draws them."""

    share: float = 0.1
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """What a user names: the data and how to read them, what to ask, and other data to measure on (``None``: a share of the
    data is kept aside)."""

    data: str
    dev: str | None = None
    schema: Schema | None = None
    data_dir: Path | None = None
    data_format: str | None = None
    aside: DevShare = field(default_factory=DevShare)


class Passages(NamedTuple):
    """How the model reads: passages of at most ``size`` tokens by ``count``, spans of at most ``span_words`` words."""

    size: int
    span_words: int
    count: Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learnt and what it is measured on.

    ``texts`` are the passages to train on, from ``documents`` documents, ``schema`` what is asked, ``labels`` the names in it
    that something is annotated with (choices as task=choice). ``dev`` is measured on and never trained on. ``seen`` says
    where the texts are from; ``notes`` tell in words what is lost or left out.
    """

    texts: tuple[LabelledText, ...]
    documents: int
    schema: Schema
    labels: tuple[str, ...]
    dev: CorpusSplit
    seen: SeenSplit
    language: str
    notes: tuple[str, ...]


def prepare(request: Request, passages: Passages) -> Lesson:
    """Read the data and set aside what is measured on.

    Of a public corpus what stands among held-out texts is left out, which takes minutes to find. Raises ``InputError`` where
    nothing can be learnt or measured, and for corpora that nothing may be trained or chosen on.
    """
    data, other = _trainable(request.data), None if request.dev is None else _choosable(request.dev)
    split = _asked_of(_open(request, data), request.schema)
    notes = [f"{count} annotations not converted: {reason}." for reason, count in split.reasons.most_common()]
    if split.corpus.strings:
        notes.append("The data give values without places: only where each first stands is learnt from.")
    if other is None:
        records, aside = _parted(split, request.aside)
        dev = replace(split, records=aside)
        notes.append(
            f"{len(aside)} of {len(split.records)} documents are kept aside to measure on (seed {request.aside.seed})."
        )
    else:
        records = split.records
        dev = _asked_of(_open(request, other), split.schema)
    pieces = [piece for record in records for piece in cut_passages(record, passages)]
    texts, again = _without(pieces, dev)
    if again:
        notes.append(f"{again} passages stand in what is measured on too, and are not trained on.")
    if names_corpus(request.data):
        texts, held_out = _free_of(texts, held_out_fingerprints(data_folder(request.data_dir)))
        if held_out:
            notes.append(f"{held_out} passages stand among held-out texts or in test splits, and are not trained on.")
    notes += _losses(records, pieces, passages)
    labels = _labels(texts, split.schema, notes)
    seen = SeenSplit(split.corpus.name, split.split, split.fingerprint, len(texts))
    return Lesson(texts, len(records), split.schema, labels, dev, seen, split.corpus.language, tuple(notes))


def cut_passages(record: CorpusRecord, passages: Passages) -> list[LabelledText]:
    """The record as the model reads it: whole, or in passages without overlap. What lies across a cut is in none; what the text
    is as a whole, each passage is."""
    text = read_texts(record)
    cut = split_text(record.text, passages.size, 0, passages.count)
    return [_piece(text, each.start, each.end) for each in cut if each.text.strip()]


def _piece(text: LabelledText, begin: int, stop: int) -> LabelledText:
    def is_inside(place: Place) -> bool:
        return begin <= place[0] and place[1] <= stop

    def moved(place: Place) -> Place:
        return place[0] - begin, place[1] - begin

    return LabelledText(
        f"{text.id}:{begin}",
        text.text[begin:stop],
        tuple(GoldSpan(*moved(span.place), span.label) for span in text.spans if is_inside(span.place)),
        tuple(
            link._replace(head=moved(link.head), tail=moved(link.tail))
            for link in text.links
            if is_inside(link.head) and is_inside(link.tail)
        ),
        text.choices,
        tuple(moved(place) for place in text.mentions if is_inside(place)),
    )


def _trainable(name: str) -> str:
    """The corpus and split to train on, or a path as it is."""
    if not names_corpus(name):
        return name
    corpus, split = training_split(name)
    check_trainable(corpus, split)
    return f"{corpus}:{split}"


def _choosable(name: str) -> str:
    """The corpus and split to measure on, or a path as it is."""
    if not names_corpus(name):
        return name
    corpus, split = training_split(name if ":" in name else f"{name}:dev")
    check_choosing(corpus, split)
    return f"{corpus}:{split}"


def names_corpus(name: str) -> bool:
    """Whether that is the name of a public corpus, and no path."""
    called = name.partition(":")[0]
    return any(corpus == called or corpus.startswith(f"{called}/") for corpus in CORPORA)


def _open(request: Request, name: str) -> CorpusSplit:
    [split] = open_dataset(name, request.data_dir, data_format=None if names_corpus(name) else request.data_format)
    return split


def _asked_of(split: CorpusSplit, schema: Schema | None) -> CorpusSplit:
    """The split asked for what an encoder answers, of the schema or of what it has: no facts and no tables."""
    bare = replace(schema or split.schema, facts=False, table=None)
    if not (bare.entities or bare.relations or bare.labels or bare.events):
        whose = f"the schema {schema.name!r}" if schema else split.name
        raise InputError(
            f"{whose} asks for nothing that the encoder answers.",
            "Annotate mentions with a type, relations, events, or what the text is.",
        )
    return asked_of(split, bare) if schema else _bare(split, bare)


def _bare(split: CorpusSplit, schema: Schema) -> CorpusSplit:
    """The split without facts and tables: what else there is, is no loss that anybody need hear of."""
    kept = tuple(replace(each, schema=schema, gold=replace(each.gold, facts=(), tables=())) for each in split.records)
    return replace(split, schema=schema, records=kept)


def _parted(split: CorpusSplit, aside: DevShare) -> tuple[tuple[CorpusRecord, ...], tuple[CorpusRecord, ...]]:
    """Documents to train on and, drawn at random, documents to measure on; documents of one text stay together."""
    alike: dict[str, list[int]] = {}
    for number, record in enumerate(split.records):
        alike.setdefault(fingerprint_text(record.text) or record.text, []).append(number)
    if len(alike) < 2:
        raise InputError(
            f"{split.name} has only one text, so none can be kept aside to measure on.",
            "Annotate more texts, or name others to measure on with --dev.",
        )
    groups = list(alike.values())
    Random(aside.seed).shuffle(groups)
    wanted = min(max(1, round(aside.share * len(split.records))), len(split.records) - 1)
    chosen: set[int] = set()
    for group in groups[:-1]:
        if len(chosen) >= wanted:
            break
        chosen.update(group)
    numbered = list(enumerate(split.records))
    return tuple(each for number, each in numbered if number not in chosen), tuple(
        each for number, each in numbered if number in chosen
    )


def _without(pieces: Iterable[LabelledText], dev: CorpusSplit) -> tuple[tuple[LabelledText, ...], int]:
    """The pieces that do not stand in what is measured on, and how many do."""
    forbidden: set[bytes] = set()
    for record in dev.records:
        forbidden.add(hash_of(fingerprint_text(record.text)))
        forbidden |= fingerprints_of(record.text).every
    return _free_of(tuple(pieces), frozenset(forbidden))


def _free_of(pieces: Sequence[LabelledText], forbidden: frozenset[bytes]) -> tuple[tuple[LabelledText, ...], int]:
    """The pieces that do not stand, whole or by a sentence, in what is forbidden, and how many do."""
    clean = tuple(piece for piece in pieces if not stands_in(piece.text, forbidden))
    return clean, len(pieces) - len(clean)


def _losses(records: Sequence[CorpusRecord], pieces: Sequence[LabelledText], passages: Passages) -> list[str]:
    """In words, what of the annotation cannot be learnt."""
    cut = Counter(piece.id.rpartition(":")[0] for piece in pieces)
    several = [count for count in cut.values() if count > 1]
    whole = [read_texts(record) for record in records]
    spans = sum(len(text.spans) for text in whole) - sum(len(piece.spans) for piece in pieces)
    links = sum(len(text.links) for text in whole) - sum(len(piece.links) for piece in pieces)
    long = broken = 0
    for piece in pieces:
        words = split_words(piece.text)
        starts, ends = ({place[side]: number for number, place in enumerate(words)} for side in (0, 1))
        for span in piece.spans:
            if span.start not in starts or span.end not in ends:
                broken += 1
            elif ends[span.end] - starts[span.start] >= passages.span_words:
                long += 1
    told = {
        f"{len(several)} texts are longer than {passages.size} tokens and are read as {sum(several)} passages": len(several),
        f"{spans} mentions lie across the cut between two passages and are not learnt": spans,
        f"{links} relations and arguments lie across the cut between two passages and are not learnt": links,
        f"{long} mentions have more than {passages.span_words} words and cannot be found": long,
        f"{broken} mentions begin or end within a word and cannot be found": broken,
    }
    return [f"{words}." for words, count in told.items() if count]


def _labels(texts: Sequence[LabelledText], schema: Schema, notes: list[str]) -> tuple[str, ...]:
    """The names in the schema that something is annotated with; the others are noted."""
    annotated = {span.label for text in texts for span in text.spans} | {link.name for text in texts for link in text.links}
    annotated |= {f"{choice.task}={name}" for text in texts for choice in text.choices for name in choice.right}
    asked = [each.name for kind in (schema.entities, schema.relations, schema.events) for each in kind]
    asked += [role.name for event in schema.events for role in event.roles]
    asked += [f"{task.name}={choice.name}" for task in schema.labels for choice in task.choices]
    asked = [name for name in dict.fromkeys(asked) if name != UNTYPED]
    labels = tuple(name for name in asked if name in annotated)
    if not labels:
        raise InputError("No text to train on has a mention of what is asked.", "Annotate more texts, or keep fewer aside.")
    if never := [name for name in asked if name not in annotated]:
        notes.append(f"Never annotated in what is trained on, so nothing is learnt of: {', '.join(never)}.")
    return labels
