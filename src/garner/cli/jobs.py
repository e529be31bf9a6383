"""From options to the values that the library takes."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from garner.cli.asked import Outputs, Question, RefinedBy, Refining
from garner.configuration import Configuration
from garner.errors import NotConfigured, OutputError

if TYPE_CHECKING:
    from garner.pipeline.job import Job
    from garner.schema import Schema

__all__ = ["check_outputs", "job_of", "names_in", "remove_old_results", "schema_of"]


def schema_of(asked: Question) -> Schema:
    """The schema that was asked for. Raises ``SchemaError``, or ``NotConfigured`` where not exactly one is given."""
    from garner.schema import Schema

    if (asked.schema is None) == (asked.entities is None):
        count = "Neither" if asked.schema is None else "Both"
        raise NotConfigured(
            f"{count} of --schema and --entities given.", "Give one: --schema deals.yaml, or --entities person,company."
        )
    if asked.schema is not None:
        return Schema.load(asked.schema)
    return Schema.of(name.strip() for name in (asked.entities or "").split(",") if name.strip())


def job_of(schema: Schema, configuration: Configuration, outputs: Outputs, refining: RefinedBy | None = None) -> Job:
    """The job that options and settings describe, of how many documents is not known. Raises ``NotConfigured``, also for
    detectors that nobody knows, before anything is opened or read."""
    from garner.formats import PromptStyle
    from garner.models.prices import Prices
    from garner.models.settings import ModelSettings
    from garner.pipeline.budget import Budget
    from garner.pipeline.calls import CallPolicy
    from garner.pipeline.extractor import Reach
    from garner.pipeline.job import Job
    from garner.pipeline.limits import Limits
    from garner.pipeline.retry import RetryPolicy
    from garner.refinement.protocols import Operator, check_way
    from garner.refinement.registry import DEFAULT_ROUNDS, parts_of

    wanted, refining = configuration, refining or Refining()
    rounds = DEFAULT_ROUNDS if refining.refine_rounds is None else refining.refine_rounds
    way = refining.refine_by or Operator.EDIT
    if refining.names is not None:
        check_way(rounds, way)
        parts_of(refining.names)
    settings = ModelSettings(
        base_url=wanted.base_url,
        timeout=wanted.timeout,
        key_file=Path(wanted.key_file) if wanted.key_file else None,
        context_tokens=wanted.context_tokens,
        max_tokens=wanted.max_tokens,
        temperature=wanted.temperature,
        seed=wanted.seed,
        prices=Prices.load(wanted.prices) if wanted.prices else Prices(),
    )
    calls = CallPolicy(
        retry=RetryPolicy(attempts=wanted.attempts),
        limits=Limits(wanted.concurrency, wanted.requests_per_minute, wanted.tokens_per_minute),
        budget=Budget(wanted.budget_tokens, wanted.budget_money),
    )
    ledger = outputs.ledger
    if ledger is None and outputs.output is not None:
        ledger = outputs.output.with_name(f"{outputs.output.name}.ledger")
    return Job(
        schema=schema,
        model=wanted.model,
        settings=settings,
        style=PromptStyle(wanted.format, wanted.language),
        calls=calls,
        reach=Reach(wanted.passage_tokens, wanted.overlap_tokens),
        min_confidence=wanted.min_confidence,
        refine=refining.names,
        refine_rounds=rounds,
        refine_by=way,
        concurrency=wanted.concurrency,
        output=outputs.output,
        ledger=ledger,
    )


def check_outputs(inputs: Iterable[str], outputs: Outputs) -> None:
    """Raises ``NotConfigured`` where two outputs, or an input and an output, are one file, ``OutputError`` where one is no file
    or has no folder."""
    taken = {os.path.realpath(path): path for path in inputs if path != "-"}
    for path in outputs.files:
        if (place := os.path.realpath(path)) in taken:
            raise NotConfigured(
                f"{path} is named twice, and would be overwritten.", "Give every input and output its own file."
            )
        if not path.absolute().parent.is_dir():
            raise OutputError(f"{path} cannot be written: there is no folder {path.parent}.", "Make it first.")
        if path.is_dir():
            raise OutputError(f"{path} cannot be written: it is a folder.", "Name a file in it.")
        if path.exists() and not path.is_file():
            raise OutputError(f"{path} is no file.", "Leave -o out to write to standard output.")
        taken[place] = str(path)


def names_in(value: str | None, option: str) -> tuple[str, ...]:
    """The names between the commas; none where the option is not given. Raises ``NotConfigured`` where it names nothing."""
    names = tuple(name.strip() for name in (value or "").split(",") if name.strip())
    if value is not None and not names:
        raise NotConfigured(f"{option} {value!r} names nothing.", "Name one or more with commas between them, or leave it out.")
    return names


def remove_old_results(outputs: Outputs) -> None:
    """With ``--overwrite``, take the old result file away. Raises ``OutputError``."""
    if outputs.overwrite and outputs.output is not None:
        try:
            outputs.output.unlink(missing_ok=True)
        except OSError as error:
            raise OutputError(f"{outputs.output} cannot be overwritten: {error.strerror}.", "Check its permissions.") from None
