"""Whether a model was trained on the texts it is to be evaluated on, and what follows from that."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from garner.datasets.exposure import Exposure
from garner.datasets.fingerprints import fingerprints_of
from garner.datasets.load import CorpusSplit
from garner.errors import Contaminated

__all__ = ["Contamination", "Policy", "Status", "contamination", "refuse_if_seen"]


class Status(StrEnum):
    """What is known of a model and the texts of a split."""

    UNKNOWN = "unknown"
    """Nobody recorded what the model was trained on."""
    CLEAN = "clean"
    SEEN = "seen"


class Policy(StrEnum):
    """What to do about texts that were seen."""

    REFUSE = "refuse"
    FORCE = "force"
    """Score them all the same, and say so."""
    LEAVE_OUT = "leave out"
    """Score the others only, and say so."""


@dataclass(frozen=True, slots=True)
class Contamination:
    """Which of the ``of`` texts of a split a model saw in training (``seen_ids``), and why that is thought so (``reasons``, in
    words for a report). A split that the model was trained on counts as seen whole, because its shortest texts carry no
    fingerprint. ``split`` is written ``corpus:split``; ``component`` is empty where nothing at all is known."""

    status: Status
    seen_ids: frozenset[str]
    of: int
    reasons: tuple[str, ...]
    split: str = ""
    component: str = ""

    @property
    def share(self) -> float:
        """How much of the split was seen, from 0 to 1."""
        return len(self.seen_ids) / self.of if self.of else 0.0


def contamination(exposure: Exposure | None, split: CorpusSplit) -> Contamination:
    """Compare what a model saw (``None``: nobody knows) with the texts of a split.

    A text was seen if it stands whole in what the model saw, or if any one of its sentences does; texts and sentences too short
    to tell (``fingerprints.tells``) are no evidence. A note that names the split is among the reasons even where it is clean.
    What no known part of the exposure saw is unknown where other parts may have seen it.
    """
    of = len(split.records)
    if exposure is None:
        reason = "no record tells what this model was trained on"
        return Contamination(Status.UNKNOWN, frozenset(), of, (reason,), split.name)
    reasons = [f"trained on {split.name} itself" for seen in exposure.splits if seen.name == split.name]
    reasons += [
        f"trained on {seen.name}, which is read from the same files"
        for seen in exposure.splits
        if seen.source == split.fingerprint and seen.name != split.name
    ]
    whole, partly = _texts_seen(exposure, split)
    if whole or partly:
        reasons.append(
            f"{len(whole | partly)} of {of} texts ({_percent(len(whole | partly) / of)}) stand in what it was trained on: "
            f"{len(whole)} whole, {len(partly)} with at least one sentence"
        )
    declared = len(reasons) > bool(whole or partly)
    ids = frozenset(record.id for record in split.records) if declared else whole | partly
    status = Status.SEEN if reasons else Status.UNKNOWN if exposure.unknown else Status.CLEAN
    if exposure.unknown:
        reasons.append(f"no record tells what {' and '.join(exposure.unknown)} was trained on")
    reasons += [note for note in exposure.notes if split.name in re.split(r"[\s,;]+", note)]
    return Contamination(status, ids, of, tuple(reasons), split.name, exposure.component)


def _percent(share: float) -> str:
    return f"{share:.1%}" if share >= 0.001 else "under 0.1%"


def _texts_seen(exposure: Exposure, split: CorpusSplit) -> tuple[frozenset[str], frozenset[str]]:
    """The ids of the texts seen whole, and of those of which a sentence was seen."""
    whole, partly = set(), set()
    for record in split.records:
        prints = fingerprints_of(record.text)
        if prints.whole is not None and exposure.saw(prints.whole):
            whole.add(record.id)
        elif any(exposure.saw(sentence) for sentence in prints.sentences):
            partly.add(record.id)
    return frozenset(whole), frozenset(partly)


def refuse_if_seen(found: Contamination, policy: Policy = Policy.REFUSE) -> None:
    """Raise ``Contaminated`` where texts were seen and the policy is to refuse."""
    if found.status is Status.SEEN and policy is Policy.REFUSE:
        raise Contaminated(
            f"{found.component} has seen {found.split} in training: {'; '.join(found.reasons)}.",
            "Use --drop-seen to score the texts it has not seen, or --force to score all of them; the report says which.",
        )
