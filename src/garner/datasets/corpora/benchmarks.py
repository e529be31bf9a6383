"""Test files of published systems, each text with its own question."""

from __future__ import annotations

from typing import Literal

from garner.datasets.corpora.corpus import Corpus, Published, Role
from garner.datasets.readers.instructions import Instructions

__all__ = ["ENTRIES"]

_COUNTED = {"entities": "entities", "relations": "relations", "event": "arguments"}


def _scir(part: str, file: str, asks: Literal["entities", "relations", "event"], units: int, answers: int, note: str) -> Corpus:
    return Corpus(
        name=f"scir/{part}",
        folder="multi/benchmark/scir_test",
        role=Role.HELD_OUT,
        licence="none stated",
        reader=Instructions(asks),
        splits={"test": (file,)},
        published={"test": Published(units, answers)},
        counted=(_COUNTED[asks],),
        as_written=True,
        strings=True,
        language=file.partition("/")[0],
        note=note,
    )


ENTRIES: tuple[Corpus, ...] = (
    _scir(
        "crossner", "en/ner/CrossNER.json", "entities", 1000, 2942, "887 different texts, the five fields of CrossNER mixed."
    ),
    _scir("weibo", "zh/ner/WEIBONER.json", "entities", 516, 268, "258 posts, each asked twice; 363 questions have no answer."),
    _scir("fewrel", "en/re/fewrel.json", "relations", 1000, 1000, "Each question has exactly one triple."),
    _scir("wiki_zsl", "en/re/wiki.json", "relations", 1000, 1000, "Each question has exactly one triple."),
    _scir("coae2016", "zh/re/COAE2016.json", "relations", 971, 971, "Each question has exactly one triple."),
    _scir("ske2020", "zh/re/SKE2020.json", "relations", 1000, 1220, "4 ends of triples do not stand in their texts."),
    _scir("rams", "en/ee/RAMS.json", "event", 1000, 461, "Event type given, no triggers; 807 questions have no answer."),
    _scir(
        "wikievents",
        "en/ee/WikiEvents.json",
        "event",
        615,
        207,
        "Event type given, no triggers; 486 questions have no answer, one more answers a role it does not ask (refused); "
        "5 values do not stand in their texts.",
    ),
    _scir("fewfc", "zh/ee/FewFC.json", "event", 1000, 2669, "Event type given, no triggers. Its sentences are FewFC's too."),
    _scir(
        "ccf_law",
        "zh/ee/ccf_law.json",
        "event",
        1000,
        2825,
        "Event type given, no triggers; 89 questions have no answer; 35 values do not stand in their texts.",
    ),
)
