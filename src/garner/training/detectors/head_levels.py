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

__all__ = ["Change", "best_levels", "change_of", "right_from"]

_KEEPS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
_ADDS = (0.3, 0.4, 0.5, 0.6, 0.7)
_RELATIVE_KEEPS = (0.2, 0.3, 0.4, 0.5)
_RELATIVE_ADDS = (0.6, 0.7, 0.8, 0.9)
_WORSE, _TOO_MANY, _OWN = 8.0, 200.0, 5.0
"""What answers made worse cost beside F1, in points if all were: those of a source up to ``_MOST``, and those beyond it. And
how often a loss of the encoder's own answers counts, in each script of its own."""
_MOST = 0.04
_MOST_TRIED = 3000


class Change(NamedTuple):
    """What correcting did to the answers of one source about one corpus: micro-F1 before and after in per cent, and the shares
    of the answers that got better and worse."""

    before: float
    after: float
    better: float
    worse: float
    answers: int


def best_levels(seen: Sequence[Seen], verdicts: Sequence[Sequence[Verdict]], own: str = "encoder") -> dict[str, Level]:
    """For each kind of claim the level that lifts the mean F1 over corpora and sources most, answers made worse counted
    against it, and any loss of the encoder's ``own`` answers most. Where there is nothing to try on: 0.5."""
    levels = {kind: Level() for kind in KINDS}
    for kind in KINDS:
        judged = [
            (each, [verdict for verdict in judged if verdict.claim.kind.value == kind])
            for each, judged in zip(seen, verdicts, strict=True)
        ]
        judged = [each for each in judged if each[1]]
        judged = judged[:: -(-len(judged) // _MOST_TRIED)] if judged else []
        if judged:
            tried = [Level(keep, add) for keep, add in product(_KEEPS, _ADDS) if keep <= add]
            tried += [Level(keep, add, relative=True) for keep, add in product(_RELATIVE_KEEPS, _RELATIVE_ADDS)]
            levels[kind] = max(tried, key=lambda level: _worth(judged, kind, level, own))
    return levels


def _worth(judged: Sequence[tuple[Seen, Sequence[Verdict]]], kind: str, level: Level, own: str) -> float:
    changes = change_of([each for each, _ in judged], [own for _, own in judged], {kind: level}, (ClaimKind(kind),))
    gains = [each.after - each.before for each in changes.values()]
    worth = sum(gains) / len(gains)
    for sort in {sort for _, sort in changes}:
        worse = _mean([change.worse for (_, other), change in changes.items() if other == sort])
        worth -= _WORSE * worse + _TOO_MANY * max(0.0, worse - _MOST)
    scripts = {each.instance.corpus: script_of(each.part.text) for each, _ in judged}
    for script in set(scripts.values()):
        change = [
            each.after - each.before for (corpus, sort), each in changes.items() if sort == own and scripts[corpus] == script
        ]
        worth += _OWN * min(0.0, _mean(change))
    return worth


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def script_of(text: str) -> str:
    """What a text is written in: ``kana`` (beside Han or not), ``han``, or any ``other``."""
    if any("\u3040" <= character <= "\u30ff" for character in text):
        return "kana"
    return "han" if any("\u4e00" <= character <= "\u9fff" for character in text) else "other"


def change_of(
    seen: Sequence[Seen],
    verdicts: Sequence[Sequence[Verdict]],
    levels: Mapping[str, Level],
    kinds: Sequence[ClaimKind] = tuple(ClaimKind),
) -> dict[tuple[str, str], Change]:
    """What one round of correcting does, by corpus and source, to claims of these kinds; dropped ends take their ties along."""
    counts: dict[tuple[str, str], list[_Counts]] = defaultdict(list)
    for each, own in zip(seen, _counted(seen, verdicts, levels, kinds), strict=True):
        counts[each.instance.corpus, each.sort].append(own)
    return {key: _change(own) for key, own in sorted(counts.items())}


def right_from(
    odds: Sequence[float], seen: Sequence[Seen], verdicts: Sequence[Sequence[Verdict]], levels: Mapping[str, Level]
) -> float:
    """The log-odds that all of an answer is right from which it is best left alone: most answers that are as likely right or
    more, as long as leaving them costs no more than a hundredth of what correcting lifts F1 by."""
    counted = _counted(seen, verdicts, levels, tuple(ClaimKind))
    gains = [_f1(gold, after, met) - _f1(gold, before, right) for gold, before, right, after, met in counted]
    order = sorted(range(len(odds)), key=lambda number: -odds[number])
    spare, lost, least = max(0.0, sum(gains)) / 100.0, 0.0, max(odds, default=0.0) + 1.0
    for number in order:
        lost += gains[number]
        if lost <= spare:
            least = odds[number]
    return least


_Counts = tuple[int, int, int, int, int]
"""Of one answer: claims of gold, said, right; said and right after correcting."""


def _counted(
    seen: Sequence[Seen],
    verdicts: Sequence[Sequence[Verdict]],
    levels: Mapping[str, Level],
    kinds: Sequence[ClaimKind],
) -> list[_Counts]:
    counts: list[_Counts] = []
    for each, own in zip(seen, verdicts, strict=True):
        single = frozenset(task.name for task in each.instance.schema.labels if not task.multiple)
        before = {claim for claim in each.part.said if claim.kind in kinds}
        defects = find_defects(own, levels, single, "")
        after = before - {defect.drop for defect in defects if defect.drop is not None}
        after |= {defect.add for defect in defects if defect.add is not None and defect.add.kind in kinds}
        after = {claim for claim in after if _stands(claim, after, before)}
        gold = len({claim for claim in each.gold if claim.kind in kinds})
        right = [len({claim for claim in said if each.holds(claim)}) for said in (before, after)]
        counts.append((gold, len(before), right[0], len(after), right[1]))
    return counts


def _stands(claim: Claim, after: set[Claim], before: set[Claim]) -> bool:
    """An argument goes with the event that it belonged to."""
    if claim.kind is not ClaimKind.ARGUMENT:
        return True
    event = Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:])
    return event in after or event not in before


def _change(own: Sequence[_Counts]) -> Change:
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
