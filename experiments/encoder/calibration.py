"""Whether confidences can be believed, and what each threshold costs, for each kind of answer.

    python experiments/encoder/calibration.py --data-dir DATA

Dev sets of corpora that were trained on (held in) and of others (held out); no test split but of sets that have no other and
are in no target. Of the held-in ones only the half is asked that confidences were not fitted on. The expected calibration error
is that of the answers given by default, ten bins; a classification with one answer always gives it. Few answers have an error
even where every confidence is right: what it would be on average stands beside it. Precision and recall by threshold are those
of ``--min-confidence``, which moves all kinds of answers together: a relation needs it of both its ends too, or half of it
where its own confidence tells how sure they are. Arguments of events carry no confidence and are not in it. Writes
``confidence.json`` and ``confidence.md``.
"""

from __future__ import annotations

import json
import math
from collections import Counter
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from measuring import Kept, Measured, Record, answered, arguments_of, model_of, scoring_of, table
from targets import CROSSNER
from views import split_of

from garner.datasets import CorpusSplit, data_folder
from garner.errors import InputError
from garner.evaluation.modes.offset import place as place_of
from garner.evaluation.runs.task import task_of
from garner.models.encoder.weights import read_card
from garner.training.encoder.calibrate import PLACES, is_fitted_on
from garner.training.encoder.selection import selection_of
from garner.training.encoder.spans import labelled_texts
from garner.values import Extraction

HELD_IN = {
    "entities": ("fewnerd:rest", "uner_ewt:dev", "wnut17:dev", "scierc:dev", "uner_gsdsimp:dev", "ud_gsd_ne:dev"),
    "relations": ("scierc:dev", "scier:dev"),
    "events": ("geneva:dev", "phee:dev"),
    "choices": (
        *("clinc150:dev", "banking77:rest", "tweeteval/emotion:dev", "tweeteval/irony:dev"),
        *("cmedtc_cmedic/criteria:dev", "cmedtc_cmedic/queries:dev"),
    ),
    "labels": ("goemotions:dev",),
}
HELD_OUT = {
    "entities": (*(f"{corpus}:dev" for corpus in CROSSNER), "conll2003:dev", "weibo:dev", "peoples_daily:dev"),
    "relations": ("conll04:dev",),
    "events": ("rams:dev",),
    "choices": ("thucnews:dev", "sst5:dev"),
    "labels": (),
}
SETS = tuple(
    (task, held, place)
    for task in HELD_IN
    for held, places in (("held in", HELD_IN), ("held out", HELD_OUT))
    for place in places[task]
)
THRESHOLDS = (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
MOST = {"entities": 300, "relations": 1000, "events": 500, "choices": 600, "labels": 300}
"""Texts of each set: more where a text has few answers, because the error of few answers is mostly chance."""
BINS = 10


class Judged(NamedTuple):
    """An answer: its confidence, that of what it rests on (of a relation the less sure end, else 1), is it right."""

    confidence: float
    ends: float
    right: bool

    def is_given(self, threshold: float, ends: float) -> bool:
        return self.confidence >= threshold and self.ends >= ends


def main(argv: Sequence[str] | None = None) -> None:
    arguments = arguments_of(__doc__, "confidence.json and confidence.md").parse_args(argv)
    data, model = data_folder(arguments.data_dir), model_of(arguments)
    kept = Kept(arguments.out / "confidence.json", model, fresh=arguments.fresh)
    for task, held, place in SETS:
        key, most = f"{task} {place}", arguments.limit or MOST[task]
        if kept.results.get(key, {}).get("most") == most:
            continue
        try:
            result = {"task": task, "held": held, "most": most, **judged_set(model, data, task, place, most)}
        except InputError as error:
            print(key, error, flush=True)
            continue
        kept.put(key, result)
        print(key, json.dumps({name: result[name] for name in ("texts", "answers", "error")}), flush=True)
        (arguments.out / "confidence.md").write_text(page(kept.results), encoding="utf-8")


def judged_set(model: Measured, data: Path, task: str, place: str, most: int) -> Record:
    """Answers of one kind to one set, by confidence, JSON-ready."""
    scoring = scoring_of(most)
    split = split_of(data, place)
    task_asked = task_of(not_fitted_on(split) if place in PLACES else split, model.exposure, scoring)
    run = answered(model, [task_asked], scoring, THRESHOLDS[0])
    cases = run.evaluations[0].cases
    found = [each for case in cases for each in judged(task, case.result.extraction, case.gold)]
    card = read_card(model.folder)
    default = 0.0 if task == "choices" else card.threshold(task)
    ends = 0.5 if card.line("relations").support > 0 else 1.0
    given = [each for each in found if each.is_given(default, ends * card.threshold("entities"))]
    gold = sum(len(_items(task, case.gold)) for case in cases)
    return {
        "texts": len(cases),
        "trained_on": model.trained(place),
        "default": default,
        "answers": len(given),
        "gold": gold,
        "error": expected_error(bins_of(given)),
        "bins": bins_of(given),
        "by_threshold": {str(each): _counts(found, each, ends) for each in THRESHOLDS},
    }


def not_fitted_on(split: CorpusSplit) -> CorpusSplit:
    """The records no part of which is in the half of the split that confidences are fitted on."""
    selection = selection_of(split.corpus.name)
    kept = [
        record
        for record in split.records
        if not any(is_fitted_on(text) for text in (record.text, *(part.text for part in labelled_texts(record, selection))))
    ]
    return replace(split, split=f"{split.split}, not fitted on", records=tuple(kept))


def judged(task: str, found: Extraction, gold: Extraction) -> Iterator[Judged]:
    """The answers of that kind, the surest first where one is repeated."""
    left = Counter(key for key, _, _ in _items(task, gold))
    for key, confidence, ends in sorted(_items(task, found), key=lambda each: -each[1]):
        right = left[key] > 0
        left[key] -= right
        yield Judged(confidence, ends, right)


def _items(task: str, extraction: Extraction) -> list[tuple[Hashable, float, float]]:
    """What must be equal for an answer to be right, its confidence (0 where it has none), and that of what it rests on."""
    if task == "entities":
        return [((each.type, place_of(each.grounding)), each.confidence or 0.0, 1.0) for each in extraction.entities]
    if task == "events":
        return [
            ((each.type, each.trigger and place_of(each.trigger)), each.confidence or 0.0, 1.0) for each in extraction.events
        ]
    if task == "relations":
        ends = {each.id: each for each in extraction.entities}
        found: list[tuple[Hashable, float, float]] = []
        for each in extraction.relations:
            two = [ends[each.head], ends[each.tail]]
            key = (each.type, tuple((end.type, place_of(end.grounding)) for end in two))
            found.append((key, each.confidence or 0.0, min(end.confidence or 0.0 for end in two)))
        return found
    return [((each.task, each.value), each.confidence or 0.0, 1.0) for each in extraction.labels]


def bins_of(answers: Sequence[Judged]) -> list[list[float]]:
    """For each of ten bins of confidence: answers, sum of confidences, right answers."""
    bins = [[0.0, 0.0, 0.0] for _ in range(BINS)]
    for each in answers:
        inside = bins[min(int(each.confidence * BINS), BINS - 1)]
        for place, value in enumerate((1, each.confidence, each.right)):
            inside[place] += value
    return bins


def expected_error(bins: Sequence[Sequence[float]]) -> float:
    """The mean distance between confidence and share right, weighed by the bins' answers; 0 of nothing."""
    return sum(abs(confidence - right) for _, confidence, right in bins) / max(1.0, sum(count for count, _, _ in bins))


def error_by_chance(bins: Sequence[Sequence[float]]) -> float:
    """The mean error of as many answers in each bin if all were right as often as the bin's confidences say."""
    counts = [(int(count), confidence / count) for count, confidence, _ in bins if count]
    return sum(_mean_deviation(*each) for each in counts) / max(1, sum(count for count, _ in counts))


def _mean_deviation(count: int, chance: float) -> float:
    """How far from its mean a binomial number is on average (de Moivre's formula; Diaconis and Zabell 1991)."""
    if not 0.0 < chance < 1.0:
        return 0.0
    above = min(count, math.floor(count * chance) + 1)
    ways = math.lgamma(count + 1) - math.lgamma(above + 1) - math.lgamma(count - above + 1)
    return 2 * above * math.exp(ways + above * math.log(chance) + (count - above + 1) * math.log1p(-chance))


def _counts(found: Sequence[Judged], threshold: float, ends: float) -> list[int]:
    """Right answers and all answers from the threshold on, of which what they rest on needs that share."""
    kept = [each.right for each in found if each.is_given(threshold, ends * threshold)]
    return [sum(kept), len(kept)]


def page(results: Mapping[str, Record]) -> str:
    """The results as Markdown: the error of each set and of all of a kind, then precision and recall by threshold."""
    errors = []
    curves: dict[float, list[str]] = {each: [] for each in THRESHOLDS}
    heads = []
    for task in HELD_IN:
        for held in ("held in", "held out"):
            own = {key: each for key, each in results.items() if (each["task"], each["held"]) == (task, held)}
            if not own:
                continue
            errors += [_error_row(key.partition(" ")[2], each) for key, each in own.items()]
            errors.append(_error_row("**together**", _pooled(list(own.values()))))
            heads.append(f"{task}, {held}")
            for threshold in THRESHOLDS:
                curves[threshold].append(_point([each["by_threshold"][str(threshold)] for each in own.values()], own))
    return "\n".join(
        [
            "# Confidence",
            "",
            "Expected calibration error of the answers given by default, ten bins:",
            "",
            table(("kind", "", "set", "trained on", "texts", "answers", "error", "by chance alone"), errors),
            "Precision / recall / F1 in per cent by `--min-confidence`, all sets of a column together (a classification",
            "with one answer is answered whatever that says: its columns are for who leaves out the less sure answers):",
            "",
            table(("threshold", *heads), ((f"{threshold:g}", *cells) for threshold, cells in curves.items())),
        ]
    )


def _error_row(name: str, result: Record) -> tuple[str, ...]:
    counts = (f"{result[key]:,}" for key in ("texts", "answers"))
    errors = (f"{each:.3f}" for each in (result["error"], error_by_chance(result["bins"])))
    return result["task"], result["held"], name, result["trained_on"], *counts, *errors


def _pooled(results: Sequence[Record]) -> Record:
    bins = [[sum(each["bins"][row][place] for each in results) for place in range(3)] for row in range(BINS)]
    sums = {name: sum(each[name] for each in results) for name in ("texts", "answers")}
    return {**results[0], **sums, "trained_on": "", "error": expected_error(bins), "bins": bins}


def _point(counts: Sequence[Sequence[int]], own: Mapping[str, Record]) -> str:
    right, answers = (sum(each[place] for each in counts) for place in (0, 1))
    gold = sum(each["gold"] for each in own.values())
    return " / ".join(
        f"{100 * each:.1f}" for each in (right / max(1, answers), right / max(1, gold), 2 * right / max(1, answers + gold))
    )


if __name__ == "__main__":
    main()
