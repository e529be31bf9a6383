"""Runs every benchmark, one after the other.

    python -m benchmarks [--quick] [--peer-python PATH]

``--quick`` runs each at toy size and saves nothing: it shows that they work. ``--peer-python`` is an interpreter with
``benchmarks/requirements-peers.txt``, whose LangExtract and GLiNER are measured in the same runs.
"""

from __future__ import annotations

import argparse
import subprocess
import sys

WITH_PEER = ("startup", "grounding", "throughput", "encoder")
ALONE = ("scoring",)


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peer-python", default=None)
    arguments = parser.parse_args()
    failed = []
    for name in (*WITH_PEER, *ALONE):
        command = [sys.executable, "-m", f"benchmarks.{name}"]
        command += ["--quick"] if arguments.quick else []
        command += ["--peer-python", arguments.peer_python] if arguments.peer_python and name in WITH_PEER else []
        print(f"== {name}", flush=True)
        if subprocess.run(command, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main())
