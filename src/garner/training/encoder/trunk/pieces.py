"""Which pieces of a vocabulary of a hundred languages are kept for three, and the tokenizer over them."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tokenizers import Tokenizer

__all__ = ["SPECIAL", "count_pieces", "english_words", "kept_pieces", "tokenizer_of"]

SPECIAL = ("<s>", "<pad>", "</s>", "<unk>")
"""The pieces that every tokenizer of this kind begins with: start, padding, end and unknown."""

_CJK = "\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_HAS_CJK = re.compile(f"[{_CJK}]")
_MARKS = "\u2010-\u2044\u20a0-\u20bf\u2100-\u22ff\u3000-\u303f\uff00-\uffef☺-☻❤…"
_WRITTEN = re.compile(f"▁?[{_CJK}\u0021-\u024f\u0370-\u03ff{_MARKS}]*")
# A name may end before, or begin after, one of these: a piece that holds both would hide where.
_JA_MIXED = re.compile(r".*[\u30a0-\u30ff\u4e00-\u9fff々\d].*")
_JA_PARTICLE = re.compile(r"▁?(?:[のはがをにでともへや].+|.+(?:の|は|が|を|に|で|と|も|へ|や|から|まで|より|です|だ))")
_ZH_PARTICLE = re.compile(r"▁?(?:的.+|.+的|[在是从与和对被将于向].{2,}|.{2,}[在是为和与会])")
_SEEN = 3
"""How often a piece in Latin script must occur to be kept."""
_HIRAGANA = re.compile(r"▁?[\u3040-\u309f]+")


def count_pieces(tokenizer: Tokenizer, texts: Iterable[str]) -> Counter[str]:
    """How often each piece occurs in the texts."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(tokenizer.encode(text, add_special_tokens=False).tokens)
    return counts


def kept_pieces(
    scores: Mapping[str, float], counts: Mapping[str, int], words: Iterable[Sequence[str]], straddled: Mapping[str, int]
) -> list[str]:
    """The pieces to keep, in the order of ``scores``.

    Kept are those that occur in the texts counted, those that English ``words`` are made of, every single character of our
    scripts, and all in Han or kana. Pieces of several characters are left out where they would hide the border of a mention:
    a mark with a letter or another mark, and in Han or kana a noun with its particle and what straddles gold mentions often
    (``straddled``).
    """
    needed = {piece for pieces in words for piece in pieces}
    kept = []
    for piece in scores:
        if piece in SPECIAL or not _WRITTEN.fullmatch(piece):
            continue
        letters = piece.removeprefix("▁")
        if len(letters) <= 1:
            kept.append(piece)
        elif _is_one_thing(letters):
            cjk = bool(_HAS_CJK.search(piece))
            if not _hides(piece, counts, straddled) if cjk else piece in needed or counts.get(piece, 0) >= _SEEN:
                kept.append(piece)
    return kept


def _is_one_thing(letters: str) -> bool:
    """Whether the piece is letters and digits, or one mark over and over: other mixtures hold several words."""
    return letters.isalnum() or len(set(letters)) == 1


def _hides(piece: str, counts: Mapping[str, int], straddled: Mapping[str, int]) -> bool:
    """Whether a piece in Han or kana is likely to hold the border of a mention within it."""
    often = straddled.get(piece, 0)
    if often >= 2 and often > 0.05 * counts.get(piece, 0):
        return True
    if _HIRAGANA.fullmatch(piece):
        return False
    mixed = _JA_MIXED.fullmatch(piece) and _JA_PARTICLE.fullmatch(piece)
    return bool(mixed or _ZH_PARTICLE.fullmatch(piece))


def tokenizer_of(pieces: Sequence[str], scores: Mapping[str, float]) -> Tokenizer:
    """A unigram tokenizer over the special pieces and these; a character that none of them has is unknown."""
    from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

    rows = [(piece, 0.0) for piece in SPECIAL] + [(piece, scores[piece]) for piece in pieces]
    tokenizer = Tokenizer(models.Unigram(rows, unk_id=SPECIAL.index("<unk>")))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s+"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace()
    return tokenizer


def english_words(vocabulary: Path) -> list[str]:
    """The words of a WordPiece tokenizer's file, as they are, capitalised and in capitals."""
    pieces = json.loads(vocabulary.read_text(encoding="utf-8"))["model"]["vocab"]
    plain = [piece for piece in pieces if piece.isascii() and piece.isalpha()]
    return [form for word in plain for form in (word, word.capitalize(), word.upper() if len(word) <= 4 else word)]
