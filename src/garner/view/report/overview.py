"""The first page of a report: who scored what on which data, what it cost, how to do it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from garner.evaluation import Evaluated, Interval, Repeated
from garner.evaluation.runs.mean import Mean, means, says_nothing
from garner.evaluation.runs.run import Evaluation, Exposed, Run
from garner.view.report.markup import Markup, joined, number, percent, table, tag

__all__ = ["Column", "Row", "columns_of", "conditions", "costs", "score_table", "seen_note"]


class Column(NamedTuple):
    """Runs that differ in their seed alone."""

    name: str
    runs: tuple[Run, ...]

    def under(self, row: Row) -> tuple[tuple[Evaluation, Evaluated], ...]:
        """Its evaluations of those texts with their scores under that mode, one a seed."""
        return tuple(
            (evaluation, scored)
            for run in self.runs
            for evaluation in run.evaluations
            for scored in evaluation.modes
            if Row.of(evaluation, scored) == row
        )


class Row(NamedTuple):
    """What figures in one row have in common, so that they compare: the texts with their gold, and the mode."""

    data: str
    fingerprint: str
    mode: str

    @classmethod
    def of(cls, evaluation: Evaluation, scored: Evaluated) -> Row:
        return cls(evaluation.data.name, evaluation.data.fingerprint, scored.mode)


def columns_of(runs: Sequence[Run]) -> tuple[Column, ...]:
    """Runs of one model under one setting stand in one column if their seeds differ; models told different things are told
    apart by these. A seed that comes again is no repetition of the measurement, and has a column of its own."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...], int], list[Run]] = {}
    for run in runs:
        told = tuple(sorted((key, value) for key, value in run.model.settings.items() if key != "seed"))
        again = 0
        while any(other.seed == run.seed for other in groups.get((run.model.name, told, again), ())):
            again += 1
        groups.setdefault((run.model.name, told, again), []).append(run)
    models = [model for model, _, again in groups if not again]
    shared = set.intersection(*(set(told) for _, told, _ in groups))
    columns = []
    for (model, told, again), members in groups.items():
        own = ", ".join(f"{key} {value}" for key, value in told if (key, value) not in shared)
        name = f"{model} ({own})" if models.count(model) > 1 and own else model
        columns.append(Column(f"{name}, run {again + 1}" if again else name, tuple(members)))
    return tuple(columns)


def score_table(columns: Sequence[Column]) -> Markup:
    """F1, a row for each data set and mode, a column a model, and the unweighted mean where several sets share a mode."""
    evaluations = [each for column in columns for run in column.runs for each in run.evaluations]
    names = list(dict.fromkeys(each.data.name for each in evaluations))
    found = dict.fromkeys(Row.of(each, scored) for each in evaluations for scored in each.modes)
    texts = {each.data.fingerprint: each.data.documents for each in evaluations}
    rows = [
        [row.data, row.mode, number(texts[row.fingerprint]), *(_cell(column.under(row)) for column in columns)]
        for row in sorted(found, key=lambda row: names.index(row.data))
    ]
    return table(("data", "mode", "texts", *(column.name for column in columns)), [*rows, *_mean_rows(columns)], "scores")


def _cell(found: Sequence[tuple[Evaluation, Evaluated]]) -> Markup:
    if not found:
        return tag("span", "not run", class_="quiet")
    scores = [scored.scores.micro for _, scored in found]
    if all(map(says_nothing, scores)):
        return tag("span", "nothing to find, nothing claimed", class_="quiet")
    shown = _figure([each.f1 for each in scores], found[0][1].intervals.micro.f1)
    return joined([shown, seen_note(found[0][0], short=True)])


def _figure(values: Sequence[float], interval: Interval) -> Markup:
    """The value with its interval; of several seeds their mean with its deviation."""
    spread = f"{percent(interval.low)}–{percent(interval.high)}"
    repeated = Repeated(tuple(values))
    if len(values) > 1:
        spread = f"± {percent(repeated.deviation)} over {len(values)} seeds"
    return joined([percent(repeated.mean), " ", tag("span", spread, class_="quiet")])


def _mean_rows(columns: Sequence[Column]) -> list[list[str]]:
    """A row for each mode and each selection of texts that some column has a mean over; nothing for a column that lacks it in
    one of its seeds."""
    averaged = [[(_averaged(run, each), each) for run in column.runs for each in means(run)] for column in columns]
    rows = []
    for over in dict.fromkeys(key for column in averaged for key, _ in column):
        cells: list[str] = []
        for column, each in zip(columns, averaged, strict=True):
            found = [mean for key, mean in each if key == over]
            whole = len(found) == len(column.runs)
            cells.append(_figure([mean.mean.micro.f1 for mean in found], found[0].interval) if whole else "–")
        rows.append([f"mean over {len(over)} data sets", over[0].mode, "", *cells])
    return rows


def _averaged(run: Run, mean: Mean) -> tuple[Row, ...]:
    names = {name for name, _ in mean.mean.datasets}
    return tuple(
        sorted(
            Row.of(each, scored)
            for each in run.evaluations
            for scored in each.modes
            if scored.mode == mean.mean.mode and each.data.name in names
        )
    )


def seen_note(evaluation: Evaluation, *, short: bool = False) -> Markup | None:
    """What is to be said of the model having been trained on the texts; nothing where it was not."""
    seen = evaluation.seen
    if seen.exposed is Exposed.CLEAN:
        return None if short else tag("p", "None of these texts was seen in training, as far as the model's record goes.")
    if seen.exposed is Exposed.UNKNOWN:
        return (
            None
            if short
            else tag("p", "Nobody recorded what this model was trained on: it may have seen these texts.", class_="quiet")
        )
    done = "scored all the same" if seen.exposed is Exposed.FORCED else "left out"
    if short:
        return tag("b", " seen" if seen.exposed is Exposed.FORCED else " seen texts left out", class_="alarm")
    words = f"{number(seen.texts)} of {number(seen.of)} texts were seen in training and {done}: {'; '.join(seen.reasons)}."
    return tag("p", words, class_="alarm")


def costs(columns: Sequence[Column]) -> Markup:
    """What each run cost."""
    head = (
        "run",
        "texts",
        "calls",
        "of them cached",
        "tokens in",
        "tokens out",
        "seconds",
        "texts/s",
        "money",
        "parameters",
        "trained",
    )
    return table(head, [_cost(column.name, run) for column in columns for run in column.runs])


def _cost(name: str, run: Run) -> list[str]:
    usage = [each.usage for each in run.evaluations]
    texts, seconds = sum(each.data.documents for each in run.evaluations), sum(each.seconds for each in run.evaluations)
    money = [each.cost for each in usage if each.cost is not None]
    return [
        f"{name}, seed {run.seed}",
        number(texts),
        *(
            number(sum(getattr(each, field) for each in usage))
            for field in ("calls", "cached_calls", "input_tokens", "output_tokens")
        ),
        f"{seconds:.1f}",
        f"{texts / seconds:.1f}" if seconds else "–",
        f"{sum(money):.4f}" if money else "no price known",
        *("not recorded" if each is None else number(each) for each in (run.model.parameters, run.model.parameters_trained)),
    ]


def conditions(columns: Sequence[Column]) -> Markup:
    """Everything needed to do the runs again."""
    return joined(_conditions(column.name, run) for column in columns for run in column.runs)


def _conditions(name: str, run: Run) -> Markup:
    told = ", ".join(f"{key} {value}" for key, value in run.model.settings.items()) or "the defaults"
    facts: Iterable[tuple[str, str]] = (
        ("told", told),
        ("garner", run.garner),
        ("seed", str(run.seed)),
        ("machine", run.machine or "not recorded"),
        ("made", run.made or "not recorded"),
    )
    listed = tag("dl", *(part for key, value in facts for part in (tag("dt", key), tag("dd", value))))
    rows = [
        (
            each.data.name,
            each.data.language,
            each.data.role,
            each.data.licence,
            each.data.source[:16],
            each.data.fingerprint[:16],
            _draws(each.modes),
        )
        for each in run.evaluations
    ]
    head = ("data", "language", "role", "licence", "files", "texts and gold", "intervals")
    return joined([tag("h3", name), listed, table(head, rows)])


def _draws(modes: Sequence[Evaluated]) -> str:
    if not modes:
        return "none"
    draws = modes[0].intervals.draws
    return f"{percent(100 * draws.level).removesuffix('.0')} %, {number(draws.resamples)} resamples of texts, seed {draws.seed}"
