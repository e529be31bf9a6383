"""A run as plain JSON values, and as a file (docs/run-file.md) that is replaced only by a whole one."""

from __future__ import annotations

import json
import os
import re
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path

from garner.errors import OutputError
from garner.evaluation.auditing import Case
from garner.evaluation.counts import Score
from garner.evaluation.evaluation import Evaluated
from garner.evaluation.intervals import ScoreIntervals
from garner.evaluation.record import tally_to_record
from garner.evaluation.runs.run import DataSet, Evaluation, Run, Seen
from garner.files.results import result_to_record
from garner.values import Document, Extraction, Result, Usage

__all__ = [
    "ITEMS",
    "RUN_FORMAT",
    "RUN_VERSION",
    "evaluation_to_record",
    "gold_to_record",
    "mode_to_record",
    "run_to_record",
    "score_to_record",
    "write_run",
]

RUN_VERSION = "1.0"
RUN_FORMAT = "garner run"
ITEMS = ("labels", "entities", "relations", "events", "facts", "tables")
"""The keys of a result's record that hold its items."""

# Lone surrogates have no UTF-8 form; the others are raw line ends or terminal controls to somebody's tool.
_ESCAPED = re.compile("[\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_SPLIT_PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
# Down to this depth every value has its own line: each case, each mode.
_DEPTH = 4


def run_to_record(run: Run) -> dict[str, object]:
    """The run as JSON-ready values; ``run_from_record`` is its inverse."""
    return {
        "format": RUN_FORMAT,
        "version": RUN_VERSION,
        "garner": run.garner,
        "made": run.made,
        "machine": run.machine,
        "model": {
            "name": run.model.name,
            "settings": dict(run.model.settings),
            "parameters": run.model.parameters,
            "parameters_trained": run.model.parameters_trained,
        },
        "seed": run.seed,
        "evaluations": [evaluation_to_record(each) for each in run.evaluations],
    }


def write_run(path: str | Path, run: Run) -> None:
    """Write the run file. It takes the place of an old one only when it is whole and on the disk.

    Raises ``OutputError`` when it cannot be written, and for a text that JSON cannot hold (one character as two surrogates).
    """
    path = Path(path)
    record = run_to_record(run)
    try:
        handle, unfinished = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Check folder and permissions.") from None
    try:
        with os.fdopen(handle, "wb") as stream:
            for piece in _pieces(record):
                stream.write(_encoded(piece, path))
            stream.write(b"\n")
            stream.flush()
            os.fsync(stream.fileno())
        Path(unfinished).chmod(0o666 & ~_mask())
        Path(unfinished).replace(path)
    except OSError as error:
        raise OutputError(f"{path} cannot be written: {error.strerror}.", "Free space there; nothing was replaced.") from None
    except ValueError as error:
        raise OutputError(f"{path} cannot be written: {error}.") from None
    finally:
        with suppress(FileNotFoundError):
            Path(unfinished).unlink()


def _mask() -> int:
    """The process's file mode mask, which can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _pieces(value: object, level: int = 0) -> Iterator[str]:
    """The JSON text of a value, one line for each value down to the depth that has lines."""
    if level == _DEPTH or not isinstance(value, dict | list) or not value:
        yield json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
        return
    brackets = "{}" if isinstance(value, dict) else "[]"
    items = value.items() if isinstance(value, dict) else ((None, each) for each in value)
    for number, (key, each) in enumerate(items):
        yield f"{',' if number else brackets[0]}\n{' ' * (level + 1)}"
        if key is not None:
            yield f"{json.dumps(key, ensure_ascii=False)}: "
        yield from _pieces(each, level + 1)
    yield f"\n{' ' * level}{brackets[1]}"


def _encoded(piece: str, path: Path) -> bytes:
    if _SPLIT_PAIR.search(piece):
        raise OutputError(f"{path} cannot be written: a text holds one character as two surrogates.", "Join them first.")
    return _ESCAPED.sub(lambda match: f"\\u{ord(match[0]):04x}", piece).encode("utf-8")


def evaluation_to_record(evaluation: Evaluation) -> dict[str, object]:
    """One data set of a run as JSON-ready values."""
    return {
        "data": _data(evaluation.data),
        "schema": None if evaluation.schema is None else evaluation.schema.to_dict(),
        "seen": _seen(evaluation.seen),
        "usage": asdict(evaluation.usage),
        "seconds": evaluation.seconds,
        "incomplete": evaluation.incomplete,
        "problems": dict(evaluation.problems),
        "modes": [mode_to_record(each) for each in evaluation.modes],
        "cases": [_case(each) for each in evaluation.cases],
    }


def _data(data: DataSet) -> dict[str, object]:
    return asdict(data) | {"refused": dict(data.refused)}


def _seen(seen: Seen) -> dict[str, object]:
    return {"exposed": seen.exposed.value, "texts": seen.texts, "of": seen.of, "reasons": list(seen.reasons)}


def mode_to_record(evaluated: Evaluated) -> dict[str, object]:
    """One mode's scores, intervals and counts as JSON-ready values."""
    scores, intervals = evaluated.scores, evaluated.intervals
    by_label = dict(intervals.labels)
    return {
        "mode": evaluated.mode,
        "follows": evaluated.follows,
        "documents": scores.documents,
        "draws": asdict(intervals.draws),
        "micro": score_to_record(scores.micro, intervals.micro),
        "macro": score_to_record(scores.macro, intervals.macro),
        "labels": [{"label": label, **score_to_record(each, by_label[label])} for label, each in scores.labels],
        "empty_gold": asdict(scores.empty_gold),
        "tally": tally_to_record(evaluated.tally),
    }


def score_to_record(score: Score, intervals: ScoreIntervals) -> dict[str, object]:
    """Precision, recall and F1 in percent, the ends of their intervals, and the counts (right, predicted, found, gold)."""
    return {
        "precision": score.precision,
        "recall": score.recall,
        "f1": score.f1,
        "counts": list(score.counts),
        "intervals": {name: [each["low"], each["high"]] for name, each in asdict(intervals).items()},
    }


def _case(case: Case) -> dict[str, object]:
    return {"gold": gold_to_record(case.gold), "result": result_to_record(case.result)}


def gold_to_record(gold: Extraction) -> dict[str, object]:
    """The items of an extraction, written as in a result file; its text stands beside them already."""
    record = result_to_record(Result(Document("gold", gold.text), gold, usage=Usage()))
    return {name: record[name] for name in ITEMS}
