"""Two runs, or the repetitions of two, side by side: how much better one is, how sure that is, and which items changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from garner.errors import InputError
from garner.evaluation.comparison import Change, changes
from garner.evaluation.draws import Draws
from garner.evaluation.paired import Difference, paired_bootstrap
from garner.evaluation.runs.mean import mean_difference, says_nothing
from garner.evaluation.runs.run import Evaluation, Run
from garner.evaluation.runs.same import common_documents, document_ids, refuse_different
from garner.evaluation.runs.scored import shared_modes, tallies
from garner.evaluation.scores import Repeated, score
from garner.evaluation.tallies import Tally

__all__ = ["ComparedData", "ComparedMean", "ComparedMode", "Comparison", "Side", "compare_runs"]


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: a run, or its repetitions with other seeds, with the names by which to speak of them."""

    runs: tuple[Run, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ComparedMode:
    """The differences (second minus first) under one mode: micro-F1, precision, recall, macro-F1. ``first`` and ``second`` are
    the micro-F1 of each seed."""

    mode: str
    differences: tuple[Difference, ...]
    first: Repeated
    second: Repeated


@dataclass(frozen=True, slots=True)
class ComparedData:
    """One data set of the comparison.

    ``left_out`` documents are not the same in all runs. ``changes`` are those from the first run of the first side to the first
    run of the second; ``None`` where one of the two keeps scores alone. ``texts`` are the documents they stand in.
    """

    name: str
    documents: int
    left_out: int
    modes: tuple[ComparedMode, ...]
    changes: tuple[Change, ...] | None
    texts: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ComparedMean:
    """The difference in the unweighted mean of micro-F1 under one mode over the data sets ``data``: those in which one of the
    runs had anything to find or claimed anything."""

    mode: str
    data: tuple[str, ...]
    difference: Difference


@dataclass(frozen=True, slots=True)
class Comparison:
    """All data sets that every run has, the mean over them where there are several (one a mode), and the names of data sets
    that are not in every run."""

    first: Side
    second: Side
    data: tuple[ComparedData, ...]
    means: tuple[ComparedMean, ...]
    not_compared: tuple[str, ...]


def compare_runs(
    first: Side, second: Side, modes: Sequence[str] = (), draws: Draws | None = None, *, common: bool = False
) -> Comparison:
    """The second side against the first, under every mode all runs were scored under, or under ``modes``.

    A mode that a run was not scored under is scored from its texts, where it has them. Raises ``InputError`` where the runs
    share no data set or mode, where the runs of a side are no repetitions of one measurement, and where documents or gold
    differ; with ``common`` the documents that are the same in all runs are compared.
    """
    draws = draws or Draws()
    _refuse_no_repetitions(first)
    _refuse_no_repetitions(second)
    sides = [*zip(first.names, first.runs, strict=True), *zip(second.names, second.runs, strict=True)]
    every = list(dict.fromkeys(each.data.name for _, run in sides for each in run.evaluations))
    shared = [name for name in every if all(_has(run, name) for _, run in sides)]
    if not shared:
        held = "; ".join(f"{name}: {', '.join(each.data.name for each in run.evaluations)}" for name, run in sides)
        raise InputError(f"the runs share no data set ({held}).", "Evaluate both on the same data.")
    data, tallied = [], {}
    for name in shared:
        evaluations = [(title, _of(run, name)) for title, run in sides]
        documents = common_documents(evaluations) if common else refuse_different(evaluations)
        compared = _compare(evaluations, len(first.runs), documents, modes, draws)
        data.append(compared[0])
        tallied[name] = compared[1]
    return Comparison(
        first, second, tuple(data), tuple(_means(tallied, draws)), tuple(name for name in every if name not in shared)
    )


# Settings in which repetitions may differ: none decides what a model answers, but for its seed.
_FREE = {"seed", "results", "concurrency", "base_url"}


def _refuse_no_repetitions(side: Side) -> None:
    """The deviation over seeds would be that of other models, or of one measurement with itself."""
    first = side.runs[0]
    known: dict[tuple[int, str], str] = {}
    for name, run in zip(side.names, side.runs, strict=True):
        if (run.model.name, _told(run)) != (first.model.name, _told(first)):
            raise InputError(
                f"{side.names[0]} is of {_described(first)} and {name} of {_described(run)}: no repetitions of one model.",
                "Give on each side one run, or runs of one model with different seeds.",
            )
        other = known.setdefault((run.seed, run.model.settings.get("results", "")), name)
        if other != name:
            raise InputError(
                f"{other} and {name} both have the seed {run.seed}: no repetitions with different seeds.",
                "Evaluate again with --seed, which also names the seed of results that were made elsewhere.",
            )


def _told(run: Run) -> dict[str, str]:
    return {name: value for name, value in run.model.settings.items() if name not in _FREE}


def _described(run: Run) -> str:
    told = ", ".join(f"{name} {value}" for name, value in _told(run).items())
    return f"{run.model.name} ({told})" if told else run.model.name


Tallied = dict[str, tuple[list[Tally], list[Tally]]]


def _compare(
    evaluations: list[tuple[str, Evaluation]], number: int, documents: tuple[str, ...], modes: Sequence[str], draws: Draws
) -> tuple[ComparedData, Tallied]:
    """One data set; the first ``number`` evaluations are the first side's."""
    tallied: Tallied = {}
    for mode in shared_modes(evaluations, modes):
        counted = tallies(evaluations, mode, documents)
        tallied[counted[0].mode] = counted[:number], counted[number:]
    compared = tuple(
        ComparedMode(mode, paired_bootstrap(one, other, draws), _seeds(one), _seeds(other))
        for mode, (one, other) in tallied.items()
    )
    before, after = evaluations[0][1], evaluations[number][1]
    every = {name for _, each in evaluations for name in document_ids(each)}
    found, texts = _changes(before, after, documents) if before.cases and after.cases else (None, {})
    left_out = len(every) - len(documents)
    return ComparedData(before.data.name, len(documents), left_out, compared, found, texts), tallied


def _changes(before: Evaluation, after: Evaluation, documents: tuple[str, ...]) -> tuple[tuple[Change, ...], dict[str, str]]:
    first = {case.result.id: case for case in before.cases}
    second = {case.result.id: case.result.extraction for case in after.cases}
    found = changes(
        {name: first[name].result.extraction for name in documents},
        {name: second[name] for name in documents},
        {name: first[name].gold for name in documents},
    )
    return found, {change.document: first[change.document].gold.text for change in found}


def _means(tallied: Mapping[str, Tallied], draws: Draws) -> Iterator[ComparedMean]:
    for mode in dict.fromkeys(mode for each in tallied.values() for mode in each):
        sides = {name: each[mode] for name, each in tallied.items() if mode in each}
        said = {
            name: (one, other)
            for name, (one, other) in sides.items()
            if not all(says_nothing(score(each).micro) for each in (*one, *other))
        }
        if len(said) > 1:
            yield ComparedMean(mode, tuple(said), mean_difference(list(said.values()), draws))


def _seeds(side: Sequence[Tally]) -> Repeated:
    return Repeated(tuple(score(tally).micro.f1 for tally in side))


def _has(run: Run, name: str) -> bool:
    return any(each.data.name == name for each in run.evaluations)


def _of(run: Run, name: str) -> Evaluation:
    return next(each for each in run.evaluations if each.data.name == name)
