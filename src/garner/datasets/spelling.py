"""Gold under the corpus's raw labels, rewritten under the names people read."""

from __future__ import annotations

from dataclasses import replace

from garner.datasets.corpora.corpus import Corpus
from garner.values import UNTYPED, Extraction

__all__ = ["spell_gold"]


def spell_gold(corpus: Corpus, gold: Extraction) -> Extraction:
    """The same items with every label spelled out as the corpus's entry says."""

    def name(kind: str, label: str) -> str:
        return label if label == UNTYPED else corpus.named(kind, label).name

    return replace(
        gold,
        labels=tuple(replace(each, task=name("tasks", each.task), value=name("choices", each.value)) for each in gold.labels),
        entities=tuple(replace(each, type=name("entities", each.type)) for each in gold.entities),
        relations=tuple(replace(each, type=name("relations", each.type)) for each in gold.relations),
        events=tuple(
            replace(
                each,
                type=name("events", each.type),
                arguments=tuple(replace(argument, role=name("roles", argument.role)) for argument in each.arguments),
            )
            for each in gold.events
        ),
    )
