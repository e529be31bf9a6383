"""Reading a run file: whatever does not fit is refused with file and line, key path or document."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from math import isclose
from pathlib import Path
from typing import NoReturn, TypeVar

from garner.errors import GarnerError, InputError
from garner.evaluation.auditing import Case
from garner.evaluation.counts import Counts, Score
from garner.evaluation.draws import Draws, Interval
from garner.evaluation.evaluation import Evaluated
from garner.evaluation.intervals import Intervals, ScoreIntervals
from garner.evaluation.modes import MODES
from garner.evaluation.record import tally_from_record
from garner.evaluation.runs.run import DataSet, Evaluation, Exposed, ModelRecord, Run, Seen
from garner.evaluation.runs.writing import RUN_FORMAT, RUN_VERSION
from garner.evaluation.scores import EmptyGold, Scores, score
from garner.files.results import RECORD_VERSION, result_from_record
from garner.schema import Schema
from garner.values import Usage
from garner.values.record_fields import Fields

__all__ = ["read_run", "run_from_record"]

Value = TypeVar("Value")
_MEND = "The file was cut off or changed after garner wrote it: evaluate again."
_KNOWN = frozenset(mode.title for mode in MODES.values())
# What a gold record lacks to be read as a result.
_REST_OF_A_RESULT = {"version": RECORD_VERSION, "model": "", "schema": "", "coverage": [], "problems": []}


def read_run(path: str | Path) -> Run:
    """The run in a file that ``write_run`` (``garner evaluate -o``) wrote.

    Raises ``InputError`` naming file and line where it is no JSON or no UTF-8, else file and key path (for texts, the
    document) where something in it is not as it should be, and for a file of another major version.
    """
    try:
        raw = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror}.", "Check the path and its permissions.") from None
    record = _json(raw, str(path))
    try:
        return run_from_record(record)
    except InputError as error:
        raise InputError(f"{path}: {error.message}", error.hint) from None


def _json(raw: bytes, path: str) -> object:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise InputError(f"{path}, line {line}: byte {error.start} is not UTF-8.", _MEND) from None
    if not text.strip():
        raise InputError(f"{path} is empty.", _MEND)
    try:
        return json.loads(text, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        place = f"{path}, line {error.lineno}, column {error.colno}"
        if error.pos >= len(text.rstrip()) or error.msg.startswith("Unterminated"):
            raise InputError(f"{place}: the file ends in the middle.", _MEND) from None
        raise InputError(f"{place}: this is not JSON: {error.msg}.", "Give a file that garner evaluate wrote.") from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"{path}: this is not JSON as garner writes it: {error}.", _MEND) from None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no number")


def run_from_record(record: object) -> Run:
    """The run that ``run_to_record`` made the record of. Keys that this version does not know are ignored.

    Raises ``InputError`` naming the key at fault, and for a record of another major version.
    """
    fields = Fields.of(record)
    if fields.content.get("format") != RUN_FORMAT:
        raise InputError("this is no run file.", "Give a file that garner evaluate -o wrote.")
    version, major = fields.text("version"), RUN_VERSION.partition(".")[0]
    if version.partition(".")[0] != major:
        raise InputError(
            f"this is a run of version {version}, and this garner reads versions {major}.x.",
            "Read it with the garner that wrote it, or install a newer garner.",
        )
    model = fields.part("model")
    settings = model.part("settings")
    return Run(
        ModelRecord(
            model.text("name"),
            {name: settings.text(name) for name in settings.content},
            _optional_whole(model, "parameters"),
            _optional_whole(model, "parameters_trained"),
        ),
        fields.whole("seed"),
        tuple(_evaluation(each) for each in fields.parts("evaluations")),
        fields.text("garner"),
        fields.text("machine"),
        fields.text("made"),
    )


def _evaluation(fields: Fields) -> Evaluation:
    data = _data(fields.part("data"))
    cases = tuple(_case(each) for each in fields.parts("cases"))
    evaluation = Evaluation(
        data,
        _schema(fields),
        _seen(fields.part("seen")),
        tuple(_mode(each) for each in fields.parts("modes")),
        _usage(fields.part("usage")),
        fields.number("seconds"),
        cases,
        fields.whole("incomplete"),
        _counted(fields.part("problems")),
    )
    _check_documents(evaluation, fields.path)
    for number, each in enumerate(evaluation.modes):
        _check_scores(each, f"{fields.path}.modes[{number}]")
    return evaluation


def _check_documents(evaluation: Evaluation, path: str) -> None:
    """Cases and tallies must be of the same documents, as many as the data set says."""
    cases = [case.result.id for case in evaluation.cases]
    for number, each in enumerate(evaluation.modes):
        tallied = [document.document for document in each.tally.documents]
        if len(tallied) != evaluation.data.documents or (cases and cases != tallied):
            raise InputError(
                f"{path}.modes[{number}].tally: these are not the {evaluation.data.documents} documents of the data set.", _MEND
            )


def _data(fields: Fields) -> DataSet:
    return DataSet(
        name=fields.text("name"),
        language=fields.text("language"),
        role=fields.text("role"),
        licence=fields.text("licence"),
        source=fields.text("source"),
        fingerprint=fields.text("fingerprint"),
        documents=fields.whole("documents"),
        of=fields.whole("of"),
        refused=_counted(fields.part("refused")),
        strings=_truth(fields, "strings"),
        sample_seed=_optional_whole(fields, "sample_seed"),
        unlike_published=fields.optional_text("unlike_published") or "",
    )


def _schema(fields: Fields) -> Schema | None:
    part = fields.optional_part("schema")
    return None if part is None else _placed(part.path, lambda: Schema.parse(part.content))


def _seen(fields: Fields) -> Seen:
    return Seen(fields.choice("exposed", Exposed), fields.whole("texts"), fields.whole("of"), fields.texts("reasons"))


def _usage(fields: Fields) -> Usage:
    return Usage(
        fields.whole("calls"),
        fields.whole("cached_calls"),
        fields.whole("input_tokens"),
        fields.whole("output_tokens"),
        fields.number("seconds"),
        fields.optional_number("cost"),
    )


def _mode(fields: Fields) -> Evaluated:
    title = fields.text("mode")
    empty, labels = fields.part("empty_gold"), fields.parts("labels")
    scores = Scores(
        title,
        fields.whole("documents"),
        _score(fields.part("micro")),
        _score(fields.part("macro")),
        tuple((label.text("label"), _score(label)) for label in labels),
        EmptyGold(empty.whole("documents"), empty.whole("with_claims"), empty.number("claims")),
    )
    drawn = fields.part("draws")
    intervals = Intervals(
        title,
        _placed(drawn.path, lambda: Draws(drawn.whole("resamples"), drawn.whole("seed"), drawn.number("level"))),
        _intervals(fields.part("micro")),
        _intervals(fields.part("macro")),
        tuple((label.text("label"), _intervals(label)) for label in labels),
    )
    tally = _placed(f"{fields.path}.tally", lambda: tally_from_record(fields.content.get("tally")))
    if tally.mode != title:
        raise InputError(f"{fields.path}.tally.mode: expected {title!r}, found {tally.mode!r}.", _MEND)
    return Evaluated(title, fields.text("follows"), scores, intervals, tally)


def _check_scores(evaluated: Evaluated, path: str) -> None:
    """The stored scores must be those that their own counts give: nobody should quote a figure that was typed in.

    Those of a mode that this release does not have stay as they were stored.
    """
    if evaluated.mode not in _KNOWN:
        return
    stored, counted = evaluated.scores, score(evaluated.tally)
    for name in ("micro", "macro"):
        _check_score(getattr(stored, name), getattr(counted, name), f"{path}.{name}")
    if [label for label, _ in stored.labels] != [label for label, _ in counted.labels]:
        raise InputError(f"{path}.labels: these are not the labels of the counts under tally.", _MEND)
    for number, ((_, one), (_, other)) in enumerate(zip(stored.labels, counted.labels, strict=True)):
        _check_score(one, other, f"{path}.labels[{number}]")
    if (stored.documents, stored.empty_gold) != (counted.documents, counted.empty_gold):
        raise InputError(f"{path}: documents and empty_gold are not those of the counts under tally.", _MEND)


def _check_score(stored: Score, counted: Score, path: str) -> None:
    figures = (stored.precision, stored.recall, stored.f1, *stored.counts)
    others = (counted.precision, counted.recall, counted.f1, *counted.counts)
    if not all(isclose(one, other, abs_tol=1e-6) for one, other in zip(figures, others, strict=True)):
        raise InputError(f"{path}: the counts under tally give an F1 of {counted.f1:.4f}, not {stored.f1:.4f}.", _MEND)


def _score(fields: Fields) -> Score:
    counts = Counts(*_numbers(fields, "counts", 4))
    return Score(fields.number("precision"), fields.number("recall"), fields.number("f1"), counts)


def _intervals(fields: Fields) -> ScoreIntervals:
    part = fields.part("intervals")
    return ScoreIntervals(*(Interval(*_numbers(part, name, 2)) for name in ("precision", "recall", "f1")))


def _case(fields: Fields) -> Case:
    record = fields.part("result")
    named = f"{record.path} (document {record.content.get('id')!r})"
    result = _placed(named, lambda: result_from_record(record.content))
    own = {"id": result.id, "text": result.text, "usage": record.content["usage"]}
    gold = dict(fields.part("gold").content) | _REST_OF_A_RESULT | own
    named = f"{fields.path}.gold (document {result.id!r})"
    truth = _placed(named, lambda: result_from_record(gold)).extraction
    return _placed(fields.path, lambda: Case(result, truth))


def _placed(path: str, read: Callable[[], Value]) -> Value:
    """What ``read`` returns; where it refuses, with the key path before the reason."""
    try:
        return read()
    except GarnerError as error:
        raise InputError(f"{path}: {error.message}", error.hint or _MEND) from None
    except ValueError as error:
        raise InputError(f"{path}: {error}.", _MEND) from None


def _numbers(fields: Fields, name: str, width: int) -> list[float]:
    value = fields.content.get(name)
    if not isinstance(value, list) or len(value) != width or any(type(each) not in (int, float) for each in value):
        fields.refuse(name, f"a list of {width} numbers")
    return value


def _truth(fields: Fields, name: str) -> bool:
    value = fields.content.get(name)
    return value if isinstance(value, bool) else fields.refuse(name, "true or false")


def _optional_whole(fields: Fields, name: str) -> int | None:
    return None if fields.content.get(name) is None else fields.whole(name)


def _counted(fields: Fields) -> Mapping[str, int]:
    return {name: fields.whole(name) for name in fields.content}
