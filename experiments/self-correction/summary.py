"""From counts of single texts to the figures of the page: gains with intervals, over sets and extractors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from measuring import Record
from places import groups_of
from variants import MAIN

from garner.evaluation.counts import Counts, percentages
from garner.evaluation.draws import Draws, interval_of, percentages_of, weights_of
from garner.evaluation.paired import p_value_of, paired_bootstrap
from garner.evaluation.tallies import DocumentCounts, Tally

__all__ = ["GROUPS", "summary_of"]

DRAWS = Draws(seed=0)
GROUPS = ("all", "paper", "own", "held out")

Units = Mapping[str, Mapping[str, Record]]
"""What was measured, by extractor and set."""


class _Sides(NamedTuple):
    """Counts of the same texts before and after; (texts, 3): right, predicted, gold."""

    place: str
    before: np.ndarray
    after: np.ndarray


def summary_of(units: Units) -> Record:
    """The figures of all units: per extractor and set, means per extractor, over all extractors; what helped and what hurt."""
    variants = list(dict.fromkeys(name for sets in units.values() for each in sets.values() for name in each["variants"]))
    return {
        "sets": {
            extractor: {
                place: {variant: _on_one(unit, variant) for variant in variants if variant in unit["variants"]}
                for place, unit in sets.items()
            }
            for extractor, sets in units.items()
        },
        "means": {
            extractor: {
                group: {variant: _mean([sets], variant, group) for variant in variants}
                for group in GROUPS
                if any(_in_group(place, group) for place in sets)
            }
            for extractor, sets in units.items()
        },
        "overall": {group: {variant: _mean(list(units.values()), variant, group) for variant in variants} for group in GROUPS},
        "judged": {extractor: _judged(sets.values()) for extractor, sets in units.items()},
        "stopped": {extractor: _decisions(sets.values()) for extractor, sets in units.items()},
        "effects": {extractor: _effects(sets.values()) for extractor, sets in units.items()},
    }


def _on_one(unit: Record, variant: str) -> Record:
    """One set: F1 before and after, the gain with its interval, how many answers got worse and better, and each mode's F1."""
    before, after = (_tally(unit, name, "whole") for name in ("plain", variant))
    found = {each.figure: each for each in paired_bootstrap([before], [after], DRAWS)}
    f1 = found["micro_f1"]
    return {
        "texts": len(unit["documents"]),
        "mode": unit["mode"],
        "plain": f1.first,
        "f1": f1.second,
        "gain": f1.difference,
        "interval": [f1.interval.low, f1.interval.high],
        "p": f1.p,
        "precision": found["micro_precision"].difference,
        "recall": found["micro_recall"].difference,
        **_fates(unit, variant),
        "modes": {
            mode: [_f1(unit, "plain", mode), _f1(unit, variant, mode)]
            for mode in unit["variants"][variant]["counts"]
            if mode != "whole"
        },
    }


def _mean(every: Sequence[Mapping[str, Record]], variant: str, group: str) -> Record:
    """The unweighted mean over the sets of each extractor, then over extractors; texts are drawn within each set, the same ones
    for every extractor."""
    first, second, fates, cost = [], [], Counter[str](), Counter[str]()
    for sets in every:
        units = [unit for place, unit in sets.items() if _in_group(place, group) and variant in unit["variants"]]
        if not units:
            continue
        sides = [_sides(unit, variant) for unit in units]
        first.append(np.mean([_drawn(each.place, _key(each.before)) for each in sides], axis=0))
        second.append(np.mean([_drawn(each.place, _key(each.after)) for each in sides], axis=0))
        for unit in units:
            fates.update(_fates(unit, variant), texts=len(unit["documents"]))
            kept = unit["variants"][variant]
            cost.update(detector_calls=kept["detector_calls"], pruner_calls=kept["pruner_calls"])
    if not first:
        return {}
    before, after = np.mean(first, axis=0), np.mean(second, axis=0)
    names = ("f1", "precision", "recall")
    found: Record = {"texts": fates["texts"], "worse": fates["worse"], "better": fates["better"], **cost}
    for number, name in enumerate(names):
        drawn = after[number, 1:] - before[number, 1:]
        point = float(after[number, 0] - before[number, 0])
        interval = interval_of(drawn, point, DRAWS)
        found[name] = {
            "plain": float(before[number, 0]),
            "value": float(after[number, 0]),
            "gain": point,
            "interval": [interval.low, interval.high],
            "p": p_value_of(drawn),
        }
    return found


def _fates(unit: Record, variant: str) -> dict[str, int]:
    """How many texts' own F1 fell and rose."""
    pairs = zip(*(unit["variants"][name]["counts"]["whole"] for name in ("plain", variant)), strict=True)
    changes = [_own_f1(after) - _own_f1(before) for before, after in pairs]
    return {"worse": sum(each < -1e-9 for each in changes), "better": sum(each > 1e-9 for each in changes)}


def _own_f1(counts: Sequence[float]) -> float:
    return percentages(_counts(counts))[2]


def _counts(counts: Sequence[float]) -> Counts:
    right, predicted, gold = counts
    return Counts(right, predicted, right, gold)


def _tally(unit: Record, variant: str, mode: str) -> Tally:
    rows = zip(unit["documents"], unit["variants"][variant]["counts"][mode], strict=True)
    return Tally(mode, tuple(DocumentCounts(name, (("all", _counts(counts)),)) for name, counts in rows))


def _f1(unit: Record, variant: str, mode: str) -> float:
    sums = np.sum(unit["variants"][variant]["counts"][mode], axis=0)
    return percentages(_counts([float(each) for each in sums]))[2]


def _sides(unit: Record, variant: str) -> _Sides:
    before, after = (np.asarray(unit["variants"][name]["counts"]["whole"], float) for name in ("plain", variant))
    return _Sides(unit["place"], before, after)


def _key(counts: np.ndarray) -> tuple[tuple[float, ...], ...]:
    return tuple(map(tuple, counts.tolist()))


@lru_cache(maxsize=4096)
def _drawn(place: str, counts: tuple[tuple[float, ...], ...]) -> np.ndarray:
    """F1, precision and recall; shape (3, 1 + resamples), the value itself before the resamples. Sets have seeds of their own,
    so that those of one size do not share their draws."""
    table = np.asarray(counts, float)[:, [0, 1, 0, 2]]
    draws = replace(DRAWS, seed=sum(place.encode()))
    sums = np.empty((1 + draws.resamples, 4))
    sums[0] = table.sum(axis=0)
    for block, weights in weights_of(len(table), draws):
        sums[1:][block] = weights @ table
    precision, recall, f1 = (np.nan_to_num(each, nan=100.0) for each in percentages_of(sums))
    return np.stack([f1, precision, recall])


def _in_group(place: str, group: str) -> bool:
    return group in groups_of(place)


def _judged(units: Iterable[Record]) -> Record:
    """Precision, recall and F1 of each path's defects; the pruner's accuracy. Sums over all sets."""
    paths = {"redundancy": Counter[str](), "missing": Counter[str]()}
    pruner: Counter[str] = Counter()
    for unit in units:
        for name, counts in unit["judged"]["paths"].items():
            paths[name].update(counts)
        pruner.update(unit["judged"]["pruner"])
    found: dict[str, Any] = {}
    for name, counts in paths.items():
        values = percentages(Counts(counts["right"], counts["found"], counts["right"], counts["of"]))
        found[name] = {**dict(zip(("precision", "recall", "f1"), values, strict=True)), **counts}
    of = pruner.total()
    right = pruner["passed right"] + pruner["stopped wrong"]
    passed = pruner["passed right"] + pruner["passed wrong"]
    return found | {
        "pruner": {
            "accuracy": 100.0 * right / of if of else None,
            "passed": 100.0 * passed / of if of else None,
            "passed_that_are_right": 100.0 * pruner["passed right"] / passed if passed else None,
            "answers_that_are_right": 100.0 * (pruner["passed right"] + pruner["stopped right"]) / of if of else None,
            **pruner,
        }
    }


def _decisions(units: Iterable[Record]) -> dict[str, dict[str, int]]:
    """How the rounds of what ships ended: by round, by decision."""
    found: dict[str, Counter[str]] = {}
    for unit in units:
        for number, decision, times in unit["variants"][MAIN]["decisions"]:
            found.setdefault(str(number), Counter())[decision] += times
    return {number: dict(counts) for number, counts in sorted(found.items())}


def _effects(units: Iterable[Record]) -> Record:
    """What the defects acted on did, by kind, round and label: helped, hurt, neither."""
    by: dict[str, dict[str, Counter[str]]] = {"kind": {}, "round": {}, "label": {}}
    for unit in units:
        for kind, label, number, verdict, times in unit["variants"][MAIN]["effects"]:
            for name, key in (("kind", kind), ("round", str(number)), ("label", f"{unit['place']} {label}")):
                by[name].setdefault(key, Counter())[verdict] += times
    labels = sorted(by["label"].items(), key=lambda each: each[1]["helped"] - each[1]["hurt"])
    shown = dict([*labels[:10], *labels[-10:]]) if len(labels) > 20 else dict(labels)
    return {
        "kind": {key: dict(counts) for key, counts in sorted(by["kind"].items())},
        "round": {key: dict(counts) for key, counts in sorted(by["round"].items())},
        "label": {key: dict(counts) for key, counts in shown.items()},
    }
