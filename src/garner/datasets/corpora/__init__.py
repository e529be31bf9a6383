"""The public corpora garner can read: one entry each, a module a kind of task or language."""

from garner.datasets.corpora.corpus import Corpus, Named, Published, Role, spell_out
from garner.datasets.corpora.registry import CORPORA, corpora_called

__all__ = ["CORPORA", "Corpus", "Named", "Published", "Role", "corpora_called", "spell_out"]
