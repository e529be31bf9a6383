"""Sentences a second of the embedded encoder: one sentence of 39 words, 8 labels, batches of 16.

    python experiments/encoder/speed.py --threads 2 --out speed.json

The median of some rounds is given, and how many sentences one second of processor time bought, which other programs on the
machine disturb less.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import time
from pathlib import Path

from garner.models.encoder import Encoder, LabelText

SENTENCE = (
    "The committee of the European Parliament met in Brussels on Tuesday to discuss a new law on digital markets which "
    "Margrethe Vestager , a politician from Denmark , had proposed after talks with Apple , Google and others ."
)
LABELS = [LabelText(name) for name in ("person", "city", "award", "organization", "country", "event", "law", "company")]
BATCH = 16


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--encoder", type=Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=20)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    started = time.perf_counter()
    encoder = Encoder.load(arguments.encoder, arguments.threads)
    encoder.score([SENTENCE], LABELS)
    first_answer = time.perf_counter() - started
    walls, processors = [], []
    for _ in range(arguments.rounds):
        wall, processor = time.perf_counter(), time.process_time()
        encoder.score([SENTENCE] * BATCH, LABELS)
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    figures = {
        "encoder": encoder.name,
        "machine": f"{platform.machine()}, {os.cpu_count()} processors, {arguments.threads} threads",
        "words": len(SENTENCE.split()),
        "labels": len(LABELS),
        "batch": BATCH,
        "sentences_a_second": round(BATCH / statistics.median(walls), 1),
        "best_round": round(BATCH / min(walls), 1),
        "sentences_a_processor_second": round(BATCH / statistics.median(processors), 1),
        "load_and_first_answer_seconds": round(first_answer, 2),
    }
    print(json.dumps(figures))
    arguments.out.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
