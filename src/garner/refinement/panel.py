"""The pruner and the detectors, asked about one answer: side by side, within their time, and what they say checked."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from math import fsum
from typing import NamedTuple, TypeVar

from garner.errors import GarnerError, InputError, ModelError
from garner.models.together import together
from garner.refinement.checking import Allowed, Said
from garner.refinement.protocols import Case, Detector, Pruner, Refinement
from garner.values import Defect, Problem, Usage

__all__ = ["Findings", "Opinion", "judge", "look"]

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


async def judge(case: Case, how: Refinement) -> Opinion:
    """The pruner's opinion; a failure is a problem. Raises what concerns every case alike (a key, the budget)."""
    if how.pruner is None:
        return Opinion()
    opinion = await _within(how.seconds, how.pruner.name, _judged(how.pruner, case))
    if isinstance(opinion, str):
        return Opinion(problems=(Problem("pruner_failed", f"{opinion} The answer was looked into."),))
    return opinion


async def look(case: Case, how: Refinement) -> Findings:
    """What all detectors find, asked at the same time; the failure of one is a problem, and so is a defect that makes no sense
    (see ``Said.nonsense``). Raises what concerns every case alike (a key, the budget)."""
    said = Said(case.extraction, Allowed(case.schema))
    answers = await together(_within(how.seconds, each.name, _found(each, case, said)) for each in how.detectors)
    failures = {number: answer for number, answer in enumerate(answers) if isinstance(answer, str)}
    found = [answer for answer in answers if not isinstance(answer, str)]
    problems = [problem for each in found for problem in each.problems]
    problems += [Problem("detector_failed", failure) for failure in failures.values()]
    return Findings(
        tuple(sorted((defect for each in found for defect in each.defects), key=lambda defect: -defect.probability)),
        sum((each.usage for each in found), Usage()),
        tuple(dict.fromkeys(problems)),
        frozenset(failures),
    )


async def _judged(pruner: Pruner, case: Case) -> Opinion:
    judgement = await pruner.judge(case)
    if not 0.0 <= judgement.right <= 1.0:
        message = f"{pruner.name}: {judgement.right} is no probability. The answer was looked into."
        return Opinion(None, judgement.usage, (Problem("pruner_failed", message),))
    return Opinion(judgement.right, judgement.usage)


async def _found(detector: Detector, case: Case, said: Said) -> Findings:
    detection = await detector.detect(case)
    sensible, problems = list[Defect](), list(detection.problems)
    for defect in detection.defects:
        if fault := said.nonsense(defect):
            problems.append(Problem("detector_nonsense", f"{detector.name}: {fault}"))
        else:
            sensible.append(defect)
    return Findings(tuple(sensible), Usage() + detection.usage, tuple(problems))


async def _within(seconds: float | None, name: str, answer: Awaitable[Value]) -> Value | str:
    """What was asked for, or in a sentence why it did not come."""
    try:
        async with asyncio.timeout(seconds):
            return await answer
    except TimeoutError:
        return f"{name} did not answer in time."
    except (ModelError, InputError) as error:
        return f"{name}: {error}"
    except GarnerError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever a detector brings to light must not cost the answer
        return f"{name}: {type(error).__name__}: {error}"
