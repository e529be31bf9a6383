"""Public corpora as records: text, gold spans with exact offsets, label names as words, licence and role."""

from garner.datasets.contamination import HELD_OUT_FOLDERS, held_out_fingerprints
from garner.datasets.files import DATA_VARIABLE, data_folder
from garner.datasets.load import CorpusSplit, read_split
from garner.datasets.record import CorpusRecord, GoldSpan, fingerprint_text
from garner.datasets.table import CORPORA, Corpus, Role, spell_out

__all__ = [
    "CORPORA",
    "DATA_VARIABLE",
    "HELD_OUT_FOLDERS",
    "Corpus",
    "CorpusRecord",
    "CorpusSplit",
    "GoldSpan",
    "Role",
    "data_folder",
    "fingerprint_text",
    "held_out_fingerprints",
    "read_split",
    "spell_out",
]
