"""The trunk of the embedded model as it was before any training of ours: spans near a label's name in its vector space."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from garner.models.encoder.words import split_words
from garner.models.protocols import LabelText, ScoredSpan
from garner.training.encoder.__main__ import installed_trunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["LabelSimilarity"]

_MOST_TOKENS = 250
_LONGEST = 6


class LabelSimilarity:
    """MiniLM-L6 without any training of ours.

    A span's vector is the mean of its tokens' last hidden states, a label's that of its name read alone; both are scaled to
    length 1. The most similar span and label are taken first, spans that overlap a taken one are left out. The confidence is
    their cosine; ``threshold`` was picked on a dev split that no table shows.
    """

    def __init__(self, threshold: float, folder: Path | None = None) -> None:
        import torch
        from transformers import AutoModel, AutoTokenizer

        folder = folder or installed_trunk()
        self.name = "minilm similarity"
        self._threshold = threshold
        self._torch = torch
        self._tokenizer = AutoTokenizer.from_pretrained(folder)
        self._trunk = AutoModel.from_pretrained(folder).eval()
        self._label = lru_cache(maxsize=None)(self._label_vector)

    def __len__(self) -> int:
        """What was learned for the task: nothing."""
        return 0

    def count_tokens(self, text: str) -> int:
        return len(self._tokenizer.encode(text, add_special_tokens=False, verbose=False))

    def room(self, labels: Sequence[LabelText]) -> int:
        return _MOST_TOKENS

    def score(
        self, texts: Sequence[str], labels: Sequence[LabelText], threshold: float | None = None
    ) -> list[list[ScoredSpan]]:
        import numpy as np

        limit = self._threshold if threshold is None else threshold
        named = np.stack([self._label(label.name) for label in labels])
        return [sorted(self._read(text, labels, named, limit)) for text in texts]

    def _read(self, text: str, labels: Sequence[LabelText], named: NDArray[np.float32], limit: float) -> Iterator[ScoredSpan]:
        import numpy as np

        places = [place for place in split_words(text) if any(each.isalnum() for each in text[place[0] : place[1]])]
        if not places:
            return
        states, offsets = self._states(text)
        sums = np.concatenate([np.zeros((1, states.shape[1]), np.float32), np.cumsum(states, axis=0)])
        begins = [next((n for n, (_, end) in enumerate(offsets) if end > start), len(offsets)) for start, _ in places]
        ends = [next((n for n in range(len(offsets), 0, -1) if offsets[n - 1][0] < end), 0) for _, end in places]
        spans = [
            (first, last)
            for first in range(len(places))
            for last in range(first, min(len(places), first + _LONGEST))
            if begins[first] < ends[last]
        ]
        if not spans:
            return
        vectors = np.stack([sums[ends[last]] - sums[begins[first]] for first, last in spans])
        vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
        near = vectors @ named.T
        taken = np.zeros(len(places), bool)
        best = near.argmax(axis=1)
        for number in np.argsort(-near.max(axis=1), kind="stable"):
            first, last = spans[number]
            if near[number, best[number]] < limit:
                return
            if not taken[first : last + 1].any():
                taken[first : last + 1] = True
                sure = float(min(1.0, max(0.0, near[number, best[number]])))
                yield ScoredSpan(places[first][0], places[last][1], labels[best[number]].name, sure)

    def _states(self, text: str) -> tuple[NDArray[np.float32], list[tuple[int, int]]]:
        """The last hidden states of the text's own tokens, and their places in it."""
        read = self._tokenizer(text, return_offsets_mapping=True, truncation=True, max_length=512, return_tensors="pt")
        offsets = [tuple(place) for place in read.pop("offset_mapping")[0].tolist()]
        with self._torch.no_grad():
            states = self._trunk(**read).last_hidden_state[0].numpy()
        return states[1:-1], offsets[1:-1]

    def _label_vector(self, name: str) -> NDArray[np.float32]:
        import numpy as np

        states, _ = self._states(name)
        vector: NDArray[np.float32] = states.mean(axis=0)
        return vector / (np.linalg.norm(vector) + 1e-9)
