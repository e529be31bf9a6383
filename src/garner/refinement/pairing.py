"""A mention that is redundant and one that is missing, seen as one that has the wrong label or the wrong edges."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from garner.values import Claim, ClaimKind, Defect, DefectKind

__all__ = ["paired"]


def paired(defects: Iterable[Defect]) -> tuple[Defect, ...]:
    """The defects, where an entity that is redundant and one that is missing at the same place under another label become one
    defect (wrong type), and so do two of one label that overlap (boundary): what refers to the entity then follows it. Each
    defect is used once; the paired one is as probable as the less probable of the two."""
    found = list(dict.fromkeys(defects))
    missing = [each for each in found if each.kind is DefectKind.MISSING and _is_entity(each.add)]
    by_place: dict[tuple[int, int] | None, list[Defect]] = {}
    by_label: dict[str, list[Defect]] = {}
    for each in missing:
        if each.add is not None:
            by_place.setdefault(each.add.mentions[0].span, []).append(each)
            by_label.setdefault(each.add.name, []).append(each)
    used: set[Defect] = set()
    mended: dict[Defect, Defect] = {}
    for each in found:
        if each.kind is not DefectKind.REDUNDANT or each.drop is None or not _is_entity(each.drop):
            continue
        span = each.drop.mentions[0].span
        renamed = [(DefectKind.WRONG_TYPE, other) for other in by_place.get(span, ()) if span is not None]
        moved = [(DefectKind.BOUNDARY, other) for other in by_label.get(each.drop.name, ()) if _overlap(each.drop, other.add)]
        pair = next(((kind, other) for kind, other in (*renamed, *moved) if other not in used), None)
        if pair is not None:
            kind, other = pair
            used.add(other)
            probability = min(each.probability, other.probability)
            reason = f"{each.reason} {other.reason}"
            mended[each] = replace(each, kind=kind, probability=probability, reason=reason, add=other.add)
    return tuple(mended.get(each, each) for each in found if each not in used)


def _is_entity(claim: Claim | None) -> bool:
    return claim is not None and claim.kind is ClaimKind.ENTITY


def _overlap(one: Claim, other: Claim | None) -> bool:
    here, there = one.mentions[0].span, None if other is None else other.mentions[0].span
    return here is not None and there is not None and max(here[0], there[0]) < min(here[1], there[1])
