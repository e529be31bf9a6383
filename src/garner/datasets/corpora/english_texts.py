"""English texts under classes and sentiment."""

from __future__ import annotations

from garner.datasets.corpora.corpus import Corpus

__all__ = ["ENTRIES"]

ENTRIES: tuple[Corpus, ...] = ()
