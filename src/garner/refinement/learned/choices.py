"""Each choice of the classifications of a text, with what is known of it as numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from garner.models.encoder.evidence import Evidence
from garner.models.encoder.questions import AskedTask
from garner.refinement.learned.said import odds_of
from garner.refinement.learned.sheet import FAR
from garner.values import Claim, ClaimKind

if TYPE_CHECKING:
    import numpy as np

__all__ = ["CHOICE_FEATURES", "Choices", "look_at_choices"]

CHOICE_FEATURES = (
    *("score", "over_best_other", "share", "over_mean", "rank", "rivals"),
    *("said", "confidence", "has_confidence", "said_score", "said_share", "said_in_all", "other_confidence", "other_sure"),
    *("choices", "multiple", "text_words", "best", "spread"),
)
"""The columns of :attr:`Choices.features`, in their order."""


class Choices(NamedTuple):
    """The choices of one task: the claim that each is right, whether several may be, and ``features``."""

    claims: tuple[Claim, ...]
    multiple: bool
    features: np.ndarray


def look_at_choices(evidence: Evidence, said: Mapping[Claim, float | None]) -> list[Choices]:
    """The choices of every classification of the text."""
    return [_look(evidence, task, said) for task in evidence.questions.tasks if task.choices]


def _look(evidence: Evidence, task: AskedTask, said: Mapping[Claim, float | None]) -> Choices:
    import numpy as np

    claims = tuple(Claim(ClaimKind.LABEL, task.name, name) for name, _ in task.choices)
    score = np.maximum(np.array([evidence.choices[label] for _, label in task.choices], np.float32), FAR)
    share = np.exp(score - score.max())
    share /= share.sum()
    count = len(score)
    order = np.sort(score)[::-1]
    other = np.where(score == order[0], order[1] if count > 1 else FAR, order[0])
    spoken = np.array([claim in said for claim in claims])
    sure = [said.get(claim) for claim in claims]
    odds = np.array([0.0 if each is None else odds_of(each) for each in sure], np.float32)
    known = np.array([each is not None for each in sure])
    rivals = spoken[None, :] & ~np.eye(count, dtype=bool)
    told = {
        "score": score,
        "over_best_other": score - other,
        "share": np.log(share + 1e-4),
        "over_mean": score - score.mean(),
        "rank": np.log1p((score[None, :] > score[:, None]).sum(axis=1)),
        "rivals": np.log1p((score[None, :] > score[:, None] - 2.0).sum(axis=1)),
        "said": spoken,
        "confidence": odds,
        "has_confidence": known,
        "said_score": np.where(rivals, score[None, :], FAR).max(axis=1),
        "said_share": np.log((rivals * share).sum(axis=1) + 1e-4),
        "said_in_all": np.log1p(rivals.sum(axis=1)),
        "other_confidence": np.where(rivals & known, odds[None, :], 0.0).sum(axis=1) / np.maximum(1, rivals.sum(axis=1)),
        "other_sure": (rivals & known).any(axis=1),
        "choices": np.full(count, math.log1p(count)),
        "multiple": np.full(count, float(task.multiple)),
        "text_words": np.full(count, math.log1p(evidence.words)),
        "best": np.full(count, order[0]),
        "spread": np.full(count, score.std()),
    }
    features = np.stack([told[name].astype(np.float32) for name in CHOICE_FEATURES], axis=1)
    return Choices(claims, task.multiple, features)
