"""An answer as a whole, as numbers: what tells whether mending its defects makes it better."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from garner.refinement.learned.judging import Verdict
from garner.values import ClaimKind, Defect

if TYPE_CHECKING:
    import numpy as np

__all__ = ["WHOLE_FEATURES", "look_at_whole"]

WHOLE_FEATURES = (
    *("said_right", "least_said", "unsaid_wrong", "likeliest_unsaid", "said", "unsaid", "unjudged"),
    *("spans_said_right", "ties_said_right", "labels_said_right", "ties_unsaid_wrong", "labels_unsaid_wrong", "has_ties"),
    *("defects", "doubt", "surest", "drops", "adds"),
)
"""What :func:`look_at_whole` tells, in its order: sums of log-probabilities, and counts; of the defects the sum of their
probabilities and the greatest of them."""

_TIES = (ClaimKind.RELATION, ClaimKind.ARGUMENT)
_FURTHEST = 8.0


def look_at_whole(verdicts: Sequence[Verdict], defects: Sequence[Defect], unjudged: int) -> np.ndarray:
    """One answer's ``WHOLE_FEATURES``, given the defects found in it. ``unjudged`` counts the claims of which nothing can be
    told."""
    import numpy as np

    said = [each for each in verdicts if each.said]
    unsaid = [each for each in verdicts if not each.said]

    def right(kinds: Sequence[ClaimKind] = ()) -> float:
        return sum(_log_likely(each.odds) for each in said if not kinds or each.claim.kind in kinds)

    def wrong(kinds: Sequence[ClaimKind] = ()) -> float:
        return sum(_log_likely(-each.odds) for each in unsaid if not kinds or each.claim.kind in kinds)

    return np.array(
        [
            max(-20.0, right()),
            min((each.odds for each in said), default=_FURTHEST),
            max(-20.0, wrong()),
            max((each.odds for each in unsaid), default=-_FURTHEST),
            math.log1p(len(said)),
            math.log1p(len(unsaid)),
            math.log1p(unjudged),
            max(-20.0, right((ClaimKind.ENTITY, ClaimKind.EVENT))),
            max(-20.0, right(_TIES)),
            max(-20.0, right((ClaimKind.LABEL,))),
            max(-20.0, wrong(_TIES)),
            max(-20.0, wrong((ClaimKind.LABEL,))),
            float(any(each.claim.kind in _TIES for each in verdicts)),
            math.log1p(len(defects)),
            sum(each.probability for each in defects),
            max((each.probability for each in defects), default=0.0),
            math.log1p(sum(each.drop is not None for each in defects)),
            math.log1p(sum(each.add is not None for each in defects)),
        ],
        np.float32,
    )


def _log_likely(odds: float) -> float:
    return -math.log1p(math.exp(-odds)) if odds > -30 else odds
