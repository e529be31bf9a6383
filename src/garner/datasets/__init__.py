"""Corpora: by declaration, into one value (text, schema, gold), with what could not be converted beside it."""

from garner.datasets.corpora import CORPORA, Corpus, Named, Published, Role, corpora_called, spell_out
from garner.datasets.files import DATA_VARIABLE, data_folder
from garner.datasets.gold import Gold
from garner.datasets.load import CorpusSplit, read_corpus, read_split
from garner.datasets.record import Annotated, CorpusRecord, Lost, Refusal, fingerprint_text

__all__ = [
    "CORPORA",
    "DATA_VARIABLE",
    "Annotated",
    "Corpus",
    "CorpusRecord",
    "CorpusSplit",
    "Gold",
    "Lost",
    "Named",
    "Published",
    "Refusal",
    "Role",
    "corpora_called",
    "data_folder",
    "fingerprint_text",
    "read_corpus",
    "read_split",
    "spell_out",
]
