"""What merging made of corrected answers, held against the schema once more.

The surer of two mentions takes the other's place in a relation, and may be of a type that the relation does not allow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from garner.pipeline.refining import Settled
from garner.refinement.loop import refine
from garner.refinement.protocols import Case, Detection, Refinement
from garner.refinement.rules import RulesDetector
from garner.refinement.shifting import shifted_claim
from garner.schema import Schema
from garner.values import Claim, DefectKind, Extraction, Round, claims_of

__all__ = ["mended"]


async def mended(
    merged: Extraction, settled: Sequence[Settled], schema: Schema, how: Refinement | None
) -> tuple[Extraction, tuple[Round, ...]]:
    """The merged answer without the mismatches that merging made, and the round in which they were dropped, if there are any.

    That costs no call and concerns only answers that are corrected with the rules among the detectors. What an answer to a
    passage claimed is left alone: its own rounds have judged that.
    """
    if how is None or len(settled) < 2 or not any(isinstance(each, RulesDetector) for each in how.detectors):
        return merged, ()
    known = {shifted_claim(claim, each.passage.start) for each in settled for claim in claims_of(each.extraction)}
    refined = await refine(Case(schema, merged), Refinement((_Arisen(known),), rounds=1, seconds=None))
    number = 1 + max((each.number for one in settled for each in one.rounds), default=0)
    return refined.extraction, tuple(replace(each, number=number) for each in refined.rounds if each.defects)


class _Arisen:
    """The rules on mismatches, silent about claims that are known."""

    name = RulesDetector.name

    def __init__(self, known: set[Claim]) -> None:
        self._known = known

    async def detect(self, case: Case) -> Detection:
        found = await RulesDetector().detect(case)
        return Detection(
            tuple(each for each in found.defects if each.kind is DefectKind.MISMATCH and each.drop not in self._known)
        )
