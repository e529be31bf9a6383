"""How long it takes to score a large run and to put intervals around the scores.

    python -m benchmarks.scoring [--quick]

100,000 sentences with ten gold mentions each (1,000,000) and predictions of which about two thirds are right; every stage is
timed for itself, by the clock and by the processor time it took (on a machine that does other work as well the first is
longer). ``--quick`` takes a hundredth of the sentences and saves nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import time
from collections.abc import Callable

from benchmarks.machine import describe, save
from garner.evaluation import Draws, Pair, Tally, bootstrap, mode_named, paired_bootstrap, score, tally
from garner.values import Entity, Extraction, Grade, Grounding

LABELS = ("person", "place", "product", "event", "law", "organisation", "date", "disease", "drug", "work of art")
WORDS = 40
MENTIONS = 10
SEED = 7


def sentences(number: int) -> list[Pair]:
    """Made-up sentences of four-letter words with a mention on every fourth word."""
    draw = random.Random(SEED)
    pairs = []
    for index in range(number):
        letters = f"{draw.getrandbits(16 * WORDS):0{4 * WORDS}x}"
        text = " ".join(letters[place : place + 4] for place in range(0, 4 * WORDS, 4))
        gold, predicted = [], []
        for mention in range(MENTIONS):
            start, label, luck = mention * 20, draw.choice(LABELS), draw.random()
            gold.append(_entity(text, mention, label, start, start + 9))
            if luck < 0.9:
                end = start + (4 if luck < 0.1 else 9)
                other = draw.choice(LABELS) if luck < 0.25 else label
                predicted.append(_entity(text, mention, other, start, end))
        pairs.append(Pair(f"s{index}", Extraction(text, entities=tuple(gold)), Extraction(text, entities=tuple(predicted))))
    return pairs


def _entity(text: str, number: int, label: str, start: int, end: int) -> Entity:
    surface = text[start:end]
    return Entity(f"e{number}", label, Grounding(surface, start, end, surface, Grade.VERBATIM))


def stages(pairs: list[Pair]) -> dict[str, Callable[[], object]]:
    """What is timed; the stages after the first use its tally."""
    counted: list[Tally] = []
    return {
        "tally, offset": lambda: counted.append(tally(pairs, mode_named("offset"))),
        "scores": lambda: score(counted[0]),
        "bootstrap, 1000 resamples, micro, macro and 10 labels": lambda: bootstrap(counted[0]),
        "paired bootstrap, 1000 resamples": lambda: paired_bootstrap(counted[:1], counted[:1]),
        "tally, overlap": lambda: tally(pairs, mode_named("overlap")),
        "tally, string": lambda: tally(pairs, mode_named("string")),
        "bootstrap, 1000 resamples, 1000 documents": lambda: bootstrap(Tally("offset@1", counted[0].documents[:1000]), Draws()),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="1,000 sentences, nothing saved")
    arguments = parser.parse_args()
    machine, threads = describe(), os.environ.get("OPENBLAS_NUM_THREADS", "as many as cores")
    pairs = sentences(1_000 if arguments.quick else 100_000)
    seconds, processor_seconds = {}, {}
    for name, stage in stages(pairs).items():
        started, processor_started = time.perf_counter(), time.process_time()
        stage()
        seconds[name] = round(time.perf_counter() - started, 3)
        processor_seconds[name] = round(time.process_time() - processor_started, 3)
        print(f"{name:56} {seconds[name]:8.3f} s   {processor_seconds[name]:8.3f} s of processor")
    figures = {
        "sentences": len(pairs),
        "gold_items": sum(len(pair.gold.entities) for pair in pairs),
        "predicted_items": sum(len(pair.predicted.entities) for pair in pairs),
        "micro_f1": round(score(tally(pairs, mode_named("offset"))).micro.f1, 2),
        "seconds": seconds,
        "processor_seconds": processor_seconds,
        "peak_memory_mib": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
    if arguments.quick:
        print(json.dumps(figures))
    else:
        save("scoring", {"machine": machine, "blas_threads": threads, "seed": SEED, "figures": figures})


if __name__ == "__main__":
    main()
