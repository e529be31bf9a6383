"""A batch of texts and labels as arrays: what the networks read, in training as at run time.

A text is a row of token vectors between a start and an end mark. A label is one vector pair, made by the label network from
its words alone, so it is computed once and used for every text. In the span network a text reads itself and its labels; a label
reads itself and the text, never another label. The order of the labels therefore changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from garner.models.encoder.four_bits import Blocks, pack_blocks, unpack_blocks
from garner.models.encoder.words import TokenText

if TYPE_CHECKING:
    import numpy as np

__all__ = [
    "CLASS",
    "CLS",
    "LABEL_INPUTS",
    "RELATION",
    "SEP",
    "SPAN",
    "SPAN_INPUTS",
    "TokenVectors",
    "lay_out_labels",
    "lay_out_numbers",
    "lay_out_texts",
    "lay_out_words",
    "stack_labels",
]

CLS, SEP = 0, 2
"""Token numbers of the vocabulary that a text starts and ends with."""
SPAN, CLASS, RELATION = 0, 1, 2
"""What a label is asked of: every span of a text, the whole text, or a pair of spans."""
SPAN_INPUTS = ("vectors", "lengths", "shapes", "first", "last", "labels", "label_counts")
LABEL_INPUTS = ("vectors", "lengths")


class TokenVectors:
    """The vectors of the vocabulary, kept in 4 bits with one scale for 32 numbers."""

    def __init__(self, blocks: Blocks) -> None:
        self.blocks = blocks

    @classmethod
    def pack(cls, vectors: np.ndarray) -> TokenVectors:
        """From single-precision vectors (vocabulary x width). Raises ``ValueError`` for vectors that are not made of such
        blocks: they would not be the same in 4 bits."""
        blocks = pack_blocks(vectors)
        if blocks is None:
            raise ValueError("these vectors do not fit into 4 bits")
        return cls(blocks)

    @property
    def width(self) -> int:
        return 2 * int(self.blocks.halves.shape[1])

    def __len__(self) -> int:
        return len(self.blocks.halves)

    def look_up(self, tokens: np.ndarray) -> np.ndarray:
        """The vectors of the tokens, in single precision: the shape of ``tokens`` x width."""
        flat = tokens.reshape(-1)
        vectors = unpack_blocks(Blocks(self.blocks.halves[flat], self.blocks.scales[flat]))
        return vectors.reshape(*tokens.shape, self.width)


def lay_out_texts(texts: Sequence[TokenText], vectors: TokenVectors | None = None) -> dict[str, np.ndarray]:
    """``lengths``: tokens of each text; ``shapes``: batch x tokens; ``first``, ``last``: batch x words, the tokens of each word
    (0 where a text has fewer words); ``vectors``, if given what to look them up in: batch x tokens x width."""

    inputs = lay_out_words(texts)
    if vectors is None:
        return inputs
    return {"vectors": vectors.look_up(lay_out_numbers([(CLS, *text.tokens, SEP) for text in texts])), **inputs}


def lay_out_numbers(rows: Sequence[Sequence[int]]) -> np.ndarray:
    """One row of numbers beneath the other, zeros behind the shorter ones: rows x longest."""
    import numpy as np

    numbers = np.zeros((len(rows), max(len(row) for row in rows)), np.int64)
    for place, row in zip(numbers, rows, strict=True):
        place[: len(row)] = row
    return numbers


def lay_out_words(texts: Sequence[TokenText]) -> dict[str, np.ndarray]:
    """What the layers that join labels ask of texts: :func:`lay_out_texts` without ``vectors``."""
    import numpy as np

    shapes = np.zeros((len(texts), 2 + max(len(text.tokens) for text in texts)), np.int64)
    first = np.zeros((len(texts), max(1, *(len(text.words) for text in texts), 1)), np.int64)
    last = np.zeros_like(first)
    for row, text in enumerate(texts):
        shapes[row, 1 : len(text.tokens) + 1] = text.shapes
        first[row, : len(text.words)] = np.asarray(text.first, np.int64) + 1
        last[row, : len(text.words)] = np.asarray(text.last, np.int64) + 1
    lengths = np.array([len(text.tokens) + 2 for text in texts], np.int64)
    return {"lengths": lengths, "shapes": shapes, "first": first, "last": last}


def lay_out_labels(labels: Sequence[Sequence[int]], vectors: TokenVectors) -> dict[str, np.ndarray]:
    """The label network's inputs for labels given as tokens."""
    import numpy as np

    tokens = lay_out_numbers([(CLS, *label, SEP) for label in labels])
    return {"vectors": vectors.look_up(tokens), "lengths": np.array([len(label) + 2 for label in labels], np.int64)}


def stack_labels(labels: Sequence[np.ndarray]) -> dict[str, np.ndarray]:
    """``labels``: batch x labels x 2 width, ``label_counts``: labels of each text, from one array (labels x 2 width) a text."""
    import numpy as np

    counts = np.array([len(own) for own in labels], np.int64)
    stacked = np.zeros((len(labels), int(counts.max()), labels[0].shape[1]), np.float32)
    for row, own in enumerate(labels):
        stacked[row, : len(own)] = own
    return {"labels": stacked, "label_counts": counts}
