"""Strict span-level micro-F1 of the embedded encoder on splits of public corpora, with bootstrap intervals.

    python experiments/encoder/evaluate.py crossner/ai:dev crossner/music:dev --data-dir DATA --out dev.json

A place is CORPUS:SPLIT of ``garner.datasets``; ``rest`` is the part of a train split that is not trained on. All labels of a
corpus are asked of every text of it. The result holds counts and F1 at every threshold, and at the encoder's own (or
``--threshold``) a 95 % interval from 1,000 resamples of the texts (seed 0).
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Sequence
from pathlib import Path

from garner.datasets import data_folder
from garner.models.encoder import Encoder, LabelText
from garner.training.encoder.measure import Counts, DevSet, Predictions, counts_at, read_dev_set, total
from garner.training.encoder.names import label_names, name_of

THRESHOLDS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9)
RESAMPLES = 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+", metavar="CORPUS:SPLIT")
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--encoder", type=Path, help="a folder with an encoder (default: the one that ships)")
    parser.add_argument("--threshold", type=float, help="default: the encoder's own")
    parser.add_argument("--most", type=int, help="at most so many texts of each split")
    parser.add_argument("--other-names", action="store_true", help="ask for each label by another of its names")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    encoder = Encoder.load(arguments.encoder)
    threshold = arguments.threshold if arguments.threshold is not None else encoder.threshold
    results = {}
    for place in arguments.places:
        dev = read_dev_set(data_folder(arguments.data_dir), place, arguments.most, least_gold=2)
        results[place] = measure(encoder, dev, threshold, other_names=arguments.other_names)
        print(place, json.dumps(results[place]["at_threshold"]))
    means = {str(each): mean([result["f1"][str(each)] for result in results.values()]) for each in THRESHOLDS}
    summary = {"encoder": encoder.name, "threshold": threshold, "mean_f1": means, "places": results}
    summary["mean_at_threshold"] = mean([result["at_threshold"]["f1"] for result in results.values()])
    print(json.dumps({"mean_at_threshold": summary["mean_at_threshold"], "mean_f1": means}))
    arguments.out.write_text(json.dumps(summary, indent=1) + "\n", encoding="utf-8")


def measure(encoder: Encoder, dev: DevSet, threshold: float, *, other_names: bool) -> dict[str, dict[str, float]]:
    """Counts and F1 of one split; the interval is that of the threshold."""
    predictions = predict(encoder, dev, other_names=other_names)
    per_text = counts_at(predictions, dev, threshold)
    low, high = interval(per_text)
    counted = total(per_text)
    by_threshold = {str(each): round(total(counts_at(predictions, dev, each)).f1, 2) for each in THRESHOLDS}
    precision, recall = 100 * counted.right / max(1, counted.answered), 100 * counted.right / max(1, counted.gold)
    figures = {
        "f1": round(counted.f1, 2),
        "low": low,
        "high": high,
        "precision": round(precision, 2),
        "recall": round(recall, 2),
    }
    return {"at_threshold": {**figures, **counted._asdict(), "texts": len(dev.texts)}, "f1": by_threshold}


def predict(encoder: Encoder, dev: DevSet, *, other_names: bool) -> Predictions:
    """Every place with its most probable label, from a probability of 0.05 on."""
    names = label_names()
    asked = {label: label for label in dev.labels}
    if other_names:
        for label in dev.labels:
            free = [other for other in name_of(label, names).others if other not in asked.values()]
            asked[label] = free[0] if free else label
    meant = {name: label for label, name in asked.items()}
    found = encoder.score(dev.texts, [LabelText(name) for name in meant], 0.05, nested=True)
    return [[(span.start, span.end, meant[span.label], span.confidence) for span in spans] for spans in found]


def interval(counts: Sequence[Counts]) -> tuple[float, float]:
    """The 2.5 and 97.5 per cent points of F1 over resampled texts."""
    rng = random.Random(0)
    scores = sorted(total(rng.choices(counts, k=len(counts))).f1 for _ in range(RESAMPLES))
    return round(scores[int(0.025 * RESAMPLES)], 2), round(scores[int(0.975 * RESAMPLES) - 1], 2)


def mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 2)


if __name__ == "__main__":
    main()
