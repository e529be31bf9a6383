"""The first page of a report: who scored what on which data, what it cost, how to do it again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from garner.evaluation import Evaluated, Repeated
from garner.evaluation.runs.mean import means
from garner.evaluation.runs.run import Evaluation, Exposed, Run
from garner.view.report.markup import Markup, joined, number, percent, table, tag

__all__ = ["Column", "columns_of", "conditions", "costs", "score_table", "seen_note"]


class Column(NamedTuple):
    """Runs that differ in their seed alone."""

    name: str
    runs: tuple[Run, ...]

    def of(self, data: str) -> tuple[Evaluation, ...]:
        """Its evaluations on that data set, one a seed."""
        return tuple(each for run in self.runs for each in run.evaluations if each.data.name == data)


def columns_of(runs: Sequence[Run]) -> tuple[Column, ...]:
    """Runs of one model under one setting stand in one column; models told different things are told apart by these."""
    groups: dict[tuple[str, tuple[tuple[str, str], ...]], list[Run]] = {}
    for run in runs:
        told = tuple(sorted((key, value) for key, value in run.model.settings.items() if key != "seed"))
        groups.setdefault((run.model.name, told), []).append(run)
    models = [model for model, _ in groups]
    shared = set.intersection(*(set(told) for _, told in groups))
    columns = []
    for (model, told), members in groups.items():
        own = ", ".join(f"{key} {value}" for key, value in told if (key, value) not in shared)
        columns.append(Column(f"{model} ({own})" if models.count(model) > 1 and own else model, tuple(members)))
    return tuple(columns)


def score_table(columns: Sequence[Column]) -> Markup:
    """F1 under the first mode of each data set, a column a model, and the unweighted mean where several sets share a mode."""
    names = list(dict.fromkeys(each.data.name for column in columns for run in column.runs for each in run.evaluations))
    rows: list[list[str]] = []
    for name in names:
        found = next(each for column in columns for each in column.of(name))
        mode = found.modes[0].mode if found.modes else ""
        texts = number(found.data.documents)
        rows.append([name, mode, texts, *(_cell(column.of(name)) for column in columns)])
    if len(names) > 1:
        rows.append(["mean over data sets", "", "", *(_mean(column, names) for column in columns)])
    return table(("data", "mode", "texts", *(column.name for column in columns)), rows, "scores")


def _cell(evaluations: Sequence[Evaluation]) -> Markup:
    if not evaluations or not evaluations[0].modes:
        return tag("span", "not run", class_="quiet")
    firsts = [each.modes[0] for each in evaluations]
    if len(firsts) == 1:
        f1, interval = firsts[0].scores.micro.f1, firsts[0].intervals.micro.f1
        spread = f"{percent(interval.low)}–{percent(interval.high)}"
    else:
        repeated = Repeated(tuple(each.scores.micro.f1 for each in firsts))
        f1, spread = repeated.mean, f"± {percent(repeated.deviation)} over {len(firsts)} seeds"
    return joined([percent(f1), " ", tag("span", spread, class_="quiet"), seen_note(evaluations[0], short=True)])


def _mean(column: Column, names: Sequence[str]) -> Markup | str:
    """The mean of all data sets, or nothing where one is missing or scored under another mode."""
    found = [
        each
        for run in column.runs
        for each in means(run)
        if sorted(name for name, _ in each.mean.datasets) == sorted(names)
        and each.mean.mode == column.of(names[0])[0].modes[0].mode
    ]
    if len(found) < len(column.runs):
        return "–"
    repeated = Repeated(tuple(each.mean.micro.f1 for each in found))
    spread = f"{percent(found[0].interval.low)}–{percent(found[0].interval.high)}"
    if len(found) > 1:
        spread = f"± {percent(repeated.deviation)} over {len(found)} seeds"
    return joined([percent(repeated.mean), " ", tag("span", spread, class_="quiet")])


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
    words = f"{number(seen.texts)} of {number(seen.of)} texts were seen in training and {done}. {' '.join(seen.reasons)}"
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
