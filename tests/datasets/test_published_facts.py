"""What is published about the corpora holds for what is read from them, wherever the corpora are at hand.

The folder of the corpora is that of GARNER_DATA, else ``../shared/data`` beside the checkout.
"""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path

import pytest

from garner.datasets import CORPORA, Corpus, CorpusSplit, corpora_called, read_corpus
from garner.datasets.counts import Agreement, count_items, count_split
from garner.datasets.files import DATA_VARIABLE, CorpusFiles, has_corpus, open_corpus
from garner.schema import Schema


def data_root() -> Path | None:
    """The folder of the corpora, if this machine has one."""
    named = os.environ.get(DATA_VARIABLE)
    folder = Path(named) if named else Path(__file__).parents[3] / "shared" / "data"
    return folder if any(has_corpus(folder, corpus.folder) for corpus in CORPORA.values()) else None


ROOT = data_root()
if ROOT is None:
    pytest.skip(f"no corpora are at hand ({DATA_VARIABLE} names their folder)", allow_module_level=True)

# By folder, so that an archive is unpacked once for all of its parts.
THERE = sorted((corpus for corpus in CORPORA.values() if has_corpus(ROOT, corpus.folder)), key=lambda corpus: corpus.folder)


def splits_of(name: str) -> dict[str, CorpusSplit]:
    assert ROOT is not None
    if not has_corpus(ROOT, CORPORA[name].folder):
        pytest.skip(f"{CORPORA[name].folder} is not there")
    return read_corpus(ROOT, name)


@lru_cache(maxsize=1)
def opened_once_more(folder: str) -> CorpusFiles:
    assert ROOT is not None
    return open_corpus(ROOT, folder)


@pytest.mark.parametrize("corpus", THERE, ids=lambda corpus: corpus.name)
def test_every_corpus_is_read_as_its_page_counts_it(corpus: Corpus) -> None:
    files = opened_once_more(corpus.folder)
    for name, split in splits_of(corpus.name).items():
        counts = count_split(split)
        told = (
            f"{split.name}: published {counts.published}, read {counts.records} with {counts.counted}, refused {counts.refused}"
        )
        assert counts.agreement is not Agreement.DIFFERS, told
        assert split.fingerprint == files.fingerprint(files.match(corpus.splits[name]))
        identifiers = [record.id for record in split.records]
        assert len(set(identifiers)) == len(identifiers), f"{split.name} has two records of one id"
        for schema in {record.schema for record in split.records if record.schema.keys}:
            assert Schema.parse(schema.to_dict()) == schema
        for record in split.records:
            assert record.gold.text == record.text
            for place in record.gold.groundings():
                assert place.surface == (place.value if place.span is None else record.text[slice(*place.span)])
                assert place.surface.strip() == place.surface


def test_scir_has_9102_instances_in_ten_files() -> None:
    parts = [corpus.name for corpus in corpora_called("scir")]
    splits = [split for name in parts for split in splits_of(name).values()]
    assert len(splits) == 10
    assert sum(len(split.records) for split in splits) == 9_102


def test_stockmark_has_5343_sentences_with_13185_entities_of_8_types() -> None:
    [split] = splits_of("stockmark_wikipedia").values()
    assert len(split.records) == 5_343
    assert count_items(record.gold for record in split.records) == {"entities": 13_185}
    assert len(split.schema.entities) == 8


@pytest.mark.parametrize(
    ("domain", "sentences"), [("ai", 431), ("literature", 416), ("music", 465), ("politics", 651), ("science", 543)]
)
def test_crossners_test_splits_have_the_sizes_of_its_paper(domain: str, sentences: int) -> None:
    assert len(splits_of(f"crossner/{domain}")["test"].records) == sentences


def test_jacreds_dev_split_has_6157_triples_in_300_documents() -> None:
    split = splits_of("jacred")["dev"]
    assert len(split.records) == 300
    assert count_items(record.gold for record in split.records)["relations"] == 6_157
