"""All entries by name."""

from __future__ import annotations

from itertools import chain

from garner.datasets.corpora import (
    benchmarks,
    chinese,
    english_entities,
    english_events,
    english_opinions,
    english_relations,
    english_slots,
    english_texts,
    japanese,
    open_facts,
    probes,
)
from garner.datasets.corpora.corpus import Corpus
from garner.errors import InputError

__all__ = ["CORPORA", "corpora_called"]

_ROOMS = (
    english_entities,
    english_relations,
    english_events,
    english_texts,
    english_opinions,
    english_slots,
    open_facts,
    chinese,
    japanese,
    benchmarks,
    probes,
)

CORPORA: dict[str, Corpus] = {corpus.name: corpus for corpus in chain.from_iterable(room.ENTRIES for room in _ROOMS)}
"""Every corpus by its name, in the order of the modules."""


def corpora_called(name: str) -> tuple[Corpus, ...]:
    """The corpus of that name, or all parts of the one (``crossner`` means ``crossner/ai`` and the others).

    Raises ``InputError`` with the names that come near.
    """
    if name in CORPORA:
        return (CORPORA[name],)
    parts = tuple(corpus for corpus in CORPORA.values() if corpus.name.startswith(f"{name}/"))
    if not parts:
        from difflib import get_close_matches

        known = dict.fromkeys([*CORPORA, *(each.partition("/")[0] for each in CORPORA)])
        near = get_close_matches(name, known, 3)
        meant = f"Did you mean {', '.join(near)}? " if near else ""
        raise InputError(f"No corpus is called {name!r}.", f"{meant}garner datasets list shows all.")
    return parts
