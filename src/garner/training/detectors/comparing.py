"""What tells an answer from gold, one defect at a time: which claim is wrong, which missed, and which two belong together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from garner.schema import Schema
from garner.training.detectors.instance import asked_claims, comparable
from garner.values import Claim, ClaimKind, Defect, DefectKind, Extraction, Mention

__all__ = ["Judged", "defects_between"]


@dataclass(frozen=True, slots=True)
class Judged:
    """What gold was made for, so that nothing is held against an answer that nobody judged.

    ``places``: the corpus says where its items stand. ``single_pair``: of each text only the pairs of places in gold were read
    for relations. ``symmetric`` relations (``undirected``: all) hold both ways.
    """

    places: bool = True
    single_pair: bool = False
    undirected: bool = False
    symmetric: frozenset[str] = frozenset()


class _Sides(NamedTuple):
    """What an answer claims and gold does not, and the other way round, each once, in order."""

    wrong: dict[Claim, Claim]
    missed: dict[Claim, Claim]


def defects_between(answer: Extraction, gold: Extraction, schema: Schema, judged: Judged, source: str) -> Iterator[Defect]:
    """Every defect of the answer, each wrong and each missed claim in at most one of them, with probability 1.

    A wrong claim and a missed one are one defect where they are the same place under two labels (wrong type), overlap under one
    label, or are one relation in the wrong direction (boundary). Arguments are compared only of events that both sides have,
    claims without a place not at all.
    """
    claimed, right = asked_claims(answer, schema), asked_claims(gold, schema)
    single = {task.name for task in schema.labels if not task.multiple}
    for kind in (ClaimKind.LABEL, ClaimKind.ENTITY, ClaimKind.RELATION, ClaimKind.EVENT, ClaimKind.ARGUMENT):
        wanted = {_key(each, judged): each for each in right if each.kind is kind and each.stands_in(gold.text)}
        given = {_key(each, judged): each for each in claimed if each.kind is kind and each.stands_in(gold.text)}
        if kind is ClaimKind.ARGUMENT:
            known = _shared_events(claimed, right, judged)
            wanted, given = _of_events(wanted, known, judged), _of_events(given, known, judged)
        sides = _Sides(
            {key: claim for key, claim in given.items() if key not in wanted},
            {key: claim for key, claim in wanted.items() if key not in given},
        )
        if kind is ClaimKind.RELATION and judged.single_pair:
            pairs = {_spans(claim) for claim in wanted.values()} | {_spans(claim)[::-1] for claim in wanted.values()}
            for key in [key for key, claim in sides.wrong.items() if _spans(claim) not in pairs]:
                del sides.wrong[key]
        yield from _paired(sides, kind, single, source)
        yield from (
            Defect(DefectKind.REDUNDANT, 1.0, "Answered; gold does not have it.", source, drop=claim)
            for claim in sides.wrong.values()
        )
        yield from (
            Defect(DefectKind.MISSING, 1.0, "Gold has it; not answered.", source, add=claim) for claim in sides.missed.values()
        )


def _key(claim: Claim, judged: Judged) -> Claim:
    key = comparable(claim, places=judged.places)
    if claim.kind is ClaimKind.RELATION and (judged.undirected or claim.name in judged.symmetric):
        ends = tuple(sorted(key.mentions, key=lambda each: (each.start or 0, each.end or 0, each.text)))
        return replace(key, mentions=ends)
    return key


def _shared_events(claimed: Iterable[Claim], right: Iterable[Claim], judged: Judged) -> set[Claim]:
    """The events that both sides have. An event without a trigger only where each side has one of its type."""
    sides = []
    for claims in (claimed, right):
        events = [_key(claim, judged) for claim in claims if claim.kind is ClaimKind.EVENT]
        sides.append({event for event in events if event.mentions or events.count(event) == 1})
    return sides[0] & sides[1]


def _of_events(arguments: dict[Claim, Claim], known: set[Claim], judged: Judged) -> dict[Claim, Claim]:
    return {
        key: claim
        for key, claim in arguments.items()
        if _key(Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:]), judged) in known
    }


def _paired(sides: _Sides, kind: ClaimKind, single: set[str], source: str) -> Iterator[Defect]:
    """The defects of a wrong claim and a missed one; both leave ``sides``."""
    if kind is ClaimKind.LABEL:
        yield from _match(sides, lambda wrong, right: wrong.name == right.name and wrong.name in single, _WRONG_TYPE, source)
        return
    if kind is ClaimKind.RELATION:
        turned = "The right relation in the wrong direction."
        yield from _match(
            sides, lambda wrong, right: _called(wrong) == _called(right) and _spans(wrong) == _spans(right)[::-1],
            (DefectKind.BOUNDARY, turned), source,
        )  # fmt: skip
    yield from _match(sides, _same_place, _WRONG_TYPE, source)
    yield from _match(sides, _overlapping, _BOUNDARY, source)


_WRONG_TYPE = (DefectKind.WRONG_TYPE, "The right place under the wrong label.")
_BOUNDARY = (DefectKind.BOUNDARY, "The right label at a place that only overlaps the right one.")


def _match(
    sides: _Sides, belong: Callable[[Claim, Claim], bool], told: tuple[DefectKind, str], source: str
) -> Iterator[Defect]:
    """Each wrong claim with the missed one that it shares most with, of those that belong to it."""
    for wrong_key, wrong in list(sides.wrong.items()):
        fitting = [key for key, right in sides.missed.items() if belong(wrong, right)]
        if fitting:
            best = max(fitting, key=lambda key: _shared(wrong, sides.missed[key]))
            kind, reason = told
            yield Defect(kind, 1.0, reason, source, drop=sides.wrong.pop(wrong_key), add=sides.missed.pop(best))


def _called(claim: Claim) -> tuple[str, str]:
    return claim.name, claim.detail


def _spans(claim: Claim) -> tuple[tuple[int, int] | None, ...]:
    return tuple(each.span for each in claim.mentions)


def _own(claim: Claim) -> tuple[Mention, ...]:
    """The mentions that are the claim's own; the trigger of an argument is its event's."""
    return claim.mentions[:1] if claim.kind is ClaimKind.ARGUMENT else claim.mentions


def _same_place(wrong: Claim, right: Claim) -> bool:
    if not wrong.mentions or _spans(wrong) != _spans(right):
        return False
    # The same words as an argument of another event would be another event, not another role.
    return wrong.kind is not ClaimKind.ARGUMENT or wrong.name == right.name


def _overlapping(wrong: Claim, right: Claim) -> bool:
    if _called(wrong) != _called(right) or not wrong.mentions or len(wrong.mentions) != len(right.mentions):
        return False
    if _spans(wrong)[len(_own(wrong)) :] != _spans(right)[len(_own(right)) :]:
        return False
    return all(_overlap(*both) for both in zip(_own(wrong), _own(right), strict=True))


def _overlap(one: Mention, other: Mention) -> int:
    """How many characters they share."""
    if one.span is None or other.span is None:
        return 0
    return max(0, min(one.span[1], other.span[1]) - max(one.span[0], other.span[0]))


def _shared(one: Claim, other: Claim) -> int:
    return sum(_overlap(*both) for both in zip(one.mentions, other.mentions, strict=False))
