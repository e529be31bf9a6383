"""The counts of evaluations under one mode: those on file, or counted again from the texts."""

from __future__ import annotations

from collections.abc import Sequence

from garner.errors import InputError
from garner.evaluation.modes import mode_named
from garner.evaluation.runs.choosing import mode_for
from garner.evaluation.runs.run import Evaluation
from garner.evaluation.tallies import Tally, tally

__all__ = ["shared_modes", "tallies"]

Named = tuple[str, Evaluation]


def shared_modes(evaluations: Sequence[Named], names: Sequence[str] = ()) -> tuple[str, ...]:
    """The modes to compare under: ``names``, else those that all were scored under, in the order of the first.

    Raises ``InputError`` where there is none.
    """
    if names:
        return tuple(names)
    titles = [[each.mode for each in evaluation.modes] for _, evaluation in evaluations]
    shared = tuple(title for title in titles[0] if all(title in others for others in titles))
    if not shared:
        held = "; ".join(f"{name}: {', '.join(each)}" for (name, _), each in zip(evaluations, titles, strict=True))
        raise InputError(
            f"the runs were scored under different modes ({held}).", "--mode NAME scores runs that hold their texts again."
        )
    return shared


def tallies(evaluations: Sequence[Named], mode: str, documents: Sequence[str]) -> list[Tally]:
    """The counts of each evaluation under a mode, for these documents in this order.

    All are those on file where all have the mode in one version; else all are counted from the texts as this release does.
    Raises ``InputError`` where one holds no texts to count from, ``NotConfigured`` for an unknown mode.
    """
    stored = [_stored(evaluation, mode) for _, evaluation in evaluations]
    if any(each is None or stored[0] is None or each.mode != stored[0].mode for each in stored):
        for name, evaluation in evaluations:
            if not evaluation.cases:
                raise InputError(
                    f"{name} was not scored under {mode_named(mode).title} and keeps scores alone.",
                    f"It has {', '.join(each.mode for each in evaluation.modes)}.",
                )
        stored = [tally(each.pairs, mode_for(mode, each.schema)) for _, each in evaluations]
    return [_of(each, documents) for each in stored if each is not None]


def _stored(evaluation: Evaluation, mode: str) -> Tally | None:
    """The tally on file whose title or bare name that is."""
    return next((each.tally for each in evaluation.modes if mode in (each.mode, each.mode.partition("@")[0])), None)


def _of(tally: Tally, documents: Sequence[str]) -> Tally:
    rows = {row.document: row for row in tally.documents}
    return Tally(tally.mode, tuple(rows[name] for name in documents))
