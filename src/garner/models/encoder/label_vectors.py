"""What a label means to the networks: the vectors of its words, weighed by what each says."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.label_texts import MOST_EXAMPLES, label_text
from garner.models.encoder.threads import side_by_side
from garner.models.encoder.trunk import Trunk, lengths_of

if TYPE_CHECKING:
    import numpy as np

    from garner.models.encoder.questions import AskedLabel
    from garner.models.encoder.words import TokenText

__all__ = ["MOST_TOKENS", "LabelVectors", "Weighing", "label_vectors"]

MOST_TOKENS = 1024
"""Of one batch. Larger ones are slower on a processor (they leave its cache) and take more memory."""
_MOST_REMEMBERED = 4096


class Weighing(NamedTuple):
    """How much what is said of a label counts.

    ``description`` is the share of its name with description and examples in its vector, ``example`` the share of its examples
    alone where there are as many as are read, and of fewer as much less; the rest is its name. ``sighting`` are the log-odds
    that a span gains which is written like one of its examples.
    """

    description: float = 1.0
    example: float = 0.0
    sighting: float = 0.0


class LabelVectors:
    """The vectors of label texts, each computed once by the trunk and remembered. Safe in several threads."""

    def __init__(self, trunk: Trunk) -> None:
        self.trunk = trunk
        self._known: OrderedDict[str, np.ndarray] = OrderedDict()
        self._lock = threading.Lock()

    def of(self, texts: Sequence[str]) -> np.ndarray:
        """Labels x several widths. Only labels of one length are computed together, so that none is padded."""
        import numpy as np

        with self._lock:
            new: dict[int, list[tuple[str, TokenText]]] = {}
            for text in dict.fromkeys(texts):
                if text not in self._known:
                    tokens = self.trunk.tokens.tokenise_label(text)
                    new.setdefault(len(tokens.tokens), []).append((text, tokens))
            batches = []
            for length, alike in sorted(new.items(), reverse=True):
                most = max(1, MOST_TOKENS // (length + 2))
                batches += [alike[begin : begin + most] for begin in range(0, len(alike), most)]
            side_by_side(self._compute, batches, self.trunk.threads)
            vectors = np.stack([self._known[text] for text in texts])
            for text in texts:
                self._known.move_to_end(text)
            while len(self._known) > _MOST_REMEMBERED:
                self._known.popitem(last=False)
        return vectors

    def _compute(self, labels: Sequence[tuple[str, TokenText]]) -> None:
        texts = [tokens for _, tokens in labels]
        vectors = self.trunk.mean(self.trunk.read(texts), lengths_of(texts))
        self._known.update((text, vector) for (text, _), vector in zip(labels, vectors, strict=True))


def label_vectors(labels: LabelVectors, asked: Sequence[AskedLabel], weighing: Weighing) -> np.ndarray:
    """Labels x several widths: each label by its name, by all that is said of it and, where it has any, by its examples."""
    import numpy as np

    vectors = labels.of([each.text for each in asked])
    if (share := weighing.description) != 1.0:
        vectors = (1.0 - share) * labels.of([each.plain for each in asked]) + share * vectors
    shown = [number for number, each in enumerate(asked) if each.examples]
    if shown and weighing.example:
        plain = labels.of([asked[number].plain for number in shown])
        alone = labels.of([label_text("", "", asked[number].examples) for number in shown])
        counts = np.array([[min(MOST_EXAMPLES, len(asked[number].examples))] for number in shown], np.float32)
        vectors[shown] += weighing.example / MOST_EXAMPLES * counts * (alone - plain)
    return vectors
