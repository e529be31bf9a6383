"""The corpora of a recipe as samples: texts that may be trained on and that the encoder has not seen, each with its gold."""

from __future__ import annotations

import hashlib
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NamedTuple

from garner.datasets import CORPORA, CorpusRecord, CorpusSplit, fingerprint_text, read_split
from garner.datasets.exposure import Exposure, SeenSplit
from garner.datasets.fingerprints import fingerprints_of, tells
from garner.datasets.held_out import check_trainable, training_split
from garner.schema import Schema
from garner.training.detectors.comparing import Judged
from garner.training.detectors.samples import Sample, trimmed
from garner.training.detectors.stretches import stretches_of
from garner.training.encoder.corpora import training_share
from garner.training.encoder.selection import SYMMETRIC, WHOLE, Selection, selection_of
from garner.training.encoder.written import WRITTEN_BY_LANGUAGE
from garner.training.written import written_records
from garner.values import Extraction

__all__ = ["REST", "Picked", "Unfit", "check_source", "pick", "pick_own", "records_of", "too_short_to_tell", "unfit_for"]

REST = "rest"
"""The split of what a corpus without a dev split keeps from the encoder's training."""
_WORD = re.compile(r"\w+")

Unfit = Callable[[str], str]
"""Why a text may not be used; empty where it may."""


@dataclass(frozen=True, slots=True)
class Picked:
    """The samples of one part of a corpus, which files they are from, and why texts were left out, counted."""

    samples: tuple[Sample, ...]
    seen: SeenSplit
    left_out: Counter[str]


def check_source(name: str, *, research: bool = False) -> None:
    """Raise ``InputError`` for a part of a corpus that is not there or that nothing may be trained on."""
    corpus, _, split = name.rpartition(":")
    if corpus not in WRITTEN_BY_LANGUAGE:
        check_trainable(*training_split(corpus if split == REST else name), research=research)


def records_of(name: str, data: Path) -> tuple[list[CorpusRecord], str, str]:
    """The records of ``corpus:split`` (``rest``: those that no encoder of ours is trained on), their language, and the SHA-256
    of the files."""
    corpus, _, split = name.rpartition(":")
    rest = split == REST
    if corpus in WRITTEN_BY_LANGUAGE:
        language = WRITTEN_BY_LANGUAGE[corpus]
        records = list(written_records(corpus.removeprefix("written/")))
        source = hashlib.sha256("\n".join(dict.fromkeys(each.source for each in records)).encode()).hexdigest()
    else:
        read = read_split(data, *training_split(corpus if rest else name))
        language, records, source = read.corpus.language, list(read.records), read.fingerprint
    return [each for each in records if not rest or not training_share(each.text)], language, source


def pick(name: str, data: Path, most: int, most_characters: int, unfit: Unfit, seed: int) -> Picked:
    """At most ``most`` samples of ``corpus:split``, drawn by the seed, not more than one in five with nothing in it."""
    records, language, source = records_of(name, data)
    corpus = name.partition(":")[0]
    split = "all" if corpus in WRITTEN_BY_LANGUAGE or not records else records[0].split.partition(":")[2]
    selection = selection_of(corpus)
    origin = _Origin(name, language, _judged(corpus, selection), selection)
    return _draw(records, origin, (most, most_characters, seed), unfit, SeenSplit(corpus, split, source, 0))


def pick_own(split: CorpusSplit, records: Sequence[CorpusRecord], most_characters: int, unfit: Unfit, seed: int) -> Picked:
    """All samples of some records of a user's own data."""
    origin = _Origin(split.name, split.corpus.language, Judged(places=not split.corpus.strings), WHOLE)
    seen = SeenSplit(split.corpus.name, split.split, split.fingerprint, 0)
    return _draw(records, origin, (sys.maxsize, most_characters, seed), unfit, seen)


class _Origin(NamedTuple):
    """Where records are from, and what of their gold can be trusted."""

    name: str
    language: str
    judged: Judged
    selection: Selection


def _draw(
    records: Sequence[CorpusRecord], origin: _Origin, bounds: tuple[int, int, int], unfit: Unfit, seen: SeenSplit
) -> Picked:
    most, most_characters, seed = bounds
    left_out: Counter[str] = Counter()
    filled: list[Sample] = []
    empty: list[Sample] = []
    texts = 0
    for record in sorted(records, key=lambda each: _lot(seed, origin.name, each.text)):
        if len(filled) >= most:
            break
        reason = _unusable(record, origin.selection) or unfit(record.text)
        if reason:
            left_out[reason] += 1
            continue
        texts += 1
        for sample in _samples(record, origin, most_characters):
            (filled if _says_something(sample.gold) else empty).append(sample)
    filled = filled[:most]
    chosen = (*filled, *empty[: min(most - len(filled), len(filled) // 4)])
    return Picked(chosen, replace(seen, texts=texts), left_out)


def unfit_for(forbidden: Callable[[str], bool], seen: Exposure | None, others: frozenset[bytes]) -> Unfit:
    """What may not be used: what is held out, what the encoder saw, and what is among the ``others`` (hashes of whole texts
    and sentences), which are kept apart."""

    def reason(text: str) -> str:
        prints = fingerprints_of(text).every
        if seen is not None and any(seen.saw(each) for each in prints):
            return "seen by the encoder"
        if not others.isdisjoint(prints):
            return "kept apart for dev"
        return "held out" if forbidden(text) else ""

    return reason


def too_short_to_tell(text: str) -> str:
    """Why a text of a split that the encoder was trained on may not be used although no fingerprint says that it was seen."""
    return "" if tells(fingerprint_text(text)) else "too short to tell whether the encoder saw it"


def _judged(corpus: str, selection: Selection) -> Judged:
    entry = CORPORA.get(corpus)
    return Judged(
        places=entry is None or not entry.strings,
        single_pair=selection.single_pair,
        undirected=selection.undirected,
        symmetric=SYMMETRIC | selection.symmetric,
    )


def _lot(seed: int, name: str, text: str) -> str:
    return hashlib.sha256(f"{seed}\0{name}\0{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _unusable(record: CorpusRecord, selection: Selection) -> str:
    if not record.text.strip():
        return "blank"
    if selection.filler and not selection.filler.isdisjoint(_WORD.findall(record.text)):
        return "words put in for text that is gone"
    if any(place.span is None for place in record.gold.groundings()):
        return "gold that does not stand in the text"
    return ""


def _samples(record: CorpusRecord, origin: _Origin, most_characters: int) -> Iterator[Sample]:
    asked = _asked(record.schema, origin.selection)
    for start, gold in stretches_of(trimmed(record.gold, asked), most_characters):
        identifier = record.id if len(gold.text) == len(record.text) else f"{record.id}:{start}"
        schema = _answered(asked, gold)
        if schema.keys:
            yield Sample(identifier, gold.text, schema, trimmed(gold, schema), origin.name, origin.judged, origin.language)


def _asked(schema: Schema, selection: Selection) -> Schema:
    """What is asked, without what a corpus does not give well enough to learn from, open facts and tables."""
    no = selection.left_out
    events = tuple(
        replace(each, roles=tuple(role for role in each.roles if selection.roles and role.name not in no))
        for each in schema.events
        if selection.triggers and each.name not in no
    )
    return replace(
        schema,
        labels=schema.labels if selection.choices else (),
        entities=tuple(each for each in schema.entities if selection.entities and each.name not in no),
        relations=tuple(each for each in schema.relations if selection.relations and each.name not in no),
        events=events,
        facts=False,
        table=None,
    )


def _answered(schema: Schema, gold: Extraction) -> Schema:
    """Without the classifications that gold does not answer, which nobody knows the answer of."""
    answered = {label.task for label in gold.labels}
    return replace(schema, labels=tuple(task for task in schema.labels if task.name in answered and len(task.choices) > 1))


def _says_something(gold: Extraction) -> bool:
    return bool(gold.labels or gold.entities or gold.relations or gold.events)
