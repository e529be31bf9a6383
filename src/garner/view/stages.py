"""The answers before and after each round, told from the final answer and the trace, backwards."""

from __future__ import annotations

from collections.abc import Sequence

from garner.values import ClaimKind, Decision, DefectKind, Extraction, Result, Round, claims_of
from garner.view.undoing import Answer

__all__ = ["stages"]

# What is taken away first; what is put back goes the other way: no argument without its event, no relation without its ends.
_ORDER = tuple(ClaimKind[name] for name in ("ARGUMENT", "RELATION", "EVENT", "ENTITY", "LABEL", "FACT", "CELL"))


def stages(result: Result) -> tuple[Extraction, ...]:
    """The answer before round 1, after round 1 and so on; the last one is the result's own.

    Rounds that were not accepted changed nothing. Passages that overlap may each have said an item: one that a round dropped
    and that still stands in the answer after it is put back only where the round dropped it for being said twice. Items that
    are put back have no confidence; items that the result has throughout keep their ids.
    """
    accepted = [each for each in result.trace if each.decision is Decision.ACCEPTED]
    found = [result.extraction]
    for number in range(max((each.number for each in accepted), default=0), 0, -1):
        found.insert(0, _undone(found[0], [each for each in accepted if each.number == number], f"before {number}"))
    return tuple(found)


def _undone(answer: Extraction, rounds: Sequence[Round], name: str) -> Extraction:
    """The answer that these rounds, each about another passage, began with; entities put back have ids that begin with
    ``name``."""
    before = Answer(answer, name)
    for claim in sorted((claim for each in rounds for claim in each.added), key=lambda claim: _ORDER.index(claim.kind)):
        before.take(claim)
    standing = set(claims_of(before.extraction()))
    twice = {defect.drop for each in rounds for defect in each.defects if defect.kind is DefectKind.DUPLICATE}
    dropped = (claim for each in rounds for claim in each.dropped)
    for claim in sorted(dropped, key=lambda claim: -_ORDER.index(claim.kind)):
        if claim in twice or claim not in standing:
            before.put(claim)
    return before.extraction()
