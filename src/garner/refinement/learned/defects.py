"""From verdicts on claims to the defects of an answer, each with the claim to drop, the one to add, or both."""

from __future__ import annotations

import math
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from garner.refinement.learned.judging import Verdict
from garner.refinement.learned.taking import Candidates, Keys, Taken
from garner.values import Claim, ClaimKind, Defect, DefectKind

__all__ = ["LEFT_ALONE", "Level", "expected_f1", "find_defects", "likely"]

_STAYS, _COMES = 0.2, 0.5
"""The probabilities from which claims count as part of the answer where its F1 is expected."""
_USUAL = 0.6
"""The F1 of one claim more, so that answers with few claims are not all or nothing."""
_FEWEST, _MOST = 0.05, 0.7


@dataclass(frozen=True, slots=True)
class Level:
    """How likely a claim of one kind must be: to stay in an answer, and to be added to one.

    ``relative``: these are shares of the F1 that is expected of the answer once it is corrected. Where little is sure, what is
    half likely still lifts F1; beside what is sure it would not.
    """

    keep: float = 0.5
    add: float = 0.5
    relative: bool = False

    def of(self, likely: Sequence[tuple[float, bool]]) -> Level:
        """The levels for claims of these probabilities (each with whether it is said)."""
        return self.where(expected_f1(likely)) if self.relative else self

    def where(self, expected: float) -> Level:
        """The levels where so much F1 is expected."""
        if not self.relative:
            return self
        keep = min(_MOST, max(_FEWEST, self.keep * expected))
        return Level(keep, min(_MOST, max(keep, self.add * expected)))


def expected_f1(likely: Sequence[tuple[float, bool]]) -> float:
    """The F1 expected of claims of these probabilities (each with whether it is said) once they are corrected."""
    kept = [share for share, said in likely if share >= (_STAYS if said else _COMES)]
    everything = sum(share for share, _ in likely)
    return 2.0 * (sum(kept) + _USUAL) / (len(kept) + everything + 2.0)


LEFT_ALONE = Level(0.001, 0.999)
"""The level at which nothing is dropped or added."""


@dataclass(frozen=True, slots=True)
class _Weighed:
    """A verdict with the probability that it needs, and how far, in log-odds, it is beyond that."""

    verdict: Verdict
    needed: float
    beyond: float

    @property
    def claim(self) -> Claim:
        return self.verdict.claim


def find_defects(verdicts: Sequence[Verdict], levels: Mapping[str, Level], single: frozenset[str], name: str) -> list[Defect]:
    """The defects of one text's answer. ``single`` are the classifications with one answer, ``name`` is the detector's.

    The probability of a defect is that of its being worth mending: 0.5 where a claim is just at the level that it needs, the
    more the further it is beyond. Its reason says how likely the claim itself is, and what it would need.
    """
    kinds = {each.claim.kind for each in verdicts}
    own_levels = {
        kind: levels[kind.value].of([(likely(v.odds), v.said) for v in verdicts if v.claim.kind is kind]) for kind in kinds
    }
    weighed = [_weigh(each, own_levels[each.claim.kind]) for each in verdicts]
    defects: list[Defect] = []
    final: set[Claim] = set()
    for kind in (ClaimKind.ENTITY, ClaimKind.EVENT):
        own = [each for each in weighed if each.claim.kind is kind]
        kept = _kept(own)
        final |= {each.claim for each in kept}
        defects += _changes(own, kept, name)
    ties = [each for each in weighed if each.claim.kind in (ClaimKind.RELATION, ClaimKind.ARGUMENT)]
    defects += _ties(ties, final, name)
    labels = [each for each in weighed if each.claim.kind is ClaimKind.LABEL]
    defects += _labels(labels, single, name)
    return defects


def _weigh(verdict: Verdict, level: Level) -> _Weighed:
    least = level.keep if verdict.said else level.add
    return _Weighed(verdict, least, verdict.odds - math.log(least / (1.0 - least)))


def _kept(own: Sequence[_Weighed]) -> list[_Weighed]:
    """What the answer should say of these: the likeliest claims that do not overlap. What it says now may overlap what it says
    now, and stays where it is more likely than not."""
    kept: list[_Weighed] = []
    taken, coming = Taken(), Taken()
    for each in sorted(
        own, key=lambda each: (-each.beyond, not each.verdict.said, each.claim.mentions[0].span, each.claim.name)
    ):
        if each.beyond < 0:
            break
        span, said = each.claim.mentions[0].span, each.verdict.said
        if (each.verdict.odds < 0.0 and coming.overlaps(span)) if said else taken.overlaps(span):
            continue
        kept.append(each)
        taken.take(span)
        if not said:
            coming.take(span)
    return kept


def _changes(own: Sequence[_Weighed], kept: Sequence[_Weighed], name: str) -> Iterator[Defect]:
    """What tells the answer from what it should say: a claim that goes is moved or renamed to one that comes in its place, the
    nearest first."""
    staying = {each.claim for each in kept}
    coming = Candidates((each, _place(each.claim)) for each in kept if not each.verdict.said)
    for each in own:
        if not each.verdict.said or each.claim in staying:
            continue
        place = coming.take(_place(each.claim))
        if place is None:
            yield Defect(DefectKind.REDUNDANT, likely(-each.beyond), _doubted(each), name, drop=each.claim)
            continue
        kind = DefectKind.BOUNDARY if place.claim.name == each.claim.name else DefectKind.WRONG_TYPE
        yield Defect(kind, likely(place.beyond - each.beyond), _better(place, each), name, each.claim, place.claim)
    for each in coming.left():
        yield Defect(DefectKind.MISSING, likely(each.beyond), _missed(each), name, add=each.claim)


def _place(claim: Claim) -> Keys:
    """Who takes the place of a claim says the same of a place that overlaps, or something else of the same place."""
    span = claim.mentions[0].span
    return Keys((span,), claim.name, span)


def _ties(ties: Sequence[_Weighed], final: set[Claim], name: str) -> Iterator[Defect]:
    coming = [each for each in ties if not each.verdict.said and each.beyond >= 0 and _hangs(each.claim, final)]
    coming = _one_role(coming, [each for each in ties if each.verdict.said and each.beyond >= 0])
    waiting = Candidates((each, _ends(each.claim)) for each in coming)
    for each in ties:
        if not each.verdict.said or each.beyond >= 0:
            continue
        place = waiting.take(_ends(each.claim))
        if place is None:
            yield Defect(DefectKind.REDUNDANT, likely(-each.beyond), _doubted(each), name, drop=each.claim)
            continue
        kind = DefectKind.WRONG_TYPE if place.claim.mentions == each.claim.mentions else DefectKind.BOUNDARY
        yield Defect(kind, likely(place.beyond - each.beyond), _better(place, each), name, each.claim, place.claim)
    for each in waiting.left():
        yield Defect(DefectKind.MISSING, likely(each.beyond), _missed(each), name, add=each.claim)


def _hangs(claim: Claim, final: set[Claim]) -> bool:
    """Whether what the tie hangs on is in the answer then. The ends of a relation are added with it where they are not."""
    if claim.kind is ClaimKind.RELATION or len(claim.mentions) < 2:
        return True
    return Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:]) in final


def _one_role(coming: Sequence[_Weighed], staying: Sequence[_Weighed]) -> list[_Weighed]:
    """A place plays one role in an event, and overlapping places do not play the same one: the likelier comes."""
    played: set[Hashable] = set()
    places: dict[Hashable, Taken] = {}
    come = []
    for each in (*staying, *sorted(coming, key=lambda each: -each.beyond)):
        if each.claim.kind is ClaimKind.ARGUMENT:
            (_, player), role, span = _ends(each.claim)
            taken = places.setdefault(role, Taken())
            if not each.verdict.said and (player in played or taken.overlaps(span)):
                continue
            played.add(player)
            taken.take(span)
        if not each.verdict.said:
            come.append(each)
    return come


def _ends(claim: Claim) -> Keys:
    """Who takes the place of a tie has the same ends under another name; or is an argument of the same event at the same place,
    or of the same role at a place that overlaps."""
    ends = (claim.kind, claim.mentions)
    if claim.kind is not ClaimKind.ARGUMENT:
        return Keys((ends,))
    span, event = claim.mentions[0].span, (claim.name, claim.mentions[1:])
    return Keys((ends, (*event, span)), (*event, claim.detail), span)


def _labels(labels: Sequence[_Weighed], single: frozenset[str], name: str) -> Iterator[Defect]:
    tasks: dict[str, list[_Weighed]] = {}
    for each in labels:
        tasks.setdefault(each.claim.name, []).append(each)
    for task, own in tasks.items():
        said = [each for each in own if each.verdict.said]
        best = max(own, key=lambda each: each.beyond)
        if task not in single:
            yield from _ties(own, set(), name)
        elif not said:
            yield Defect(DefectKind.MISSING, likely(max(0.01, best.beyond)), _missed(best), name, add=best.claim)
        elif len(said) == 1 and not best.verdict.said and best.verdict.odds > said[0].verdict.odds:
            surer = likely(best.beyond - said[0].beyond)
            yield Defect(DefectKind.WRONG_TYPE, surer, _better(best, said[0]), name, said[0].claim, best.claim)


def likely(odds: float) -> float:
    """The probability of these log-odds."""
    return 1.0 / (1.0 + math.exp(-max(-30.0, min(30.0, odds))))


def _percent(each: _Weighed) -> str:
    return f"{100 * likely(each.verdict.odds):.0f} %"


def _needed(each: _Weighed) -> str:
    return f"{100 * each.needed:.0f} %"


def _named(claim: Claim) -> str:
    label = f"{claim.name} {claim.detail}".strip() if claim.kind is ClaimKind.ARGUMENT else claim.name
    return f"“{claim.value}” as {label}"


def _better(new: _Weighed, old: _Weighed) -> str:
    return f"{_named(new.claim)} is likelier ({_percent(new)}) than {_named(old.claim)} ({_percent(old)})."


def _doubted(each: _Weighed) -> str:
    return f"{_named(each.claim)} holds with a probability of {_percent(each)} only; it would need {_needed(each)}."


def _missed(each: _Weighed) -> str:
    holds = f"{_named(each.claim)} holds with a probability of {_percent(each)}"
    return f"{holds}, where {_needed(each)} would do, and the answer does not say it."
