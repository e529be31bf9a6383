"""How likely a claim must be to stay in an answer or to be added: tried on answers that the heads were not fitted to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import product
from typing import NamedTuple

from garner.refinement.learned.card import KINDS
from garner.refinement.learned.defects import Level, find_defects
from garner.refinement.learned.judging import Verdict
from garner.training.detectors.head_rows import Seen
from garner.values import Claim, ClaimKind

__all__ = ["Change", "best_levels", "change_of"]

_TRIED = (0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.65, 0.7)
_WORSE = 10.0
"""What an answer made worse costs beside F1, in points if all were."""


class Change(NamedTuple):
    """What correcting did to the answers of one source about one corpus: micro-F1 before and after in per cent, and the shares
    of the answers that got better and worse."""

    before: float
    after: float
    better: float
    worse: float
    answers: int


def best_levels(seen: Sequence[Seen], verdicts: Sequence[Sequence[Verdict]]) -> dict[str, Level]:
    """For each kind of claim the level that lifts the mean F1 over corpora and sources most, answers made worse counted
    against it. Where there is nothing to try on: 0.5."""
    levels = {kind: Level() for kind in KINDS}
    for kind in KINDS:
        own = [
            (each, [verdict for verdict in judged if verdict.claim.kind.value == kind])
            for each, judged in zip(seen, verdicts, strict=True)
            if each.instance.whole
        ]
        own = [(each, judged) for each, judged in own if judged]
        if own:
            tried = [Level(keep, add) for keep, add in product(_TRIED, _TRIED) if keep <= add]
            levels[kind] = max(tried, key=lambda level: _worth(own, kind, level))
    return levels


def _worth(own: Sequence[tuple[Seen, Sequence[Verdict]]], kind: str, level: Level) -> float:
    changes = change_of([each for each, _ in own], [judged for _, judged in own], {kind: level}, (ClaimKind(kind),))
    gains = [each.after - each.before - _WORSE * each.worse for each in changes.values()]
    return sum(gains) / len(gains)


def change_of(
    seen: Sequence[Seen],
    verdicts: Sequence[Sequence[Verdict]],
    levels: Mapping[str, Level],
    kinds: Sequence[ClaimKind] = tuple(ClaimKind),
) -> dict[tuple[str, str], Change]:
    """What one round of correcting does, by corpus and source, to claims of these kinds; dropped ends take their ties along."""
    counts: dict[tuple[str, str], list[tuple[int, int, int, int, int]]] = defaultdict(list)
    for each, own in zip(seen, verdicts, strict=True):
        single = frozenset(task.name for task in each.instance.schema.labels if not task.multiple)
        before = {claim for claim in each.part.said if claim.kind in kinds}
        defects = find_defects(own, levels, single, "")
        after = before - {defect.drop for defect in defects if defect.drop is not None}
        after |= {defect.add for defect in defects if defect.add is not None and defect.add.kind in kinds}
        after = {claim for claim in after if _stands(claim, after, before)}
        gold = len({claim for claim in each.gold if claim.kind in kinds})
        right = [len({claim for claim in said if each.holds(claim)}) for said in (before, after)]
        counts[each.instance.corpus, each.instance.source].append((gold, len(before), right[0], len(after), right[1]))
    return {key: _change(own) for key, own in sorted(counts.items())}


def _stands(claim: Claim, after: set[Claim], before: set[Claim]) -> bool:
    """An argument goes with the event that it belonged to."""
    if claim.kind is not ClaimKind.ARGUMENT:
        return True
    event = Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:])
    return event in after or event not in before


def _change(own: Sequence[tuple[int, int, int, int, int]]) -> Change:
    single = [(_f1(g, a, b), _f1(g, c, d)) for g, a, b, c, d in own]
    gold, said, right, said_after, right_after = (sum(column) for column in zip(*own, strict=True))
    return Change(
        _f1(gold, said, right),
        _f1(gold, said_after, right_after),
        sum(after > before for before, after in single) / len(own),
        sum(after < before for before, after in single) / len(own),
        len(own),
    )


def _f1(gold: int, said: int, right: int) -> float:
    return 200.0 * right / (gold + said) if gold + said else 100.0
