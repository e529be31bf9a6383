"""What must never be trained on: every text of the held-out corpora and of all test splits, by fingerprint."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from garner.datasets.corpora import CORPORA, Role, corpora_called
from garner.datasets.files import open_corpus
from garner.datasets.fingerprints import fingerprints_of, hash_of
from garner.datasets.load import read_corpus
from garner.datasets.record import fingerprint_text
from garner.datasets.strings import strings_of
from garner.errors import InputError

__all__ = [
    "check_trainable",
    "held_out_fingerprints",
    "is_held_out",
    "is_test_split",
    "listed_fingerprints",
    "stands_in",
    "training_split",
]


def is_test_split(split: str) -> bool:
    """Whether a split of that name is one to evaluate on at the end (``test``, ``github_test``, ``test_noise``)."""
    return "test" in split.replace("-", "_").split("_")


def is_held_out(corpus: str, split: str) -> bool:
    """Whether nothing of that split may be trained on, whatever the weights are for."""
    return CORPORA[corpus].role is Role.HELD_OUT or is_test_split(split)


def training_split(name: str) -> tuple[str, str]:
    """Corpus and split of ``corpus:split``; of ``corpus`` alone its split ``train``, or ``all`` where it is not split.

    Raises ``InputError`` for a corpus that garner does not know, one of several parts, and one that has no such split.
    """
    called, _, split = name.partition(":")
    found = corpora_called(called)
    if len(found) > 1:
        raise InputError(f"{called} has several parts.", f"Name one: {', '.join(corpus.name for corpus in found)}.")
    splits = found[0].splits
    split = split or ("all" if "all" in splits and "train" not in splits else "train")
    if split not in splits:
        raise InputError(f"{called} has no split {split!r}.", f"It has {', '.join(splits)}; write {called}:SPLIT.")
    return called, split


def check_trainable(corpus: str, split: str, research: bool = False) -> None:
    """Raise ``InputError`` where nothing may be trained on that split: held-out corpora, test splits, and (unless the weights
    are for ``research`` and do not ship) corpora without a licence for it."""
    role = CORPORA[corpus].role
    if role is Role.HELD_OUT:
        raise InputError(f"{corpus} is held out: nothing may be trained on it.", "Take it out of the recipe.")
    if is_test_split(split):
        raise InputError(f"{corpus}:{split} is a test split: nothing may be trained on it.", f"Name another split of {corpus}.")
    if role is Role.RESEARCH and not research:
        raise InputError(
            f"{corpus} is for research only ({CORPORA[corpus].licence}): it may not feed weights that ship.",
            "Take it out of the recipe, or set research = true in a recipe whose weights are not given away.",
        )


def held_out_fingerprints(root: Path) -> frozenset[bytes]:
    """The hashes (``fingerprints.hash_of``) of all texts and sentences under the data folder ``root`` that nothing may be
    trained on: those of every corpus whose role is held-out, and of the test splits of all others. For ``stands_in``.

    Each corpus is read by its entry; the files of the held-out ones are read once more without regard to their format, so
    that a text which a reader refuses is left out all the same. Raises ``InputError`` when a corpus is not there, because then
    nobody can tell what must be left out.
    """
    found: set[bytes] = set()
    for name, corpus in CORPORA.items():
        if not any(is_held_out(name, split) for split in corpus.splits):
            continue
        for split, read in read_corpus(root, name).items():
            if is_held_out(name, split):
                found.update(_hashes(record.text for record in read.records))
    return frozenset(found) | listed_fingerprints(root)


def listed_fingerprints(root: Path) -> frozenset[bytes]:
    """The hashes of every string in the files of the held-out corpora, read without regard to their format: many strings are no
    sentences, which costs nothing. Folders that other corpora share are not read."""
    roles: dict[str, set[Role]] = {}
    for corpus in CORPORA.values():
        roles.setdefault(corpus.folder, set()).add(corpus.role)
    found: set[bytes] = set()
    for folder, used_as in roles.items():
        if used_as == {Role.HELD_OUT}:
            fingerprints = (fingerprint_text(string) for string in strings_of(open_corpus(root, folder)))
            found.update(hash_of(each) for each in fingerprints if each)
    return frozenset(found)


def stands_in(text: str, forbidden: frozenset[bytes], sentences: bool = True) -> bool:
    """Whether the text, however short, is among the ``forbidden``, or (with ``sentences``) one of its longer sentences is."""
    if hash_of(fingerprint_text(text)) in forbidden:
        return True
    return sentences and not forbidden.isdisjoint(fingerprints_of(text).sentences)


def _hashes(texts: Iterable[str]) -> set[bytes]:
    found: set[bytes] = set()
    for text in texts:
        fingerprint = fingerprint_text(text)
        if fingerprint:
            found.add(hash_of(fingerprint))
            found.update(fingerprints_of(text).sentences)
    return found
