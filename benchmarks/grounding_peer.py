"""LangExtract's resolver on the tasks of benchmarks/grounding.py: run by that script, with the peer's own interpreter.

Reads one JSON object from standard input: ``repeats`` and ``tasks`` (``text``, ``values``, ``tokenizer``). Writes one to
standard output: for each task the seconds of each repeat and the places of the last one.
"""

import json
import sys
from importlib.metadata import version
from time import perf_counter, process_time


def main() -> None:
    """Answer the tasks on standard input."""
    request = json.load(sys.stdin)
    answers = [_measure(task, request["repeats"]) for task in request["tasks"]]
    json.dump({"version": version("langextract"), "answers": answers}, sys.stdout)


def _measure(task: dict[str, object], repeats: int) -> dict[str, object]:
    from langextract import resolver
    from langextract.core import data, tokenizer

    chosen = tokenizer.UnicodeTokenizer() if task["tokenizer"] == "unicode" else tokenizer.RegexTokenizer()
    seconds, wall, spans = [], [], []
    for _ in range(repeats):
        extractions = [data.Extraction("thing", value) for value in task["values"]]
        started, begun = process_time(), perf_counter()
        aligned = list(resolver.Resolver().align(extractions, task["text"], 0, 0, tokenizer_inst=chosen))
        seconds.append(process_time() - started)
        wall.append(perf_counter() - begun)
        places = [each.char_interval for each in aligned]
        spans = [None if place is None else (place.start_pos, place.end_pos) for place in places]
    return {"seconds": seconds, "wall": wall, "spans": spans}


if __name__ == "__main__":
    main()
