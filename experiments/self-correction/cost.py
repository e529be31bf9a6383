"""What correcting costs: time, calls, tokens with the embedded model (C11), and training beside that of the encoder (C15).

    python experiments/self-correction/cost.py --data-dir DATA

writes ``overhead.json`` and ``training.json`` to ``results/`` (``--training``: the second alone). Each set is extracted with
and without ``--refine`` in turn, by an encoder that is opened anew each time, so that nothing is remembered from the time
before; opening it is not counted.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from measuring import Record
from places import Place, read_place

from garner import Extractor
from garner.datasets import CorpusRecord, data_folder
from garner.errors import InputError
from garner.evaluation.runs.making import machine_kind
from garner.evaluation.runs.sizes import size_of_encoder
from garner.models.encoder import Encoder
from garner.models.encoder.weights import packaged_weights
from garner.refinement.learned.card import open_detectors, packaged_detectors
from garner.refinement.registry import refinement_of
from garner.values import Usage

SETS = ("crossner/ai:test", "conll04:test", "scierc:test", "phee:test", "uner_gsdsimp:test", "ud_gsd_ne:test", "agnews:test")
ENCODER_LOG = Path(__file__).parents[1] / "encoder" / "results" / "training_log.jsonl"
DETECTORS_LOG = Path(__file__).with_name("results") / "training"


class _Timed(NamedTuple):
    wall: float
    processor: float
    usage: Usage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data-dir", type=Path, help="folder of the corpora (default: the variable GARNER_DATA)")
    parser.add_argument("--sets", nargs="*", default=list(SETS), help="corpus:split")
    parser.add_argument("--limit", type=int, default=100, help="at most so many texts of each set, drawn with seed 0")
    parser.add_argument("--rounds", type=int, default=3, help="times that each set is extracted in each way")
    parser.add_argument("--out", type=Path, default=Path(__file__).with_name("results"), help="folder of the results")
    parser.add_argument("--training", action="store_true", help="only training.json, from what training wrote")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    records = {"training": training()}
    if not arguments.training:
        data = data_folder(arguments.data_dir)
        records["overhead"] = overhead(
            [read_place(data, name, arguments.limit, {}) for name in arguments.sets], arguments.rounds
        )
    for name, record in records.items():
        (arguments.out / f"{name}.json").write_text(json.dumps(record, indent=1) + "\n", "utf-8")


def overhead(places: Sequence[Place], rounds: int) -> Record:
    """Medians of seconds without and with correction, and by how much calls and tokens rise, in per cent."""
    rows, usage = [], {False: Usage(), True: Usage()}
    for place in places:
        timed: dict[bool, list[_Timed]] = {False: [], True: []}
        for number in range(rounds):
            for refined in (False, True) if number % 2 == 0 else (True, False):
                timed[refined].append(_timed(place.records, refined=refined))
        walls, processors = (
            [statistics.median(getattr(each, kind) for each in timed[way]) for way in (False, True)]
            for kind in ("wall", "processor")
        )
        for way, each in timed.items():
            usage[way] += each[0].usage
        rows.append(
            {
                "place": place.name,
                "texts": len(place.records),
                "plain": walls[0],
                "refined": walls[1],
                "more": _more(*walls),
                "processor_seconds": processors,
                "every_wall": [[each.wall for each in timed[way]] for way in (False, True)],
            }
        )
        print(place.name, f"{walls[0]:.2f} s, {walls[1]:.2f} s with --refine ({_more(*walls):+.1f} %)", flush=True)
    plain, more = usage[False], usage[True]
    sums = [sum(row[name] for row in rows) for name in ("plain", "refined")]
    return {
        "machine": machine_kind(),
        "rounds": rounds,
        "places": rows,
        "more": _more(*sums),
        "more_processor": _more(*(sum(row["processor_seconds"][number] for row in rows) for number in (0, 1))),
        "calls": _more(plain.calls, more.calls),
        "tokens": _more(plain.input_tokens + plain.output_tokens, more.input_tokens + more.output_tokens),
    }


def _timed(records: Sequence[CorpusRecord], *, refined: bool) -> _Timed:
    encoder = Encoder.load()
    how = refinement_of("default", encoder) if refined else None
    groups = [list(group) for _, group in groupby(records, key=lambda each: each.schema.fingerprint)]
    extractors = [Extractor(group[0].schema, encoder, refine=how) for group in groups]
    extractors[0].extract(records[0].text.upper())  # opens what is opened at the first text
    wall, processor, usage = time.perf_counter(), time.process_time(), Usage()
    for extractor, group in zip(extractors, groups, strict=True):
        for result in extractor.extract_many([record.document for record in group]):
            usage += result.usage
    return _Timed(time.perf_counter() - wall, time.process_time() - processor, usage)


def training(log: Path = DETECTORS_LOG) -> Record:
    """Seconds and trained parameters of the detectors and of the encoder, as what their training wrote says; the detectors' in
    two ways, without and with the extractors' run over the corpora.

    Raises ``InputError`` where the detectors' folder ``log`` tells of others than those that ship.
    """
    card, heads = open_detectors(packaged_detectors())
    if json.loads((log / "seen.json").read_text("utf-8"))["component"] != card.name:
        raise InputError(f"{log} tells of other detectors than {card.name}.", "Copy there what their training wrote.")
    seconds = json.loads((log / "seconds.json").read_text("utf-8"))
    parameters = sum(array.size for head in heads.values() for array in (*head.weights, *head.biases))
    lines = [json.loads(line) for line in ENCODER_LOG.read_text("utf-8").splitlines()]
    whole = max(float(each["seconds"]) for each in lines if "seconds" in each)
    rows = [
        (f"{card.name}: fitting the heads", parameters, seconds["heads"]),
        (f"{card.name}: with building the corpus (running the extractors)", parameters, seconds["corpus"] + seconds["heads"]),
        ("the encoder in the package", size_of_encoder(packaged_weights()).parameters_trained or 0, whole),
    ]
    return {
        "rows": [
            {"what": what, "parameters": trained, "seconds": own, "share": 100.0 * own / whole} for what, trained, own in rows
        ]
    }


def _more(before: float, after: float) -> float:
    return 100.0 * (after / before - 1.0) if before else 0.0


if __name__ == "__main__":
    main()
