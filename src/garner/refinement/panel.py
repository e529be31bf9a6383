"""The pruner and the detectors, asked about one answer: side by side, within their time, and what they say checked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from math import fsum
from typing import NamedTuple, TypeVar

from garner.errors import GarnerError, InputError, ModelError
from garner.models.together import together
from garner.refinement.checking import Allowed, Said
from garner.refinement.kinds import kind_of
from garner.refinement.protocols import Case, Detection, Detector, Judgement, Pruner, Refinement
from garner.values import Defect, Problem, Usage

__all__ = ["Findings", "Opinion", "Panel"]

Value = TypeVar("Value")


class Opinion(NamedTuple):
    """What the pruner thinks of an answer; ``right`` is ``None`` where there is no pruner or it failed."""

    right: float | None = None
    usage: Usage = Usage()
    problems: tuple[Problem, ...] = ()


class Findings(NamedTuple):
    """What the detectors found in an answer, surest first, without what makes no sense; ``failed`` are the numbers of those
    that could not tell."""

    defects: tuple[Defect, ...] = ()
    usage: Usage = Usage()
    problems: tuple[Problem, ...] = ()
    failed: frozenset[int] = frozenset()

    @property
    def doubt(self) -> float:
        """How many defects the detectors expect; the same whatever the order of the defects."""
        return fsum(defect.probability for defect in self.defects)


class Panel:
    """The pruner and the detectors, asked about one text and what is said of it, as often as that is corrected.

    Who failed is not asked again: a second wait is saved, and answers are compared by the same detectors only. A pruner that
    did not answer in time is not asked as a detector either, nor a detector as pruner; they are told by their name.
    """

    def __init__(self, how: Refinement) -> None:
        self._how = how
        self._pruner = how.pruner
        self._failures: dict[int, str] = {}
        """Why the detectors with these numbers are not asked any more."""

    async def judge(self, case: Case) -> Opinion:
        """The pruner's opinion; a failure is a problem. Raises what concerns every case alike (a key, the budget)."""
        if self._pruner is None:
            return Opinion()
        name = self._pruner.name
        opinion = await _within(self._how.seconds, name, _judged(self._pruner, case))
        if not isinstance(opinion, _Failure):
            return opinion
        self._pruner = None
        if opinion.late:
            again = f"{name} did not answer in time as pruner, and was not asked for defects."
            self._failures |= {number: again for number, each in enumerate(self._how.detectors) if each.name == name}
        return Opinion(problems=(Problem("pruner_failed", f"{opinion.message} The answer was looked into."),))

    async def look(self, case: Case) -> Findings:
        """What all detectors find, asked at the same time; the failure of one is a problem, and so is a defect that makes no
        sense (see ``Said.nonsense``). Raises what concerns every case alike (a key, the budget)."""
        said = Said(case.extraction, Allowed(case.schema))
        asked = [(number, each) for number, each in enumerate(self._how.detectors) if number not in self._failures]
        answers = await together(_within(self._how.seconds, each.name, _found(each, case, said)) for _, each in asked)
        for (number, detector), answer in zip(asked, answers, strict=True):
            if isinstance(answer, _Failure):
                self._failures[number] = answer.message
                if answer.late and self._pruner is not None and self._pruner.name == detector.name:
                    self._pruner = None
        found = [answer for answer in answers if not isinstance(answer, _Failure)]
        problems = [problem for each in found for problem in each.problems]
        problems += [Problem("detector_failed", self._failures[number]) for number in sorted(self._failures)]
        return Findings(
            tuple(sorted((defect for each in found for defect in each.defects), key=lambda defect: -defect.probability)),
            sum((each.usage for each in found), Usage()),
            tuple(dict.fromkeys(problems)),
            frozenset(self._failures),
        )


class _Failure(NamedTuple):
    """Why no answer came, in a sentence; ``late``: because the time was up."""

    message: str
    late: bool = False


class _Unusable(Exception):
    """An answer that is none, said in words."""


async def _judged(pruner: Pruner, case: Case) -> Opinion:
    judgement = await pruner.judge(case)
    if not isinstance(judgement, Judgement):
        raise _Unusable(f"{pruner.name} returned {kind_of(judgement)}, not a Judgement.")
    if not 0.0 <= judgement.right <= 1.0:
        message = f"{pruner.name}: {judgement.right} is no probability. The answer was looked into."
        return Opinion(None, judgement.usage, (Problem("pruner_failed", message),))
    return Opinion(judgement.right, judgement.usage)


async def _found(detector: Detector, case: Case, said: Said) -> Findings:
    detection = await detector.detect(case)
    if not isinstance(detection, Detection):
        raise _Unusable(f"{detector.name} returned {kind_of(detection)}, not a Detection.")
    sensible, problems = list[Defect](), list(detection.problems)
    for defect in detection.defects:
        if not isinstance(defect, Defect):
            raise _Unusable(f"{detector.name} returned {kind_of(defect)} among its defects, not a Defect.")
        if fault := said.nonsense(defect):
            problems.append(Problem("detector_nonsense", f"{detector.name}: {fault}"))
        else:
            sensible.append(defect)
    return Findings(tuple(sensible), Usage() + detection.usage, tuple(problems))


async def _within(seconds: float | None, name: str, answer: Awaitable[Value]) -> Value | _Failure:
    """What was asked for, or why it did not come."""
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError:
        return _Failure(f"{name} did not answer in time.", late=True)
    except _Unusable as error:
        return _Failure(str(error))
    except (ModelError, InputError) as error:
        return _Failure(f"{name}: {error}")
    except GarnerError:
        raise
    except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever a detector brings to light must not cost the answer
        return _Failure(f"{name}: {type(error).__name__}: {error}")
