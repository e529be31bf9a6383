"""What is known of each tie that may hold, as numbers: its scores, its rivals, its ends, and what the answer says of all."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from garner.refinement.learned.said import odds_of
from garner.refinement.learned.sheet import FAR
from garner.refinement.learned.ties import Tie
from garner.values import Claim

if TYPE_CHECKING:
    import numpy as np

__all__ = ["TIE_FEATURES", "look_at_ties"]

TIE_FEATURES = (
    *("score", "back", "rival_label", "rival_tail", "rival_head", "overlapping_tail", "tail_score"),
    *("head_holds", "tail_holds", "head_said", "tail_said", "no_head"),
    *("said", "confidence", "has_confidence", "said_back", "said_other_label", "said_other_tail", "said_other_head"),
    *("said_overlapping_tail", "said_in_all", "said_of_label", "expected_in_all", "expected_of_label", "support", "coverage"),
    *("unsaid_peaks", "doubtful_said", "elsewhere_score", "elsewhere_said", "rank", "rank_of_label"),
    *("distance", "head_first", "tail_words", "ties", "labels", "text_words"),
)
"""The columns of what :func:`look_at_ties` tells, in their order."""


def look_at_ties(ties: Sequence[Tie], said: Mapping[Claim, float | None], labels: int, words: int) -> np.ndarray:
    """The ties of one text (all relations, or all arguments) x ``TIE_FEATURES``. ``labels``: how many there could be, ``words``
    of the text."""
    import numpy as np

    if not ties:
        return np.zeros((0, len(TIE_FEATURES)), np.float32)
    told = _alone(ties, said) | _beside(ties, said)
    whole = {"ties": math.log1p(len(ties)), "labels": math.log1p(labels), "text_words": math.log1p(words)}
    told |= {name: np.full(len(ties), value) for name, value in whole.items()}
    return np.stack([told[name].astype(np.float32) for name in TIE_FEATURES], axis=1)


def _alone(ties: Sequence[Tie], said: Mapping[Claim, float | None]) -> dict[str, np.ndarray]:
    import numpy as np

    sure = [said.get(tie.claim) for tie in ties]
    near = [tie.tail if tie.head is None else tie.head for tie in ties]
    tails = [tie.tail for tie in ties]
    told = {
        "score": [tie.score for tie in ties],
        "back": [tie.back for tie in ties],
        "rival_label": [tie.rival for tie in ties],
        "tail_score": [tie.tail_score for tie in ties],
        "head_holds": [0.0 if tie.head is None else tie.head.holds for tie in ties],
        "tail_holds": [tail.holds for tail in tails],
        "head_said": [tie.head is not None and tie.head.said for tie in ties],
        "tail_said": [tail.said for tail in tails],
        "no_head": [tie.head is None for tie in ties],
        "said": [tie.claim in said for tie in ties],
        "confidence": [0.0 if each is None else odds_of(each) for each in sure],
        "has_confidence": [each is not None for each in sure],
        "distance": [
            math.log1p(max(0, tail.place[0] - other.place[1], other.place[0] - tail.place[1]))
            for tail, other in zip(tails, near, strict=True)
        ],
        "head_first": [other.place[0] < tail.place[0] for tail, other in zip(tails, near, strict=True)],
        "tail_words": [math.log1p(tail.place[1] - tail.place[0]) for tail in tails],
    }
    return {name: np.array(values, np.float32) for name, values in told.items()}


def _beside(ties: Sequence[Tie], said: Mapping[Claim, float | None]) -> dict[str, np.ndarray]:
    """What the other ties of the text tell."""
    import numpy as np

    score = np.maximum(np.array([tie.score for tie in ties], np.float32), FAR)
    spoken = np.array([tie.claim in said for tie in ties])
    places = _numbers([None if tie.head is None else tie.head.place for tie in ties] + [tie.tail.place for tie in ties])
    heads, tails = places[: len(ties)], places[len(ties) :]
    labels = _numbers([(tie.group, tie.claim.name, tie.claim.detail) for tie in ties])
    words = _numbers(
        [(tie.tail.mention.text.casefold(), "" if tie.head is None else tie.head.mention.text.casefold()) for tie in ties]
    )
    first, end = (np.array([tie.tail.place[side] for tie in ties]) for side in (0, 1))
    same_head, same_tail, same_label, same_words = (_alike(each) for each in (heads, tails, labels, words))
    others = ~np.eye(len(ties), dtype=bool)
    overlap = (first[:, None] < end[None, :]) & (first[None, :] < end[:, None]) & ~same_tail
    turned = (heads[:, None] == tails[None, :]) & (tails[:, None] == heads[None, :]) & same_label
    other_label = same_head & same_tail & ~same_label
    other_tail, other_head = same_label & same_head & ~same_tail, same_label & same_tail & ~same_head
    elsewhere = same_words & same_label & others & ~(same_head & same_tail)
    likely = 1.0 / (1.0 + np.exp(-score))
    peak = score >= np.where(same_head & same_tail, score[None, :], FAR).max(axis=1)
    hope, met = likely * peak, likely * peak * spoken
    rest = others & ~other_label
    count, hoped = (rest * spoken).sum(axis=1), (rest * hope).sum(axis=1)
    above = (score[None, :] > score[:, None]) & peak[None, :]

    def best(among: np.ndarray) -> np.ndarray:
        found: np.ndarray = np.where(among, score[None, :], np.float32(FAR)).max(axis=1)
        return found

    return {
        "rival_tail": best(other_tail),
        "rival_head": best(other_head),
        "overlapping_tail": best(same_label & same_head & overlap),
        "said_back": (turned & spoken).any(axis=1),
        "said_other_label": (other_label & spoken).any(axis=1),
        "said_other_tail": (other_tail & spoken).any(axis=1),
        "said_other_head": (other_head & spoken).any(axis=1),
        "said_overlapping_tail": (same_label & same_head & overlap & spoken).any(axis=1),
        "said_in_all": np.log1p(count),
        "said_of_label": np.log1p((rest & same_label & spoken).sum(axis=1)),
        "expected_in_all": np.log1p(hoped),
        "expected_of_label": np.log1p(((rest & same_label) * hope).sum(axis=1)),
        "support": ((rest * (spoken * likely)).sum(axis=1) + 0.5) / (count + 1.0),
        "coverage": ((rest * met).sum(axis=1) + 0.5) / (hoped + 1.0),
        "unsaid_peaks": np.log1p((rest * (hope * ~spoken * (score > 0))).sum(axis=1)),
        "doubtful_said": np.log1p((rest * (spoken & (score < -2))).sum(axis=1)),
        "elsewhere_score": best(elsewhere),
        "elsewhere_said": (elsewhere & spoken).any(axis=1),
        "rank": np.log1p(above.sum(axis=1)),
        "rank_of_label": np.log1p((above & same_label).sum(axis=1)),
    }


def _numbers(keys: Sequence[object]) -> np.ndarray:
    import numpy as np

    known: dict[object, int] = {}
    return np.array([known.setdefault(key, len(known)) for key in keys])


def _alike(numbers: np.ndarray) -> np.ndarray:
    alike: np.ndarray = numbers[:, None] == numbers[None, :]
    return alike
