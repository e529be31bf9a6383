"""How often characters occur in what the encoder may be trained on, and how much of it the tagger knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import NamedTuple

from garner.datasets import CORPORA, Role, read_corpus
from garner.datasets.held_out import is_held_out

__all__ = ["KINDS", "LANGUAGES", "Coverage", "corpus_texts", "count_characters", "coverage", "written_texts"]

LANGUAGES = ("zh", "ja")
KINDS = {"all": re.compile(r"\S"), "han": re.compile("[々㐀-䶿一-鿿豈-﫿]"), "kana": re.compile("[ぁ-ヿ]")}


class Coverage(NamedTuple):
    """Characters counted, the share that has an id, and the most frequent that have none."""

    characters: int
    share: float
    missing: tuple[str, ...]


def corpus_texts(data: Path, language: str) -> Iterator[str]:
    """All texts of the corpora of that language whose weights may ship, without their test splits."""
    for name, corpus in CORPORA.items():
        if corpus.language == language and corpus.role is Role.TRAIN:
            for split, read in read_corpus(data, name).items():
                if not is_held_out(name, split):
                    yield from (record.text for record in read.records)


def written_texts(language: str) -> Iterator[str]:
    """The texts written for garner in that language, with their marks."""
    folder = resources.files("garner.training.written").joinpath(language)
    for file in sorted(folder.iterdir(), key=lambda file: file.name):
        if file.name.endswith(".txt"):
            yield file.read_text(encoding="utf-8")


def count_characters(data: Path, language: str) -> Counter[str]:
    """Of the corpora and of the texts written for garner."""
    counts: Counter[str] = Counter()
    for text in (*corpus_texts(data, language), *written_texts(language)):
        counts.update(text)
    return counts


def coverage(counts: Mapping[str, int], known: frozenset[str], kind: str = "all") -> Coverage:
    """How much of the running text is ``known``, of the characters of a kind (spaces left out of all)."""
    asked = {character: count for character, count in counts.items() if KINDS[kind].match(character)}
    total = sum(asked.values())
    missing = sorted(asked.keys() - known, key=lambda character: (-asked[character], character))
    return Coverage(total, 1 - sum(asked[character] for character in missing) / max(1, total), tuple(missing[:10]))
