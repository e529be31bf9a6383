"""Features of the characters of a text, from weights that stay as they are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from garner.training.encoder.characters.graph import Frozen, build_features_graph, freeze
from garner.training.encoder.characters.lac import FEATURES, read_tagger
from garner.training.encoder.characters.vocabulary import ids_of, kept_characters

if TYPE_CHECKING:
    import onnxruntime  # type: ignore[import-untyped]  # ships no types

__all__ = ["CharacterFeatures"]

_TEXTS = 64
_CHARACTERS = 8192
"""A batch holds at most so many texts, and characters with its padding: some 80 MB of states."""


class CharacterFeatures:
    """Reads characters with the tagger of the package ``jieba``; 10,000 texts of 45 characters take a core some 15 s.

    >>> characters = CharacterFeatures.installed()
    >>> [array.shape for array in characters.features([characters.ids("北京大学"), characters.ids("東京")])]
    [(4, 384), (2, 384)]
    """

    def __init__(self, frozen: Frozen, characters: Sequence[str], threads: int = 1) -> None:
        self.frozen = frozen
        self._ids = {character: number for number, character in enumerate(characters, 2)}
        self._threads = threads

    @classmethod
    def installed(cls, folder: Path | None = None, threads: int = 1) -> CharacterFeatures:
        """From the files in ``folder`` (default: of the installed package). Raises ``NotConfigured`` where there are none."""
        characters = kept_characters()
        return cls(freeze(read_tagger(folder), characters), characters, threads)

    @property
    def size_bytes(self) -> int:
        """What the weights take in 8 bits, before compression."""
        return self.frozen.size_bytes

    def ids(self, text: Iterable[str]) -> list[int]:
        """One id for each character: 0 is padding and never given, 1 an unknown character."""
        return ids_of(text, self._ids)

    def features(self, texts: Sequence[Sequence[int]]) -> list[np.ndarray]:
        """For each list of ids its features, n x 384 in half precision: 128 of the character alone (values up to some 10),
        then 128 of it as read forwards and 128 backwards (-1 to 1). They do not depend on what else is asked for."""
        found = [np.zeros((0, FEATURES), np.float16)] * len(texts)
        for places in _batches([len(text) for text in texts]):
            lengths = np.array([len(texts[place]) for place in places], np.int64)
            ids = np.zeros((len(places), int(lengths.max())), np.int64)
            for row, place in enumerate(places):
                ids[row, : lengths[row]] = texts[place]
            read = self._session.run(["features"], {"ids": ids, "lengths": lengths})[0]
            for row, place in enumerate(places):
                found[place] = read[row, : lengths[row]].astype(np.float16)
        return found

    @cached_property
    def _session(self) -> onnxruntime.InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        model = build_features_graph(self.frozen).SerializeToString()
        return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _batches(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The places of texts that are not empty, those of like length together."""
    batch: list[int] = []
    for place in sorted((place for place, length in enumerate(lengths) if length), key=lengths.__getitem__):
        if batch and (len(batch) == _TEXTS or (len(batch) + 1) * lengths[place] > _CHARACTERS):
            yield batch
            batch = []
        batch.append(place)
    if batch:
        yield batch
