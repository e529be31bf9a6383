"""One training on a user's own texts as one HTML page: curves, scores before and after, data, how to use and repeat it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cache
from importlib import resources

from garner.evaluation import Interval, Score
from garner.evaluation.runs.run import Evaluation
from garner.models.encoder.calibrated import AS_COMPUTED, Calibration
from garner.training.encoder.own import Trained
from garner.view.report.markup import Markup, joined, number, percent, table, tag
from garner.view.sealed import compact_style, page_policy
from garner.view.training.curve import Curve, step_curve
from garner.view.whole_file import WholeFile

__all__ = ["render_training", "write_training"]

_NOTHING = "–"


def write_training(path: str | os.PathLike[str], trained: Trained, folder: str, command: str) -> None:
    """Write the page to ``path`` (UTF-8); it appears only when it is whole. Raises ``OutputError``."""
    with WholeFile(path) as file:
        file.write(render_training(trained, folder, command))


def render_training(trained: Trained, folder: str, command: str) -> str:
    """The page: ``folder`` is where the encoder lies, ``command`` what makes the same one again."""
    style = _style()
    title = f"{trained.name}, trained on {trained.lesson.seen.corpus}"
    body = joined(_section(heading, content) for heading, content in _sections(trained, folder, command))
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{page_policy(style, "")}">'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">{tag("title", title)}'
        f"<style>{style}</style></head>\n<body><header>{tag('h1', title)}</header>\n<main>{body}</main></body></html>\n"
    )


def _section(heading: str, content: Markup) -> Markup:
    return tag("section", tag("h2", heading), content)


def _sections(trained: Trained, folder: str, command: str) -> Iterator[tuple[str, Markup]]:
    yield "Before and after", joined((_summary(trained), _scores(trained), _labels(trained)))
    yield "How it went", _course(trained)
    yield "From which probability on it answers", _choice(trained)
    yield "Data", _data(trained)
    yield "Use it", tag("pre", f"garner extract article.txt --model encoder:{folder} --schema YOURS.yaml")
    yield "Make it again", joined((tag("pre", command), _circumstances(trained)))


def _summary(trained: Trained) -> Markup:
    before, after = (each.modes[0].scores.micro.f1 for each in (trained.before, trained.after))
    words = (
        f"Micro-F1 went from {percent(before)} to {percent(after)} on {trained.after.data.documents} documents that were not "
        "trained on. They decided, however, when training stopped and from which probability on the model answers, so the "
        "second figure flatters it a little: score it on other texts with garner evaluate."
    )
    return tag("p", words)


def _scores(trained: Trained) -> Markup:
    rows = [_score_row(name, each) for name, each in ((trained.base, trained.before), (trained.name, trained.after))]
    return table(("model", "precision", "recall", "F1", "mode"), rows, "scores")


def _score_row(name: str, evaluation: Evaluation) -> tuple[str, ...]:
    mode = evaluation.modes[0]
    score, intervals = mode.scores.micro, mode.intervals.micro
    figures = (
        (score.precision, intervals.precision),
        (score.recall, intervals.recall),
        (score.f1, intervals.f1),
    )
    return name, *(_with_interval(*each) for each in figures), mode.mode


def _with_interval(value: float, interval: Interval) -> str:
    return f"{percent(value)} ({percent(interval.low)} to {percent(interval.high)})"


def _labels(trained: Trained) -> Markup:
    before, after = (dict(each.modes[0].scores.labels) for each in (trained.before, trained.after))
    rows = []
    for label in sorted({*before, *after}):
        old, new = before.get(label), after.get(label)
        gold = max((int(each.counts.gold) for each in (old, new) if each is not None), default=0)
        rows.append((label, number(gold), _f1(old), _f1(new)))
    return table(("label", "mentions", "F1 before", "F1 after"), rows)


def _f1(score: Score | None) -> str:
    return _NOTHING if score is None or not (score.counts.gold or score.counts.predicted) else percent(score.f1)


def _course(trained: Trained) -> Markup:
    standing = trained.standing
    best = standing.points.index(standing.best)
    losses = [(point.step, point.loss) for point in standing.points if point.loss is not None]
    curves = (
        Curve("loss", losses),
        Curve("F1 kept aside", [(point.step, point.f1) for point in standing.points], best),
    )
    why = "all steps done" if standing.step >= standing.steps else f"{trained.tuning.patience} measurements without a better F1"
    words = (
        f"{standing.step} of at most {standing.steps} steps ({why}); the weights of step {standing.best.step} were kept. "
        "Loss: mean over the steps since the measurement before. F1: of the passages kept aside, the mean over the "
        "kinds of answers (of classifications the share that is right), at the threshold that suits each best."
    )
    return joined((tag("div", *(step_curve(curve) for curve in curves), class_="beside"), tag("p", words, class_="quiet")))


def _meaning(line: Calibration) -> str:
    slope = f"{line.slope:.2f}" + (f" and times the choices to the power of {line.growth:.2f}" if line.growth else "")
    meaning = f"log-odds times {slope} plus {line.offset:.2f}"
    if line.bend:
        meaning += f", above even odds times {line.slope + line.bend:.2f}"
    return f"{meaning}, and {line.support:.2f} of what it rests on" if line.support else meaning


def _choice(trained: Trained) -> Markup:
    findings = trained.findings
    rows = []
    for task, line in findings.lines.items():
        before, after = findings.errors(task, 10)
        threshold = findings.thresholds.get(task)
        shown = _NOTHING if threshold is None else f"{line.calibrated(threshold):.2f}"
        fitted = "as computed" if line == AS_COMPUTED else _meaning(line)
        rows.append((task, shown, fitted, f"{before:.3f}", f"{after:.3f}"))
    words = (
        "Probabilities were fitted to how often answers to these documents were right; where there were too few answers for "
        "that, they are as computed. The error is the expected calibration error of what is answered. "
        "(--min-confidence sets another threshold.)"
    )
    heads = ("answers", "from probability", "what it means", "error as computed", "error after")
    return joined((table(heads, rows), tag("p", words, class_="quiet")))


def _data(trained: Trained) -> Markup:
    lesson = trained.lesson
    spans = sum(len(text.spans) for text in lesson.texts)
    facts = (
        ("trained on", f"{lesson.seen.corpus}: {number(lesson.documents)} documents, {number(spans)} mentions"),
        ("SHA-256", lesson.seen.source),
        ("measured on", f"{lesson.dev.name}: {number(len(lesson.dev.records))} documents"),
        ("labels", ", ".join(lesson.labels)),
    )
    notes = tag("ul", *(tag("li", note) for note in lesson.notes)) if lesson.notes else None
    return joined((_facts(facts), notes))


def _circumstances(trained: Trained) -> Markup:
    return _facts(
        (
            ("started from", trained.base),
            ("weights trained", number(trained.parameters_trained)),
            ("seed", str(trained.tuning.seed)),
            ("seconds of training", number(round(trained.standing.seconds))),
            ("machine", trained.machine),
        )
    )


def _facts(facts: tuple[tuple[str, str], ...]) -> Markup:
    return tag("dl", *(part for name, value in facts for part in (tag("dt", name), tag("dd", value))))


@cache
def _style() -> str:
    folder = resources.files("garner.view")
    places = ("page/colours.css", "report/report.css", "training/training.css")
    return compact_style("".join((folder / place).read_text("utf-8") for place in places))
