"""How much text the encoder should read at once: F1 on held-in dev sets, eight sentences a document, by the size of passages.

python experiments/encoder/passages.py --data-dir DATA --out FILE
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from garner import Extractor, Schema
from garner.datasets import data_folder
from garner.models.encoder import Encoder
from garner.models.encoder.weights import packaged_weights, read_weights
from garner.pipeline import Reach
from garner.training.encoder.measure import DevSet, read_dev_set

PLACES = ("wikigold:rest", "wnut17:dev", "scier:dev")
SIZES = (32, 64, 96, 128, 254)
SENTENCES = 8

Gold = set[tuple[int, int, str]]


def documents(dev: DevSet) -> Iterator[tuple[str, Gold]]:
    """Eight texts after one another, a line each, with their gold spans."""
    for first in range(0, len(dev.texts), SENTENCES):
        text, gold = "", Gold()
        for sentence, spans in zip(dev.texts[first : first + SENTENCES], dev.gold[first : first + SENTENCES], strict=True):
            gold |= {(start + len(text), end + len(text), label) for start, end, label in spans}
            text += sentence + "\n"
        yield text, gold


def f1(dev: DevSet, size: int) -> float:
    """Strict span-level micro-F1 with passages of that many tokens."""
    weights = read_weights(packaged_weights(), None)
    encoder = Encoder(replace(weights, card=replace(weights.card, passage_tokens=size)))
    extractor = Extractor(Schema.of(dev.labels), encoder, Reach(overlap_tokens=0))
    texts, golds = zip(*documents(dev), strict=True)
    right = answered = wanted = 0
    for result, gold in zip(extractor.extract_many(texts), golds, strict=True):
        found = {(entity.start, entity.end, entity.type) for entity in result.entities}
        right, answered, wanted = right + len(found & gold), answered + len(found), wanted + len(gold)
    return round(200 * right / (answered + wanted), 2)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--most", type=int, default=240)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    results: dict[str, dict[str, float]] = {}
    for place in PLACES:
        dev = read_dev_set(data_folder(arguments.data_dir), place, arguments.most, least_gold=2)
        results[place] = {str(size): f1(dev, size) for size in SIZES}
        print(place, json.dumps(results[place]), flush=True)
    arguments.out.write_text(json.dumps({"sentences_a_document": SENTENCES, "f1_by_tokens": results}, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
