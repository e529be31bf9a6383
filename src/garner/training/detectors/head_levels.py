"""How likely a claim must be to stay in an answer or to be added: tried on answers that the heads were not fitted to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from garner.refinement.learned.agreement import Agreement, agreement_of
from garner.refinement.learned.card import KINDS
from garner.refinement.learned.defects import LEFT_ALONE, Level, expected_f1, find_defects, likely
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
    "counted",
    "counts_of",
    "defects_of",
    "f1_of",
    "tried_on",
]

_ABSOLUTE = [Level(keep, add) for keep, add in product((0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4), (0.3, 0.4, 0.5, 0.6, 0.7))]
_RELATIVE = [Level(keep, add, relative=True) for keep, add in product((0.2, 0.3, 0.4, 0.5), (0.6, 0.7, 0.8, 0.9))]
_LEVELS = [LEFT_ALONE, *(level for level in _ABSOLUTE if level.keep <= level.add), *_RELATIVE]
_OWN_LEVELS = [
    LEFT_ALONE,
    *(
        Level(*each)
        for each in product((LEFT_ALONE.keep, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3), (LEFT_ALONE.add, 0.8, 0.6, 0.5, 0.4, 0.3))
    ),
    *(Level(keep, add, relative=True) for keep, add in product((0.3, 0.4, 0.5, 0.6), (1.0, 0.8, 0.6))),
]
_MOST = 0.06
"""The share of a source's answers with claims of one kind that levels for them may make worse; of all its answers that is
less."""
_MOST_TRIED = 3000
_DRAWS, _LOW = 300, 0.025
_ALL = tuple(ClaimKind)


class Tried(NamedTuple):
    """An answer that levels are tried on: what the heads say of its claims, and how far it agrees with the encoder's own."""

    seen: Seen
    verdicts: Sequence[Verdict]
    agreement: Agreement


class Bands(NamedTuple):
    """The levels by kind of claim: for answers that agree with the encoder's own, and for all ``others``."""

    others: Mapping[str, Level]
    own: Mapping[str, Level]

    def of(self, tried: Tried) -> dict[str, Level]:
        """The levels for this answer."""
        return {kind: self.own[kind] if tried.agreement.is_own_of(kind) else level for kind, level in self.others.items()}


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
        Tried(each, judged, agreement_of([each.part], [each.evidence], encoder))
        for each, judged in zip(seen, verdicts, strict=True)
    ]


def best_bands(tried: Sequence[Tried], own: str = "encoder") -> Bands:
    """The levels that lift F1 most, by kind of claim. Those for claims that agree with the encoder's own are chosen on the
    answers of the source ``own`` (on all that agree where there are none): whatever is not sure to lift them leaves them alone.
    Where nothing agrees, or nothing else, both have the same; where there is nothing to try on: 0.5."""
    bands = Bands({kind: Level() for kind in KINDS}, {kind: Level() for kind in KINDS})
    for kind in KINDS:  # events stand before their arguments
        about = _about(tried, kind)
        agreeing = [each for each in about if each.agreement.is_own_of(kind)]
        if about:
            level = _best_level(about, kind, bands)
            bands = Bands({**bands.others, kind: level}, {**bands.own, kind: level})
        if agreeing:
            level = _own_level([each for each in agreeing if each.seen.sort == own] or agreeing, kind, bands)
            bands = Bands(bands.others, {**bands.own, kind: level})
    return bands


def _best_level(tried: Sequence[Tried], kind: str, bands: Bands) -> Level:
    """The level that lifts the mean F1 over sources (of each the mean over corpora) most, of those by which no source loses F1
    or has too many answers made worse. What agrees with the encoder's own counts as left alone, unless all does."""
    import numpy as np

    tried = tried[:: -(-len(tried) // _MOST_TRIED)]
    counts = counted(tried, kind, bands, _LEVELS, (ClaimKind(kind),))
    agreeing = np.array([each.agreement.is_own_of(kind) for each in tried])
    if not agreeing.all():
        counts[agreeing] = counts[agreeing][:, :1]  # as the first of the levels leaves them
    keys = np.array([(each.seen.sort, each.seen.instance.corpus) for each in tried])
    gains, worse = [], []
    for sort in np.unique(keys[:, 0]):
        groups = [counts[(keys == (sort, corpus)).all(axis=1)] for corpus in np.unique(keys[keys[:, 0] == sort, 1])]
        gains.append(np.mean([_gain(each.sum(axis=0)) for each in groups], axis=0))
        worse.append(np.mean([(_gain(each) < 0.0).mean(axis=0) for each in groups], axis=0))
    worth = np.mean(gains, axis=0)
    worth[(np.max(worse, axis=0) >= _MOST) | (np.min(gains, axis=0) < 0.0)] = -np.inf
    return _LEVELS[int(np.argmax(worth))]


def _own_level(tried: Sequence[Tried], kind: str, bands: Bands) -> Level:
    """The level of which it is surest that it lifts the mean F1 over corpora; where of none it is sure, that which leaves
    claims alone."""
    import numpy as np

    counts = counted(tried, kind, bands, _OWN_LEVELS)
    corpora = np.array([each.seen.instance.corpus for each in tried])
    sure = _surely([counts[corpora == corpus] for corpus in np.unique(corpora)])
    return _OWN_LEVELS[int(np.argmax(sure))] if sure.max() > 0.0 else LEFT_ALONE


def counted(
    tried: Sequence[Tried], kind: str, bands: Bands, candidates: Sequence[Level], kinds: Sequence[ClaimKind] = _ALL
) -> np.ndarray:
    """What each level for claims of one kind does to the claims of these ``kinds`` of each answer: answers x levels x
    ``Counts``."""
    import numpy as np

    found = np.zeros((len(tried), len(candidates), len(Counts._fields)))
    for number, each in enumerate(tried):
        known: dict[bytes, Counts] = {}
        levels = bands.of(each)
        for place, (level, order) in enumerate(_orders(each, kind, candidates)):
            if order not in known:
                known[order] = counts_of(each, {**levels, kind: level}, kinds)
            found[number, place] = known[order]
    return found


def _orders(tried: Tried, kind: str, candidates: Sequence[Level]) -> Iterator[tuple[Level, bytes]]:
    """For each level what decides which claims an answer has in the end: which of them are beyond their level, and the order in
    which they are."""
    import numpy as np

    verdicts = [each for each in tried.verdicts if each.claim.kind.value == kind]
    odds = np.array([each.odds for each in verdicts])
    said = np.array([each.said for each in verdicts])
    expected = expected_f1([(likely(each.odds), each.said) for each in verdicts])
    levels = [level.where(expected) for level in candidates]
    keep, add = np.array([(level.keep, level.add) for level in levels]).T[:, :, None]
    least = np.where(said, keep, add)
    beyond = odds - np.log(least / (1.0 - least))
    ranked = np.argsort(-beyond, axis=1, kind="stable")
    reached = (beyond >= 0.0).sum(axis=1)
    for level, order, count in zip(levels, ranked, reached.tolist(), strict=True):
        decides = order if kind == ClaimKind.LABEL.value else order[:count]  # of single labels the best counts at any level
        yield level, decides.tobytes() + b"/%d" % count


def _about(tried: Sequence[Tried], kind: str) -> list[Tried]:
    """The answers with verdicts of that kind, and those alone; arguments beside the events that they hang on."""
    wanted = {kind, ClaimKind.EVENT.value} if kind == ClaimKind.ARGUMENT.value else {kind}
    return [
        each._replace(verdicts=[verdict for verdict in each.verdicts if verdict.claim.kind.value in wanted])
        for each in tried
        if any(verdict.claim.kind.value == kind for verdict in each.verdicts)
    ]


def _surely(groups: Sequence[np.ndarray]) -> np.ndarray:
    """The least gain of each level, in points of mean F1 over corpora, that the answers leave likely; by bootstrap, the same
    draws for all levels. ``groups``: of each corpus answers x levels x ``Counts``."""
    import numpy as np

    draw = np.random.default_rng(0)
    gains = np.zeros((_DRAWS, groups[0].shape[1]))
    for own in groups:
        weights = draw.multinomial(len(own), np.full(len(own), 1.0 / len(own)), size=_DRAWS)
        gains += _gain(np.tensordot(weights, own, axes=1))
    least: np.ndarray = np.quantile(gains / len(groups), _LOW, axis=0)
    return least


def _gain(counts: np.ndarray) -> np.ndarray:
    """What correcting does to F1, in points; the last axis are ``Counts``."""
    gold, said, right, said_after, right_after = counts.transpose(-1, *range(counts.ndim - 1))
    gain: np.ndarray = _f1s(gold, said_after, right_after) - _f1s(gold, said, right)
    return gain


def _f1s(gold: np.ndarray, said: np.ndarray, right: np.ndarray) -> np.ndarray:
    import numpy as np

    found: np.ndarray = np.where(gold + said > 0, 200.0 * right / np.maximum(1, gold + said), 100.0)
    return found


def change_of(tried: Iterable[Tried], bands: Bands, kinds: Sequence[ClaimKind] = _ALL) -> dict[tuple[str, str], Change]:
    """What one round of correcting does, by corpus and source, to claims of these kinds; dropped ends take their ties along."""
    counts: dict[tuple[str, str], list[Counts]] = defaultdict(list)
    for each in tried:
        counts[each.seen.instance.corpus, each.seen.sort].append(counts_of(each, bands.of(each), kinds))
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
