"""Chinese."""

from __future__ import annotations

from garner.datasets.corpora import chinese_entities
from garner.datasets.corpora.corpus import Corpus

__all__ = ["ENTRIES"]

ENTRIES: tuple[Corpus, ...] = (*chinese_entities.ENTRIES,)
