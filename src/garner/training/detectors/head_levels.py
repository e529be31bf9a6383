"""How likely a claim must be to stay in an answer or to be added: tried on answers that the heads were not fitted to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from garner.refinement.learned.agreement import agreement_of
from garner.refinement.learned.card import KINDS
from garner.refinement.learned.defects import LEFT_ALONE, Level, find_defects
from garner.refinement.learned.judging import Verdict
from garner.training.detectors.head_rows import Seen
from garner.values import Claim, ClaimKind, Defect

if TYPE_CHECKING:
    import numpy as np

    from garner.models.encoder.levels import Levels

__all__ = [
    "Bands",
    "Change",
    "Counts",
    "Tried",
    "best_bands",
    "change_of",
    "counts_of",
    "defects_of",
    "f1_of",
    "script_of",
    "tried_on",
]

_KEEPS = (0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
_ADDS = (0.3, 0.4, 0.5, 0.6, 0.7)
_RELATIVE_KEEPS = (0.2, 0.3, 0.4, 0.5)
_RELATIVE_ADDS = (0.6, 0.7, 0.8, 0.9)
_OWN_KEEPS = (LEFT_ALONE.keep, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3)
_OWN_ADDS = (LEFT_ALONE.add, 0.8, 0.6, 0.5, 0.4, 0.3)
_OWN_RELATIVE_KEEPS = (0.3, 0.4, 0.5, 0.6)
_OWN_RELATIVE_ADDS = (1.0, 0.8, 0.6)
_WORSE, _TOO_MANY, _OWN = 8.0, 200.0, 5.0
"""What answers made worse cost beside F1, in points if all were: those of a source up to ``_MOST``, and those beyond it. And
how often a loss of the encoder's own answers counts, in each script of its own."""
_MOST = 0.04
_MOST_TRIED = 3000
_DRAWS, _LOW = 300, 0.025
_ALL = tuple(ClaimKind)
_TIES = (ClaimKind.RELATION.value, ClaimKind.ARGUMENT.value)
"""The kinds of claim that agreement does not compare."""


class Tried(NamedTuple):
    """An answer that levels are tried on: what the heads say of its claims, and whether it agrees with the encoder's own."""

    seen: Seen
    verdicts: Sequence[Verdict]
    is_own: bool


class Bands(NamedTuple):
    """The levels by kind of claim: for answers that agree with the encoder's own, and for all ``others``."""

    others: Mapping[str, Level]
    own: Mapping[str, Level]


class Change(NamedTuple):
    """What correcting did to the answers of one source about one corpus: micro-F1 before and after in per cent, and the shares
    of the answers that got better and worse."""

    before: float
    after: float
    better: float
    worse: float
    answers: int


class Counts(NamedTuple):
    """Of one answer: claims of gold, said, right; said and right after correcting."""

    gold: int
    said: int
    right: int
    said_after: int
    right_after: int

    @property
    def gain(self) -> float:
        """What correcting did to its F1, in points."""
        return f1_of(self.gold, self.said_after, self.right_after) - f1_of(self.gold, self.said, self.right)


def tried_on(seen: Sequence[Seen], verdicts: Sequence[Sequence[Verdict]], encoder: Levels) -> list[Tried]:
    """The answers with their verdicts; ``encoder`` are the levels of the encoder's own answers."""
    return [
        Tried(each, judged, agreement_of([each.part], [each.evidence], encoder).is_own)
        for each, judged in zip(seen, verdicts, strict=True)
    ]


def best_bands(tried: Sequence[Tried], own: str = "encoder") -> Bands:
    """The levels that lift F1 most. Those for answers that agree with the encoder's own are chosen on the answers of the source
    ``own`` (on all that agree where there are none): whatever is not sure to lift them leaves them alone."""
    agreeing = [each for each in tried if each.is_own]
    others = _best_levels(tried, [each for each in tried if not each.is_own] or tried, own)
    return Bands(others, _own_levels([each for each in agreeing if each.seen.sort == own] or agreeing, others))


def _best_levels(tried: Sequence[Tried], others: Sequence[Tried], own: str) -> dict[str, Level]:
    """For each kind of claim the level that lifts the mean F1 over corpora and sources most, answers made worse counted
    against it, and any loss of the encoder's ``own`` answers most. Where there is nothing to try on: 0.5. What agreement does
    not compare is tried on all answers, and all else on the ``others``."""
    levels = {kind: Level() for kind in KINDS}
    candidates = [Level(keep, add) for keep, add in product(_KEEPS, _ADDS) if keep <= add]
    candidates += [Level(keep, add, relative=True) for keep, add in product(_RELATIVE_KEEPS, _RELATIVE_ADDS)]
    for kind in KINDS:
        judged = _about(tried if kind in _TIES else others, kind)
        judged = judged[:: -(-len(judged) // _MOST_TRIED)] if judged else []
        if judged:
            levels[kind] = max(candidates, key=lambda level: _worth(judged, kind, {**levels, kind: level}, own))
    return levels


def _own_levels(tried: Sequence[Tried], others: Mapping[str, Level]) -> dict[str, Level]:
    """For each kind of claim the level of which it is surest that it lifts the mean F1 over corpora; where of none it is sure,
    claims of the kind are left alone. What agreement does not compare, and where there is nothing to try on, has the levels for
    the ``others``."""
    if not tried:
        return dict(others)
    levels = {kind: others[kind] if kind in _TIES else LEFT_ALONE for kind in KINDS}
    candidates = [Level(keep, add) for keep, add in product(_OWN_KEEPS, _OWN_ADDS)]
    candidates += [Level(keep, add, relative=True) for keep, add in product(_OWN_RELATIVE_KEEPS, _OWN_RELATIVE_ADDS)]
    for kind in (each for each in KINDS if each not in _TIES):
        judged = _about(tried, kind)
        sure = [_surely(judged, {**levels, kind: level}) if judged else 0.0 for level in candidates]
        if max(sure) > 0.0:
            levels[kind] = candidates[sure.index(max(sure))]
    return levels


def _about(tried: Sequence[Tried], kind: str) -> list[Tried]:
    """The answers with verdicts of that kind, and those alone; arguments beside the events that they hang on."""
    wanted = {kind, ClaimKind.EVENT.value} if kind == ClaimKind.ARGUMENT.value else {kind}
    return [
        each._replace(verdicts=[verdict for verdict in each.verdicts if verdict.claim.kind.value in wanted])
        for each in tried
        if any(verdict.claim.kind.value == kind for verdict in each.verdicts)
    ]


def _surely(tried: Sequence[Tried], levels: Mapping[str, Level]) -> float:
    """The least gain, in points of mean F1 over corpora, that the answers leave likely; by bootstrap, the same draws for all
    levels."""
    import numpy as np

    groups: dict[str, list[Counts]] = defaultdict(list)
    for each in tried:
        groups[each.seen.instance.corpus].append(counts_of(each, levels))
    draw = np.random.default_rng(0)
    gains = np.zeros(_DRAWS)
    for _, own in sorted(groups.items()):
        weights = draw.multinomial(len(own), np.full(len(own), 1.0 / len(own)), size=_DRAWS)
        gold, said, right, said_after, right_after = (weights @ np.array(own)).T
        gains += _f1s(gold, said_after, right_after) - _f1s(gold, said, right)
    return float(np.quantile(gains / max(1, len(groups)), _LOW))


def _f1s(gold: np.ndarray, said: np.ndarray, right: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = np.where(gold + said > 0, 200.0 * right / np.maximum(1, gold + said), 100.0)
    return found


def _worth(judged: Sequence[Tried], kind: str, levels: Mapping[str, Level], own: str) -> float:
    changes = change_of(judged, Bands(levels, levels), (ClaimKind(kind),))
    gains = [each.after - each.before for each in changes.values()]
    worth = sum(gains) / len(gains)
    for sort in {sort for _, sort in changes}:
        worse = _mean([change.worse for (_, other), change in changes.items() if other == sort])
        worth -= _WORSE * worse + _TOO_MANY * max(0.0, worse - _MOST)
    scripts = {each.seen.instance.corpus: script_of(each.seen.part.text) for each in judged}
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


def change_of(tried: Iterable[Tried], bands: Bands, kinds: Sequence[ClaimKind] = _ALL) -> dict[tuple[str, str], Change]:
    """What one round of correcting does, by corpus and source, to claims of these kinds; dropped ends take their ties along."""
    counts: dict[tuple[str, str], list[Counts]] = defaultdict(list)
    for each in tried:
        levels = bands.own if each.is_own else bands.others
        counts[each.seen.instance.corpus, each.seen.sort].append(counts_of(each, levels, kinds))
    return {key: _change(own) for key, own in sorted(counts.items())}


def defects_of(tried: Tried, levels: Mapping[str, Level]) -> list[Defect]:
    """The defects that are found in the answer at these levels."""
    single = frozenset(task.name for task in tried.seen.instance.schema.labels if not task.multiple)
    return find_defects(tried.verdicts, levels, single, "")


def counts_of(tried: Tried, levels: Mapping[str, Level], kinds: Sequence[ClaimKind] = _ALL) -> Counts:
    """What mending the defects does to the claims of these kinds."""
    seen = tried.seen
    before = {claim for claim in seen.part.said if claim.kind in kinds}
    defects = defects_of(tried, levels)
    after = before - {defect.drop for defect in defects if defect.drop is not None}
    after |= {defect.add for defect in defects if defect.add is not None and defect.add.kind in kinds}
    after = {claim for claim in after if _stands(claim, after, before)}
    gold = len({claim for claim in seen.gold if claim.kind in kinds})
    right, right_after = (len({claim for claim in said if seen.holds(claim)}) for said in (before, after))
    return Counts(gold, len(before), right, len(after), right_after)


def _stands(claim: Claim, after: set[Claim], before: set[Claim]) -> bool:
    """An argument goes with the event that it belonged to."""
    if claim.kind is not ClaimKind.ARGUMENT:
        return True
    event = Claim(ClaimKind.EVENT, claim.name, "", claim.mentions[1:])
    return event in after or event not in before


def _change(own: Sequence[Counts]) -> Change:
    gains = [each.gain for each in own]
    gold, said, right, said_after, right_after = (sum(column) for column in zip(*own, strict=True))
    return Change(
        f1_of(gold, said, right),
        f1_of(gold, said_after, right_after),
        sum(each > 0.0 for each in gains) / len(own),
        sum(each < 0.0 for each in gains) / len(own),
        len(own),
    )


def f1_of(gold: int, said: int, right: int) -> float:
    """In per cent; 100 where there is nothing and nothing is said."""
    return 200.0 * right / (gold + said) if gold + said else 100.0
