"""The rounds of a correction as the page reads them."""

from __future__ import annotations

import math
from collections import Counter
from itertools import chain, repeat

from garner.values import Claim, ClaimKind, Decision, Defect, Result, Round, Usage
from garner.view.items import Json, Places

__all__ = ["round_data", "trace_summary", "usage_data"]

_ROLES = {
    ClaimKind.RELATION: ("head", "tail"),
    ClaimKind.EVENT: ("trigger",),
    ClaimKind.ARGUMENT: ("", "trigger"),
    ClaimKind.FACT: ("subject", "predicate", "object", "time", "place"),
}


def trace_summary(result: Result) -> Json:
    """Whether a round changed the answer, and how many defects of each kind were found, for the list of documents."""
    changed = any(each.decision is Decision.ACCEPTED and (each.dropped or each.added) for each in result.trace)
    kinds = Counter(defect.kind.value for each in result.trace for defect in each.defects)
    return {"changed": changed, "defects": kinds}


def round_data(each: Round, place: Places) -> Json:
    """A round; of a defect ``acted`` says whether the corrected answer has what it asked for."""
    dropped, added = set(each.dropped), set(each.added)
    return {
        "number": each.number,
        "at": place(each.start, each.end),
        "decision": each.decision.value,
        "operator": each.operator,
        "right": _finite(each.right),
        "doubt": _finite(each.doubt),
        "after": _finite(each.doubt_after),
        "defects": [_defect(defect, place, _acted(defect, dropped, added)) for defect in each.defects],
        "dropped": [_claim(claim, place) for claim in each.dropped],
        "added": [_claim(claim, place) for claim in each.added],
        "usage": usage_data(each.usage),
    }


def usage_data(usage: Usage) -> Json:
    """Calls, tokens, seconds and money."""
    return {
        "calls": usage.calls,
        "cached": usage.cached_calls,
        "input": usage.input_tokens,
        "output": usage.output_tokens,
        "seconds": round(usage.seconds, 3),
        "cost": usage.cost,
    }


def _acted(defect: Defect, dropped: set[Claim], added: set[Claim]) -> bool:
    wanted = [claim in side for claim, side in ((defect.drop, dropped), (defect.add, added)) if claim is not None]
    return bool(wanted) and all(wanted)


def _defect(defect: Defect, place: Places, acted: bool) -> Json:
    return {
        "kind": defect.kind.value,
        "probability": defect.probability,
        "reason": defect.reason,
        "detector": defect.detector,
        "drop": None if defect.drop is None else _claim(defect.drop, place),
        "add": None if defect.add is None else _claim(defect.add, place),
        "acted": acted,
    }


def _claim(claim: Claim, place: Places) -> Json:
    roles = chain(_ROLES.get(claim.kind, ()), repeat(""))
    parts = []
    for role, mention in zip(roles, claim.mentions, strict=False):
        named = claim.detail if claim.kind is ClaimKind.ARGUMENT and not role else role
        part: Json = {"role": named, "value": mention.text}
        # A trace of another hand may point anywhere.
        if mention.span is not None and mention.span[0] < mention.span[1] <= place.length:
            part["at"] = place(*mention.span)
        parts.append(part)
    return {"kind": claim.kind.value, "type": claim.name, "detail": claim.detail, "parts": parts}


def _finite(value: float | None) -> float | None:
    return value if value is not None and math.isfinite(value) else None
