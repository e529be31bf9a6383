"""What is to be scored of one split, with everything settled before the model is asked."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, field

from garner.datasets.contamination import Contamination, Policy, Status, contamination, refuse_if_seen
from garner.datasets.exposure import Exposure
from garner.datasets.load import CorpusSplit
from garner.datasets.record import CorpusRecord, Lost
from garner.errors import InputError
from garner.evaluation.auditing import cases
from garner.evaluation.draws import Draws
from garner.evaluation.evaluation import evaluate
from garner.evaluation.mode import Mode
from garner.evaluation.runs.asking import Answers
from garner.evaluation.runs.choosing import chosen_modes, distinct_schemas, sampled
from garner.evaluation.runs.run import DataSet, Evaluation, Exposed, Seen
from garner.evaluation.runs.writing import gold_to_record
from garner.evaluation.tallies import Pair
from garner.schema import Schema

__all__ = ["Scoring", "Task", "evaluation_of", "fingerprint_of", "task_of"]


@dataclass(frozen=True, slots=True)
class Scoring:
    """How data sets are scored.

    ``modes`` are names (none: those that fit the schema). ``limit`` texts are drawn at random (``None``: all are scored), with
    the seed of ``draws``. ``policy`` says what becomes of texts the model has seen. Without ``keeps_texts`` the run holds
    scores and counts alone.
    """

    modes: tuple[str, ...] = ()
    limit: int | None = None
    draws: Draws = field(default_factory=Draws)
    policy: Policy = Policy.REFUSE
    keeps_texts: bool = True


@dataclass(frozen=True, slots=True)
class Task:
    """The records to ask about, under which modes to score them, and what a run says of them. ``schema`` is ``None`` where the
    records ask different things; ``passed_over`` are the ids of the split's other texts."""

    data: DataSet
    records: tuple[CorpusRecord, ...]
    schema: Schema | None
    modes: tuple[Mode, ...]
    seen: Seen
    passed_over: frozenset[str] = frozenset()


def task_of(split: CorpusSplit, exposure: Exposure | None = None, scoring: Scoring | None = None) -> Task:
    """What is to be scored of a split by a model with that exposure (``None``: nobody knows).

    Raises ``Contaminated`` where texts were seen and are not to be scored, ``NotConfigured`` for an unknown mode,
    ``InputError`` where nothing is left to score and where two texts have one id.
    """
    scoring = scoring or Scoring()
    found = contamination(exposure, split)
    refuse_if_seen(found, scoring.policy)
    _refuse_repeated(split)
    kept = tuple(record for record in split.records if not _is_left_out(record, found, scoring.policy))
    if not kept:
        reason = "the model has seen every text of it" if split.records else "it holds no text"
        raise InputError(f"{split.name} leaves nothing to score: {reason}.", "Name another split.")
    records = sampled(kept, scoring.limit, scoring.draws.seed)
    schemas = distinct_schemas(records)
    data = DataSet(
        name=split.name,
        language=split.corpus.language,
        role=split.corpus.role.value,
        licence=split.corpus.licence,
        source=split.fingerprint,
        fingerprint=fingerprint_of(records),
        documents=len(records),
        of=len(split.records),
        refused=dict(split.reasons.most_common()),
        strings=split.corpus.strings,
        sample_seed=scoring.draws.seed if len(records) < len(kept) else None,
        unlike_published=_unlike_published(split),
    )
    modes = chosen_modes(schemas, split.corpus.strings, scoring.modes)
    if not modes:
        raise InputError(f"{split.name} asks nothing of its texts, so nothing can be scored.", "Give a schema.")
    others = {record.id for record in split.records}.difference(record.id for record in records)
    schema = schemas[0] if len(schemas) == 1 else None
    return Task(data, records, schema, modes, _seen(found, scoring.policy), frozenset(others))


def evaluation_of(task: Task, answers: Answers, scoring: Scoring | None = None) -> Evaluation:
    """The scores of these answers. A text without one counts as one that was not read.

    Raises ``InputError`` for results of other texts than the task's.
    """
    scoring = scoring or Scoring()
    scored = cases(answers.results, {record.id: record.gold for record in task.records})
    pairs = [Pair(case.result.id, case.gold, case.result.extraction) for case in scored]
    problems: dict[str, int] = {}
    for case in scored:
        for problem in case.result.problems:
            problems[problem.code] = problems.get(problem.code, 0) + 1
    return Evaluation(
        data=task.data,
        schema=task.schema,
        seen=task.seen,
        modes=evaluate(pairs, task.modes, scoring.draws),
        usage=answers.usage,
        seconds=answers.seconds,
        cases=scored if scoring.keeps_texts else (),
        incomplete=sum(not case.result.complete for case in scored),
        problems=dict(sorted(problems.items())),
    )


def fingerprint_of(records: Sequence[CorpusRecord]) -> str:
    """The SHA-256 of ids, texts and gold, in order. What is asked does not enter: two questions about one gold compare."""
    digest = hashlib.sha256()
    for record in records:
        content = json.dumps([record.id, record.text, gold_to_record(record.gold)], sort_keys=True)
        digest.update(content.encode() + b"\n")
    return digest.hexdigest()


def _unlike_published(split: CorpusSplit) -> str:
    """What is to be said where a corpus has not as many texts as its page counts, and its entry does not say why."""
    published = split.corpus.published.get(split.split)
    read = len(split.records) + sum(refusal.lost is Lost.RECORD for refusal in split.refused)
    if published is None or published.units == read or split.corpus.note:
        return ""
    return f"{read} texts were read where {published.units} are published: the files are not whole, or of another version"


def _is_left_out(record: CorpusRecord, found: Contamination, policy: Policy) -> bool:
    return policy is Policy.LEAVE_OUT and record.id in found.seen_ids


def _seen(found: Contamination, policy: Policy) -> Seen:
    exposed = {Status.UNKNOWN: Exposed.UNKNOWN, Status.CLEAN: Exposed.CLEAN}.get(
        found.status, Exposed.LEFT_OUT if policy is Policy.LEAVE_OUT else Exposed.FORCED
    )
    return Seen(exposed, len(found.seen_ids), found.of, found.reasons)


def _refuse_repeated(split: CorpusSplit) -> None:
    ids: set[str] = set()
    for record in split.records:
        if record.id in ids:
            raise InputError(f"{split.name} has two texts with the id {record.id!r}.", "Give every text an id of its own.")
        ids.add(record.id)
