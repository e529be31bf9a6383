"""A case as the encoder can read it: whole, or in passages with the claims that each of them holds."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from garner.passages import split
from garner.refinement.learned.said import said_in
from garner.refinement.protocols import Case
from garner.values import Claim, ClaimKind, Mention

if TYPE_CHECKING:
    from garner.models.encoder import Encoder

__all__ = ["JUDGED", "Part", "moved", "parts_of"]

JUDGED = frozenset(ClaimKind) - {ClaimKind.FACT, ClaimKind.CELL}
"""The kinds of claim that the encoder can say something of."""
_OVERLAP = 24


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of a case's text that starts at ``start``, with what the answer says of it: claims with their confidence, in
    the stretch's own offsets. ``whole`` where it is the whole text."""

    text: str
    start: int
    said: Mapping[Claim, float | None]
    whole: bool = True


def parts_of(case: Case, encoder: Encoder) -> tuple[list[Part], int]:
    """The parts of a case, and how many of its claims stand in none of them: of these nothing can be told.

    A text that the encoder takes at once is one part. A claim belongs to the first passage that holds all its mentions; what
    is said of a long text as a whole belongs to none.
    """
    said = said_in(case.extraction)
    judged = {claim: sure for claim, sure in said.items() if claim.kind in JUDGED}
    text = case.text
    if len(text) <= encoder.max_tokens or encoder.count_tokens(text) <= encoder.max_tokens:
        return [Part(text, 0, judged)], len(said) - len(judged)
    size = min(encoder.max_tokens, encoder.card.passage_tokens)
    passages = split(text, size, min(_OVERLAP, size // 4), encoder.count_tokens)
    starts, ends = [each.start for each in passages], [each.end for each in passages]
    own: list[dict[Claim, float | None]] = [{} for _ in passages]
    left = len(said) - len(judged)
    for claim, sure in judged.items():
        home = _home(starts, ends, [mention.span for mention in claim.mentions])
        if home is None:
            left += 1
        else:
            own[home][moved(claim, -passages[home].start)] = sure
    return [Part(each.text, each.start, claims, whole=False) for each, claims in zip(passages, own, strict=True)], left


def _home(starts: Sequence[int], ends: Sequence[int], spans: Sequence[tuple[int, int] | None]) -> int | None:
    """The first passage that holds them all, of passages that begin and end one after the other."""
    placed = [span for span in spans if span is not None]
    if not placed or len(placed) < len(spans):
        return None
    home = bisect_left(ends, max(end for _, end in placed))
    return home if home < len(starts) and starts[home] <= min(start for start, _ in placed) else None


def moved(claim: Claim, by: int) -> Claim:
    """The claim with its mentions so many characters further on."""
    if not by:
        return claim
    return Claim(claim.kind, claim.name, claim.detail, tuple(_moved(each, by) for each in claim.mentions))


def _moved(mention: Mention, by: int) -> Mention:
    if mention.start is None or mention.end is None:
        return mention
    return Mention(mention.text, mention.start + by, mention.end + by, mention.type)
