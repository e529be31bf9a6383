"""Claims and rounds of one passage in the offsets of its document."""

from __future__ import annotations

from dataclasses import replace

from garner.values import Claim, Defect, Mention, Round

__all__ = ["shifted", "shifted_claim"]


def shifted(round_: Round, by: int) -> Round:
    """The round with all its places ``by`` characters further on.

    >>> from garner.values import Decision
    >>> shifted(Round(1, 0, 5, Decision.CLEAN), 20).end
    25
    """
    return replace(
        round_,
        start=round_.start + by,
        end=round_.end + by,
        defects=tuple(_shifted_defect(each, by) for each in round_.defects),
        dropped=tuple(shifted_claim(each, by) for each in round_.dropped),
        added=tuple(shifted_claim(each, by) for each in round_.added),
    )


def shifted_claim(claim: Claim, by: int) -> Claim:
    """The claim with its mentions ``by`` characters further on; what stands nowhere stays nowhere."""
    return replace(claim, mentions=tuple(_shifted_mention(each, by) for each in claim.mentions))


def _shifted_mention(mention: Mention, by: int) -> Mention:
    if mention.start is None or mention.end is None:
        return mention
    return replace(mention, start=mention.start + by, end=mention.end + by)


def _shifted_defect(defect: Defect, by: int) -> Defect:
    return replace(
        defect,
        drop=None if defect.drop is None else shifted_claim(defect.drop, by),
        add=None if defect.add is None else shifted_claim(defect.add, by),
    )
