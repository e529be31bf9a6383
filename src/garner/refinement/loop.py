"""The loop: judge, look for defects, correct, look again, until the answer stands. Read this file first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import NamedTuple, TypeAlias

from garner.errors import InputError, ModelError
from garner.refinement.edit import Edit, edited
from garner.refinement.panel import Findings, Panel
from garner.refinement.protocols import Case, Operator, Refinement
from garner.values import (
    Claim,
    Decision,
    Defect,
    DefectKind,
    Extraction,
    Feedback,
    Problem,
    Round,
    Usage,
    claims_of,
)

__all__ = ["Ask", "Asked", "NoWholeAnswer", "Refined", "refine"]


class Asked(NamedTuple):
    """What a model answered when it was asked again: placed in the text, with the problems of reading and placing it."""

    extraction: Extraction
    problems: tuple[Problem, ...] = ()
    usage: Usage = Usage()


class NoWholeAnswer(ModelError):
    """A model that was asked again gave nothing that could stand against the answer before; ``usage`` is what that cost."""

    def __init__(self, message: str, usage: Usage) -> None:
        super().__init__(message)
        self.usage = usage


Ask: TypeAlias = Callable[[Feedback], Awaitable[Asked]]


class Refined(NamedTuple):
    """An answer that stands, the rounds that led to it, the problems met on the way and what it all cost."""

    extraction: Extraction
    rounds: tuple[Round, ...] = ()
    problems: tuple[Problem, ...] = ()
    usage: Usage = Usage()


class _Turn(NamedTuple):
    """One round done: the case that stands now, and what the detectors found in it where they looked."""

    case: Case
    found: Findings | None
    round: Round
    problems: tuple[Problem, ...]


class _Means(NamedTuple):
    """What a round is done with: how, who looks, and who is asked again (``None``: nobody)."""

    how: Refinement
    panel: Panel
    ask: Ask | None


async def refine(case: Case, how: Refinement, ask: Ask | None = None) -> Refined:
    """The answer of a case, corrected until it stands or ``how.rounds`` rounds are done.

    SCIR's loop: the pruner lets an answer pass that is right; else the detectors look for defects, which are mended by hand or
    by asking the model again (``ask``; by hand where it is ``None``). A corrected answer is looked at as well, and takes the
    place of the one before only if the detectors expect no more defects in it: nobody is asked twice about the same answer. In
    every other case the answer stands as it is, as the very same object. Who fails is not asked again about this text. Raises
    what concerns every case alike (a key, the budget).
    """
    rounds: list[Round] = []
    problems: list[Problem] = []
    panel = Panel(how)
    found: Findings | None = None
    if how.rounds > 0 and how.operator is Operator.ASK and ask is None:
        problems.append(Problem("asking_impossible", "The model cannot be asked again; its answers were corrected by hand."))
    for number in range(1, how.rounds + 1):
        turn = await _turn(case, found, _Means(how, panel, ask if how.operator is Operator.ASK else None))
        case, found = turn.case, turn.found
        rounds.append(replace(turn.round, number=number))
        problems += turn.problems
        if turn.round.decision is not Decision.ACCEPTED:
            break
    usage = sum((each.usage for each in rounds), Usage())
    return Refined(case.extraction, tuple(rounds), tuple(dict.fromkeys(problems)), usage)


async def _turn(case: Case, found: Findings | None, means: _Means) -> _Turn:
    """One round; ``found`` is what the detectors found in the answer, where the round before had them look."""
    how = means.how
    opinion = await means.panel.judge(case)
    this = Round(1, 0, len(case.text), Decision.RIGHT, right=opinion.right, usage=opinion.usage)
    if opinion.right is not None and opinion.right >= how.right_at:
        return _Turn(case, found, this, opinion.problems)
    problems = opinion.problems
    if found is None:
        found = await means.panel.look(case)
        this = replace(this, usage=this.usage + found.usage)
        problems += found.problems
    if how.detectors and len(found.failed) == len(how.detectors):
        return _Turn(case, found, replace(this, decision=Decision.FAILED), problems)
    this = replace(this, defects=found.defects, doubt=found.doubt)
    suspects = tuple(each for each in found.defects if each.probability >= how.least_probability)
    if not suspects:
        # Whoever could not look might have found something.
        decision = Decision.FAILED if found.failed else Decision.CLEAN
        return _Turn(case, found, replace(this, decision=decision), problems)
    return await _corrected(_Turn(case, found, this, problems), found, suspects, means)


async def _corrected(turn: _Turn, found: Findings, suspects: tuple[Defect, ...], means: _Means) -> _Turn:
    """The round with its suspects mended, if the detectors like the answer no less for it."""
    case, _, this, problems = turn
    ask = means.ask
    this = replace(this, operator=str(Operator.EDIT if ask is None else Operator.ASK))
    try:
        asked = _mended(case, suspects) if ask is None else await ask(Feedback(case.extraction, suspects))
    except (ModelError, InputError) as error:
        paid = error.usage if isinstance(error, NoWholeAnswer) else Usage()
        return _failed(turn, replace(this, usage=this.usage + paid), str(error))
    this = replace(this, usage=this.usage + asked.usage)
    if asked.extraction.text != case.text:
        return _failed(turn, this, "the answer to asking again is about another text.")
    said = asked.problems if ask is not None else ()
    dropped, added = _difference(case.extraction, asked.extraction)
    if not dropped and not added:
        return _Turn(case, found, replace(this, decision=Decision.UNCHANGED), (*problems, *said))
    after = replace(case, extraction=asked.extraction, problems=asked.problems)
    found_after = await means.panel.look(after)
    problems += found_after.problems
    this = replace(this, dropped=dropped, added=added, usage=this.usage + found_after.usage)
    if found_after.failed - found.failed:
        # Without those who looked before nobody can say whether the answer is liked less.
        return _Turn(case, found, replace(this, decision=Decision.FAILED), problems)
    this = replace(this, doubt_after=found_after.doubt)
    if found_after.doubt > found.doubt:
        return _Turn(case, found, replace(this, decision=Decision.REJECTED), problems)
    return _Turn(after, found_after, replace(this, decision=Decision.ACCEPTED), (*problems, *said))


def _failed(turn: _Turn, this: Round, reason: str) -> _Turn:
    """The round that ends where no corrected answer came."""
    failure = Problem("correction_failed", f"The answer stands as it was: {reason}")
    return _Turn(turn.case, turn.found, replace(this, decision=Decision.FAILED), (*turn.problems, failure))


def _mended(case: Case, suspects: tuple[Defect, ...]) -> Asked:
    """The answer corrected by hand. Its reply was read as it was read."""
    edits = [_edit(each) for each in suspects if each.drop is not None or each.add is not None]
    return Asked(edited(case.extraction, edits), case.problems)


def _edit(defect: Defect) -> Edit:
    # How sure a detector is that something else holds is the confidence of that; what merely loses a part keeps its own.
    holds = defect.kind in (DefectKind.MISSING, DefectKind.BOUNDARY, DefectKind.WRONG_TYPE)
    duplicate = defect.kind is DefectKind.DUPLICATE and defect.add is None
    return Edit(defect.drop, defect.add, defect.probability if holds else None, duplicate)


def _difference(before: Extraction, after: Extraction) -> tuple[tuple[Claim, ...], tuple[Claim, ...]]:
    """The claims that only the one makes, or makes more often, and those of the other."""
    one, other = claims_of(before), claims_of(after)
    return _surplus(one, other), _surplus(other, one)


def _surplus(claims: tuple[Claim, ...], others: tuple[Claim, ...]) -> tuple[Claim, ...]:
    left = Counter(claims) - Counter(others)
    surplus = []
    for claim in claims:
        if left[claim] > 0:
            left[claim] -= 1
            surplus.append(claim)
    return tuple(surplus)
