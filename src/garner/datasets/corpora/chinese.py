"""Chinese."""

from __future__ import annotations

from garner.datasets.corpora import chinese_entities, chinese_opinions, chinese_relations, chinese_slots, chinese_texts
from garner.datasets.corpora.corpus import Corpus

__all__ = ["ENTRIES"]

ENTRIES: tuple[Corpus, ...] = (
    *chinese_entities.ENTRIES,
    *chinese_relations.ENTRIES,
    *chinese_texts.ENTRIES,
    *chinese_opinions.ENTRIES,
    *chinese_slots.ENTRIES,
)
