"""How near the ideal throughput garner comes, and whether memory grows with the documents.

    python -m benchmarks.throughput --peer-python peers/bin/python     # real size, writes results/throughput.json
    python -m benchmarks.throughput --quick                            # toy size for CI, writes nothing

A chat server in a process of its own answers every request after 200 ms, 32 requests may be in flight, so the ideal is 160
documents a second. Measured is the whole job as the command line does it: prompts, calls, ledger, reading, grounding, result
file. LangExtract (``benchmarks/requirements-peers.txt``) reads the same documents through the same kind of server, in the same
run and in turn, with as many workers: once with a batch of as many passages, its way to bound memory, and once with all
documents as one batch. Before each measured run a small one warms up imports and connections. On a machine that does other
work, ``chrt -r 1`` before the command gives all contestants the processor when they want it.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.machine import describe, save

HERE = Path(__file__).parent
SERVER = HERE.parent / "tests" / "servers" / "chat_server.py"
NAMES = ("Ada Lovelace", "Marie Curie", "Grace Hopper", "Emmy Noether", "Lise Meitner")
CITIES = ("London", "Warsaw", "New York", "Erlangen", "Vienna")
TARGET = 0.95
REPLY = {"entities": {"person": list(NAMES[:2]), "city": list(CITIES[:2])}}
PEER_REPLY = {
    "extractions": [
        *({"person": name, "person_attributes": {}} for name in NAMES[:2]),
        *({"city": name, "city_attributes": {}} for name in CITIES[:2]),
    ]
}


@dataclass(frozen=True, slots=True)
class Load:
    """What one run has to do: documents, seconds the server takes, requests in flight."""

    documents: int
    latency: float = 0.2
    in_flight: int = 32

    @property
    def ideal_seconds(self) -> float:
        return math.ceil(self.documents / self.in_flight) * self.latency


def text(number: int) -> str:
    """A short news item of about 40 words, different for every number."""
    return (
        f"Item {number}. {NAMES[0]} left {CITIES[0]} on Monday and met {NAMES[1]} in {CITIES[1]}, where both spoke about the "
        f"plans for year {1800 + number % 250}. The talks, the {number}th of their kind, ended without a result, and a date "
        f"for the next round was not named."
    )


@contextmanager
def server(latency: float, reply: object) -> Iterator[str]:
    """The address of a chat server that gives this reply to everything."""
    command = [sys.executable, str(SERVER), "--latency", str(latency), "--reply", json.dumps(reply)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.communicate("")


def garner_seconds(load: Load, folder: Path) -> float:
    """Seconds of one whole job, every document of which must be found complete with its four entities."""
    from garner.models.settings import ModelSettings
    from garner.pipeline.calls import CallPolicy
    from garner.pipeline.job import Job, run_job
    from garner.pipeline.limits import Limits
    from garner.schema import Schema
    from garner.values import Document, Result

    good = 0

    def check(result: Result) -> None:
        nonlocal good
        good += result.complete and len(result.entities) == 4

    with server(load.latency, REPLY) as url:
        for name, count in (("warm", load.in_flight * 2), ("run", load.documents)):
            job = Job(
                Schema.of(["person", "city"]),
                "openai:simulated",
                ModelSettings(base_url=url),
                calls=CallPolicy(limits=Limits(in_flight=load.in_flight)),
                concurrency=load.in_flight,
                output=folder / f"{name}.jsonl",
                ledger=folder / f"{name}.ledger",
            )
            good = 0
            started = time.perf_counter()
            run_job(job, (Document(str(number), text(number)) for number in range(count)), check)
            seconds = time.perf_counter() - started
            assert good == count, f"{count - good} of {count} documents are not as they should be"
    return seconds


def peer_seconds(load: Load, python: str, batch: int) -> tuple[float, str]:
    """Seconds of LangExtract on the same documents, and its version."""
    with server(load.latency, PEER_REPLY) as url:
        request = {
            "url": url,
            "texts": [text(number) for number in range(load.documents)],
            "warm": load.in_flight * 2,
            "workers": load.in_flight,
            "batch": batch,
        }
        command = [python, str(HERE / "throughput_peer.py")]
        answer = subprocess.run(command, input=json.dumps(request), capture_output=True, text=True, check=False)
        if answer.returncode:
            raise RuntimeError(answer.stderr)
    said = json.loads(answer.stdout.splitlines()[-1])
    return said["seconds"], said["version"]


def peak_mebibytes(documents: int) -> float:
    """The most memory that a process held which read that many documents with a scripted model, ledger and result file."""
    command = [sys.executable, "-m", "benchmarks.throughput", "--memory-of", str(documents)]
    return float(subprocess.run(command, capture_output=True, text=True, check=True, cwd=HERE.parent).stdout)


def read_scripted(documents: int) -> None:
    """What ``peak_mebibytes`` measures; prints the most memory this process held, in MiB."""
    from garner.pipeline.job import Job, run_job
    from garner.schema import Schema
    from garner.values import Document

    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "script.jsonl"
        script.write_text(json.dumps({"reply": REPLY}) + "\n")
        job = Job(
            Schema.of(["person", "city"]),
            f"scripted:{script}",
            output=Path(folder) / "out.jsonl",
            ledger=Path(folder) / "out.ledger",
        )
        summary = run_job(job, (Document(str(number), text(number)) for number in range(documents)))
        assert (summary.progress.done, summary.progress.failed) == (documents, 0)
    print(round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 1))


def _scheduling() -> str:
    """How the system schedules this run; on a machine shared with other work only real-time figures mean anything."""
    policy = os.sched_getscheduler(0)
    return {os.SCHED_OTHER: "ordinary", os.SCHED_RR: "real-time", os.SCHED_FIFO: "real-time"}.get(policy, str(policy))


def measure(load: Load, runs: int, peer_python: str | None) -> dict[str, object]:
    """The figures of every contestant, its runs taken in turn with those of the others."""
    seconds: dict[str, list[float]] = {}
    versions: dict[str, str] = {}
    for _ in range(runs):
        with tempfile.TemporaryDirectory() as folder:
            seconds.setdefault("garner", []).append(garner_seconds(load, Path(folder)))
        if peer_python:
            for name, batch in (("LangExtract, batches of 32", load.in_flight), ("LangExtract, one batch", load.documents)):
                took, versions["langextract"] = peer_seconds(load, peer_python, batch)
                seconds.setdefault(name, []).append(took)
    figures = {
        name: {
            "seconds": [round(one, 3) for one in several],
            "documents_a_second": round(load.documents / median(several), 1),
            "share_of_ideal": round(load.ideal_seconds / median(several), 4),
        }
        for name, several in seconds.items()
    }
    return {"contestants": figures, "peer_versions": versions}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--documents", type=int, default=3200)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--quick", action="store_true", help="one small run, nothing saved, no target")
    parser.add_argument("--peer-python", default=None, help="an interpreter that has LangExtract")
    parser.add_argument("--memory-of", type=int, default=None, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.memory_of is not None:
        read_scripted(arguments.memory_of)
        return
    load = Load(256 if arguments.quick else arguments.documents)
    figures = measure(load, 1 if arguments.quick else arguments.runs, arguments.peer_python)
    few, many = (200, 1000) if arguments.quick else (1000, 20_000)
    memory = {str(count): peak_mebibytes(count) for count in (few, many)}
    for name, figure in figures["contestants"].items():  # type: ignore[attr-defined]
        print(f"{name:28} {figure['documents_a_second']:7.1f} documents/s  {figure['share_of_ideal']:6.1%} of the ideal")
    print(f"most memory held: {memory[str(few)]} MiB for {few} documents, {memory[str(many)]} MiB for {many}")
    if arguments.quick:
        return
    content = {
        "machine": {**describe(), "scheduling": _scheduling()},
        "load": {"documents": load.documents, "latency_seconds": load.latency, "in_flight": load.in_flight},
        "ideal_documents_a_second": load.in_flight / load.latency,
        "target_share_of_ideal": TARGET,
        **figures,
        "peak_mebibytes_by_documents": memory,
    }
    save("throughput", content)
    share = figures["contestants"]["garner"]["share_of_ideal"]  # type: ignore[index]
    sys.exit(f"{share:.1%} of the ideal throughput, the target is {TARGET:.0%}" if share < TARGET else 0)


if __name__ == "__main__":
    main()
