"""The trunk of the embedded model as it was before any training of ours: phrases near a label's name in its vector space."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from garner.models.encoder.words import split_words
from garner.models.protocols import LabelText, ScoredSpan
from garner.training.encoder.trunk.cutting import installed_word_list

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LabelSimilarity", "minilm"]

Embed = Callable[[Sequence[str]], "NDArray[np.float32]"]
"""Phrases to vectors of length 1, a row each."""

_MOST_WORDS = 200
_LONGEST = 4
_AT_ONCE = 256
# A phrase that begins or ends with one of these is no mention, or one with a word too many.
_FUNCTION_WORDS = frozenset(
    """
    a an the this that these those of in on at by for with from to and or but as is are was were be been being has have had do
    does did not no it its he she they we you i his her their our your my me him them us who which what when where how than
    then so if into over under about after before between through during also can could will would may might must should there
    """.split()
)


class LabelSimilarity:
    """A sentence encoder without any training of ours.

    Every stretch of up to four words that neither crosses a mark nor begins or ends with a function word is read alone, as a
    sentence encoder reads it (mean of the last hidden states, scaled to length 1), and compared with each label's name by
    cosine. The most similar pair is taken first; stretches that overlap a taken one are left out. The confidence is the cosine.
    ``threshold`` was picked on a dev split that no table shows.
    """

    def __init__(self, embed: Embed, threshold: float) -> None:
        self.name = "minilm similarity"
        self.threshold = threshold
        self._embed = embed
        self._known: dict[str, NDArray[np.float32]] = {}

    def count_tokens(self, text: str) -> int:
        return len(split_words(text))

    def room(self, labels: Sequence[LabelText]) -> int:
        return _MOST_WORDS

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None
    ) -> list[list[ScoredSpan]]:
        phrases = [list(_phrases(text)) for text in texts]
        self._learn([text[start:end] for text, found in zip(texts, phrases, strict=True) for start, end in found])
        self._learn([label.name for label in labels])
        limit = self.threshold if threshold is None else threshold
        return [sorted(self._read(text, found, labels, limit)) for text, found in zip(texts, phrases, strict=True)]

    def _read(
        self, text: str, phrases: Sequence[tuple[int, int]], labels: Sequence[LabelText], limit: float
    ) -> Iterator[ScoredSpan]:
        import numpy as np

        if not phrases:
            return
        named = np.stack([self._known[label.name] for label in labels])
        near = np.stack([self._known[text[start:end]] for start, end in phrases]) @ named.T
        best, surest = near.argmax(axis=1), near.max(axis=1)
        taken: list[tuple[int, int]] = []
        for number in np.argsort(-surest, kind="stable"):
            start, end = phrases[number]
            if surest[number] < limit:
                return
            if all(end <= other[0] or other[1] <= start for other in taken):
                taken.append((start, end))
                yield ScoredSpan(start, end, labels[best[number]].name, float(np.clip(surest[number], 0, 1)))

    def _learn(self, phrases: Sequence[str]) -> None:
        """The vectors of phrases not met before."""
        fresh = sorted({phrase for phrase in phrases if phrase not in self._known}, key=len)
        for begin in range(0, len(fresh), _AT_ONCE):
            group = fresh[begin : begin + _AT_ONCE]
            self._known.update(zip(group, self._embed(group), strict=True))


def minilm(folder: Path | None = None) -> Embed:
    """The sentence encoder as it comes: shape (phrases, 384), rows of length 1."""
    import torch
    from transformers import AutoModel, AutoTokenizer
    from transformers.utils import logging

    logging.disable_progress_bar()
    folder = folder or installed_word_list().parent
    tokenizer = AutoTokenizer.from_pretrained(folder)
    trunk = AutoModel.from_pretrained(folder).eval()

    def embed(phrases: Sequence[str]) -> NDArray[np.float32]:
        read = tokenizer(list(phrases), padding=True, truncation=True, max_length=64, return_tensors="pt")
        with torch.inference_mode():
            states = trunk(**read).last_hidden_state
        mask = read["attention_mask"].unsqueeze(-1).to(states.dtype)
        means = (states * mask).sum(1) / mask.sum(1)
        vectors: NDArray[np.float32] = (means / means.norm(dim=1, keepdim=True)).numpy()
        return vectors

    return embed


def _phrases(text: str) -> Iterator[tuple[int, int]]:
    places = split_words(text)
    words = [text[start:end] for start, end in places]
    plain = [any(each.isalnum() for each in word) for word in words]
    content = [fits and word.lower() not in _FUNCTION_WORDS for fits, word in zip(plain, words, strict=True)]
    for first in range(len(words)):
        for last in range(first, min(len(words), first + _LONGEST)):
            if not plain[last]:
                break
            if content[first] and content[last]:
                yield places[first][0], places[last][1]
