"""What an answer says, claim by claim, with how sure it is."""

from __future__ import annotations

import math
from collections.abc import Iterator

from garner.values import Claim, Extraction, claims_of

__all__ = ["odds_of", "said_in"]


def odds_of(confidence: float) -> float:
    """The log-odds of a confidence, none beyond 6."""
    inside = min(0.9975, max(0.0025, confidence))
    return math.log(inside / (1.0 - inside))


def said_in(extraction: Extraction) -> dict[Claim, float | None]:
    """Every claim with its confidence (``None``: none was given). What is said twice has the higher one."""
    said: dict[Claim, float | None] = {}
    for claim, confidence in zip(claims_of(extraction), _confidences(extraction), strict=True):
        known = said.get(claim)
        said[claim] = confidence if known is None else max(known, confidence or 0.0)
    return said


def _confidences(extraction: Extraction) -> Iterator[float | None]:
    """In the order of ``claims_of``; an argument, a fact's or a table's cell has none of its own."""
    yield from (label.confidence for label in extraction.labels)
    yield from (entity.confidence for entity in extraction.entities)
    yield from (relation.confidence for relation in extraction.relations)
    for event in extraction.events:
        yield event.confidence
        yield from (None for _ in event.arguments)
    yield from (fact.confidence for fact in extraction.facts)
    for table in extraction.tables:
        yield from (None for row in table.rows for cell in row if cell is not None)
