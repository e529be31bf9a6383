"""Replies written greedily, many at once: the likeliest symbol at every step."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from tokenizers import Tokenizer

from language_model.batches import Frozen, Vocabulary, read_sources
from language_model.network import Writer
from language_model.replies import BEGIN, END, MARKS, Source, said, words_of

__all__ = ["Written", "write_replies"]

Written = tuple[str, bool]
"""A reply, and whether it ended at its longest."""


def write_replies(
    model: tuple[Writer, Vocabulary, Tokenizer], frozen: Frozen, sources: Sequence[Source], texts: Mapping[str, np.ndarray]
) -> list[Written]:
    """A reply to each question."""
    writer, vocabulary, tokenizer = model
    chosen: list[list[int]] = [[] for _ in sources]
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        cache = read_sources(writer, frozen, sources, texts)
        rows = torch.arange(len(sources))
        last = torch.full((len(sources), 1), BEGIN)
        for step in range(writer.sizes.longest_reply):
            last = writer.write(cache, last, step)[:, -1:].argmax(2)
            for row, symbol in zip(rows.tolist(), last[:, 0].tolist(), strict=True):
                chosen[row].append(symbol)
            left = torch.nonzero(last[:, 0] != END)[:, 0]
            if not len(left):
                break
            if len(left) < len(rows):
                cache, rows, last = cache.only(left), rows[left], last[left]
    return [_spelt(each, source, vocabulary, tokenizer) for each, source in zip(chosen, sources, strict=True)]


def _spelt(symbols: list[int], source: Source, vocabulary: Vocabulary, tokenizer: Tokenizer) -> Written:
    cut = not symbols or symbols[-1] != END
    parts = []
    for symbol in symbols if cut else symbols[:-1]:
        if symbol < len(MARKS):
            parts.append((symbol, ""))
        elif symbol < len(vocabulary):
            token = tokenizer.id_to_token(vocabulary.pieces[symbol - len(MARKS)])
            parts.append((-1, words_of(token or "")))
        else:
            parts.append((-1, source.pieces[symbol - len(vocabulary)].surface))
    return said(parts), cut
