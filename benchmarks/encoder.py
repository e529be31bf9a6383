"""How fast the embedded model reads: sentences a second on these cores, and the memory it holds; GLiNER's code beside it.

    python -m benchmarks.encoder [--sentences N] [--runs N] [--threads N] [--encoder FOLDER] [--quick] [--peer-python PATH]

Sentences of 39 words against 8 labels in batches of 16, the load of the figures in the model card. ``--peer-python`` is an
interpreter with ``benchmarks/requirements-peers.txt``: GLiNER with a model of DeBERTa-v3-small's shape reads the same
sentences, the two in turn. How long the model takes to start is in benchmarks/startup.py.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from benchmarks.machine import describe, save

WORDS_A_SENTENCE = 39
BATCH = 16
LABELS = ("person", "organisation", "city", "country", "date", "product", "event", "work of art")
WORDS = (
    "the a of in to and was were by for with Anna Keller Osaka Berlin committee novel engine treaty Acme river 1987 Monday "
    "announced painted opened signed visited built wrote new large former northern first second report museum orchestra"
).split()


def sentences(count: int, seed: int) -> list[str]:
    """Random sentences; what they say does not change how long they take."""
    chance = random.Random(seed)
    return [" ".join(chance.choice(WORDS) for _ in range(WORDS_A_SENTENCE)) + "." for _ in range(count)]


class Peer:
    """GLiNER in a process of its own; each call reads all texts once and gives the seconds."""

    def __init__(self, process: subprocess.Popen[str], texts: list[str], threads: int, tokenizer: Path) -> None:
        self._process = process
        self.mebibytes = 0.0
        load = {"texts": texts, "labels": LABELS, "batch": BATCH, "threads": threads, "tokenizer": str(tokenizer)}
        self.versions = self._ask(json.dumps(load))

    def __call__(self) -> float:
        answer = self._ask("again")
        self.mebibytes = float(answer["mebibytes"])
        return float(answer["seconds"])

    def _ask(self, line: str) -> dict[str, float | str]:
        told, heard = self._process.stdin, self._process.stdout
        assert told is not None
        assert heard is not None
        print(line, file=told, flush=True)
        if not (answer := heard.readline()):
            raise RuntimeError(f"the peer ended with status {self._process.wait()}")
        found: dict[str, float | str] = json.loads(answer)
        return found


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sentences", type=int, default=800)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--encoder", type=Path, help="the folder of an encoder (default: the one inside the package)")
    parser.add_argument("--seed", type=int, default=20261121)
    parser.add_argument("--quick", action="store_true", help="32 sentences, one run, nothing saved")
    parser.add_argument("--peer-python", default=None)
    arguments = parser.parse_args()
    texts = sentences(32 if arguments.quick else arguments.sentences, arguments.seed)
    machine = describe()
    figures = _measure(texts, arguments)
    print(json.dumps(figures))
    if not arguments.quick:
        load = {
            "words": WORDS_A_SENTENCE,
            "labels": len(LABELS),
            "batch": BATCH,
            "sentences": len(texts),
            "seed": arguments.seed,
        }
        save("encoder", {"machine": machine, "load": load, "figures": figures})


def _measure(texts: list[str], arguments: argparse.Namespace) -> dict[str, object]:
    from garner.models.encoder import Encoder
    from garner.models.encoder.weights import packaged_weights
    from garner.models.protocols import LabelText

    labels = [LabelText(name) for name in LABELS]
    encoder = Encoder.load(arguments.encoder, arguments.threads)
    encoder.score(texts[:BATCH], labels)

    def garner() -> float:
        started = time.perf_counter()
        for start in range(0, len(texts), BATCH):
            encoder.score(texts[start : start + BATCH], labels)
        return time.perf_counter() - started

    runs = 1 if arguments.quick else arguments.runs
    with ExitStack() as stack:
        peer = None
        if arguments.peer_python:
            command = [arguments.peer_python, str(Path(__file__).with_name("encoder_peer.py"))]
            process = stack.enter_context(
                subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=sys.stderr, text=True)
            )
            tokenizer = (arguments.encoder or packaged_weights()) / "tokenizer.json"
            peer = Peer(process, texts, arguments.threads, tokenizer)
        rates, peer_rates = _in_turn(runs, len(texts), garner, peer)
    figures: dict[str, object] = {"model": encoder.name, "threads": arguments.threads, **_figures(rates)}
    figures["peak_mebibytes"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1)
    if peer:
        figures["gliner"] = {**peer.versions, **_figures(peer_rates), "peak_mebibytes": round(peer.mebibytes, 1)}
        ratios = [own / other for own, other in zip(rates, peer_rates, strict=True)]
        figures["times_as_fast_median"] = round(statistics.median(ratios), 2)
        figures["times_as_fast_range"] = [round(min(ratios), 2), round(max(ratios), 2)]
    return figures


def _in_turn(
    runs: int, texts: int, garner: Callable[[], float], peer: Callable[[], float] | None
) -> tuple[list[float], list[float]]:
    """Texts a second of each run of both, taken in turn so that a drifting machine is fair to both."""
    own, other = [], []
    for _ in range(runs):
        own.append(texts / garner())
        if peer:
            other.append(texts / peer())
    return own, other


def _figures(rates: list[float]) -> dict[str, object]:
    return {
        "sentences_a_second_median": round(statistics.median(rates), 1),
        "sentences_a_second_range": [round(min(rates), 1), round(max(rates), 1)],
    }


if __name__ == "__main__":
    main()
