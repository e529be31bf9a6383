"""Reading a split of a corpus: records, what was refused, and the fingerprint of the files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from garner.datasets.corpora import Corpus, corpora_called
from garner.datasets.files import CorpusFiles, open_corpus
from garner.datasets.inventory import schema_of
from garner.datasets.record import Annotated, CorpusRecord, Refusal
from garner.datasets.spelling import spell_gold
from garner.errors import InputError
from garner.schema import Schema

__all__ = ["CorpusSplit", "read_corpus", "read_split"]


@dataclass(frozen=True, slots=True)
class CorpusSplit:
    """The records of one split in the order of its files.

    ``schema`` is what the corpus asks of every text (records may bring their own), ``refused`` what could not be converted,
    ``fingerprint`` the SHA-256 of the files read.
    """

    corpus: Corpus
    split: str
    schema: Schema
    records: tuple[CorpusRecord, ...]
    refused: tuple[Refusal, ...]
    fingerprint: str

    @property
    def name(self) -> str:
        """``corpus:split``; the path alone for a user's own data, whose ``split`` is empty."""
        return f"{self.corpus.name}:{self.split}" if self.split else self.corpus.name

    @property
    def reasons(self) -> Counter[str]:
        """How often each reason for a refusal was met."""
        return Counter(refusal.reason for refusal in self.refused)


def read_split(root: Path, name: str, split: str) -> CorpusSplit:
    """Read ``split`` of the corpus called ``name`` from the data folder ``root``.

    Raises ``InputError`` for an unknown corpus or split and for files that are not there.
    """
    corpus = _the_one(name)
    if split not in corpus.splits:
        raise InputError(f"{name} has no split {split!r}.", f"It has {', '.join(corpus.splits)}.")
    return _read(corpus, root)[split]


def read_corpus(root: Path, name: str) -> dict[str, CorpusSplit]:
    """Every split of the corpus called ``name`` (which names one, not a family of parts)."""
    return dict(_read(_the_one(name), root))


def _the_one(name: str) -> Corpus:
    found = corpora_called(name)
    if len(found) > 1:
        raise InputError(f"{name} has several parts.", f"Name one: {', '.join(corpus.name for corpus in found)}.")
    return found[0]


@lru_cache(maxsize=2)
def _files(root: Path, folder: str) -> CorpusFiles:
    """Parts of one archive are read one after another: it is unpacked once."""
    return open_corpus(root, folder)


def _read(corpus: Corpus, root: Path) -> dict[str, CorpusSplit]:
    files = _files(root, corpus.folder)
    read: dict[str, tuple[list[Annotated], list[Refusal], str]] = {}
    for split, patterns in corpus.splits.items():
        names = files.match(patterns)
        annotated: list[Annotated] = []
        refused: list[Refusal] = []
        for name in names:
            for each in corpus.reader.read(files, name):
                if isinstance(each, Refusal):
                    refused.append(each)
                else:
                    annotated.append(each)
                    refused.extend(each.refused)
        read[split] = annotated, refused, files.fingerprint(names)
    schema = schema_of(corpus, (each for annotated, _, _ in read.values() for each in annotated))
    return {
        split: CorpusSplit(
            corpus,
            split,
            schema,
            tuple(
                CorpusRecord(
                    each.id, each.text, each.schema or schema, spell_gold(corpus, each.gold), f"{corpus.name}:{split}", source
                )
                for each in annotated
            ),
            tuple(refused),
            source,
        )
        for split, (annotated, refused, source) in read.items()
    }
