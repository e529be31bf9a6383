"""How fast the embedded model reads: sentences a second on these cores, and the memory it holds.

    python -m benchmarks.encoder [--sentences N] [--runs N] [--quick]

Sentences of 39 words against 8 labels in batches of 16, the load of the figures in the model card.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import statistics
import time

from benchmarks.machine import describe, save

WORDS_A_SENTENCE = 39
LABELS = ("person", "organisation", "city", "country", "date", "product", "event", "work of art")
WORDS = (
    "the a of in to and was were by for with Anna Keller Osaka Berlin committee novel engine treaty Acme river 1987 Monday "
    "announced painted opened signed visited built wrote new large former northern first second report museum orchestra"
).split()


def sentences(count: int, seed: int) -> list[str]:
    """Random sentences; what they say does not change how long they take."""
    chance = random.Random(seed)
    return [" ".join(chance.choice(WORDS) for _ in range(WORDS_A_SENTENCE)) + "." for _ in range(count)]


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sentences", type=int, default=1600)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--quick", action="store_true", help="32 sentences, one run, nothing saved")
    arguments = parser.parse_args()
    from garner.models.encoder import Encoder
    from garner.models.protocols import LabelText

    texts = sentences(32 if arguments.quick else arguments.sentences, arguments.seed)
    labels = [LabelText(name) for name in LABELS]
    encoder = Encoder.load()
    encoder.score(texts[:16], labels)
    rates = []
    for _ in range(1 if arguments.quick else arguments.runs):
        started = time.perf_counter()
        for start in range(0, len(texts), 16):
            encoder.score(texts[start : start + 16], labels)
        rates.append(len(texts) / (time.perf_counter() - started))
    figures = {
        "model": encoder.name,
        "sentences_a_second_median": round(statistics.median(rates), 1),
        "sentences_a_second_range": [round(min(rates), 1), round(max(rates), 1)],
        "peak_mebibytes": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1),
    }
    print(json.dumps(figures))
    if not arguments.quick:
        load = {"words": WORDS_A_SENTENCE, "labels": len(LABELS), "batch": 16, "sentences": len(texts), "seed": arguments.seed}
        save("encoder", {"machine": describe(), "load": load, "figures": figures})


if __name__ == "__main__":
    main()
