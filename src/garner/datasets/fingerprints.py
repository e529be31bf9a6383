"""Fingerprints of texts and their sentences: what tells that two corpora, or a corpus and a model, share a text."""

from __future__ import annotations

import hashlib
import re
from typing import NamedTuple

from garner.datasets.record import fingerprint_text
from garner.passages import sentence_spans

__all__ = ["WIDTH", "Fingerprints", "fingerprints_of", "hash_of", "tells"]

WIDTH = 6
"""Bytes of a hash. A text that was never seen matches one of ``n`` hashes with probability ``n / 2**48``: with 200,000 hashes,
once in 1.4 thousand million texts."""

_LEAST = 28
_LEAST_EAST_ASIAN = 12
_EAST_ASIAN = re.compile(r"[\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]")


class Fingerprints(NamedTuple):
    """The hashes of one text: of the ``whole`` (``None`` where it is too short to tell anything) and of those of its
    ``sentences`` that are long enough, when there are several."""

    whole: bytes | None
    sentences: tuple[bytes, ...]

    @property
    def every(self) -> frozenset[bytes]:
        """All hashes of the text."""
        return frozenset(self.sentences) | (frozenset((self.whole,)) if self.whole else frozenset())


def fingerprints_of(text: str) -> Fingerprints:
    """The hashes by which the text is known again, whole or by one of its sentences."""
    spans = sentence_spans(text)
    pieces = [text[start:end] for start, end in spans] if len(spans) > 1 else []
    return Fingerprints(_telling_hash(text), tuple(found for piece in pieces if (found := _telling_hash(piece)) is not None))


def tells(fingerprint: str) -> bool:
    """Whether the fingerprint (of ``fingerprint_text``) is long enough to be evidence: 28 letters and digits, or 12 of which at
    least half are Chinese or Japanese characters. People write shorter texts alike without having read each other."""
    if len(fingerprint) >= _LEAST:
        return True
    return len(fingerprint) >= _LEAST_EAST_ASIAN and 2 * len(_EAST_ASIAN.findall(fingerprint)) >= len(fingerprint)


def hash_of(fingerprint: str) -> bytes:
    """The first bytes of the fingerprint's SHA-256."""
    return hashlib.sha256(fingerprint.encode("utf-8", "surrogatepass")).digest()[:WIDTH]


def _telling_hash(text: str) -> bytes | None:
    fingerprint = fingerprint_text(text)
    return hash_of(fingerprint) if tells(fingerprint) else None
