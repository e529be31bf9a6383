"""What was read of a corpus, counted and held against the counts of its page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from garner.datasets.corpora import Corpus, Published
from garner.datasets.load import CorpusSplit, read_corpus
from garner.datasets.record import Lost, Refusal
from garner.values import Extraction

__all__ = ["ITEMS", "Agreement", "CorpusCounts", "SplitCounts", "count_corpus", "count_items", "count_split"]

ITEMS = ("labels", "entities", "relations", "events", "arguments", "facts", "tables")
"""The kinds of items that are counted."""

_EXAMPLES = 3


class Agreement(StrEnum):
    """How the counts of a split stand to the published ones."""

    EQUAL = "equal"
    ACCOUNTED = "equal with what was refused"
    UNPUBLISHED = "nothing published"
    NOTED = "differs, see note"
    DIFFERS = "differs"


@dataclass(frozen=True, slots=True)
class SplitCounts:
    """One split: ``kept`` items by kind, ``refused`` by reason with the places of the first few, and what the corpus's page
    counts."""

    split: str
    fingerprint: str
    records: int
    kept: Mapping[str, int]
    refused_records: int
    refused_annotations: int
    refused: Mapping[str, int]
    examples: Mapping[str, tuple[str, ...]]
    published: Published | None
    counted: int
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class CorpusCounts:
    """All splits of one corpus."""

    corpus: Corpus
    splits: tuple[SplitCounts, ...]

    @property
    def differs(self) -> bool:
        """Whether a count differs from the published one and nothing says why."""
        return any(split.agreement is Agreement.DIFFERS for split in self.splits)


def count_items(golds: Iterable[Extraction]) -> dict[str, int]:
    """How many items of each kind there are, kinds without any left out."""
    counts: Counter[str] = Counter()
    for gold in golds:
        for kind in ITEMS:
            if kind == "arguments":
                counts[kind] += sum(len(event.arguments) for event in gold.events)
            else:
                counts[kind] += len(getattr(gold, kind))
    return {kind: counts[kind] for kind in ITEMS if counts[kind]}


def count_split(split: CorpusSplit) -> SplitCounts:
    """The counts of a split that was read."""
    corpus = split.corpus
    kept = count_items(record.gold for record in split.records)
    lost = Counter(refusal.lost for refusal in split.refused)
    published = corpus.published.get(split.split)
    counted = sum(kept.get(kind, 0) for kind in corpus.counted)
    return SplitCounts(
        split=split.split,
        fingerprint=split.fingerprint,
        records=len(split.records),
        kept=kept,
        refused_records=lost[Lost.RECORD],
        refused_annotations=lost[Lost.ANNOTATION],
        refused=dict(split.reasons.most_common()),
        examples=_examples(split.refused),
        published=published,
        counted=counted,
        agreement=_agreement(published, (len(split.records), counted), split.refused, corpus.note),
    )


def count_corpus(root: Path, name: str) -> CorpusCounts:
    """Read every split of the corpus called ``name`` and count. Raises ``InputError`` where its files are not there."""
    splits = read_corpus(root, name)
    return CorpusCounts(next(iter(splits.values())).corpus, tuple(count_split(split) for split in splits.values()))


def _agreement(published: Published | None, read: tuple[int, int], refused: Sequence[Refusal], note: str) -> Agreement:
    """A difference is accounted for where it is just what was refused, in all or for one of the reasons."""
    if published is None:
        return Agreement.UNPUBLISHED
    units, annotations = read
    stated = annotations if published.annotations is None else published.annotations
    if (units, annotations) == (published.units, stated):
        return Agreement.EQUAL
    if published.units - units in _losses(refused, Lost.RECORD) and stated - annotations in _losses(refused, Lost.ANNOTATION):
        return Agreement.ACCOUNTED
    return Agreement.NOTED if note else Agreement.DIFFERS


def _losses(refused: Sequence[Refusal], lost: Lost) -> set[int]:
    by_reason = Counter(refusal.reason for refusal in refused if refusal.lost is lost)
    return {0, by_reason.total(), *by_reason.values()}


def _examples(refused: Sequence[Refusal]) -> dict[str, tuple[str, ...]]:
    places: dict[str, list[str]] = {}
    for refusal in refused:
        found = places.setdefault(refusal.reason, [])
        if len(found) < _EXAMPLES:
            found.append(refusal.where)
    return {reason: tuple(found) for reason, found in places.items()}
