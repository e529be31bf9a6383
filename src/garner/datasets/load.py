"""Reading a split of a corpus: records, what was refused, and the fingerprint of the files."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from garner.datasets.files import CorpusFiles, open_corpus
from garner.datasets.readers.protocol import tidy_spans
from garner.datasets.record import CorpusRecord, GoldSpan, Refusal
from garner.datasets.table import CORPORA, Corpus, spell_out
from garner.errors import InputError

__all__ = ["CorpusSplit", "read_split"]


@dataclass(frozen=True, slots=True)
class CorpusSplit:
    """The records of one split in the order of its files.

    ``refused`` counts by reason what could not be converted, ``fingerprint`` is the SHA-256 of the files read.
    """

    corpus: Corpus
    split: str
    records: tuple[CorpusRecord, ...]
    refused: Counter[str]
    fingerprint: str

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels that occur, sorted."""
        return tuple(sorted({span.label for record in self.records for span in record.spans}))


def read_split(root: Path, name: str, split: str) -> CorpusSplit:
    """Read ``split`` of the corpus called ``name`` from the data folder ``root``.

    Raises ``InputError`` for an unknown corpus or split and for files that are not there.
    """
    corpus = CORPORA.get(name)
    if corpus is None:
        raise InputError(f"No corpus is called {name!r}.", f"Known are {', '.join(sorted(CORPORA))}.")
    if split not in corpus.splits:
        raise InputError(f"{name} has no split {split!r}.", f"It has {', '.join(corpus.splits)}.")
    return _read(corpus, split, open_corpus(root, corpus.folder))


def _read(corpus: Corpus, split: str, files: CorpusFiles) -> CorpusSplit:
    names = files.match(corpus.splits[split])
    refused: Counter[str] = Counter()
    records = []
    for file_name in names:
        for read in corpus.reader.read(files, file_name):
            if isinstance(read, Refusal):
                refused[read.reason] += 1
                continue
            refused += read.refused
            if any(word in corpus.filler for word in read.text.split()):
                refused["record with annotators' filler"] += 1
                continue
            records.append(_spelled(corpus, read, refused))
    return CorpusSplit(corpus, split, tuple(records), refused, files.fingerprint(names))


def _spelled(corpus: Corpus, record: CorpusRecord, refused: Counter[str]) -> CorpusRecord:
    spans = []
    for span in record.spans:
        if span.label in corpus.left_out:
            refused[f"label left out: {span.label}"] += 1
        else:
            spans.append(GoldSpan(span.start, span.end, corpus.labels.get(span.label) or spell_out(span.label)))
    return CorpusRecord(record.id, record.text, tidy_spans(spans), record.refused)
