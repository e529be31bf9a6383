"""What the card of an exported encoder says beside sizes and checksums."""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["CardText"]


class CardText(NamedTuple):
    """What a person decides.

    ``threshold`` is the probability an answer needs by default, ``text_tokens`` the longest text, ``passage_tokens`` how much
    of a long one is best read at once, ``labels`` the most labels read at once, ``languages`` those of the texts trained on,
    ``description_share`` how much of a label's vector is that of its name with its description.
    """

    name: str
    threshold: float
    text_tokens: int = 254
    passage_tokens: int = 64
    labels: int = 24
    languages: tuple[str, ...] = ("en",)
    description_share: float = 0.2
